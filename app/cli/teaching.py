"""cairn quality: for those who teach."""

import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path as Place
from typing import Annotated

import typer
from sqlalchemy import select

from app.cli.words import cli, count_of, open_database
from app.cli.writing import Format
from app.content import report
from app.content.documents import Problem
from app.models import Path
from app.studio.quality import Quality, find_quality
from app.studio.weighing import FEWEST


@cli.command()
def quality(
    path: Annotated[str, typer.Argument(help="The path's name in its address, or its folder.")],
    how: Annotated[
        Format, typer.Option("--format", help="For people, for programs, for code review tools.")
    ] = Format.text,
    notes: Annotated[bool, typer.Option("--notes", help="Also what is worth knowing and no fault by itself.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 where there is a warning.")] = False,
) -> None:
    """Report what learners' answers and flags say of a path, on the lines of its files. Exit 0: done, 2: misuse."""
    with open_database() as database, database.reading() as session:
        found = session.scalar(select(Path).where(Path.slug == Place(path).name))
        if found is None:
            raise ValueError(f"there is no path called {path}")
        measured = find_quality(session, found)
    said = measured.problems if notes else measured.warnings
    as_sarif = partial(report.as_sarif, tool="cairn quality")
    ways: dict[Format, Callable[[Iterable[Problem]], str]] = {
        Format.text: report.as_text,
        Format.json: report.as_json,
        Format.sarif: as_sarif,
    }
    sys.stdout.write(ways[how](said))
    if how is Format.text:
        print(_in_all(measured), file=sys.stderr)
    if strict and measured.warnings:
        raise typer.Exit(1)


def _in_all(measured: Quality) -> str:
    questions, few = len(measured.questions), len(measured.questions) - measured.judged
    said = f"{count_of(len(measured.warnings), 'warning')}; {count_of(questions, 'question')}"
    return said + (f", {few} of them answered by fewer than {FEWEST} learners: too few to tell" if few else "")
