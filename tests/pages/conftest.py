"""The app on an empty database, and a reader in front of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from app.main import create_app
from app.settings import Settings
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
