"""Which card comes next: the due ones, then a few new ones, then those that were forgotten a moment ago."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fsrs import State
from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from app.models import Item, Memory, Page, Review, Sight

# A card in its learning steps is shown again within the session rather than left for a second visit.
LEARN_AHEAD = timedelta(minutes=20)
# Of the cards due, how many are looked through for one of another section.
LOOK_AHEAD = 20


@dataclass(frozen=True)
class Candidate:
    item_id: int
    public_id: str


@dataclass(frozen=True)
class LastReview:
    """The latest review of the learner's day that still stands: it can be undone."""

    id: uuid.UUID
    item_id: int
    rating: int


@dataclass(frozen=True)
class Queue:
    """Today's cards of a session. `due` by when they were due, `new` as written, `soon` in learning steps that end in
    minutes; `sections` maps item ids to the sections they see; `unseen` counts the new cards left for later days."""

    due: tuple[Candidate, ...]
    new: tuple[Candidate, ...]
    soon: tuple[Candidate, ...]
    sections: Mapping[int, Collection[int]]
    done_today: int
    unseen: int
    last: LastReview | None
    next_due_at: datetime | None

    @property
    def left(self) -> int:
        return len(self.due) + len(self.new) + len(self.soon)

    def next_card(self, wanted: str = "") -> Candidate | None:
        """The card to show: the one wanted (a public id) if it waits here; else never two of one section in a row
        if another is due."""
        for candidate in (*self.due, *self.new, *self.soon):
            if candidate.public_id == wanted:
                return candidate
        if self.due:
            just_seen = set(self.sections.get(self.last.item_id, ())) if self.last else set()
            others = (c for c in self.due[:LOOK_AHEAD] if just_seen.isdisjoint(self.sections.get(c.item_id, ())))
            return next(others, self.due[0])
        return next(iter(self.new or self.soon), None)


def find_queue(
    session: Session,
    learner_id: uuid.UUID,
    path_ids: Sequence[int],
    *,
    new_per_day: int,
    since: datetime,
    now: datetime,
) -> Queue:
    """The session over these paths; `since` is when the learner's day began."""
    waiting = _waiting(session, learner_id, path_ids, now + LEARN_AHEAD)
    due = tuple(Candidate(row.id, row.public_id) for row in waiting if row.due_at <= now)
    soon = tuple(Candidate(row.id, row.public_id) for row in waiting if row.due_at > now and row.state != State.Review)
    done, met = _counts_today(session, learner_id, path_ids, since)
    new = _unseen(session, learner_id, path_ids, max(new_per_day - met, 0))
    last = _last_review(session, learner_id, path_ids, since)
    compared = [c.item_id for c in due[:LOOK_AHEAD]] + ([last.item_id] if last else [])
    return Queue(
        due=due,
        new=tuple(new),
        soon=soon,
        sections=_sections(session, compared) if len(due) > 1 else {},
        done_today=done,
        unseen=_count_unseen(session, learner_id, path_ids) - len(new),
        last=last,
        next_due_at=_next_due(session, learner_id, path_ids, now),
    )


def _waiting(session: Session, learner_id: uuid.UUID, path_ids: Sequence[int], until: datetime) -> Sequence[Any]:
    return session.execute(
        select(Item.id, Item.public_id, Memory.due_at, Memory.state)
        .join(Memory, Memory.lineage == Item.lineage)
        .where(Memory.user_id == learner_id, Memory.due_at <= until, *_cards_of(path_ids))
        .order_by(Memory.due_at, Item.id)
    ).all()


def _counts_today(session: Session, learner_id: uuid.UUID, path_ids: Sequence[int], since: datetime) -> tuple[int, int]:
    """Reviews that stand since the day began, and how many of them were first meetings."""
    first = case((Review.before.is_(None), 1), else_=0)
    done, met = session.execute(
        select(func.count(), func.sum(first))
        .join(Item, Item.id == Review.item_id)
        .where(*_standing(learner_id, since), *_cards_of(path_ids))
    ).one()
    return done, met or 0


def _unseen(session: Session, learner_id: uuid.UUID, path_ids: Sequence[int], most: int) -> Sequence[Candidate]:
    rows = session.execute(
        _without_memory(select(Item.id, Item.public_id), learner_id, path_ids)
        .join(Page, Page.id == Item.page_id)
        .order_by(Page.position, Page.id, Item.position, Item.id)
        .limit(most)
    )
    return [Candidate(*row) for row in rows]


def _count_unseen(session: Session, learner_id: uuid.UUID, path_ids: Sequence[int]) -> int:
    counted = _without_memory(select(func.count()).select_from(Item), learner_id, path_ids)
    return int(session.scalar(counted) or 0)


def _without_memory(statement: Any, learner_id: uuid.UUID, path_ids: Sequence[int]) -> Any:
    mine = (Memory.lineage == Item.lineage) & (Memory.user_id == learner_id)
    return statement.outerjoin(Memory, mine).where(Memory.lineage.is_(None), *_cards_of(path_ids))


def _last_review(
    session: Session, learner_id: uuid.UUID, path_ids: Sequence[int], since: datetime
) -> LastReview | None:
    row = session.execute(
        select(Review.id, Review.item_id, Review.rating)
        .join(Item, Item.id == Review.item_id)
        .where(*_standing(learner_id, since), *_cards_of(path_ids))
        .order_by(Review.reviewed_at.desc(), Review.id.desc())
        .limit(1)
    ).one_or_none()
    return LastReview(*row) if row else None


def _sections(session: Session, item_ids: Sequence[int]) -> dict[int, set[int]]:
    rows = session.execute(select(Sight.item_id, Sight.section_id).where(Sight.item_id.in_(item_ids)))
    found: dict[int, set[int]] = defaultdict(set)
    for item_id, section_id in rows:
        found[item_id].add(section_id)
    return found


def _next_due(session: Session, learner_id: uuid.UUID, path_ids: Sequence[int], now: datetime) -> datetime | None:
    found: datetime | None = session.scalar(
        select(func.min(Memory.due_at))
        .join(Item, Item.lineage == Memory.lineage)
        .where(Memory.user_id == learner_id, Memory.due_at > now, *_cards_of(path_ids))
    )
    return found


def _cards_of(path_ids: Sequence[int]) -> tuple[ColumnElement[bool], ...]:
    return (Item.path_id.in_(path_ids), Item.kind == "card", Item.retired_at.is_(None))


def _standing(learner_id: uuid.UUID, since: datetime) -> tuple[ColumnElement[bool], ...]:
    """Reviews of the day that were not undone."""
    return (Review.user_id == learner_id, Review.reviewed_at >= since, Review.undone_at.is_(None))
