"""What remembering costs: the next item of the queue as histories grow, and a step of the scheduler."""

import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any
from uuid import UUID

from fsrs import Card, Rating, State
from sqlalchemy import bindparam, select, text

from app.db import Database, run, upgrade
from app.models import Memory
from app.progress.memory import GOOD, MemoryState, step
from app.progress.memory import _scheduler as scheduler
from app.reviews.queue import Scope, next_item
from tests.bench.row import Row
from tests.learner.folder import lay_path

LEARNERS = 1_000
MEMORIES = 10_000
HISTORIES = (10_000, 100_000, 1_000_000)
NOW = datetime(2026, 6, 12, 9, tzinfo=UTC)
MARIA = UUID(int=1)
TIMES = 300
TURNS = 9

_BARE = (
    select(Memory.lineage, Memory.due_at)
    .where(Memory.user_id == bindparam("learner"), Memory.due_at <= bindparam("now"))
    .order_by(Memory.due_at)
    .limit(1)
)


def measure() -> list[Row]:
    return [*queue(), scheduler_step()]


def queue() -> list[Row]:
    """The next item for a learner of 10,000 memories, half of them due, at three sizes of the log of 1,000 learners."""
    found: dict[int, tuple[float, float]] = {}
    with tempfile.TemporaryDirectory(dir="var") as folder:
        url = f"sqlite:///{folder}/remembering.db"
        upgrade(url)
        database = Database(url)
        path_id = fill(database)
        written = 0
        for size in HISTORIES:
            add_reviews(database, written, size)
            written = size
            found[size] = compare(database, path_id)
        database.dispose()
    bare, ours = found[HISTORIES[-1]]
    first = found[HISTORIES[0]][1]
    sizes = ", ".join(
        f"{size:,}: {mine * 1e6:,.0f} µs against {base * 1e6:,.0f}" for size, (base, mine) in found.items()
    )
    return [
        Row(
            "Next item of the queue at 1,000,000 reviews, against the bare indexed query",
            ours / bare,
            "at most",
            3,
            sizes,
        ),
        Row("The same at 1,000,000 reviews, against itself at 10,000", ours / first, "at most", 1.5, sizes),
    ]


def fill(database: Database) -> int:
    """1,000 learners, 10,000 cards, Maria's memory of each; gives the id of their path."""
    with database.writing() as session:
        laid = lay_path(session)
        connection = session.connection()
        numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :most)"
        values = {"most": LEARNERS, "now": NOW.strftime("%Y-%m-%d %H:%M:%S.%f")}
        connection.execute(
            text(
                f"{numbers} INSERT INTO users (id, name, time_zone, language, role, day_starts_at, buttons, "
                "created_at) SELECT printf('%032x', i), '', 'UTC', 'en', 'learner', 4, 2, :now FROM n"
            ),
            values,
        )
        deck = "(SELECT id FROM pages WHERE kind = 'deck')"
        values["most"] = MEMORIES
        connection.execute(
            text(
                f"{numbers} INSERT INTO items (path_id, kind, key, page_id, position, line, tags, public_id, lineage, "
                f"version_id) SELECT :path, 'card', 'k' || i, {deck}, i, i, '[]', printf('%016x', i), "
                "printf('%032x', i), (SELECT min(id) FROM item_versions) FROM n"
            ),
            {**values, "path": laid.path_id},
        )
        connection.execute(
            text(
                "INSERT INTO sights (item_id, section_id, position) SELECT i.id, s.id, 0 FROM items i "
                "JOIN items s ON s.kind = 'section' AND s.id % 3 = i.id % 3 WHERE i.key LIKE 'k%'"
            )
        )
        hours = "(i * 7919) % 20000 - 10000"
        connection.execute(
            text(
                f"{numbers} INSERT INTO memories (user_id, lineage, state, step, stability, difficulty, due_at, "
                f"last_reviewed_at) SELECT printf('%032x', 1), printf('%032x', i), 2, NULL, 9.0, 5.0, "
                f"strftime('%Y-%m-%d %H:%M:%f000', :now, ({hours}) || ' hours'), "
                f"strftime('%Y-%m-%d %H:%M:%f000', :now, '-20000 hours') FROM n"
            ),
            values,
        )
        return laid.path_id


def add_reviews(database: Database, written: int, size: int) -> None:
    """Brings the log to this size: Maria's share is as large as any other's, her latest an hour ago."""
    with database.writing() as session:
        session.connection().execute(
            text(
                "WITH RECURSIVE n(i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i < :last) "
                "INSERT INTO reviews (user_id, id, item_id, version_id, lineage, rating, scheduler, idempotency_key, "
                "reviewed_at) SELECT printf('%032x', i % :learners + 1), printf('%032x', i), "
                "(SELECT min(id) FROM items WHERE kind = 'card') + i % :cards, (SELECT min(id) FROM item_versions), "
                "printf('%032x', i % :cards + 1), 3, 'fsrs-6 6.3.2', printf('%032x', i), "
                "strftime('%Y-%m-%d %H:%M:%f000', :now, '-1 hours', (-(i / :learners)) || ' minutes') FROM n"
            ),
            {
                "first": written,
                "last": size - 1,
                "learners": LEARNERS,
                "cards": MEMORIES,
                "now": NOW.strftime("%Y-%m-%d %H:%M:%S.%f"),
            },
        )
        session.connection().execute(text("ANALYZE"))


def compare(database: Database, path_id: int) -> tuple[float, float]:
    """Seconds of CPU for the bare query and for ours, each the median of turns that alternate."""
    scope = Scope(MARIA, (path_id,), since=NOW - timedelta(hours=5), now=NOW, new_per_day=10, new_from=(path_id,))
    with database.reading() as session:

        def bare() -> None:
            assert run(session, _BARE, learner=MARIA, now=NOW).one()

        def ours() -> None:
            assert next_item(session, scope)

        pairs = [(cpu(bare), cpu(ours)) for _ in range(TURNS)]
    return median(b for b, _ in pairs), median(m for _, m in pairs)


def cpu(call: Callable[[], Any], times: int = TIMES) -> float:
    before = time.process_time()
    for _ in range(times):
        call()
    return (time.process_time() - before) / times


def scheduler_step() -> Row:
    memory: MemoryState | None = None
    moment = NOW
    for _ in range(3):
        memory = step(memory, GOOD, moment)
        moment = memory.due_at
    assert memory
    known, now = memory, moment
    card = Card(0, State.Review, None, known.stability, known.difficulty, known.due_at, known.last_reviewed_at)
    pairs = [
        (cpu(lambda: scheduler.review_card(card, Rating.Good, now), 4000), cpu(lambda: step(known, GOOD, now), 4000))
        for _ in range(TURNS)
    ]
    base, mine = median(b for b, _ in pairs), median(m for _, m in pairs)
    said = f"{mine * 1e6:.1f} µs against {base * 1e6:.1f} µs"
    return Row("A step of FSRS, against the library's own call", median(m / b for b, m in pairs), "at most", 1.2, said)
