"""The path and the people of tests/learner, who now make accounts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI

from app.accounts import passwords
from app.db import Database
from app.main import create_app
from app.settings import Settings
from tests.learner.conftest import SECRET, app, ben, chen, laid, maria, meet, settings
from tests.people.smtp import Mailbox, receiving

__all__ = ["app", "ben", "chen", "laid", "maria", "meet", "settings"]


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Real hashes at the least price: what is tested here is what becomes of them."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A real mail server, and what it has received."""
    with receiving() as box:
        yield box


@pytest.fixture
def writing_app(mailbox: Mailbox, database: Database, database_url: str, tmp_path: Path) -> Iterator[FastAPI]:
    """The app on a server that can send mail."""
    made = create_app(
        Settings(
            database_url=database_url,
            var_dir=tmp_path,
            secret=SECRET,
            base_url="http://cairn.test",
            smtp_url=mailbox.url,
            mail_from="Cairn <cairn@example.org>",
        )
    )
    yield made
    made.state.database.dispose()
