"""1,000 lessons and 10,000 cards: synced cold and cloned against the renderer alone, unchanged against reading and
hashing."""

import hashlib
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from app.content.child import Renderer
from app.content.sync import sync
from app.db import Database, upgrade
from app.library.copies import Copy, clone
from tests.bench.alone import render_alone
from tests.bench.generate import generate
from tests.bench.row import Row

LESSONS, CARDS = 1_000, 10_000


def measure() -> list[Row]:
    with tempfile.TemporaryDirectory(dir="var") as folder:
        content = Path(folder) / "content"
        generate(content / "generated", LESSONS, CARDS)
        cold, unchanged, cloned = [], [], []
        for number in range(2):
            url = f"sqlite:///{folder}/{number}.db"
            upgrade(url)
            database = Database(url)
            with Renderer() as renderer:
                alone = seconds(render_alone, content / "generated")
                cold.append((seconds(expect, database, content, renderer, "published"), alone))
            with Renderer() as renderer:
                for _ in range(5):
                    read = seconds(read_and_hash, content)
                    unchanged.append((seconds(expect, database, content, renderer, "unchanged"), read))
                (copies := Path(folder) / f"copies-{number}").mkdir()
                cloned.append((seconds(copy, database, copies, renderer), alone))
            database.dispose()
    return [
        row("Sync of 1,000 lessons and 10,000 cards, cold, against the renderer alone", cold, 1.5),
        row("The same with nothing changed, against reading and hashing", unchanged, 2.0),
        row("A clone of it, against the renderer alone", cloned, 0.4),
    ]


def row(name: str, pairs: list[tuple[float, float]], bound: float) -> Row:
    ours, base = median(a for a, _ in pairs), median(b for _, b in pairs)
    return Row(name, median(a / b for a, b in pairs), "at most", bound, f"{ours:.3g} s against {base:.3g} s")


def seconds(call: Callable[..., object], *given: object) -> float:
    start = time.perf_counter()
    call(*given)
    return time.perf_counter() - start


def expect(database: Database, content: Path, renderer: Renderer, outcome: str) -> None:
    (report,) = sync(database, content, renderer=renderer)
    if report.outcome != outcome:
        raise RuntimeError(f"expected {outcome}, got {report}")


def copy(database: Database, content: Path, renderer: Renderer) -> None:
    clone(database, content, "generated", Copy("mine"), renderer=renderer)


def read_and_hash(content: Path) -> None:
    for file in sorted(content.rglob("*")):
        if file.is_file():
            hashlib.sha256(file.read_bytes()).hexdigest()
