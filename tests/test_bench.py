"""The benchmark's own database can be made: it is written by hand in SQL, and the tables go on."""

import shutil
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from app.db import Database
from app.models import Review
from app.reviews.queue import Scope, next_item
from tests.bench.remembering import MARIA, NOW, add_reviews, fill


def test_its_learner_has_something_to_review(sqlite_template: Path, tmp_path: Path) -> None:
    shutil.copy(sqlite_template, tmp_path / "cairn.db")
    database = Database(f"sqlite:///{tmp_path}/cairn.db")
    path_id = fill(database)
    add_reviews(database, 0, 1_000)
    scope = Scope(MARIA, (path_id,), since=NOW - timedelta(hours=5), now=NOW, new_per_day=10, new_from=(path_id,))
    with database.reading() as session:
        assert next_item(session, scope)
        assert session.scalar(select(func.count()).select_from(Review)) == 1_000
    database.dispose()
