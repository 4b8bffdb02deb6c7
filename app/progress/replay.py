"""The log of reviews played again: what every memory must be, whatever the table says."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from app.models import Answer, Memory, Review
from app.progress.memory import MemoryState, after_recall, is_surprise
from app.progress.recalls import MEMORY_COLUMNS, memory_from


@dataclass(frozen=True)
class Replayed:
    """Memories that the log makes, and how many rows of the table were not so: `moved` had other values, `missing` had
    no row, `unfounded` no review that stands."""

    memories: int
    moved: int
    missing: int
    unfounded: int

    @property
    def changed(self) -> int:
        return self.moved + self.missing + self.unfounded


def reschedule(session: Session, *, dry_run: bool = False) -> Replayed:
    """Plays every learner's reviews in their order, and makes the memories what they say. What a meaning edit made due
    since the last review stays due. A review that was undone, or that another scheduler made, is played by ours."""
    made = moved = missing = 0
    kept = _kept(session)
    for user_id, lineage, played in _played(session):
        made += 1
        found = kept.pop((user_id, lineage), None)
        after = _edited(played, found)
        if found == after:
            continue
        missing, moved = (missing + 1, moved) if found is None else (missing, moved + 1)
        if not dry_run:
            _write(session, user_id, lineage, found, after)
    for user_id, lineage in () if dry_run else kept:
        session.execute(delete(Memory).where(Memory.user_id == user_id, Memory.lineage == lineage))
    return Replayed(made, moved, missing, unfounded=len(kept))


def _kept(session: Session) -> dict[tuple[uuid.UUID, str], MemoryState]:
    rows = session.execute(select(Memory.user_id, Memory.lineage, *MEMORY_COLUMNS))
    return {(user_id, lineage): memory for user_id, lineage, *rest in rows if (memory := memory_from(rest))}


def _played(session: Session) -> Iterator[tuple[uuid.UUID, str, MemoryState]]:
    rows = session.execute(
        select(
            Review.user_id,
            Review.lineage,
            Review.rating,
            Review.reviewed_at,
            Review.answer_id,
            Answer.confidence,
            Answer.correctness,
        )
        .outerjoin(Answer, (Answer.user_id == Review.user_id) & (Answer.id == Review.answer_id))
        .where(Review.undone_at.is_(None))
        .order_by(Review.user_id, Review.lineage, Review.reviewed_at, Review.id)
        .execution_options(yield_per=1000)
    )
    for (user_id, lineage), reviews in groupby(rows, key=lambda row: (row.user_id, row.lineage)):
        memory: MemoryState | None = None
        for review in reviews:
            memory = _play(memory, review)
        assert memory
        yield user_id, lineage, memory


def _play(memory: MemoryState | None, review: Any) -> MemoryState:
    is_question = review.answer_id is not None
    surprised = is_question and is_surprise(review.correctness, review.confidence)
    return after_recall(memory, review.rating, review.reviewed_at, is_question=is_question, surprised=surprised)


def _edited(played: MemoryState, found: MemoryState | None) -> MemoryState:
    if found is None or found.changed_at is None or found.changed_at < played.last_reviewed_at:
        return played
    return replace(played, changed_at=found.changed_at, due_at=min(played.due_at, found.changed_at))


def _write(session: Session, user_id: uuid.UUID, lineage: str, found: MemoryState | None, after: MemoryState) -> None:
    if found is None:
        session.execute(insert(Memory).values(user_id=user_id, lineage=lineage, **vars(after)))
        return
    mine = (Memory.user_id == user_id, Memory.lineage == lineage)
    session.execute(update(Memory).where(*mine).values(**vars(after)))
