"""What every command shares: the database it works on, a progress bar, and words for people."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import typer
from rich.console import Console
from rich.progress import Progress as Bar
from rich.progress import TaskID

from app.db import Database, upgrade
from app.settings import Settings, settings

cli = typer.Typer(
    help="Cairn: a folder of Markdown becomes a place to read, listen, recall and prove what you know.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


class Misuse(Exception):
    """Asked for what cannot be; exit 2."""


@contextmanager
def open_database() -> Iterator[Database]:
    """The settings' database, brought up to date."""
    upgrade(settings().database_url)
    database = Database(settings().database_url)
    try:
        yield database
    finally:
        database.dispose()


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on a terminal, for what takes more than a second."""
    began, bar = monotonic(), Bar(console=Console(stderr=True), transient=True)
    tasks: dict[str, TaskID] = {}

    def tell(slug: str, done: int, total: int) -> None:
        if monotonic() - began > 1 and bar.console.is_terminal:
            if slug not in tasks:
                tasks[slug] = bar.add_task(slug, total=total)
                bar.start()
            bar.update(tasks[slug], completed=done)

    try:
        yield tell
    finally:
        if tasks:
            bar.stop()


def content_dir_of(chosen: Settings) -> Path:
    if not chosen.content_dir:
        raise ValueError("CAIRN_CONTENT_DIR is empty: this machine only serves; sync where the content is")
    return Path(chosen.content_dir)


def count_of(number: int, word: str, words: str = "") -> str:
    return f"{number} {word if number == 1 else words or word + 's'}"


def complain(text: str) -> None:
    print(f"cairn: {text}", file=sys.stderr, flush=True)
