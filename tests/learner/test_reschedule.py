"""The log of reviews, played again, makes the very memories that are there."""

import random
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.db import Database
from app.models import Item, Memory, Review, User
from app.progress.recalls import Recalled, record_recall, undo_recall
from app.progress.replay import Replayed, reschedule
from tests.learner.folder import Laid
from tests.learner.person import Person
from tests.learner.test_answers import RIGHT, WRONG

NOW = datetime(2026, 3, 27, 9, tzinfo=UTC)


def memories(session: Session) -> list[dict[str, Any]]:
    rows = session.execute(select(Memory.__table__).order_by(Memory.user_id, Memory.lineage))
    return [{name: value for name, value in row._mapping.items() if name != "asked_from"} for row in rows]


@contextmanager
def studied(database: Database, laid: Laid, seed: int) -> Iterator[tuple[Session, uuid.UUID]]:
    """Maria has reviewed cards over weeks, in any order, with undos, and once with a clock that was set back."""
    lot, moment = random.Random(seed), NOW
    with database.writing() as session:
        user = User()
        session.add(user)
        session.flush()
        items = session.scalars(select(Item).where(Item.kind == "card")).all()
        for n in range(60):
            moment += timedelta(hours=lot.choice((0, 0.01, 3, 30, 90))) if n != 30 else timedelta(hours=-50)
            item = lot.choice(items)
            assert item.version_id
            recalled = Recalled(item.id, item.version_id, item.lineage, laid.path_id)
            review = record_recall(session, user.id, recalled, lot.randint(1, 4), f"key{n}", moment)
            if lot.random() < 0.2:
                undo_recall(session, user.id, review, moment)
        yield session, user.id


@pytest.mark.parametrize("seed", range(5))
def test_it_changes_nothing_where_the_log_was_followed(database: Database, laid: Laid, seed: int) -> None:
    with studied(database, laid, seed) as (session, _):
        before = memories(session)
        found = reschedule(session)
        assert (found.memories, found.changed) == (len(before), 0)
        assert memories(session) == before


def test_it_brings_back_what_was_lost_or_spoiled(database: Database, laid: Laid) -> None:
    with studied(database, laid, 1) as (session, _):
        before = memories(session)
        session.execute(delete(Memory).where(Memory.lineage == before[0]["lineage"]))
        session.execute(update(Memory).where(Memory.lineage == before[1]["lineage"]).values(stability=99.0))
        unfounded = {**before[2], "lineage": "0" * 32}
        session.execute(Memory.__table__.insert().values(**unfounded))  # type: ignore[attr-defined]
        spoiled = memories(session)
        assert reschedule(session, dry_run=True) == Replayed(len(before), moved=1, missing=1, unfounded=1)
        assert memories(session) == spoiled
        reschedule(session)
        assert memories(session) == before


def test_what_a_meaning_edit_made_due_stays_due(database: Database, laid: Laid) -> None:
    with studied(database, laid, 2) as (session, _):
        edited = session.scalars(select(Memory)).first()
        assert edited
        later = session.scalar(select(Review.reviewed_at).order_by(Review.reviewed_at.desc()).limit(1))
        assert later
        moment = later + timedelta(hours=1)
        mine = (Memory.user_id == edited.user_id, Memory.lineage == edited.lineage)
        session.execute(update(Memory).where(*mine).values(changed_at=moment, due_at=min(edited.due_at, moment)))
        session.expire_all()
        before = memories(session)
        assert reschedule(session).changed == 0
        assert memories(session) == before


def test_answers_play_as_they_were_given(maria: Person, laid: Laid, database: Database) -> None:
    maria.answer(laid.questions["single"], RIGHT["single"], confidence="1")
    maria.answer(laid.questions["numeric"], WRONG["numeric"], confidence="3")
    maria.answer(laid.questions["text"], WRONG["text"])
    maria.answer(laid.questions["text"], RIGHT["text"])
    with database.writing() as session:
        before = memories(session)
        assert sum(memory["surprised_at"] is not None for memory in before) == 1
        assert reschedule(session).changed == 0
        assert memories(session) == before


def test_what_a_meaning_edit_brought_along_is_built_on(database: Database, laid: Laid) -> None:
    """An item that parted from its copy elsewhere has a new lineage: the memory came along, its reviews did not."""
    with studied(database, laid, 3) as (session, user_id):
        item = session.scalars(select(Item).where(Item.kind == "card").limit(1)).one()
        old = memories(session)[0]
        assert item.version_id
        moment = old["last_reviewed_at"] + timedelta(days=40)
        for lineage in ("a" * 32, "b" * 32):
            copied = {**old, "lineage": lineage, "due_at": min(old["due_at"], moment), "changed_at": moment}
            session.execute(Memory.__table__.insert().values(**copied))  # type: ignore[attr-defined]
        recalled = Recalled(item.id, item.version_id, "a" * 32, laid.path_id)
        record_recall(session, user_id, recalled, 3, "after", moment + timedelta(days=1))
        before = memories(session)
        assert reschedule(session).changed == 0
        assert memories(session) == before
