"""What a learner chooses and marks; which scheduler moved a memory on, and how long a review took."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FSRS_6 = {
    "name": "fsrs-6 6.3.2",
    "weights": [
        *(0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796),
        *(1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542),
    ],
    "retention": 0.9,
    "learning_steps": [60, 600],
    "relearning_steps": [600],
    "longest_interval": 365,
}


def upgrade() -> None:
    with op.batch_alter_table("users") as batch:
        batch.add_column(sa.Column("buttons", sa.Integer(), nullable=False, server_default="2"))
        batch.add_column(sa.Column("new_per_day", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("prompts_off_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("users") as batch:
        batch.alter_column("buttons", server_default=None)
    # Nobody could say their zone before: UTC stood for "not known".
    op.execute("UPDATE users SET time_zone = '' WHERE time_zone = 'UTC'")

    schedulers = op.create_table(
        "schedulers",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("retention", sa.Float(), nullable=False),
        sa.Column("learning_steps", sa.JSON(), nullable=False),
        sa.Column("relearning_steps", sa.JSON(), nullable=False),
        sa.Column("longest_interval", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_schedulers")),
    )
    op.bulk_insert(schedulers, [FSRS_6])
    with op.batch_alter_table("reviews") as batch:
        batch.add_column(sa.Column("seconds", sa.Float(), nullable=True))
        batch.create_foreign_key(op.f("fk_reviews_scheduler"), "schedulers", ["scheduler"], ["name"])
    op.create_index(op.f("ix_answers_user_id_answered_at"), "answers", ["user_id", "answered_at"])
    first = "CASE WHEN surprised_at IS NULL THEN due_at ELSE '2000-01-01 00:00:00.000000' END"
    with op.batch_alter_table("memories", recreate="auto") as batch:
        batch.add_column(sa.Column("surprised_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(
            sa.Column("asked_from", sa.DateTime(timezone=True), sa.Computed(first, persisted=True), nullable=False)
        )
        batch.create_index(op.f("ix_memories_user_id_asked_from"), ["user_id", "asked_from"])

    op.create_table(
        "exams",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("path_id", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["path_id"], ["paths.id"], name=op.f("fk_exams_path_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_exams_user_id")),
        sa.PrimaryKeyConstraint("user_id", "path_id", name=op.f("pk_exams")),
    )
    op.create_table(
        "flags",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("idempotency_key", sa.String(64), nullable=False),
        sa.Column("flagged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_flags_item_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_flags_user_id")),
        sa.ForeignKeyConstraint(["version_id"], ["item_versions.id"], name=op.f("fk_flags_version_id")),
        sa.PrimaryKeyConstraint("user_id", "id", name=op.f("pk_flags")),
        sa.UniqueConstraint("user_id", "idempotency_key", name=op.f("uq_flags_user_id_idempotency_key")),
    )
    op.create_index(op.f("ix_flags_item_id_user_id"), "flags", ["item_id", "user_id"])
    op.create_table(
        "notes",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_notes_item_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_notes_user_id")),
        sa.PrimaryKeyConstraint("user_id", "item_id", name=op.f("pk_notes")),
    )
    op.create_index(op.f("ix_notes_item_id_user_id"), "notes", ["item_id", "user_id"])
