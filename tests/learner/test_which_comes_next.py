"""Which item comes next, of any that are due: the rules, held over many queues drawn by lot."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from app.db import Database
from app.models import Item, Memory, Reading, Review, Sight, User
from app.progress.memory import SCHEDULER_NAME
from app.reviews.queue import Candidate, Scope, count_until, find_left, find_waiting, next_item
from tests.learner.folder import Laid, lay_path

NOW = datetime(2026, 6, 12, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def laid(database: Database) -> Laid:
    with database.writing() as session:
        return lay_path(session, cards=12)


def scope_of(laid: Laid, learner: UUID, now: datetime = NOW, new: int = 0) -> Scope:
    return Scope(learner, (laid.path_id,), since=NOW - 5 * HOUR, now=now, new_per_day=new, new_from=(laid.path_id,))


def make_learner(session: Session) -> UUID:
    user = User()
    session.add(user)
    session.flush()
    return user.id


def remember(session: Session, learner: UUID, item: Item, due_at: datetime, **more: Any) -> None:
    kept = {"state": 2, "step": None, "stability": 2.0, "difficulty": 5.0, "last_reviewed_at": NOW - 48 * HOUR}
    values = {**kept, "user_id": learner, "lineage": item.lineage, "due_at": due_at, **more}
    session.execute(insert(Memory).values(**values))


def review(session: Session, learner: UUID, item: Item, moment: datetime) -> None:
    values = {"item_id": item.id, "version_id": item.version_id, "lineage": item.lineage, "rating": 3}
    log = {"scheduler": SCHEDULER_NAME, "idempotency_key": str(moment), "reviewed_at": moment}
    session.execute(insert(Review).values(user_id=learner, before={}, **values, **log))


def items(session: Session, kind: str) -> list[Item]:
    return list(session.scalars(select(Item).where(Item.kind == kind).order_by(Item.id)))


def sections_of(session: Session) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for item_id, section_id in session.execute(select(Sight.item_id, Sight.section_id)):
        found.setdefault(item_id, set()).add(section_id)
    return found


@pytest.mark.parametrize("seed", range(12))
def test_two_of_a_section_never_follow_each_other_while_another_is_due(
    database: Database, laid: Laid, seed: int
) -> None:
    lot = random.Random(seed)
    with database.writing() as session:
        learner = make_learner(session)
        session.execute(delete(Sight))
        asked, sections = [*items(session, "card"), *items(session, "question")], items(session, "section")
        for item in asked:
            for place in lot.sample(sections, lot.randint(0, 2)):
                session.add(Sight(item_id=item.id, section_id=place.id, position=0))
        due = lot.sample(asked, lot.randint(3, len(asked)))
        surprises = set()
        for item in due:
            is_surprise = lot.random() < 0.2
            surprises |= {item.id} if is_surprise else set()
            when = NOW - lot.randint(0, 900) * HOUR
            remember(session, learner, item, when, surprised_at=when if is_surprise else None)
        session.flush()
        seen, left, last = sections_of(session), {item.id: item for item in due}, 0
        while found := next_item(session, scope_of(laid, learner)):
            others = [i for i in left if not seen.get(i, set()) & seen.get(last, set())]
            if others and last:
                assert found.item_id in others
            wanted = set(others or left) & surprises
            assert not wanted or found.item_id in wanted
            asked_last = left.pop(found.item_id)
            session.execute(delete(Memory).where(Memory.lineage == asked_last.lineage))
            review(session, learner, asked_last, NOW - HOUR + timedelta(seconds=len(due) - len(left)))
            last = found.item_id
        assert left == {}


def test_the_longest_due_comes_first(database: Database, laid: Laid) -> None:
    with database.writing() as session:
        learner = make_learner(session)
        session.execute(delete(Sight))
        first, second, third = items(session, "card")[:3]
        for item, hours in ((second, 9), (third, 5), (first, 7)):
            remember(session, learner, item, NOW - hours * HOUR)
        came = next_item(session, scope_of(laid, learner))
    assert came == Candidate(second.id, second.public_id, "card")


def test_what_is_due_later_does_not_come(database: Database, laid: Laid) -> None:
    with database.writing() as session:
        learner = make_learner(session)
        item = items(session, "card")[0]
        remember(session, learner, item, NOW + timedelta(minutes=5))
        scope = scope_of(laid, learner)
        assert next_item(session, scope) is None
        assert find_waiting(session, scope, item.public_id) is not None
        assert find_waiting(session, scope_of(laid, learner, NOW - HOUR), item.public_id) is None
        assert count_until(session, scope, NOW + HOUR) == 1
        session.execute(update(Memory).values(state=1, step=0))
        assert next_item(session, scope) == Candidate(item.id, item.public_id, "card")
        assert find_left(session, scope).soon == 1


def test_what_was_read_is_asked_before_what_was_not(database: Database, laid: Laid) -> None:
    with database.writing() as session:
        learner = make_learner(session)
        collapse = items(session, "section")[2]
        session.add(Reading(user_id=learner, item_id=collapse.id, read_at=NOW - HOUR))
        session.flush()
        came = next_item(session, scope_of(laid, learner, new=10))
        assert came is not None
        assert collapse.id in sections_of(session)[came.item_id]


def test_of_a_section_that_was_read_two_questions_come_and_every_card(database: Database, laid: Laid) -> None:
    with database.writing() as session:
        learner = make_learner(session)
        game = items(session, "section")[0]
        session.add(Reading(user_id=learner, item_id=game.id, read_at=NOW - HOUR))
        session.flush()
        scope, came = scope_of(laid, learner, new=100), []
        while found := next_item(session, scope):
            came.append(found)
            item = session.get_one(Item, found.item_id)
            remember(session, learner, item, NOW + 48 * HOUR)
            review(session, learner, item, NOW - HOUR + timedelta(seconds=len(came)))
        kinds = [c.kind for c in came]
        assert (kinds.count("question"), kinds.count("card")) == (2, 12)
        game_first = [game.id in sections_of(session)[c.item_id] for c in came]
        assert game_first == sorted(game_first, reverse=True)


def test_nothing_of_anothers_memory_comes(database: Database, laid: Laid) -> None:
    with database.writing() as session:
        maria, ben = make_learner(session), make_learner(session)
        remember(session, maria, items(session, "card")[0], NOW - HOUR)
        assert next_item(session, scope_of(laid, maria)) is not None
        assert next_item(session, scope_of(laid, ben)) is None
        assert find_left(session, scope_of(laid, ben)).all == 0


def test_what_was_retired_does_not_come(database: Database, laid: Laid) -> None:
    with database.writing() as session:
        learner = make_learner(session)
        item = items(session, "card")[0]
        remember(session, learner, item, NOW - HOUR)
        session.execute(update(Item).where(Item.id == item.id).values(retired_at=NOW))
        scope = scope_of(laid, learner)
        assert next_item(session, scope) is None
        assert find_waiting(session, scope, item.public_id) is None
