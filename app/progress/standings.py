"""How the sections of a path stand with a learner, in few plain queries: every content page asks for this."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from fsrs import State
from sqlalchemy import BindParameter, bindparam, func, select
from sqlalchemy.orm import Session

from app.db import run
from app.library import readable_by
from app.models import Enrolment, Item, Memory, Page, Path, Reading, Review, Sight
from app.progress.levels import Level, Recallable, level_of
from app.progress.memory import AGAIN, MemoryState
from app.progress.recalls import MEMORY_COLUMNS, memory_from
from app.progress.times import learning_day

_LEARNER: BindParameter[Any] = bindparam("learner")
_PATH: BindParameter[Any] = bindparam("path")

_SECTIONS = (
    select(Item.id, Item.public_id, Page.slug, Reading.read_at)
    .join(Page, Page.id == Item.page_id)
    .outerjoin(Reading, (Reading.item_id == Item.id) & (Reading.user_id == _LEARNER))
    .where(
        Item.path_id == _PATH,
        Item.kind == "section",
        Item.retired_at.is_(None),
        Page.kind == "lesson",
        Page.retired_at.is_(None),
    )
    .order_by(Page.position, Page.id, Item.position, Item.id)
)
_SECTIONS_OF_LESSON = _SECTIONS.where(Page.slug == bindparam("lesson"))

_RECALLABLES = (
    select(Sight.section_id, Item.lineage, *MEMORY_COLUMNS)
    .join(Item, Item.id == Sight.item_id)
    .outerjoin(Memory, (Memory.lineage == Item.lineage) & (Memory.user_id == _LEARNER))
    .where(Item.path_id == _PATH, Item.kind.in_(("card", "question")), Item.retired_at.is_(None))
)
_RECALLABLES_OF_SECTIONS = _RECALLABLES.where(Sight.section_id.in_(bindparam("sections", expanding=True)))

_RECALLED = (
    select(Review.lineage, func.min(Review.reviewed_at), func.max(Review.reviewed_at))
    .where(
        Review.user_id == _LEARNER,
        Review.lineage.in_(bindparam("lineages", expanding=True)),
        Review.rating > AGAIN,
        Review.undone_at.is_(None),
    )
    .group_by(Review.lineage)
)

_DUE = (
    select(func.count(Memory.lineage.distinct()))
    .join(Item, Item.lineage == Memory.lineage)
    .join(Path, Path.id == Item.path_id)
    .join(Enrolment, (Enrolment.path_id == Item.path_id) & (Enrolment.user_id == Memory.user_id))
    .where(
        Memory.user_id == _LEARNER,
        Memory.due_at <= bindparam("now"),
        Item.kind.in_(("card", "question")),
        Item.retired_at.is_(None),
        readable_by(_LEARNER),
    )
)


@dataclass(frozen=True)
class Standing:
    """A section of a lesson; `memories` are those of the cards and questions that see it, by lineage."""

    item_id: int
    public_id: str
    lesson: str
    read_at: datetime | None
    level: Level
    memories: Mapping[str, MemoryState] = field(default_factory=dict)


def standings(
    session: Session, learner_id: uuid.UUID, path_id: int, zone: ZoneInfo, now: datetime, *, lesson: str | None = None
) -> list[Standing]:
    """Every section of the path's lessons, or of one lesson (its slug), in reading order."""
    about = {"learner": learner_id, "path": path_id}
    if lesson is None:
        sections = run(session, _SECTIONS, **about).all()
        asked = run(session, _RECALLABLES, **about).all()
    else:
        sections = run(session, _SECTIONS_OF_LESSON, **about, lesson=lesson).all()
        asked = run(session, _RECALLABLES_OF_SECTIONS, **about, sections=[row[0] for row in sections]).all()
    memories = _memories(asked)
    recallables = _recallables(session, learner_id, memories, zone)
    return [
        Standing(
            id,
            public_id,
            slug,
            read_at,
            level_of(read_at is not None, recallables.get(id, ()), now),
            {lineage: memory for lineage, memory in memories.get(id, {}).items() if memory},
        )
        for id, public_id, slug, read_at in sections
    ]


def due_count(session: Session, learner_id: uuid.UUID, now: datetime) -> int:
    """How many cards and questions of the paths begun are due."""
    return int(run(session, _DUE, learner=learner_id, now=now).scalar_one())


def next_to_read(found: Sequence[Standing]) -> Standing | None:
    """Where to read on: the first unread section after the one read last, else the first unread at all."""
    unread = [i for i, standing in enumerate(found) if standing.read_at is None]
    read = [i for i, standing in enumerate(found) if standing.read_at is not None]
    if not unread or not read:
        return None
    last = max(read, key=lambda i: (found[i].read_at, i))
    return found[next((i for i in unread if i > last), unread[0])]


def _memories(asked: Sequence[Any]) -> dict[int, dict[str, MemoryState | None]]:
    """By the section's item id, and there by lineage; None for what is new."""
    found: dict[int, dict[str, MemoryState | None]] = defaultdict(dict)
    for section_id, lineage, *columns in asked:
        found[section_id][lineage] = memory_from(columns)
    return found


def _recallables(
    session: Session, learner_id: uuid.UUID, memories: Mapping[int, Mapping[str, MemoryState | None]], zone: ZoneInfo
) -> dict[int, list[Recallable]]:
    """The cards and questions that see each section, by the section's item id."""
    of_all = [pair for there in memories.values() for pair in there.items()]
    settled = {lineage for lineage, memory in of_all if memory and memory.state == State.Review}
    twice = _recalled_on_two_days(session, learner_id, settled, zone) if settled else set()
    return {
        section_id: [Recallable(memory, lineage in twice) for lineage, memory in there.items()]
        for section_id, there in memories.items()
    }


def _recalled_on_two_days(session: Session, learner_id: uuid.UUID, lineages: set[str], zone: ZoneInfo) -> set[str]:
    rows = run(session, _RECALLED, learner=learner_id, lineages=list(lineages))
    return {lineage for lineage, first, last in rows if learning_day(first, zone) != learning_day(last, zone)}
