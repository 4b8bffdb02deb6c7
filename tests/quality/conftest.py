"""A path whose quiz has one question with a wrong key, in a folder and in the database."""

import hashlib
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import delete, select

from app.content.child import Renderer
from app.content.sync import sync
from app.db import Database
from app.main import create_app
from app.models import Answer, Enrolment, Flag, Item, LoginSession, Memory, Reading, Sitting, User
from app.models import Path as PathRow
from app.settings import Settings
from tests.accounts import COOKIE, make_account
from tests.learner.person import Person
from tests.quality.classes import LESSON, PATH, answer_all, picks, quiz

DECK = "---\ntitle: Cards\n---\n\n## Why knead?\n<!-- id: why; see: lessons/dough.md#kneading -->\n\nFor gluten.\n"


@dataclass
class School:
    """Where the path stands, and how to put a class through its quiz."""

    database: Database
    folder: Path
    renderer: Renderer
    path_id: int = 0

    def write(self, file: str, text: str) -> None:
        place = self.folder / "bread" / file
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)

    def sync(self) -> None:
        (report,) = sync(self.database, self.folder, renderer=self.renderer)
        assert report.outcome != "refused", [str(problem) for problem in report.problems]
        with self.database.reading() as session:
            self.path_id = session.scalars(select(PathRow.id)).one()

    def take(self, seed: int, learners: int = 40) -> None:
        """A new class takes the quiz."""
        with self.database.writing() as session:
            answer_all(session, self.path_id, list(picks(seed, learners)))

    def flag(self, learner: uuid.UUID, key: str, note: str, kind: str = "wrong") -> str:
        """A learner flags the item of this key. Gives the flag's id."""
        with self.database.writing() as session:
            item = session.scalars(select(Item).where(Item.key == key)).one()
            flag = Flag(user_id=learner, item_id=item.id, version_id=item.version_id, kind=kind, note=note)
            flag.idempotency_key = uuid.uuid4().hex
            session.add(flag)
            session.flush()
            return str(flag.id)

    def learner(self, name: str = "", **columns: Any) -> uuid.UUID:
        """Somebody who has begun the path: with an account, or without a name as a visitor."""
        with self.database.writing() as session:
            person = User(name=name, email=f"{uuid.uuid4().hex}@example.org" if name else None, **columns)
            session.add(person)
            session.flush()
            session.add(Enrolment(user_id=person.id, path_id=self.path_id))
            return person.id

    def remember(self, learner: uuid.UUID, key: str, **memory: Any) -> None:
        """They reviewed the item of this key, by default ten days ago, with a stability of ten days."""
        with self.database.writing() as session:
            item = session.scalars(select(Item).where(Item.key == key)).one()
            ago = datetime.now(UTC) - timedelta(days=10)
            values: dict[str, Any] = {"state": 2, "step": None, "stability": 10.0, "difficulty": 5.0, "due_at": ago}
            values |= {"last_reviewed_at": ago, **memory}
            session.add(Memory(user_id=learner, lineage=item.lineage, **values))

    def read(self, learner: uuid.UUID, key: str) -> None:
        with self.database.writing() as session:
            item = session.scalars(select(Item).where(Item.key == key)).one()
            session.add(Reading(user_id=learner, item_id=item.id))

    def guess(self, learner: uuid.UUID, key: str) -> None:
        """They were asked this question before they read the lesson."""
        with self.database.writing() as session:
            item = session.scalars(select(Item).where(Item.key == key)).one()
            sitting = Sitting(user_id=learner, page_id=item.page_id, scope="pretest", seed="", questions=[item.id])
            sitting.idempotency_key = "guess"
            session.add(sitting)
            session.flush()
            answer = Answer(user_id=learner, item_id=item.id, version_id=item.version_id, seed="", given=["1"])
            answer.correctness, answer.idempotency_key, answer.sitting_id = 0.0, "guess", sitting.id
            session.add(answer)

    def public_id(self, key: str) -> str:
        with self.database.reading() as session:
            return session.scalars(select(Item.public_id).where(Item.key == key)).one()

    def leave(self) -> None:
        """Nobody has ever been here."""
        with self.database.writing() as session:
            session.execute(delete(Answer))
            session.execute(delete(Enrolment))


@pytest.fixture(scope="session")
def renderer() -> Iterator[Renderer]:
    with Renderer(processes=1) as one:
        yield one


@pytest.fixture
def school(database: Database, folder: Callable[..., Path], renderer: Renderer) -> School:
    root = folder(
        {
            "bread/path.md": PATH,
            "bread/lessons/dough.md": LESSON,
            "bread/quizzes/basics.md": quiz(),
            "bread/flashcards.md": DECK,
        }
    )
    made = School(database, root, renderer)
    made.sync()
    return made


@pytest.fixture
def app(school: School, database_url: str, tmp_path: Path) -> Iterator[FastAPI]:
    made = create_app(
        Settings(database_url=database_url, var_dir=tmp_path, secret="a secret of the tests, long enough")
    )
    yield made
    made.state.renderer.close()
    made.state.database.dispose()


@pytest.fixture
def meet(app: FastAPI) -> Iterator[Callable[..., Person]]:
    """Somebody with an account, in a role of the path: `meet("Ines", "instructor")`; or who is there already, by id."""
    with ExitStack() as stack:

        def open_browser(who: str | uuid.UUID, role: str = "") -> Person:
            person = stack.enter_context(Person(app))
            if isinstance(who, str):
                cookies = make_account(app.state.database, who, paths={"bread": role} if role else {})
            else:
                cookies = {COOKIE: _sign_in(app.state.database, who)}
            person.cookies.update(cookies)
            return person

        yield open_browser


@pytest.fixture
def ines(meet: Callable[..., Person]) -> Person:
    return meet("Ines", "instructor")


@pytest.fixture
def chen(meet: Callable[..., Person]) -> Person:
    """A learner of the server, who teaches nothing."""
    return meet("Chen", "learner")


def _sign_in(database: Database, user_id: uuid.UUID) -> str:
    token = uuid.uuid4().hex
    digest = hashlib.sha256(token.encode()).hexdigest()
    with database.writing() as session:
        session.add(LoginSession(token_digest=digest, user_id=user_id))
    return token
