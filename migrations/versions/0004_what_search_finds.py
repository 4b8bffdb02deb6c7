"""What search finds of each page, and the index of its words: of each database's own kind, filled by the next sync."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "passages",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("path_id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("anchor", sa.Text(), nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_passages_item_id")),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name=op.f("fk_passages_page_id")),
        sa.ForeignKeyConstraint(["path_id"], ["paths.id"], name=op.f("fk_passages_path_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passages")),
    )
    op.create_index(op.f("ix_passages_path_id_page_id"), "passages", ["path_id", "page_id"])
    if op.get_bind().dialect.name == "sqlite":
        # What is put in has been folded and spaced already, and is never read back.
        op.execute(
            "CREATE VIRTUAL TABLE passages_index USING fts5"
            "(heading, place, text, content='', contentless_delete=1, tokenize='ascii')"
        )
    else:
        op.execute("CREATE TABLE passages_index (rowid integer PRIMARY KEY, words tsvector NOT NULL)")
        op.execute("CREATE INDEX passages_index_words ON passages_index USING gin (words)")
