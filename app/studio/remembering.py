"""What a class remembers of a path, by learner and by section: summed where it is kept, for there are many of them."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fsrs import State
from sqlalchemy import ColumnElement, Float, Select, case, cast, extract, func, literal, select
from sqlalchemy.orm import Session

from app.models import Enrolment, Item, Memory, Page, Path, Sight
from app.progress.memory import DECAY, FACTOR
from app.progress.practised import KINDS

A_DAY = 86_400


@dataclass(frozen=True)
class Remembered:
    """So many memories of so many learners: how many of them would be recalled today, and on a day to come if none is
    reviewed before (0 where no day is asked for); how many were forgotten and not recalled since. `last_at` is when the
    latest was recalled."""

    memories: int = 0
    learners: int = 0
    today: float = 0.0
    later: float = 0.0
    forgotten: int = 0
    last_at: datetime | None = None

    @property
    def share(self) -> float:
        """How much of it would be recalled today, 0..1."""
        return self.today / self.memories if self.memories else 0.0


NOTHING = Remembered()


def memory_of_learners(
    session: Session, path: Path, now: datetime, days: int, only: uuid.UUID | None = None
) -> Mapping[uuid.UUID, Remembered]:
    """Of each who has begun the path, or only of this one; `days` from now is the day to come, if there is one."""
    lineages = _practised(path).with_only_columns(Item.lineage).distinct().subquery()
    summed = (
        select(Memory.user_id, *_sums(now, literal(1), days))
        .join(Enrolment, (Enrolment.user_id == Memory.user_id) & (Enrolment.path_id == path.id))
        .join(lineages, lineages.c.lineage == Memory.lineage)
        .where(*([Memory.user_id == only] if only else []))
        .group_by(Memory.user_id)
    )
    return {row[0]: Remembered(*row[1:]) for row in session.execute(summed)}


def memory_of_sections(
    session: Session, path: Path, now: datetime, without: Collection[uuid.UUID]
) -> Mapping[int, Remembered]:
    """Of all who have begun the path but these, by the id of the section's item: what they remember of the cards and
    questions that see it."""
    seen = (
        _practised(path)
        .join(Sight, Sight.item_id == Item.id)
        .with_only_columns(Item.lineage, Sight.section_id)
        .distinct()
        .subquery()
    )
    summed = (
        select(seen.c.section_id, *_sums(now, func.count(Memory.user_id.distinct())))
        .select_from(Memory)
        .join(Enrolment, (Enrolment.user_id == Memory.user_id) & (Enrolment.path_id == path.id))
        .join(seen, seen.c.lineage == Memory.lineage)
        .where(Memory.user_id.not_in(without))
        .group_by(seen.c.section_id)
    )
    return {row[0]: Remembered(*row[1:]) for row in session.execute(summed)}


def _practised(path: Path) -> Select[Item]:
    return (
        select(Item)
        .join(Page, Page.id == Item.page_id)
        .where(Item.path_id == path.id, Item.kind.in_(KINDS), Item.retired_at.is_(None), Page.retired_at.is_(None))
    )


def _sums(now: datetime, learners: ColumnElement[int], days: int = 0) -> tuple[ColumnElement[Any], ...]:
    """The columns of Remembered, over a group of memories."""
    is_lapsed = (Memory.state != int(State.Review)) & (Memory.step == 0)
    today, later = (func.sum(case((is_lapsed, 0.0), else_=_recall(now, on))) for on in (0, days))
    return (
        func.count(),
        learners,
        today,
        # A power of each memory is what this costs.
        later if days else literal(0.0),
        func.sum(case((is_lapsed, 1), else_=0)),
        func.max(Memory.last_reviewed_at),
    )


def _recall(now: datetime, days: int) -> ColumnElement[float]:
    """As progress.memory.recall says it, so many days from now: (1 + F·t/S)^D. To the second, which is near enough."""
    since = now.timestamp() - cast(extract("epoch", Memory.last_reviewed_at), Float)
    past = case((since > 0, since), else_=0.0) / A_DAY + days
    return func.power(1 + FACTOR * past / Memory.stability, DECAY)
