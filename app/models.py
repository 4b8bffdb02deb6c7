"""All tables, in reading order: content, people, learning. The data is one page."""

import base64
import os
import secrets
import time
import uuid
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    Computed,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from app.content.documents import BODY, AnyBody


def now() -> datetime:
    return datetime.now(UTC)


def uuid7() -> uuid.UUID:
    """A UUID version 7 (RFC 9562, 5.7): 48 bits of Unix milliseconds, then 74 random bits. New keys land at an
    index's end."""
    value = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)


def parse_uuid(text: str) -> uuid.UUID | None:
    """The id written here, None where it is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def new_public_id() -> str:
    """80 random bits in base32, 16 lower-case characters: an address that does not count up."""
    return base64.b32encode(secrets.token_bytes(10)).decode().lower()


def new_lineage() -> str:
    """128 random bits in hex: what an item and its unchanged copies in clones have in common."""
    return secrets.token_hex(16)


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in, aware UTC out, on databases that keep no zone as on those that do. A naive time is an error."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class BodyJson(TypeDecorator[AnyBody]):
    """An item's body, in and out through the closed union of documents.py."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: AnyBody | None, dialect: Dialect) -> Any:
        return None if value is None else BODY.dump_python(value, mode="json")

    def process_result_value(self, value: Any, dialect: Dialect) -> AnyBody | None:
        return None if value is None else BODY.validate_python(value)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {datetime: UtcDateTime, dict[str, Any]: JSON, list[Any]: JSON}


# content: written by content/sync.py and library/ only


class Path(Base):
    """A learning path. `key` is the `id` in path.md, else the folder's name: it survives a renamed folder, the slug
    does not."""

    __tablename__ = "paths"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    slug: Mapped[str] = mapped_column(String(200), unique=True)
    title: Mapped[str] = mapped_column(Text)
    visibility: Mapped[str] = mapped_column(String(20), default="public")
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revisions.id", use_alter=True))
    upstream_path_id: Mapped[int | None] = mapped_column(ForeignKey("paths.id"))
    base_revision_id: Mapped[int | None] = mapped_column(ForeignKey("revisions.id", use_alter=True))
    created_at: Mapped[datetime] = mapped_column(default=now)
    retired_at: Mapped[datetime | None]


class PathAlias(Base):
    """A slug that a path once had: it answers 301."""

    __tablename__ = "path_aliases"

    slug: Mapped[str] = mapped_column(String(200), primary_key=True)
    path_id: Mapped[int] = mapped_column(ForeignKey("paths.id"))


class Revision(Base):
    """One accepted state of a path's folder. `manifest` maps file to sha256 of its blob; `renderer` names what drew its
    pages; `made_by` None: edited outside the studio. `note` is what its author says of it."""

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("path_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    path_id: Mapped[int] = mapped_column(ForeignKey("paths.id"))
    number: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    renderer: Mapped[str] = mapped_column(String(64))
    manifest: Mapped[dict[str, Any]]
    made_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=now)


class Blob(Base):
    """The exact bytes of a file, so that any revision can be shown, merged, restored."""

    __tablename__ = "blobs"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Page(Base):
    """The current HTML of a Markdown file. `kind` is a PageKind; `sections` a list of documents.Section as JSON;
    `front` the front matter; `digest` is of all that was made of the file, its items included."""

    __tablename__ = "pages"
    __table_args__ = (UniqueConstraint("path_id", "kind", "key"), Index(None, "path_id", "kind", "slug"))

    id: Mapped[int] = mapped_column(primary_key=True)
    path_id: Mapped[int] = mapped_column(ForeignKey("paths.id"))
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(300))
    slug: Mapped[str] = mapped_column(String(300))
    file: Mapped[str] = mapped_column(String(300))
    position: Mapped[int]
    part: Mapped[str] = mapped_column(Text, default="")
    title: Mapped[str] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    sections: Mapped[list[Any]]
    tail_html: Mapped[str] = mapped_column(Text)
    words: Mapped[int]
    has_math: Mapped[bool]
    front: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    retired_at: Mapped[datetime | None]


class PageAlias(Base):
    """A slug that a page once had: it answers 301."""

    __tablename__ = "page_aliases"

    path_id: Mapped[int] = mapped_column(ForeignKey("paths.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    slug: Mapped[str] = mapped_column(String(300), primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id"))


