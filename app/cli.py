"""The command line: serve, sync, check, ids, retire."""

import socket
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import Annotated, NoReturn

import typer
import uvicorn
from pydantic import ValidationError
from rich.console import Console
from rich.progress import Progress as Bar
from rich.progress import TaskID
from sqlalchemy.exc import DBAPIError
from uvicorn.supervisors import Multiprocess

from app.content import report
from app.content.child import Renderer
from app.content.coverage import as_table, coverage
from app.content.documents import Problem
from app.content.ids import NotStamped, stamp
from app.content.load import find_paths, load
from app.content.sync import SyncReport, retire, shared_id, sync
from app.content.watch import watch
from app.db import Database, upgrade
from app.settings import Settings, settings

cli = typer.Typer(
    help="Cairn: a folder of Markdown becomes a place to read, listen, recall and prove what you know.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
Folder = Annotated[
    Path | None,
    typer.Argument(metavar="[DIR]", help="A path's folder, or a folder of paths. Default: CAIRN_CONTENT_DIR."),
]


class Format(StrEnum):
    text = "text"
    json = "json"
    sarif = "sarif"


class Misuse(Exception):
    """Asked for what cannot be; exit 2."""


def run() -> NoReturn:
    """The `cairn` command. What goes wrong is one line, and exit 1."""
    try:
        cli(prog_name="cairn")
    except Misuse as wrong:
        _complain(str(wrong))
        sys.exit(2)
    except ValidationError as wrong:
        first = wrong.errors()[0]
        _complain(f"CAIRN_{str(first['loc'][0]).upper()}: {first['msg']}")
    except DBAPIError as wrong:
        _complain(f"the database does not answer: {str(wrong.orig).strip().splitlines()[0]}")
    except (ValueError, RuntimeError, OSError) as wrong:
        _complain(str(wrong))
    sys.exit(1)


@cli.command()
def serve(
    watched: Annotated[bool, typer.Option("--watch", help="Show each saved edit within a second.")] = False,
    host: Annotated[str | None, typer.Option(metavar="HOST", help="Where to listen. Default: CAIRN_HOST.")] = None,
    port: Annotated[int | None, typer.Option(metavar="PORT", help="0: a free one. Default: CAIRN_PORT.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, metavar="N", help="Default: CAIRN_WORKERS.")] = None,
) -> None:
    """Bring the database up to date, load the content, and serve it."""
    chosen, stop = settings(), Event()
    listening = _listen(chosen.host if host is None else host, chosen.port if port is None else port)
    with _database() as database, Renderer() as renderer:
        if chosen.content_dir:
            content_dir = Path(chosen.content_dir)
            _tell_problems(content_dir, _sync(database, content_dir, renderer))
            if watched:
                Thread(target=_watch, args=(database, content_dir, renderer, stop), daemon=True).start()
        print(f"Cairn serves {chosen.base_url or _address(listening)}", flush=True)
        with suppress(KeyboardInterrupt):
            _serve(listening, chosen.workers if workers is None else workers)
        stop.set()


@cli.command("sync")
def sync_command(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen to learners.")] = False,
    watched: Annotated[bool, typer.Option("--watch", help="Go on: load each saved edit, until Ctrl+C.")] = False,
) -> None:
    """Load the content folder into the database. A path with errors is refused: its last good revision stays."""
    if dry_run and watched:
        raise Misuse("--dry-run and --watch do not go together")
    content_dir = _content_dir(settings())
    with _database() as database, Renderer() as renderer:
        reports = _sync(database, content_dir, renderer, dry_run=dry_run)
        if not reports:
            raise ValueError(f"no path in {content_dir}: a path is a folder with a path.md")
        _tell(content_dir, reports)
        if watched:
            print(f"Watching {content_dir}", flush=True)
            with suppress(KeyboardInterrupt):
                _watch(database, content_dir, renderer, Event())
            return
    if any(each.outcome == "refused" for each in reports):
        raise typer.Exit(1)


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
    root = _folder(folder)
    problems: list[Problem] = []
    keys: dict[str, str] = {}
    with Renderer() as renderer, _bar() as tell:
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
        print(f"{_count(found['error'], 'error')}, {_count(found['warning'], 'warning')}", file=sys.stderr)
    if found["error"] or (strict and found["warning"]):
        raise typer.Exit(1)


@cli.command()
def ids(folder: Folder = None) -> None:
    """Write an id beside every file, section and item that has none, so that they can be renamed freely."""
    root = _folder(folder)
    with Renderer() as renderer:
        for path in find_paths(root):
            try:
                count = stamp(path, renderer=renderer)
            except NotStamped as refused:
                prefix = "" if path == root else f"{path.name}/"
                sys.stdout.write(report.as_text(replace(p, file=prefix + p.file) for p in refused.problems))
                raise ValueError(f"{path.name}: {refused}") from None
            print(f"{path.resolve().name}: {_count(count, 'id')} written")


@cli.command("retire")
def retire_command(path: Annotated[str, typer.Argument(help="The path's name in its address.")]) -> None:
    """Take a path out of sight. What learners did stays, and the path comes back with its folder."""
    chosen = settings()
    if chosen.content_dir and (Path(chosen.content_dir) / path / "path.md").exists():
        raise ValueError(
            f"{Path(chosen.content_dir) / path} is still there, and the next sync would bring it back; move it away"
        )
    with _database() as database, database.writing(alone=True) as session:
        learners = retire(session, path)
    if learners is None:
        raise ValueError(f"there is no path called {path}")
    print(f"{path}: retired · {_count(learners, 'learner')} knew it, and find it again when its folder is back")


@contextmanager
def _database() -> Iterator[Database]:
    """The settings' database, brought up to date."""
    upgrade(settings().database_url)
    database = Database(settings().database_url)
    try:
        yield database
    finally:
        database.dispose()


@contextmanager
def _bar() -> Iterator[Callable[[str, int, int], None]]:
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


def _serve(listening: socket.socket, workers: int) -> None:
    config = uvicorn.Config(
        "app.main:create",
        factory=True,
        workers=workers,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
    )
    server = uvicorn.Server(config)
    if workers > 1:
        Multiprocess(config, sockets=[listening]).run()
    else:
        server.run(sockets=[listening])
    if not server.started and workers == 1:
        raise typer.Exit(1)


def _listen(host: str, port: int) -> socket.socket:
    """Listens from now on: a browser that comes before the server is ready waits instead of being refused."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=2048)
    except (OSError, OverflowError) as error:
        said = getattr(error, "strerror", None) or error
        raise ValueError(f"cannot listen on {host}, port {port}: {said}; choose another with --port") from None
    listening.set_inheritable(True)
    return listening


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _sync(database: Database, content_dir: Path, renderer: Renderer, *, dry_run: bool = False) -> list[SyncReport]:
    with _bar() as tell:
        return sync(database, content_dir, renderer=renderer, dry_run=dry_run, progress=tell)


def _watch(database: Database, content_dir: Path, renderer: Renderer, stop: Event) -> None:
    watch(
        database,
        content_dir,
        renderer=renderer,
        tell=lambda reports: _tell(content_dir, reports),
        fail=lambda error: _complain(f"not synced: {error}"),
        stop=stop,
    )


def _tell(content_dir: Path, reports: list[SyncReport]) -> None:
    _tell_problems(content_dir, reports)
    for each in reports:
        print(each, flush=True)
        for rematch in each.rematched:
            print(f"  {rematch.kind} {rematch.before} → {rematch.after} ({rematch.reason})")


def _tell_problems(content_dir: Path, reports: list[SyncReport]) -> None:
    for each in reports:
        errors = (problem for problem in each.problems if problem.severity == "error")
        for problem in sorted(errors):
            print(replace(problem, file=str(content_dir / problem.file)), file=sys.stderr, flush=True)


def _content_dir(chosen: Settings) -> Path:
    if not chosen.content_dir:
        raise ValueError("CAIRN_CONTENT_DIR is empty: this machine only serves; sync where the content is")
    return Path(chosen.content_dir)


def _folder(given: Path | None) -> Path:
    folder = given or _content_dir(settings())
    if not folder.is_dir():
        raise Misuse(f"{folder} is not a folder")
    if not find_paths(folder):
        raise Misuse(f"no path in {folder}: a path is a folder with a path.md")
    return folder


def _count(number: int, word: str) -> str:
    return f"{number} {word}" + ("" if number == 1 else "s")


def _complain(text: str) -> None:
    print(f"cairn: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    run()
