"""cairn serve, cairn sync: the content loaded, and shown."""

import os
import socket
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread
from typing import Annotated

import typer
import uvicorn
from uvicorn.supervisors import Multiprocess

from app.cli.words import Misuse, cli, complain, content_dir_of, open_database, progress_bar
from app.content.child import Renderer
from app.content.sync import SyncReport, sync
from app.content.watch import watch
from app.db import Database
from app.settings import settings


@cli.command()
def serve(
    watched: Annotated[bool, typer.Option("--watch", help="Show each saved edit within a second.")] = False,
    host: Annotated[str | None, typer.Option(metavar="HOST", help="Where to listen. Default: CAIRN_HOST.")] = None,
    port: Annotated[int | None, typer.Option(metavar="PORT", help="0: a free one. Default: CAIRN_PORT.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, metavar="N", help="Default: CAIRN_WORKERS.")] = None,
) -> None:
    """Bring the database up to date, load the content, and serve it."""
    if workers is not None:
        # The processes read their settings anew, and one of their pages says how many they are.
        os.environ["CAIRN_WORKERS"] = str(workers)
        settings.cache_clear()
    chosen, stop = settings(), Event()
    listening = _listen(chosen.host if host is None else host, chosen.port if port is None else port)
    with open_database() as database, Renderer() as renderer:
        if chosen.content_dir:
            content_dir = Path(chosen.content_dir)
            tell_problems(content_dir, sync_all(database, content_dir, renderer))
            if watched:
                Thread(target=watch_folder, args=(database, content_dir, renderer, stop), daemon=True).start()
        print(f"Cairn serves {chosen.base_url or _address(listening)}", flush=True)
        with suppress(KeyboardInterrupt):
            _serve(listening, chosen.workers)
        stop.set()


@cli.command("sync")
def sync_command(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen to learners.")] = False,
    watched: Annotated[bool, typer.Option("--watch", help="Go on: load each saved edit, until Ctrl+C.")] = False,
) -> None:
    """Load the content folder into the database. A path with errors is refused: its last good revision stays."""
    if dry_run and watched:
        raise Misuse("--dry-run and --watch do not go together")
    content_dir = content_dir_of(settings())
    with open_database() as database, Renderer() as renderer:
        reports = sync_all(database, content_dir, renderer, dry_run=dry_run)
        if not reports:
            raise ValueError(f"no path in {content_dir}: a path is a folder with a path.md")
        tell_reports(content_dir, reports)
        if watched:
            print(f"Watching {content_dir}", flush=True)
            with suppress(KeyboardInterrupt):
                watch_folder(database, content_dir, renderer, Event())
            return
    if any(each.outcome == "refused" for each in reports):
        raise typer.Exit(1)


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


def sync_all(database: Database, content_dir: Path, renderer: Renderer, *, dry_run: bool = False) -> list[SyncReport]:
    with progress_bar() as tell:
        return sync(database, content_dir, renderer=renderer, dry_run=dry_run, progress=tell)


def watch_folder(database: Database, content_dir: Path, renderer: Renderer, stop: Event) -> None:
    watch(
        database,
        content_dir,
        renderer=renderer,
        tell=lambda reports: tell_reports(content_dir, reports),
        fail=lambda error: complain(f"not synced: {error}"),
        stop=stop,
    )


def tell_reports(content_dir: Path, reports: list[SyncReport]) -> None:
    tell_problems(content_dir, reports)
    for each in reports:
        print(each, flush=True)
        for rematch in each.rematched:
            print(f"  {rematch.kind} {rematch.before} → {rematch.after} ({rematch.reason})")


def tell_problems(content_dir: Path, reports: list[SyncReport]) -> None:
    for each in reports:
        errors = (problem for problem in each.problems if problem.severity == "error")
        for problem in sorted(errors):
            print(replace(problem, file=str(content_dir / problem.file)), file=sys.stderr, flush=True)
