"""Numbered attempts become sittings: every answer is there afterwards, in the sitting that its number meant."""

import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, MetaData, select

from app.db import ALEMBIC_INI, Database, open_for_migration, upgrade
from app.models import Answer, Review, Sitting
from app.progress.sittings import find_sittings

START = datetime(2026, 6, 1, 9, tzinfo=UTC)
MARIA, BEN = uuid.UUID(int=1), uuid.UUID(int=2)
CORE, GAMES = 1, 2
# Three questions of the core quiz, one that came later, one that is retired, one of another quiz.
FIRST, SECOND, THIRD, LATER, RETIRED, OTHER = 11, 12, 13, 14, 15, 16


@dataclass(frozen=True)
class Old:
    """An answer as it was kept; `minute` after the start."""

    user: uuid.UUID
    item: int
    attempt: int
    minute: int

    @property
    def id(self) -> uuid.UUID:
        return uuid.UUID(int=self.user.int * 10**9 + self.item * 10**6 + self.attempt * 10**4 + self.minute)


ANSWERS = [
    *(Old(MARIA, item, 1, minute) for minute, item in enumerate((SECOND, FIRST, THIRD))),
    *(Old(MARIA, item, 2, minute) for minute, item in enumerate((THIRD, FIRST), 10)),
    # Nothing kept two tabs apart before: the same question twice under one number.
    Old(MARIA, FIRST, 2, 12),
    Old(MARIA, OTHER, 1, 20),
    Old(MARIA, FIRST, 0, 30),
    *(Old(BEN, item, 1, minute) for minute, item in enumerate((FIRST, RETIRED), 40)),
    Old(BEN, OTHER, 0, 50),
]


@pytest.fixture
def upgraded(blank_url: str, tmp_path: Path) -> Iterator[Database]:
    """A database that was filled when answers were numbered, and brought up to date."""
    shutil.copytree(ALEMBIC_INI.parent / "migrations", tmp_path / "old" / "migrations")
    for file in (tmp_path / "old" / "migrations" / "versions").glob("0*.py"):
        if file.name[:4] >= "0003":
            file.unlink()
    upgrade(blank_url, Path(shutil.copy(ALEMBIC_INI, tmp_path / "old")))
    with open_for_migration(blank_url) as connection:
        _fill(connection)
    upgrade(blank_url)
    database = Database(blank_url)
    yield database
    database.dispose()


def _fill(connection: Connection) -> None:
    tables = MetaData()
    tables.reflect(connection)
    is_sqlite = connection.dialect.name == "sqlite"

    def id_of(value: uuid.UUID) -> Any:
        return value.hex if is_sqlite else value

    def insert(name: str, *rows: dict[str, Any]) -> None:
        connection.execute(tables.tables[name].insert(), list(rows))

    people: dict[str, Any] = {"name": "", "time_zone": "", "language": "en", "buttons": 2, "created_at": START}
    insert("users", *({"id": id_of(user), **people} for user in (MARIA, BEN)))
    insert("paths", {"id": 1, "key": "p", "slug": "p", "title": "P", "visibility": "public", "created_at": START})
    insert(
        "revisions",
        {"id": 1, "path_id": 1, "number": 1, "digest": "0", "renderer": "", "manifest": {}, "created_at": START},
    )
    connection.execute(tables.tables["paths"].update().values(revision_id=1))
    page: dict[str, Any] = dict.fromkeys(("part", "summary", "html", "tail_html", "digest"), "")
    page |= {"path_id": 1, "kind": "quiz", "position": 0, "sections": [], "words": 0, "has_math": False, "front": {}}
    insert(
        "pages",
        *({"id": n, "key": s, "slug": s, "file": s, "title": s, **page} for n, s in ((CORE, "core"), (GAMES, "games"))),
    )
    insert("items", *(_item(n) for n in (FIRST, SECOND, THIRD, LATER, RETIRED, OTHER)))
    for item in (FIRST, SECOND, THIRD, LATER, RETIRED, OTHER):
        came_at = START + timedelta(hours=1 if item == LATER else -1)
        insert(
            "item_versions",
            {"id": item, "item_id": item, "digest": "0", "edition": 1, "body": {}, "created_at": came_at},
        )
    insert("answers", *(_answer(old, id_of) for old in ANSWERS))
    insert("reviews", *(_review(old, id_of) for old in ANSWERS))