class Item(Base):
    """Anything a learner's record can hang on. Never deleted: what disappears from the folder is retired."""

    __tablename__ = "items"
    __table_args__ = (UniqueConstraint("path_id", "kind", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    path_id: Mapped[int] = mapped_column(ForeignKey("paths.id"))
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(400))
    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id"), index=True)
    position: Mapped[int]
    line: Mapped[int]
    level: Mapped[int | None]
    tags: Mapped[list[Any]]
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=new_public_id)
    lineage: Mapped[str] = mapped_column(String(32), default=new_lineage, index=True)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("item_versions.id", use_alter=True))
    retired_at: Mapped[datetime | None]

    page: Mapped[Page] = relationship()
    version: Mapped["ItemVersion"] = relationship(foreign_keys=[version_id], post_update=True)


class ItemVersion(Base):
    """A text that an item has or had; append-only. Only the rendering inside `body` may be refreshed, where the
    renderer, a figure or a reference changed."""

    __tablename__ = "item_versions"
    __table_args__ = (UniqueConstraint("item_id", "digest", "edition"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"))
    digest: Mapped[str] = mapped_column(String(64))
    edition: Mapped[int]
    body: Mapped[AnyBody] = mapped_column(BodyJson)
    created_at: Mapped[datetime] = mapped_column(default=now)


class ItemAlias(Base):
    """A key that an item once had, through which `see` and addresses still find it."""

    __tablename__ = "item_aliases"

    path_id: Mapped[int] = mapped_column(ForeignKey("paths.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    key: Mapped[str] = mapped_column(String(400), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"))


class Passage(Base):
    """What search finds of a current page: a documents.Passage; `item_id` is that of a card. Beside it stands the
    database's own index of words, which db.py knows; only content/indexing.py writes either."""

    __tablename__ = "passages"
    __table_args__ = (Index(None, "path_id", "page_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    path_id: Mapped[int] = mapped_column(ForeignKey("paths.id"))
    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("items.id"))
    kind: Mapped[str] = mapped_column(String(20))
    anchor: Mapped[str] = mapped_column(Text)
    heading: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)


class Sight(Base):
    """An item *sees* a section: it is offered there, and links back to it."""

    __tablename__ = "sights"

    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"), primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("items.id"), primary_key=True, index=True)
    position: Mapped[int]


class Sync(Base):
    """A sync that published a path's folder or refused it: `said` is its line, `problems` are those of the folder."""

    __tablename__ = "syncs"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    slug: Mapped[str] = mapped_column(String(200), index=True)
    outcome: Mapped[str] = mapped_column(String(20))
    said: Mapped[str] = mapped_column(Text)
    problems: Mapped[list[Any]]
    synced_at: Mapped[datetime] = mapped_column(default=now)


# people


class User(Base):
    """A person; a visitor without an account is one without an email, made on the first write.

    `role` on the server: "learner", "instructor" or "admin". `time_zone` is an IANA name, empty until a browser or the
    person says it; `day_starts_at` the hour there at which their day begins; `buttons` to rate a card with, 2 or 4;
    `new_per_day` None: as the server's setting says. Who has left is a row without a name: their answers stay.
    """

    __tablename__ = "users"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(100), default="")
    password_hash: Mapped[str | None] = mapped_column(Text)
    role: Mapped[str] = mapped_column(String(20), default="learner")
    time_zone: Mapped[str] = mapped_column(String(64), default="")
    language: Mapped[str] = mapped_column(String(16), default="en")
    day_starts_at: Mapped[int] = mapped_column(default=4)
    buttons: Mapped[int] = mapped_column(default=2)
    new_per_day: Mapped[int | None]
    prompts_off_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    left_at: Mapped[datetime | None]


class LoginSession(Base):
    """A browser that is known as a user. The token itself is only in the cookie; here is its sha256."""

    __tablename__ = "login_sessions"

    token_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), index=True)
    device: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_seen_at: Mapped[datetime] = mapped_column(default=now)


class Try(Base):
    """Somebody tried to sign in or up, or asked for a reset: `subject` is the sha256 of the email or address by which
    tries are counted."""

    __tablename__ = "tries"
    __table_args__ = (Index(None, "kind", "subject", "tried_at"),)

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    kind: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(64))
    tried_at: Mapped[datetime] = mapped_column(default=now)


