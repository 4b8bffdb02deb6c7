"""A recall is written down: the review, the memory after it, and that the path is begun. And it is taken back."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, exists, insert, select, update
from sqlalchemy.orm import Session

from app.db import run
from app.library import readable_by
from app.models import Enrolment, Item, Memory, Path, Review, uuid7
from app.progress.memory import SCHEDULER_NAME, MemoryState, after_recall, from_json, to_json
from app.web.errors import NotFound

TICK = timedelta(microseconds=1)
MEMORY_COLUMNS = tuple(getattr(Memory, field.name) for field in fields(MemoryState))

_MINE = (Memory.user_id == bindparam("learner"), Memory.lineage == bindparam("of"))
_MEMORY = select(*MEMORY_COLUMNS).where(*_MINE)
_NEW_MEMORY = insert(Memory)
_MOVED_MEMORY = update(Memory).where(*_MINE)
_REVIEW = insert(Review)
_ENROLLED = select(Enrolment.path_id).where(
    Enrolment.user_id == bindparam("learner"), Enrolment.path_id == bindparam("path")
)
_ENROLMENT = insert(Enrolment)


@dataclass(frozen=True)
class Recalled:
    """What was recalled: an item in the version that was shown."""

    item_id: int
    version_id: int
    lineage: str
    path_id: int


@dataclass(frozen=True)
class Undone:
    """The item whose review was undone; `refusal` is a sentence for the learner where it was not."""

    public_id: str
    refusal: str = ""


def record_recall(
    session: Session,
    learner_id: uuid.UUID,
    recalled: Recalled,
    rating: int,
    key: str,
    now: datetime,
    *,
    answer_id: uuid.UUID | None = None,
    seconds: float | None = None,
    surprised: bool = False,
) -> uuid.UUID:
    """Writes a review (rating 1..4) under its idempotency key, which must be new, and moves the memory on: of a
    question, where an answer made it, and as a surprise where that was certain and wrong. Gives the id of the review.
    """
    before = find_memory(session, learner_id, recalled.lineage)
    if before:
        # A clock may be set back: the log stays in the order in which it was written, or it could not be replayed.
        now = max(now, before.last_reviewed_at + TICK)
    review_id = uuid7()
    run(
        session,
        _REVIEW,
        user_id=learner_id,
        id=review_id,
        item_id=recalled.item_id,
        version_id=recalled.version_id,
        lineage=recalled.lineage,
        rating=rating,
        before=to_json(before),
        scheduler=SCHEDULER_NAME,
        answer_id=answer_id,
        seconds=seconds,
        idempotency_key=key,
        reviewed_at=now,
    )
    after = after_recall(before, rating, now, is_question=answer_id is not None, surprised=surprised)
    _keep(session, learner_id, recalled.lineage, before, after)
    enrol(session, learner_id, recalled.path_id, now)
    return review_id


def find_memory(session: Session, learner_id: uuid.UUID, lineage: str) -> MemoryState | None:
    row = run(session, _MEMORY, learner=learner_id, of=lineage).one_or_none()
    return memory_from(row) if row else None


def memory_from(columns: Sequence[Any]) -> MemoryState | None:
    """The memory that MEMORY_COLUMNS hold, None where an outer join found none."""
    return None if columns[0] is None else MemoryState(*columns)


def enrol(session: Session, learner_id: uuid.UUID, path_id: int, now: datetime) -> None:
    """The learner has begun the path, unless they had before."""
    if run(session, _ENROLLED, learner=learner_id, path=path_id).one_or_none() is None:
        run(session, _ENROLMENT, user_id=learner_id, path_id=path_id, enrolled_at=now)


def undo_recall(session: Session, learner_id: uuid.UUID, review_id: uuid.UUID, now: datetime) -> Undone:
    """Brings back the memory as it was before the learner's own review. Undoing again changes nothing.
    A review that a later one builds on, or that an answer made, stays. Raises NotFound for any other person's, and for
    one of a path that they may not see any more."""
    review = session.execute(
        select(Item.public_id, Review.lineage, Review.before, Review.answer_id, Review.undone_at, Review.reviewed_at)
        .join(Item, Item.id == Review.item_id)
        .join(Path, Path.id == Item.path_id)
        .where(Review.user_id == learner_id, Review.id == review_id, readable_by(learner_id))
    ).one_or_none()
    if review is None:
        raise NotFound()
    if review.undone_at:
        return Undone(review.public_id)
    if review.answer_id:
        return Undone(review.public_id, "An answer is not undone: what it taught you stays.")
    same = (Review.user_id == learner_id, Review.lineage == review.lineage, Review.undone_at.is_(None))
    later = exists().where(*same, Review.id != review_id, Review.reviewed_at >= review.reviewed_at)
    if session.scalar(select(later)):
        return Undone(review.public_id, "A later review of this card builds on that one. Undo the later one first.")
    session.execute(update(Review).where(Review.user_id == learner_id, Review.id == review_id).values(undone_at=now))
    _restore(session, learner_id, review.lineage, from_json(review.before))
    return Undone(review.public_id)


def _restore(session: Session, learner_id: uuid.UUID, lineage: str, before: MemoryState | None) -> None:
    mine = (Memory.user_id == learner_id, Memory.lineage == lineage)
    if before is None:
        session.execute(delete(Memory).where(*mine))
        return
    values = vars(before)
    changed_at = session.scalar(select(Memory.changed_at).where(*mine))
    if changed_at:
        # The item's meaning was edited after the review: that it is due because of it is not to be undone.
        values = {**values, "changed_at": changed_at, "due_at": min(before.due_at, changed_at)}
    session.execute(update(Memory).where(*mine).values(**values))


def _keep(
    session: Session, learner_id: uuid.UUID, lineage: str, before: MemoryState | None, after: MemoryState
) -> None:
    if before is None:
        run(session, _NEW_MEMORY, user_id=learner_id, lineage=lineage, **vars(after))
    else:
        run(session, _MOVED_MEMORY, learner=learner_id, of=lineage, **vars(after))
