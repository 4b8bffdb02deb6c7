"""The log of reviews played again: what every memory must be, whatever the table says."""

import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.orm import Session

from app.models import Answer, Memory, Review
from app.progress.memory import MemoryState, after_recall, from_json, is_surprise, to_json
from app.progress.recalls import MEMORY_COLUMNS, memory_from

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Replayed:
    """Memories that the log makes, and how many rows of the table were not so: `moved` had other values, `missing` had
    no row, `unfounded` neither a review that stands nor a meaning edit that copied them here."""

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
    for user_id, lineage, reviews in _log(session):
        made += 1
        found = kept.pop((user_id, lineage), None)
        after = _edited(_played(reviews), found)
        if found == after:
            continue
        missing, moved = (missing + 1, moved) if found is None else (missing, moved + 1)
        if not dry_run:
            _write(session, user_id, lineage, found, after)
    # Where a meaning edit parted a lineage from another, what was remembered came along and its reviews did not.
    unfounded = [key for key, memory in kept.items() if memory.changed_at is None]
    for user_id, lineage in () if dry_run else unfounded:
        session.execute(delete(Memory).where(Memory.user_id == user_id, Memory.lineage == lineage))
    return Replayed(made, moved, missing, unfounded=len(unfounded))


def replay(session: Session, learner_id: uuid.UUID, lineages: Collection[str], *, also_of: uuid.UUID) -> None:
    """Makes these memories of one learner what their log says, where another's reviews have come into it: also what
    each review found, which undoing it brings back. What a meaning edit made due for either of the two stays due."""
    kept: dict[str, list[MemoryState]] = {}
    for (_, lineage), found in _kept(session, learner_id, also_of).items():
        kept.setdefault(lineage, []).append(found)
    session.execute(delete(Memory).where(Memory.user_id == learner_id, Memory.lineage.in_(lineages)))
    for _, lineage, reviews in list(_log(session, Review.user_id == learner_id, Review.lineage.in_(lineages))):
        found_here = kept.pop(lineage, [])
        memory = _beginning(reviews, found_here)
        for review in reviews:
            if len(found_here) > 1 and from_json(review.before) != memory:
                this = (Review.user_id == learner_id, Review.id == review.id)
                session.execute(update(Review).where(*this).values(before=to_json(memory)))
            memory = _play(memory, review)
        assert memory
        _write(session, learner_id, lineage, None, _edited(memory, _latest_edited(found_here)))
    for lineage in kept.keys() & set(lineages):
        # Copied by a meaning edit, and not reviewed since.
        newest = max(kept[lineage], key=lambda memory: memory.last_reviewed_at)
        _write(session, learner_id, lineage, None, newest)


def _latest_edited(found: Sequence[MemoryState]) -> MemoryState | None:
    return max(found, key=lambda memory: memory.changed_at or _NEVER, default=None)


def _kept(session: Session, *learner_ids: uuid.UUID) -> dict[tuple[uuid.UUID, str], MemoryState]:
    """Of these learners, or of all."""
    theirs = [Memory.user_id.in_(learner_ids)] if learner_ids else []
    rows = session.execute(select(Memory.user_id, Memory.lineage, *MEMORY_COLUMNS).where(*theirs))
    return {(user_id, lineage): memory for user_id, lineage, *rest in rows if (memory := memory_from(rest))}


def _log(session: Session, *which: ColumnElement[bool]) -> Iterator[tuple[uuid.UUID, str, list[Any]]]:
    """The reviews that stand, in the order in which they were made, of a learner and a lineage at a time."""
    rows = session.execute(
        select(
            Review.user_id,
            Review.lineage,
            Review.id,
            Review.before,
            Review.rating,
            Review.reviewed_at,
            Review.answer_id,
            Answer.confidence,
            Answer.correctness,
        )
        .outerjoin(Answer, (Answer.user_id == Review.user_id) & (Answer.id == Review.answer_id))
        .where(Review.undone_at.is_(None), *which)
        .order_by(Review.user_id, Review.lineage, Review.reviewed_at, Review.id)
        .execution_options(yield_per=1000)
    )
    for (user_id, lineage), reviews in groupby(rows, key=lambda row: (row.user_id, row.lineage)):
        yield user_id, lineage, list(reviews)


def _beginning(reviews: Sequence[Any], found: Sequence[MemoryState] = ()) -> MemoryState | None:
    """What was remembered before the first of these reviews: nothing, but where a meaning edit copied it from the
    lineage that the item had before. `found` are memories that may still be as they were copied."""
    first = reviews[0]
    return from_json(first.before) or next((m for m in found if m.last_reviewed_at < first.reviewed_at), None)


def _played(reviews: Sequence[Any]) -> MemoryState:
    memory = _beginning(reviews)
    for review in reviews:
        memory = _play(memory, review)
    assert memory
    return memory


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
