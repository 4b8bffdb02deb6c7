"""A sitting is a row: who began it, when, over which questions in which order; answers point to it.

Before, answers carried the number of their sitting, and the rest was worked out from it. Each number that a learner
has in a quiz becomes a row. Of two answers to one question under one number, which should not be, the first stays in
the sitting and the other is kept outside it.
"""

import hashlib
import hmac
import os
import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ITEMS = sa.table(
    "items",
    sa.column("id", sa.Integer),
    sa.column("page_id", sa.Integer),
    sa.column("kind", sa.String),
    sa.column("position", sa.Integer),
    sa.column("public_id", sa.String),
    sa.column("retired_at", sa.DateTime(timezone=True)),
)
VERSIONS = sa.table(
    "item_versions", sa.column("item_id", sa.Integer), sa.column("created_at", sa.DateTime(timezone=True))
)
ANSWERS = sa.table(
    "answers",
    sa.column("user_id", sa.Uuid),
    sa.column("id", sa.Uuid),
    sa.column("item_id", sa.Integer),
    sa.column("attempt", sa.Integer),
    sa.column("sitting_id", sa.Uuid),
    sa.column("answered_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    sittings = op.create_table(
        "sittings",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(20), nullable=False),
        sa.Column("seed", sa.String(32), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("idempotency_key", sa.String(64), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name=op.f("fk_sittings_page_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sittings_user_id")),
        sa.PrimaryKeyConstraint("user_id", "id", name=op.f("pk_sittings")),
        sa.UniqueConstraint("user_id", "idempotency_key", name=op.f("uq_sittings_user_id_idempotency_key")),
    )
    op.create_index(op.f("ix_sittings_user_id_page_id"), "sittings", ["user_id", "page_id"])
    with op.batch_alter_table("answers") as batch:
        batch.add_column(sa.Column("sitting_id", sa.Uuid(), nullable=True))
    _seat(sittings)
    with op.batch_alter_table("answers") as batch:
        batch.drop_column("attempt")
        batch.create_unique_constraint(
            op.f("uq_answers_user_id_sitting_id_item_id"), ["user_id", "sitting_id", "item_id"]
        )
        batch.create_foreign_key(
            op.f("fk_answers_user_id_sitting_id"), "sittings", ["user_id", "sitting_id"], ["user_id", "id"]
        )


def _seat(sittings: sa.Table) -> None:
    """Makes the rows, and points each numbered answer to its own."""
    connection = op.get_bind()
    numbered = connection.execute(
        sa.select(ANSWERS, ITEMS.c.page_id)
        .join_from(ANSWERS, ITEMS, ITEMS.c.id == ANSWERS.c.item_id)
        .where(ANSWERS.c.attempt > 0)
        .order_by(ANSWERS.c.user_id, ITEMS.c.page_id, ANSWERS.c.attempt, ANSWERS.c.answered_at, ANSWERS.c.id)
    ).all()
    questions = _questions(connection)
    for (user_id, page_id, number), rows in groupby(numbered, key=_run):
        answered = list(rows)
        first: dict[int, uuid.UUID] = {}
        for row in answered:
            first.setdefault(row.item_id, row.id)
        begun_at, ended_at = answered[0].answered_at, answered[-1].answered_at
        seed = hashlib.sha256(f"{user_id} {page_id} {number}".encode()).hexdigest()[:32]
        sitting_id = _uuid7(begun_at)
        connection.execute(
            sa.insert(sittings).values(
                user_id=user_id,
                id=sitting_id,
                page_id=page_id,
                scope="all",
                seed=seed,
                questions=list(_order(questions.get(page_id, ()), first, ended_at, seed if number > 1 else "")),
                idempotency_key=f"page {page_id} attempt {number}",
                begun_at=begun_at,
            )
        )
        connection.execute(
            sa.update(ANSWERS)
            .where(ANSWERS.c.user_id == sa.bindparam("of"), ANSWERS.c.id == sa.bindparam("answer"))
            .values(sitting_id=sitting_id),
            [{"of": user_id, "answer": answer_id} for answer_id in first.values()],
        )


def _run(row: Any) -> tuple[uuid.UUID, int, int]:
    """Whose sitting of which quiz: what makes one of several answers."""
    return row.user_id, row.page_id, row.attempt


def _questions(connection: sa.Connection) -> dict[int, list[Any]]:
    """Every question there ever was by its quiz, as written, with the time it came into the path."""
    came = sa.select(VERSIONS.c.item_id, sa.func.min(VERSIONS.c.created_at).label("came_at"))
    since = came.group_by(VERSIONS.c.item_id).subquery()
    rows = connection.execute(
        sa.select(ITEMS.c.page_id, ITEMS.c.id, ITEMS.c.public_id, ITEMS.c.retired_at, since.c.came_at)
        .join_from(ITEMS, since, since.c.item_id == ITEMS.c.id)
        .where(ITEMS.c.kind == "question")
        .order_by(ITEMS.c.page_id, ITEMS.c.position, ITEMS.c.id)
    )
    return {page_id: list(found) for page_id, found in groupby(rows, key=lambda row: row.page_id)}


def _order(questions: Sequence[Any], answered: dict[int, uuid.UUID], ended_at: datetime, seed: str) -> Iterator[int]:
    """What was answered, and what was there to be answered by then: as written, or mixed where there is a seed."""

    def mark(question: Any) -> str:
        return hmac.new(bytes.fromhex(seed), f"order:{question.public_id}".encode(), hashlib.sha256).hexdigest()

    for question in sorted(questions, key=mark) if seed else questions:
        if question.id in answered or (question.retired_at is None and question.came_at <= ended_at):
            yield question.id


def _uuid7(at: datetime) -> uuid.UUID:
    """As app.models makes them, for a moment that has passed. SQLite's times come without a zone, and are UTC."""
    milliseconds = int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * 1000)
    value = milliseconds << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    return uuid.UUID(int=value & ~(0x3 << 62) | 0x2 << 62)
