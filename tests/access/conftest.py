"""Paths of every visibility, and people with every role, before the app."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from app.db import Database
from app.main import create_app
from app.models import Path as PathRow
from app.models import User
from app.settings import Settings
from tests.accounts import make_account
from tests.learner.folder import Laid, lay_path
from tests.learner.person import Person

SECRET = "a secret of the tests, long enough"


def make_app(url: str, var_dir: Path) -> FastAPI:
    return create_app(Settings(database_url=url, var_dir=var_dir, secret=SECRET, new_per_day=4))


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[FastAPI]:
    """The whole app on a migrated database, once of each kind."""
    made = make_app(database_url, tmp_path)
    yield made
    made.state.renderer.close()
    made.state.database.dispose()


@pytest.fixture
def sqlite_app(sqlite_template: Path, tmp_path: Path) -> Iterator[FastAPI]:
    """The same on SQLite alone, where the database does not matter."""
    shutil.copy(sqlite_template, tmp_path / "cairn.db")
    made = make_app(f"sqlite:///{tmp_path}/cairn.db", tmp_path)
    yield made
    made.state.renderer.close()
    made.state.database.dispose()


class People:
    """`people.meet("Ines", {"seminar": "owner"})` gives her browser, signed in; without a name it is a stranger's."""

    def __init__(self, app: FastAPI, stack: ExitStack) -> None:
        self.app, self.stack = app, stack

    @property
    def database(self) -> Database:
        found: Database = self.app.state.database
        return found

    def meet(self, name: str = "", paths: dict[str, str] | None = None, role: str = "learner") -> Person:
        person = self.stack.enter_context(Person(self.app))
        if name:
            person.cookies.update(make_account(self.database, name, role=role, paths=paths))
        return person

    def lay(self, slug: str, visibility: str = "public") -> Laid:
        with self.database.writing() as session:
            laid = lay_path(session, slug=slug)
        self.show(slug, visibility)
        return laid

    def show(self, slug: str, visibility: str) -> None:
        """The path is of this visibility from now on, and every process has noticed."""
        with self.database.writing() as session:
            session.execute(update(PathRow).where(PathRow.slug == slug).values(visibility=visibility))
        self.app.state.public.refresh()

    def id_of(self, name: str) -> str:
        with self.database.reading() as session:
            return str(session.scalars(select(User.id).where(User.name == name)).one())


@pytest.fixture
def people(app: FastAPI) -> Iterator[People]:
    with ExitStack() as stack:
        yield People(app, stack)


@pytest.fixture
def few(sqlite_app: FastAPI) -> Iterator[People]:
    """As `people`, on SQLite alone."""
    with ExitStack() as stack:
        yield People(sqlite_app, stack)
