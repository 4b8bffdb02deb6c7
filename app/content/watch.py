"""Saved edits to the page: syncs the content folder whenever something in it changes."""

from collections.abc import Callable
from pathlib import Path
from threading import Event

from watchfiles import watch as watch_files

from app.content.child import Renderer
from app.content.sync import SyncReport, sync
from app.db import Database

# Milliseconds. An editor may write a file in several goes: we wait for a pause of STEP, but no longer than DEBOUNCE.
STEP, DEBOUNCE = 40, 100
# How often, without any change, we look whether the folder is still the one that we watch.
LOOK = 1_000


def watch(
    database: Database,
    content_dir: Path,
    *,
    renderer: Renderer,
    tell: Callable[[list[SyncReport]], None],
    fail: Callable[[Exception], None],
    stop: Event,
) -> None:
    """Runs until `stop` is set. `tell` hears of every sync in which something was published or newly refused; `fail` of
    one that could not be done, as when the database does not answer: the next change tries again."""
    last: list[SyncReport] = []
    while not stop.is_set():
        if not content_dir.is_dir():
            stop.wait(LOOK / 1000)
            continue
        watched = content_dir.stat().st_ino
        is_first = True
        changes = watch_files(
            content_dir,
            debounce=DEBOUNCE,
            step=STEP,
            rust_timeout=LOOK,
            yield_on_timeout=True,
            stop_event=stop,
            raise_interrupt=False,
        )
        for changed in changes:
            # Also once without a change: something may have been saved before the watch began.
            if changed or is_first:
                is_first = False
                try:
                    reports = sync(database, content_dir, renderer=renderer)
                except Exception as error:
                    fail(error)
                else:
                    if news := [r for r in reports if r.outcome != "unchanged" and r not in last]:
                        tell(news)
                    last = reports
            if not content_dir.is_dir() or content_dir.stat().st_ino != watched:
                break
