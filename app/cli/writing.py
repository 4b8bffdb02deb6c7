"""cairn check, cairn ids, cairn retire: for those who write."""

import sys
from collections import Counter
from dataclasses import replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from app.cli.words import Misuse, cli, content_dir_of, count_of, open_database, progress_bar
from app.content import report
from app.content.child import Renderer
from app.content.coverage import as_table, coverage
from app.content.documents import Problem
from app.content.ids import NotStamped, stamp
from app.content.load import find_paths, load
from app.content.sync import retire, shared_id
from app.settings import settings

Folder = Annotated[
    Path | None,
    typer.Argument(metavar="[DIR]", help="A path's folder, or a folder of paths. Default: CAIRN_CONTENT_DIR."),
]


class Format(StrEnum):
    text = "text"
    json = "json"
    sarif = "sarif"


@cli.command()
def check(
    folder: Folder = None,
    how: Annotated[
        Format, typer.Option("--format", help="For people, for programs, for code review tools.")
    ] = Format.text,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count too.")] = False,
    covered: Annotated[
        bool, typer.Option("--coverage", help="Show how many cards and questions see each section.")
    ] = False,
) -> None:
    """Report every problem of the content, with file, line and column. Exit 0: clean, 1: errors, 2: misuse."""
    if covered and how is not Format.text:
        raise Misuse("--coverage is text; it does not go with --format")
    root = folder_of(folder)
    problems: list[Problem] = []
    keys: dict[str, str] = {}
    with Renderer() as renderer, progress_bar() as tell:
        for path in find_paths(root):
            loaded = load(path, renderer=renderer, root=root, progress=partial(tell, path.name))
            problems.extend(loaded.problems)
            if loaded.catalog:
                keys[loaded.catalog.slug] = loaded.catalog.key
                if covered:
                    print(as_table(coverage(loaded.catalog)))
    shared = Counter(keys.values())
    problems.extend(shared_id(slug, key) for slug, key in keys.items() if shared[key] > 1)
    written = {Format.text: report.as_text, Format.json: report.as_json, Format.sarif: report.as_sarif}[how](problems)
    sys.stdout.write(written)
    found = Counter(problem.severity for problem in problems)
    if how is Format.text:
        print(f"{count_of(found['error'], 'error')}, {count_of(found['warning'], 'warning')}", file=sys.stderr)
    if found["error"] or (strict and found["warning"]):
        raise typer.Exit(1)


@cli.command()
def ids(folder: Folder = None) -> None:
    """Write an id beside every file, section and item that has none, so that they can be renamed freely."""
    root = folder_of(folder)
    with Renderer() as renderer:
        for path in find_paths(root):
            try:
                count = stamp(path, renderer=renderer)
            except NotStamped as refused:
                prefix = "" if path == root else f"{path.name}/"
                sys.stdout.write(report.as_text(replace(p, file=prefix + p.file) for p in refused.problems))
                raise ValueError(f"{path.name}: {refused}") from None
            print(f"{path.resolve().name}: {count_of(count, 'id')} written")


@cli.command("retire")
def retire_command(path: Annotated[str, typer.Argument(help="The path's name in its address.")]) -> None:
    """Take a path out of sight. What learners did stays, and the path comes back with its folder."""
    chosen = settings()
    if chosen.content_dir and (Path(chosen.content_dir) / path / "path.md").exists():
        raise ValueError(
            f"{Path(chosen.content_dir) / path} is still there, and the next sync would bring it back; move it away"
        )
    with open_database() as database, database.writing(alone=True) as session:
        learners = retire(session, path)
    if learners is None:
        raise ValueError(f"there is no path called {path}")
    print(f"{path}: retired · {count_of(learners, 'learner')} knew it, and find it again when its folder is back")


def folder_of(given: Path | None) -> Path:
    folder = given or content_dir_of(settings())
    if not folder.is_dir():
        raise Misuse(f"{folder} is not a folder")
    if not find_paths(folder):
        raise Misuse(f"no path in {folder}: a path is a folder with a path.md")
    return folder
