"""cairn clone, update, diff, suggest, export, import: paths of one's own, made of others."""

import difflib
import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from app.cli.words import Misuse, cli, complain, content_dir_of, count_of, open_database, progress_bar
from app.content.child import Renderer
from app.content.merge import Change
from app.library.archives import export, open_parcel, receive
from app.library.copies import Copy, clone, published
from app.library.suggestions import draw_up, offered, outcomes_of, suggest
from app.library.updates import Update, apply, prepare
from app.settings import settings

SAID = {
    "taken": "taken from upstream",
    "kept": "kept as it is here",
    "new": "new upstream",
    "gone": "taken out upstream",
    "conflict": "changed on both sides",
    "same": "the same on both sides",
}
SUGGESTED = {
    "": "",
    "open": " · suggested, and waits to be looked at",
    "taken": " · taken by the original",
    "declined": " · declined by the original",
}
Slug = Annotated[str, typer.Argument(help="The path's name in its address.")]


@cli.command("clone")
def clone_command(
    source: Annotated[str, typer.Argument(metavar="SRC", help="The path to copy.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The copy's folder, and its name in addresses.")],
    title: Annotated[
        str, typer.Option(help="What the copy is called. Default: the original's title, and (copy).")
    ] = "",
) -> None:
    """Make a path your own: a folder with all of it, which still receives the original's improvements."""
    content_dir = content_dir_of(settings())
    with open_database() as database, Renderer() as renderer, _progress(new) as tell:
        report = clone(database, content_dir, source, Copy(new, title), renderer=renderer, progress=tell)
    print(f"{content_dir / new}: {count_of(report.added, 'item')}, based on {source}")


@cli.command("update")
def update_command(
    path: Annotated[str, typer.Argument(metavar="CLONE", help="The clone to bring up to date.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would happen, to files and learners.")
    ] = False,
) -> None:
    """Merge what the original became since into a clone. Where both changed the same, both texts stand in the file,
    between git's marks; learners stay on the revision before until one is picked."""
    content_dir = content_dir_of(settings())
    with open_database() as database, Renderer() as renderer:
        with database.reading() as session:
            found = prepare(session, content_dir, path, renderer)
        _tell(path, found)
        if dry_run or not found.is_new:
            return
        apply(database, content_dir, path, found, renderer=renderer)
    if found.merged.conflicts:
        raise ValueError(
            f"{path}: {count_of(len(found.merged.conflicts), 'conflict')} to settle in its files; then sync"
        )


@cli.command("diff")
def diff_command(
    path: Annotated[str, typer.Argument(metavar="CLONE", help="The clone to compare.")],
) -> None:
    """Show what a clone has otherwise than the revision of the original that it is based on."""
    with open_database() as database, database.reading() as session:
        changes = offered(session, path)
        outcomes = outcomes_of(session, published(session, path), changes)
    for change in changes:
        print(f"{change.id}{SUGGESTED[outcomes.get(change.id, '')]}")
        before, after = ((text or b"").decode("utf-8", "replace").splitlines() for text in (change.base, change.theirs))
        for line in list(difflib.unified_diff(before, after, lineterm="", n=1))[2:]:
            print(f"  {line}")
    print(f"{count_of(len(changes), 'change')}")


@cli.command("suggest")
def suggest_command(
    path: Annotated[str, typer.Argument(metavar="CLONE", help="The clone whose changes are offered.")],
    change: Annotated[
        list[str] | None, typer.Option(help="A change as `cairn diff` names it; by default all not suggested yet.")
    ] = None,
    note: Annotated[str, typer.Option(help="What it is good for.")] = "",
    author: Annotated[str, typer.Option(help="Whose it is. Default: your name on this machine.")] = "",
) -> None:
    """Offer changes of a clone to the original; its instructors look at them in the studio."""
    with open_database() as database:
        with database.reading() as session:
            offer = draw_up(session, path, change or ())
        with database.writing(alone=True) as session:
            suggest(session, offer, note=note, author=author or getpass.getuser())
    print(f"{path}: suggested")


@cli.command("export")
def export_command(
    path: Slug, file: Annotated[Path, typer.Argument(metavar="FILE.zip", help="Where to write it.")]
) -> None:
    """Write a path as a zip of its folder, for another server or for anybody who reads Markdown."""
    if file.is_dir() or not file.parent.is_dir():
        raise Misuse(f"{file} is no place for a file")
    with open_database() as database, database.reading() as session:
        count = export(session, path, file)
    print(f"{file}: {count_of(count, 'file')}")


@cli.command("import")
def import_command(
    source: Annotated[
        Path, typer.Argument(metavar="FILE.zip", help="An exported zip, or a folder such as a git clone.")
    ],
    name: Annotated[str, typer.Option(help="The new folder. Default: as in the zip.")] = "",
) -> None:
    """Take in a path from elsewhere. A newer export of one that is here already is what `cairn update` then merges."""
    content_dir = content_dir_of(settings())
    if not source.exists():
        raise Misuse(f"{source} is not there")
    parcel = open_parcel(source, settings().max_import_bytes)
    with open_database() as database, Renderer() as renderer, _progress(name or parcel.slug) as tell:
        arrived = receive(database, content_dir, parcel, Copy(name), renderer=renderer, progress=tell)
    if arrived.report:
        print(f"{content_dir / arrived.report.slug}: {count_of(arrived.report.added, 'item')}")
    elif arrived.is_old:
        print(f"{arrived.known} is made of this already")
    else:
        print(f"{arrived.known} came from there: `cairn update {arrived.known}` merges what is new")


def _tell(path: str, found: Update) -> None:
    if not found.is_new:
        print(f"{path}: up to date with revision {found.number} of its upstream")
        return
    for change in found.merged.changes:
        if change.status not in ("kept", "same"):
            print(f"  {_name(change)}: {SAID[change.status]}")
    for problem in found.report.problems if found.report else ():
        if problem.severity == "error":
            complain(str(problem))
    print(found.report or f"{path}: learners stay on their revision while a conflict is left")


def _name(change: Change) -> str:
    return f"{change.file} · {change.heading}" if change.heading else change.file


@contextmanager
def _progress(name: str) -> Iterator[Callable[[int, int], None]]:
    with progress_bar() as tell:
        yield lambda done, total: tell(name, done, total)
