"""The app on an empty database, and a reader in front of it."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from fastapi import FastAPI

from app.content.child import Renderer
from app.content.sync import sync
from app.db import Database
from app.main import create_app
from app.settings import Settings
from tests.conftest import _postgres_database
from tests.pages.bread import BREAD
from tests.pages.client import Client


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[FastAPI]:
    """The whole app, once on each kind of database."""
    made = create_app(Settings(database_url=database_url, var_dir=tmp_path, max_body_bytes=2000))
    yield made
    made.state.database.dispose()


@pytest.fixture
def bare_app(tmp_path: Path) -> Iterator[FastAPI]:
    """The whole app for what does not touch the database."""
    made = create_app(Settings(database_url=f"sqlite:///{tmp_path}/none.db", var_dir=tmp_path, max_body_bytes=2000))
    yield made
    made.state.database.dispose()


@pytest.fixture
def maria(app: FastAPI) -> Iterator[Client]:
    with Client(app) as client:
        yield client


@pytest.fixture
def stranger(bare_app: FastAPI) -> Iterator[Client]:
    with Client(bare_app) as client:
        yield client


@pytest.fixture(scope="session")
def renderer() -> Iterator[Renderer]:
    with Renderer(processes=1) as one:
        yield one


class Author:
    """Whoever writes the content: changes files and syncs them."""

    def __init__(self, database: Database, folder: Path, renderer: Renderer) -> None:
        self.database, self.folder, self.renderer = database, folder, renderer

    def write(self, **files: str) -> None:
        """`write(**{"bread/lessons/crumb.md": "…"})`, then a sync."""
        for file, content in files.items():
            (self.folder / file).write_text(content)
        self.sync()

    def sync(self) -> None:
        reports = sync(self.database, self.folder, renderer=self.renderer)
        assert "refused" not in {report.outcome for report in reports}, [str(p) for r in reports for p in r.problems]


@pytest.fixture
def ines(app: FastAPI, folder: Callable[..., Path], renderer: Renderer) -> Author:
    """Ines has written the path about bread, and it is published; she may change it."""
    author = Author(app.state.database, folder(BREAD), renderer)
    author.sync()
    return author


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def ben(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, renderer: Renderer
) -> Iterator[Client]:
    """A reader of the same path, which nobody changes: one for all the tests that only look."""
    place = tmp_path_factory.mktemp("bread")
    with ExitStack() as stack:
        if request.param == "sqlite":
            shutil.copy(request.getfixturevalue("sqlite_template"), place / "cairn.db")
            url = f"sqlite:///{place}/cairn.db"
        else:
            admin, template = (request.getfixturevalue(f"postgres_{name}") for name in ("admin", "template"))
            url = stack.enter_context(_postgres_database(admin, template))
        made = create_app(Settings(database_url=url, var_dir=place))
        stack.callback(made.state.database.dispose)
        for file, content in BREAD.items():
            (place / file).parent.mkdir(parents=True, exist_ok=True)
            (place / file).write_text(str(content))
        Author(made.state.database, place, renderer).sync()
        yield stack.enter_context(Client(made))
