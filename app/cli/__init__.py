"""The command line: a file for those who serve, who write, who look after learning."""

import sys
from typing import NoReturn

from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError

from app.cli import copying, serving, speaking, upkeep, writing
from app.cli.words import Misuse, cli, complain

__all__ = ["cli", "copying", "run", "serving", "speaking", "upkeep", "writing"]


def run() -> NoReturn:
    """The `cairn` command. What goes wrong is one line, and exit 1."""
    try:
        cli(prog_name="cairn")
    except Misuse as wrong:
        complain(str(wrong))
        sys.exit(2)
    except ValidationError as wrong:
        first = wrong.errors()[0]
        complain(f"CAIRN_{str(first['loc'][0]).upper()}: {first['msg']}")
    except DBAPIError as wrong:
        complain(f"the database does not answer: {str(wrong.orig).strip().splitlines()[0]}")
    except (ValueError, RuntimeError, OSError) as wrong:
        complain(str(wrong))
    sys.exit(1)
