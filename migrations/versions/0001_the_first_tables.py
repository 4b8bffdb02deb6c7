"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "blobs",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_blobs")),
    )
    op.create_table(
        "paths",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("slug", sa.String(200), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("visibility", sa.String(20), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=True),
        sa.Column("upstream_path_id", sa.Integer(), nullable=True),
        sa.Column("base_revision_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["base_revision_id"], ["revisions.id"], name=op.f("fk_paths_base_revision_id"), use_alter=True
        ),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], name=op.f("fk_paths_revision_id"), use_alter=True),
        sa.ForeignKeyConstraint(["upstream_path_id"], ["paths.id"], name=op.f("fk_paths_upstream_path_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paths")),
        sa.UniqueConstraint("key", name=op.f("uq_paths_key")),
        sa.UniqueConstraint("slug", name=op.f("uq_paths_slug")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(254), nullable=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("time_zone", sa.String(64), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
    )
    op.create_table(
        "enrolments",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("path_id", sa.Integer(), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["path_id"], ["paths.id"], name=op.f("fk_enrolments_path_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_enrolments_user_id")),
        sa.PrimaryKeyConstraint("user_id", "path_id", name=op.f("pk_enrolments")),
    )
    op.create_table(
        "login_sessions",
        sa.Column("token_digest", sa.String(64), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("device", sa.String(200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_login_sessions_user_id")),
        sa.PrimaryKeyConstraint("token_digest", name=op.f("pk_login_sessions")),
    )
    op.create_index(op.f("ix_login_sessions_user_id"), "login_sessions", ["user_id"])

    op.create_table(
        "memories",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("lineage", sa.String(32), nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.Column("stability", sa.Float(), nullable=False),
        sa.Column("difficulty", sa.Float(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_memories_user_id")),
        sa.PrimaryKeyConstraint("user_id", "lineage", name=op.f("pk_memories")),
    )
    op.create_index(op.f("ix_memories_lineage_user_id"), "memories", ["lineage", "user_id"])
    op.create_index(op.f("ix_memories_user_id_due_at"), "memories", ["user_id", "due_at"])

    op.create_table(
        "pages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("path_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("key", sa.String(300), nullable=False),
        sa.Column("slug", sa.String(300), nullable=False),
        sa.Column("file", sa.String(300), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.Column("tail_html", sa.Text(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("has_math", sa.Boolean(), nullable=False),
        sa.Column("front", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["path_id"], ["paths.id"], name=op.f("fk_pages_path_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pages")),
        sa.UniqueConstraint("path_id", "kind", "key", name=op.f("uq_pages_path_id_kind_key")),
    )
    op.create_index(op.f("ix_pages_path_id_kind_slug"), "pages", ["path_id", "kind", "slug"])

    op.create_table(
        "path_aliases",
        sa.Column("slug", sa.String(200), nullable=False),
        sa.Column("path_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["path_id"], ["paths.id"], name=op.f("fk_path_aliases_path_id")),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_path_aliases")),
    )
    op.create_table(
        "revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("path_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("renderer", sa.String(64), nullable=False),
        sa.Column("manifest", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["path_id"], ["paths.id"], name=op.f("fk_revisions_path_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisions")),
        sa.UniqueConstraint("path_id", "number", name=op.f("uq_revisions_path_id_number")),
    )
    op.create_table(
        "items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("path_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("key", sa.String(400), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("lineage", sa.String(32), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name=op.f("fk_items_page_id")),
        sa.ForeignKeyConstraint(["path_id"], ["paths.id"], name=op.f("fk_items_path_id")),
        sa.ForeignKeyConstraint(["version_id"], ["item_versions.id"], name=op.f("fk_items_version_id"), use_alter=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_items")),
        sa.UniqueConstraint("path_id", "kind", "key", name=op.f("uq_items_path_id_kind_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_items_public_id")),
    )
    op.create_index(op.f("ix_items_lineage"), "items", ["lineage"])
    op.create_index(op.f("ix_items_page_id"), "items", ["page_id"])

    op.create_table(
        "page_aliases",
        sa.Column("path_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("slug", sa.String(300), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name=op.f("fk_page_aliases_page_id")),
        sa.ForeignKeyConstraint(["path_id"], ["paths.id"], name=op.f("fk_page_aliases_path_id")),
        sa.PrimaryKeyConstraint("path_id", "kind", "slug", name=op.f("pk_page_aliases")),
    )
    op.create_table(
        "item_aliases",
        sa.Column("path_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("key", sa.String(400), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_item_aliases_item_id")),
        sa.ForeignKeyConstraint(["path_id"], ["paths.id"], name=op.f("fk_item_aliases_path_id")),
        sa.PrimaryKeyConstraint("path_id", "kind", "key", name=op.f("pk_item_aliases")),
    )
    op.create_table(
        "item_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_item_versions_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_versions")),
        sa.UniqueConstraint("item_id", "digest", "edition", name=op.f("uq_item_versions_item_id_digest_edition")),
    )
    op.create_table(
        "readings",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_readings_item_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_readings_user_id")),
        sa.PrimaryKeyConstraint("user_id", "item_id", name=op.f("pk_readings")),
    )
    op.create_index(op.f("ix_readings_item_id_user_id"), "readings", ["item_id", "user_id"])

    op.create_table(
        "sights",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_sights_item_id")),
        sa.ForeignKeyConstraint(["section_id"], ["items.id"], name=op.f("fk_sights_section_id")),
        sa.PrimaryKeyConstraint("item_id", "section_id", name=op.f("pk_sights")),
    )
    op.create_index(op.f("ix_sights_section_id"), "sights", ["section_id"])

    op.create_table(
        "answers",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(32), nullable=False),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.Column("correctness", sa.Float(), nullable=False),
        sa.Column("confidence", sa.Integer(), nullable=True),
        sa.Column("seconds", sa.Float(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(64), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_answers_item_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_answers_user_id")),
        sa.ForeignKeyConstraint(["version_id"], ["item_versions.id"], name=op.f("fk_answers_version_id")),
        sa.PrimaryKeyConstraint("user_id", "id", name=op.f("pk_answers")),
        sa.UniqueConstraint("user_id", "idempotency_key", name=op.f("uq_answers_user_id_idempotency_key")),
    )
    op.create_index(op.f("ix_answers_item_id_user_id"), "answers", ["item_id", "user_id"])

    op.create_table(
        "reviews",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("lineage", sa.String(32), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("scheduler", sa.String(40), nullable=False),
        sa.Column("answer_id", sa.Uuid(), nullable=True),
        sa.Column("idempotency_key", sa.String(64), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_reviews_item_id")),
        sa.ForeignKeyConstraint(
            ["user_id", "answer_id"], ["answers.user_id", "answers.id"], name=op.f("fk_reviews_user_id_answer_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_reviews_user_id")),
        sa.ForeignKeyConstraint(["version_id"], ["item_versions.id"], name=op.f("fk_reviews_version_id")),
        sa.PrimaryKeyConstraint("user_id", "id", name=op.f("pk_reviews")),
        sa.UniqueConstraint("user_id", "idempotency_key", name=op.f("uq_reviews_user_id_idempotency_key")),
    )
    op.create_index(op.f("ix_reviews_item_id_user_id"), "reviews", ["item_id", "user_id"])
    op.create_index(op.f("ix_reviews_user_id_lineage"), "reviews", ["user_id", "lineage"])
    op.create_index(op.f("ix_reviews_user_id_reviewed_at"), "reviews", ["user_id", "reviewed_at"])

    if op.get_bind().dialect.supports_alter:
        # Two tables that point at each other: where a constraint can be added later, it was left out above (use_alter).
        op.create_foreign_key(op.f("fk_paths_base_revision_id"), "paths", "revisions", ["base_revision_id"], ["id"])
        op.create_foreign_key(op.f("fk_paths_revision_id"), "paths", "revisions", ["revision_id"], ["id"])
        op.create_foreign_key(op.f("fk_items_version_id"), "items", "item_versions", ["version_id"], ["id"])