def _item(n: int) -> dict[str, Any]:
    return {
        "id": n,
        "path_id": 1,
        "kind": "question",
        "key": f"q{n}",
        "page_id": GAMES if n == OTHER else CORE,
        "position": n,
        "line": n,
        "tags": [],
        "public_id": f"{n}" * 8,
        "lineage": f"{n}" * 16,
        "retired_at": START if n == RETIRED else None,
    }


def _answer(old: Old, id_of: Callable[[uuid.UUID], Any]) -> dict[str, Any]:
    return {
        "user_id": id_of(old.user),
        "id": id_of(old.id),
        "item_id": old.item,
        "version_id": old.item,
        "seed": f"{old.minute:032x}",
        "given": [f"given {old.minute}"],
        "correctness": old.minute / 100,
        "confidence": 1 + old.minute % 3 if old.minute else None,
        "seconds": old.minute + 0.5,
        "attempt": old.attempt,
        "idempotency_key": f"key {old.minute}",
        "answered_at": START + timedelta(minutes=old.minute),
    }


def _review(old: Old, id_of: Callable[[uuid.UUID], Any]) -> dict[str, Any]:
    return {
        "user_id": id_of(old.user),
        "id": id_of(uuid.UUID(int=old.id.int + 1)),
        "item_id": old.item,
        "version_id": old.item,
        "lineage": f"{old.item}" * 16,
        "rating": 3,
        "before": None,
        "scheduler": "fsrs-6 6.3.2",
        "answer_id": id_of(old.id),
        "idempotency_key": f"key {old.minute}",
        "reviewed_at": START + timedelta(minutes=old.minute),
    }


def test_every_answer_is_as_it_was(upgraded: Database) -> None:
    with upgraded.reading() as session:
        kept = {answer.id: answer for answer in session.scalars(select(Answer))}
        assert len(kept) == len(ANSWERS)
        for old in ANSWERS:
            before = _answer(old, lambda id: id)
            del before["attempt"]
            assert {name: getattr(kept[old.id], name) for name in before} == before
        reviews = {review.answer_id for review in session.scalars(select(Review))}
        assert reviews == {old.id for old in ANSWERS}


def test_answers_of_one_number_are_in_one_sitting_and_the_others_in_none(upgraded: Database) -> None:
    with upgraded.reading() as session:
        sitting_of = {answer.id: answer.sitting_id for answer in session.scalars(select(Answer))}
        twin = Old(MARIA, FIRST, 2, 12)
        for one in ANSWERS:
            if one.attempt == 0 or one == twin:
                assert sitting_of[one.id] is None
                continue
            for other in ANSWERS:
                if other.attempt and other != twin:
                    same = (one.user, one.attempt, one.item == OTHER) == (
                        other.user,
                        other.attempt,
                        other.item == OTHER,
                    )
                    assert (sitting_of[one.id] == sitting_of[other.id]) == same, (one, other)


def test_a_sitting_knows_its_questions_and_what_is_left_of_them(upgraded: Database) -> None:
    with upgraded.reading() as session:
        first, second = find_sittings(session, MARIA, [CORE])
        (games,) = find_sittings(session, MARIA, [GAMES])
        (bens,) = find_sittings(session, BEN, [CORE])
        rows = session.scalars(select(Sitting)).all()
    assert {row.scope for row in rows} == {"all"}
    assert not any(RETIRED in row.questions for row in rows if row.user_id == MARIA)
    assert all(row.id.version == 7 and len(row.seed) == 32 for row in rows)
    assert [question.item_id for question in first.questions] == [FIRST, SECOND, THIRD]
    assert first.is_done
    assert first.begun_at == START
    # The second is mixed, and what came into the quiz after it does not join it.
    assert {question.item_id for question in second.questions} == {FIRST, SECOND, THIRD}
    assert [question.item_id for question in second.questions if question.item_id not in second.outcomes] == [SECOND]
    assert games.is_done
    assert [question.item_id for question in bens.questions] == [FIRST, SECOND, THIRD, RETIRED]
    assert not bens.is_done


def test_later_sittings_sort_after_the_migrated(upgraded: Database) -> None:
    with upgraded.reading() as session:
        ids = session.scalars(select(Sitting.id).order_by(Sitting.begun_at)).all()
    assert list(ids) == sorted(ids)
