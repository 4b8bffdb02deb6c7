"""What the authors of clones offer their upstream."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "suggestions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("path_id", sa.Integer(), nullable=False),
        sa.Column("clone_id", sa.Integer(), nullable=False),
        sa.Column("base_revision_id", sa.Integer(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("author", sa.String(100), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.ForeignKeyConstraint(["path_id"], ["paths.id"], name=op.f("fk_suggestions_path_id")),
        sa.ForeignKeyConstraint(["clone_id"], ["paths.id"], name=op.f("fk_suggestions_clone_id")),
        sa.ForeignKeyConstraint(["base_revision_id"], ["revisions.id"], name=op.f("fk_suggestions_base_revision_id")),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name=op.f("fk_suggestions_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions")),
    )
    op.create_index(op.f("ix_suggestions_path_id_settled_at"), "suggestions", ["path_id", "settled_at"])
