"""The schema: what the migrations make is what the models say, on both databases; a migration is done or not done."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, select, text

from app.db import ALEMBIC_INI, Database, is_modelled, upgrade
from app.models import Base, Item, ItemVersion, Page, Revision, Scheduler
from app.models import Path as LearningPath
from app.progress import memory

OURS = sorted(file.name[:4] for file in (ALEMBIC_INI.parent / "migrations" / "versions").glob("0*.py"))
# Numbers for migrations that come after ours.
NEXT, AFTER_NEXT = (f"{int(OURS[-1]) + n:04}" for n in (1, 2))
BREAKS_HALF_WAY = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "AFTER_NEXT", "NEXT"


def upgrade() -> None:
    op.create_table("half", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("UPDATE paths SET title = 'half'")
    op.execute("UPDATE nowhere SET nothing = 1")
"""
RENAMES_A_COLUMN = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "NEXT", "LAST"


def upgrade() -> None:
    with op.batch_alter_table("paths") as batch:
        batch.alter_column("title", new_column_name="name")
        batch.create_check_constraint("named", "name <> ''")
"""
ADDS_A_TABLE = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "NEXT", "LAST"


def upgrade() -> None:
    op.create_table("whole", sa.Column("id", sa.Integer(), primary_key=True))
"""
ORPHANS_A_ROW = """
from alembic import op

revision, down_revision = "NEXT", "LAST"


def upgrade() -> None:
    op.execute("DELETE FROM paths")
"""


def with_more(folder: Path, *migrations: str) -> Path:
    """Our history and then these: the address of its alembic.ini."""
    shutil.copytree(ALEMBIC_INI.parent / "migrations", folder / "migrations")
    for number, migration in zip((NEXT, AFTER_NEXT), migrations, strict=False):
        numbered = migration.replace("AFTER_NEXT", AFTER_NEXT).replace("NEXT", NEXT).replace("LAST", OURS[-1])
        (folder / "migrations" / "versions" / f"{number}.py").write_text(numbered)
    return Path(shutil.copy(ALEMBIC_INI, folder))


def fill(url: str) -> None:
    """A path with a revision that it points to, and an item with its version: every circle of the schema."""
    database = Database(url)
    with database.writing() as session:
        path = LearningPath(key="generative-ai", slug="generative-ai", title="Generative AI")
        session.add(path)
        session.flush()
        revision = Revision(path_id=path.id, number=1, digest="0" * 64, renderer="1", manifest={})
        page = Page(path_id=path.id, kind="deck", key="flashcards.md", slug="", file="flashcards.md", position=0)
        page.title = page.summary = page.html = page.tail_html = page.digest = ""
        page.sections, page.words, page.has_math, page.front = [], 0, False, {}
        session.add_all([revision, page])
        session.flush()
        path.revision_id = revision.id
    database.dispose()


# PostgreSQL writes the expression of a computed column in its own words.
@pytest.mark.filterwarnings("ignore:Computed default on memories.asked_from cannot be modified")
def test_it_makes_of_an_empty_database_what_the_models_say(blank_url: str) -> None:
    upgrade(blank_url)
    database = Database(blank_url)
    with database.engine.connect() as connection:
        compared = {"compare_type": True, "compare_server_default": True, "include_name": is_modelled}
        context = MigrationContext.configure(connection, opts=compared)
        assert compare_metadata(context, Base.metadata) == []
        constrained = {
            key["name"] for table in ("paths", "items") for key in inspect(connection).get_foreign_keys(table)
        }
        assert {"fk_paths_revision_id", "fk_paths_base_revision_id", "fk_items_version_id"} <= constrained
    database.dispose()


def test_it_leaves_an_upgraded_database_as_it_is(blank_url: str) -> None:
    upgrade(blank_url)
    fill(blank_url)
    upgrade(blank_url)
    database = Database(blank_url)
    with database.reading() as session:
        assert session.scalars(select(LearningPath.title)).all() == ["Generative AI"]
        assert session.scalars(select(Item.id)).all() == session.scalars(select(ItemVersion.id)).all() == []
    database.dispose()


def test_a_migration_that_fails_half_way_leaves_nothing_of_itself(blank_url: str, tmp_path: Path) -> None:
    upgrade(blank_url)
    fill(blank_url)
    with pytest.raises(Exception, match="nowhere"):
        upgrade(blank_url, with_more(tmp_path / "more", ADDS_A_TABLE, BREAKS_HALF_WAY))
    database = Database(blank_url)
    with database.engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        assert "whole" in tables
        assert "half" not in tables
        assert connection.execute(text("SELECT title FROM paths")).scalar_one() == "Generative AI"
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == NEXT
    database.dispose()


def test_a_table_that_is_made_anew_keeps_its_rows_and_those_that_point_to_it(blank_url: str, tmp_path: Path) -> None:
    upgrade(blank_url)
    fill(blank_url)
    upgrade(blank_url, with_more(tmp_path / "more", RENAMES_A_COLUMN))
    database = Database(blank_url)
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT name FROM paths")).scalar_one() == "Generative AI"
        joined = "FROM paths JOIN pages ON pages.path_id = paths.id JOIN revisions ON revision_id = revisions.id"
        assert connection.execute(text(f"SELECT count(*) {joined}")).scalar_one() == 1
        foreign_keys = inspect(connection).get_foreign_keys("pages")
        assert [key["referred_table"] for key in foreign_keys] == ["paths"]
    database.dispose()


def test_a_migration_that_leaves_a_row_pointing_nowhere_is_refused(blank_url: str, tmp_path: Path) -> None:
    upgrade(blank_url)
    fill(blank_url)
    with pytest.raises(Exception, match=r"points to no row|violates foreign key"):
        upgrade(blank_url, with_more(tmp_path / "more", ORPHANS_A_ROW))
    database = Database(blank_url)
    with database.reading() as session:
        assert session.scalars(select(LearningPath.title)).all() == ["Generative AI"]
    database.dispose()


def test_the_scheduler_of_the_code_is_the_one_that_reviews_name(database: Database) -> None:
    with database.reading() as session:
        kept = session.get_one(Scheduler, memory.SCHEDULER_NAME)
        assert tuple(kept.weights) == memory.WEIGHTS
        assert kept.retention == memory.RETENTION
        assert kept.longest_interval == memory.LONGEST_INTERVAL
        assert [timedelta(seconds=s) for s in kept.learning_steps] == list(memory.LEARNING_STEPS)
        assert [timedelta(seconds=s) for s in kept.relearning_steps] == list(memory.RELEARNING_STEPS)
