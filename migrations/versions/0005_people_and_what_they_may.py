"""Accounts, roles and invitations; drafts and who made a revision; syncs; where a learner stopped listening."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def _time(name: str, *, is_optional: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=is_optional)


def upgrade() -> None:
    with op.batch_alter_table("users") as batch:
        batch.add_column(sa.Column("password_hash", sa.Text(), nullable=True))
        batch.add_column(sa.Column("role", sa.String(20), nullable=False, server_default="learner"))
        batch.add_column(sa.Column("day_starts_at", sa.Integer(), nullable=False, server_default="4"))
        batch.add_column(_time("left_at", is_optional=True))
    with op.batch_alter_table("users") as batch:
        batch.alter_column("role", server_default=None)
        batch.alter_column("day_starts_at", server_default=None)
    with op.batch_alter_table("revisions") as batch:
        batch.add_column(sa.Column("made_by", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("note", sa.Text(), nullable=False, server_default=""))
        batch.create_foreign_key(op.f("fk_revisions_made_by"), "users", ["made_by"], ["id"])
    with op.batch_alter_table("revisions") as batch:
        batch.alter_column("note", server_default=None)

    op.create_table(
        "syncs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(200), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        _time("synced_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_syncs")),
    )
    op.create_index(op.f("ix_syncs_slug"), "syncs", ["slug"])
    op.create_table(
        "tries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        _time("tried_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tries")),
    )
    op.create_index(op.f("ix_tries_kind_subject_tried_at"), "tries", ["kind", "subject", "tried_at"])
    op.create_table(
        "resets",
        sa.Column("token_digest", sa.String(64), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        _time("made_at"),
        _time("ends_at"),
        _time("used_at", is_optional=True),
        _to("resets", "user_id", "users.id"),
        sa.PrimaryKeyConstraint("token_digest", name=op.f("pk_resets")),
    )
    op.create_index(op.f("ix_resets_user_id"), "resets", ["user_id"])
    op.create_table(
        "memberships",
        sa.Column("path_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        _time("since"),
        _to("memberships", "path_id", "paths.id"),
        _to("memberships", "user_id", "users.id"),
        sa.PrimaryKeyConstraint("path_id", "user_id", name=op.f("pk_memberships")),
    )
    op.create_index(op.f("ix_memberships_user_id"), "memberships", ["user_id"])
    op.create_table(
        "invitations",
        sa.Column("token", sa.String(32), nullable=False),
        sa.Column("path_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("email", sa.String(254), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        _time("made_at"),
        _time("ends_at", is_optional=True),
        _time("withdrawn_at", is_optional=True),
        _to("invitations", "path_id", "paths.id"),
        _to("invitations", "made_by", "users.id"),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_invitations")),
    )
    op.create_index(op.f("ix_invitations_path_id"), "invitations", ["path_id"])
    op.create_table(
        "drafts",
        sa.Column("path_id", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(300), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("base", sa.String(64), nullable=True),
        sa.Column("saved_by", sa.Uuid(), nullable=False),
        _time("saved_at"),
        _to("drafts", "path_id", "paths.id"),
        _to("drafts", "saved_by", "users.id"),
        sa.PrimaryKeyConstraint("path_id", "file", name=op.f("pk_drafts")),
    )
    op.create_table(
        "listens",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("second", sa.Float(), nullable=False),
        _time("listened_at"),
        _to("listens", "item_id", "items.id"),
        _to("listens", "user_id", "users.id"),
        sa.PrimaryKeyConstraint("user_id", "item_id", name=op.f("pk_listens")),
    )
