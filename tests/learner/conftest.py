"""A path to learn, and three people before the app: Maria and Ben learn, Chen is a stranger to both."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from fastapi import FastAPI

from app.db import Database
from app.main import create_app
from app.settings import Settings
from tests.learner.folder import Laid, lay_path
from tests.learner.person import Person

SECRET = "a secret of the tests, long enough"


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(database_url=database_url, var_dir=tmp_path, secret=SECRET, new_per_day=4)


@pytest.fixture
def app(settings: Settings, database: Database) -> Iterator[FastAPI]:
    """The whole app on a migrated database, once of each kind."""
    made = create_app(settings)
    yield made
    made.state.database.dispose()


@pytest.fixture
def laid(database: Database) -> Laid:
    with database.writing() as session:
        return lay_path(session)


@pytest.fixture
def meet(app: FastAPI) -> Iterator[Callable[[], Person]]:
    """A new person with a browser of their own."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(Person(app))


@pytest.fixture
def maria(meet: Callable[[], Person], laid: Laid) -> Person:
    return meet()


@pytest.fixture
def ben(meet: Callable[[], Person], laid: Laid) -> Person:
    return meet()


@pytest.fixture
def chen(meet: Callable[[], Person], laid: Laid) -> Person:
    return meet()
