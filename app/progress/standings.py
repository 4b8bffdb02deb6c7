"""How the sections of a path stand with a learner, in few plain queries."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from fsrs import State
from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.library import PUBLISHED
from app.models import Enrolment, Item, Memory, Page, Path, Reading, Review, Sight
from app.progress.levels import Level, Recallable, level_of
from app.progress.memory import AGAIN
from app.progress.recalls import MEMORY_COLUMNS, memory_from
from app.progress.times import learning_day


@dataclass(frozen=True)
class Standing:
    """A section of a lesson. `key` is unique in its path."""

    item_id: int
    key: str
    public_id: str
    lesson: str
    read_at: datetime | None
    level: Level


def standings(
    session: Session, learner_id: uuid.UUID, path_id: int, zone: ZoneInfo, now: datetime, *, lesson: str | None = None
) -> list[Standing]:
    """Every section of the path's lessons, or of one lesson (its slug), in reading order."""
    sections = session.execute(
        select(Item.id, Item.key, Item.public_id, Page.slug, Reading.read_at)
        .join(Page, Page.id == Item.page_id)
        .outerjoin(Reading, (Reading.item_id == Item.id) & (Reading.user_id == learner_id))
        .where(
            Item.path_id == path_id,
            Item.kind == "section",
            Item.retired_at.is_(None),
            Page.kind == "lesson",
            Page.retired_at.is_(None),
            *([Page.slug == lesson] if lesson is not None else []),
        )
        .order_by(Page.position, Page.id, Item.position, Item.id)
    ).all()
    recallables = _recallables(session, learner_id, path_id, zone, {row.id for row in sections} if lesson else None)
    return [
        Standing(id, key, public_id, slug, read_at, level_of(read_at is not None, recallables.get(id, ()), now))
        for id, key, public_id, slug, read_at in sections
    ]


def due_count(session: Session, learner_id: uuid.UUID, now: datetime, path_id: int | None = None) -> int:
    """How many cards of the paths begun, or of one, are due."""
    statement = (
        select(func.count(Memory.lineage.distinct()))
        .join(Item, Item.lineage == Memory.lineage)
        .join(Path, Path.id == Item.path_id)
        .where(
            Memory.user_id == learner_id,
            Memory.due_at <= now,
            Item.kind == "card",
            Item.retired_at.is_(None),
            *PUBLISHED,
        )
    )
    if path_id is None:
        begun = (Enrolment.path_id == Item.path_id) & (Enrolment.user_id == learner_id)
        statement = statement.join(Enrolment, begun)
    else:
        statement = statement.where(Item.path_id == path_id)
    return int(session.scalar(statement) or 0)


def next_to_read(found: Sequence[Standing]) -> Standing | None:
    """Where to read on: the first unread section after the one read last, else the first unread at all."""
    unread = [i for i, standing in enumerate(found) if standing.read_at is None]
    read = [i for i, standing in enumerate(found) if standing.read_at is not None]
    if not unread or not read:
        return None
    last = max(read, key=lambda i: (found[i].read_at, i))
    return found[next((i for i in unread if i > last), unread[0])]


def _recallables(
    session: Session, learner_id: uuid.UUID, path_id: int, zone: ZoneInfo, sections: Iterable[int] | None
) -> dict[int, list[Recallable]]:
    """The cards and questions that see each section, by the section's item id."""
    asked = aliased(Item)
    rows = session.execute(
        select(
            Sight.section_id,
            asked.lineage,
            *MEMORY_COLUMNS,
        )
        .join(asked, asked.id == Sight.item_id)
        .outerjoin(Memory, (Memory.lineage == asked.lineage) & (Memory.user_id == learner_id))
        .where(
            asked.path_id == path_id,
            asked.kind.in_(("card", "question")),
            asked.retired_at.is_(None),
            *([Sight.section_id.in_(sections)] if sections is not None else []),
        )
    ).all()
    memories = [(section_id, lineage, memory_from(columns)) for section_id, lineage, *columns in rows]
    settled = {lineage for _, lineage, memory in memories if memory and memory.state == State.Review}
    twice = _recalled_on_two_days(session, learner_id, settled, zone) if settled else set()
    found: dict[int, list[Recallable]] = defaultdict(list)
    for section_id, lineage, memory in memories:
        found[section_id].append(Recallable(memory, lineage in twice))
    return found


def _recalled_on_two_days(session: Session, learner_id: uuid.UUID, lineages: set[str], zone: ZoneInfo) -> set[str]:
    rows = session.execute(
        select(Review.lineage, func.min(Review.reviewed_at), func.max(Review.reviewed_at))
        .where(
            Review.user_id == learner_id,
            Review.lineage.in_(lineages),
            Review.rating > AGAIN,
            Review.undone_at.is_(None),
        )
        .group_by(Review.lineage)
    )
    return {lineage for lineage, first, last in rows if learning_day(first, zone) != learning_day(last, zone)}