class Reset(Base):
    """A link by which a person may choose a new password, once. The token itself is only in the link; here is its
    sha256."""

    __tablename__ = "resets"

    token_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(default=now)
    ends_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Membership(Base):
    """A person's role in a path: "owner", "instructor" or "learner"."""

    __tablename__ = "memberships"

    path_id: Mapped[int] = mapped_column(ForeignKey("paths.id"), primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(String(20))
    since: Mapped[datetime] = mapped_column(default=now)


class Invitation(Base):
    """A link into a path with a role there: for whoever has it, or only for the account with this `email`."""

    __tablename__ = "invitations"

    token: Mapped[str] = mapped_column(String(32), primary_key=True)
    path_id: Mapped[int] = mapped_column(ForeignKey("paths.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    email: Mapped[str | None] = mapped_column(String(254))
    made_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(default=now)
    ends_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class Draft(Base):
    """A file of a path as its instructors would have it, while learners stay with the one in the folder.

    `content` None: to be deleted; `base` is the sha256 of the file that the draft was begun from, None where there was
    none."""

    __tablename__ = "drafts"

    path_id: Mapped[int] = mapped_column(ForeignKey("paths.id"), primary_key=True)
    file: Mapped[str] = mapped_column(String(300), primary_key=True)
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    base: Mapped[str | None] = mapped_column(String(64))
    saved_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    saved_at: Mapped[datetime] = mapped_column(default=now)


class Suggestion(Base):
    """What a clone's author offers its upstream: `files` maps file to sha256 of its blob, as the base revision would be
    with the change. `outcome` "taken" or "declined" once it is settled."""

    __tablename__ = "suggestions"
    __table_args__ = (Index(None, "path_id", "settled_at"),)

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    path_id: Mapped[int] = mapped_column(ForeignKey("paths.id"))
    clone_id: Mapped[int] = mapped_column(ForeignKey("paths.id"))
    base_revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"))
    files: Mapped[dict[str, Any]]
    note: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(String(100))
    made_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(default=now)
    settled_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(String(20), default="")


class Enrolment(Base):
    """A learner has begun a path: made by the first thing they do in it."""

    __tablename__ = "enrolments"

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    path_id: Mapped[int] = mapped_column(ForeignKey("paths.id"), primary_key=True)
    enrolled_at: Mapped[datetime] = mapped_column(default=now)


class Exam(Base):
    """The day on which a learner wants to know a path: the queue plans for it."""

    __tablename__ = "exams"

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    path_id: Mapped[int] = mapped_column(ForeignKey("paths.id"), primary_key=True)
    on_day: Mapped[date]
    set_at: Mapped[datetime] = mapped_column(default=now)


# learning: append-only but for `memories`, which can be replayed from `reviews`


class Reading(Base):
    """A learner has read a section to its end."""

    __tablename__ = "readings"
    __table_args__ = (Index(None, "item_id", "user_id"),)

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"), primary_key=True)
    read_at: Mapped[datetime] = mapped_column(default=now)


class Sitting(Base):
    """One run through questions: of a quiz (`scope` "all", or "missed" of it), or before a lesson ("pretest", whose
    answers count nowhere else). `page_id` is that quiz or lesson.

    `questions` are item ids in the order of this run, mixed by `seed` unless it was the first of its quiz.
    """

    __tablename__ = "sittings"
    __table_args__ = (UniqueConstraint("user_id", "idempotency_key"), Index(None, "user_id", "page_id"))

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id"))
    scope: Mapped[str] = mapped_column(String(20))
    seed: Mapped[str] = mapped_column(String(32))
    questions: Mapped[list[Any]]
    idempotency_key: Mapped[str] = mapped_column(String(64))
    begun_at: Mapped[datetime] = mapped_column(default=now)


class Answer(Base):
    """One attempt at a question, graded against the version that was shown.

    `seed` fixed the order and ids of the options; `given` is the learner's input in canonical form; `correctness` 0..1;
    `seconds` from showing to sending; `sitting_id` None outside a sitting, in which each question is answered once.
    """

    __tablename__ = "answers"
    __table_args__ = (
        UniqueConstraint("user_id", "idempotency_key"),
        UniqueConstraint("user_id", "sitting_id", "item_id"),
        ForeignKeyConstraint(["user_id", "sitting_id"], ["sittings.user_id", "sittings.id"]),
        Index(None, "item_id", "user_id"),
        Index(None, "user_id", "answered_at"),
    )

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("item_versions.id"))
    seed: Mapped[str] = mapped_column(String(32))
    given: Mapped[list[Any]]
    correctness: Mapped[float] = mapped_column(Float)
    confidence: Mapped[int | None]
    seconds: Mapped[float | None] = mapped_column(Float)
    sitting_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    idempotency_key: Mapped[str] = mapped_column(String(64))
    answered_at: Mapped[datetime] = mapped_column(default=now)

    item: Mapped[Item] = relationship()
    version: Mapped[ItemVersion] = relationship()


class Scheduler(Base):
    """What moved memories on, under the name that its reviews carry: the 21 weights of FSRS-6, the retention aimed at,
    steps in seconds, the longest interval in days. Rows are added by migrations and never changed."""

    __tablename__ = "schedulers"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    weights: Mapped[list[Any]]
    retention: Mapped[float] = mapped_column(Float)
    learning_steps: Mapped[list[Any]]
    relearning_steps: Mapped[list[Any]]
    longest_interval: Mapped[int]


class Review(Base):
    """One recall of a card, rated by the learner, or of a question, rated by its answer.

    `rating` 1..4 (Again, Hard, Good, Easy); `before` is the memory as it was (None for the first), which `undone_at`
    brought back; `seconds` from showing to rating, None where it is not known.
    """

    __tablename__ = "reviews"
    __table_args__ = (
        UniqueConstraint("user_id", "idempotency_key"),
        Index(None, "item_id", "user_id"),
        Index(None, "user_id", "lineage"),
        Index(None, "user_id", "reviewed_at"),
        ForeignKeyConstraint(["user_id", "answer_id"], ["answers.user_id", "answers.id"]),
    )

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("item_versions.id"))
    lineage: Mapped[str] = mapped_column(String(32))
    rating: Mapped[int]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    scheduler: Mapped[str] = mapped_column(ForeignKey("schedulers.name"))
    answer_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    seconds: Mapped[float | None] = mapped_column(Float)
    idempotency_key: Mapped[str] = mapped_column(String(64))
    reviewed_at: Mapped[datetime] = mapped_column(default=now)
    undone_at: Mapped[datetime | None]

    item: Mapped[Item] = relationship()
    version: Mapped[ItemVersion] = relationship()


# Before every time that anything can be due: one walk along one index finds what the queue asks first.
SURPRISES_FIRST = "CASE WHEN surprised_at IS NULL THEN due_at ELSE '2000-01-01 00:00:00.000000' END"


class Memory(Base):
    """A learner's FSRS state for a lineage: `state` 1 learning, 2 review, 3 relearning; stability in days; difficulty
    1..10.

    `changed_at` is set when a meaning edit made it due: "changed since you learned it", until the next review.
    `surprised_at`: an answer that the learner was certain of was wrong, and the item was not recalled since.
    `asked_from` is the order of the queue.
    """

    __tablename__ = "memories"
    __table_args__ = (
        Index(None, "user_id", "due_at"),
        Index(None, "lineage", "user_id"),
        Index(None, "user_id", "asked_from"),
    )

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    lineage: Mapped[str] = mapped_column(String(32), primary_key=True)
    state: Mapped[int]
    step: Mapped[int | None]
    stability: Mapped[float] = mapped_column(Float)
    difficulty: Mapped[float] = mapped_column(Float)
    due_at: Mapped[datetime]
    last_reviewed_at: Mapped[datetime]
    changed_at: Mapped[datetime | None]
    surprised_at: Mapped[datetime | None]
    asked_from: Mapped[datetime] = mapped_column(Computed(SURPRISES_FIRST, persisted=True))


class Listen(Base):
    """Where a learner stopped listening to an episode, in seconds from its start."""

    __tablename__ = "listens"

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"), primary_key=True)
    second: Mapped[float] = mapped_column(Float)
    listened_at: Mapped[datetime] = mapped_column(default=now)


class Flag(Base):
    """A learner has marked an item: `kind` "come-back" (to read or try again) or "wrong" (something is wrong here).
    It stands until `settled_at`."""

    __tablename__ = "flags"
    __table_args__ = (UniqueConstraint("user_id", "idempotency_key"), Index(None, "item_id", "user_id"))

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("item_versions.id"))
    kind: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="")
    idempotency_key: Mapped[str] = mapped_column(String(64))
    flagged_at: Mapped[datetime] = mapped_column(default=now)
    settled_at: Mapped[datetime | None]


class Note(Base):
    """What a learner wrote beside a section, for themselves."""

    __tablename__ = "notes"
    __table_args__ = (Index(None, "item_id", "user_id"),)

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now)
