"""How the server stands: what runs, on what, and how much is in it."""

import shutil
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import __version__
from app.db import kind_of, schema_of, schemas, size_of
from app.library import OUT_OF_SIGHT
from app.models import Answer, Membership, Path, Review, Revision, User, now
from app.settings import Settings

BEGAN = now()
"""When this process began, or near enough."""


@dataclass(frozen=True)
class State:
    """Sizes in bytes. `schema` is the migration that the database is at, and `is_newest` if that is our last one;
    `free` of `disk` where the server keeps its own files. `people` have an account, `visitors` none."""

    version: str
    began: datetime
    workers: int
    database: str
    size: int
    schema: str
    is_newest: bool
    free: int
    disk: int
    people: int
    visitors: int
    answers: int
    reviews: int


@dataclass(frozen=True)
class Standing:
    """A path, the number and time of what learners have of it (0 and None: nothing), and who owns it."""

    path: Path
    revision: int
    published: datetime | None
    owners: tuple[str, ...]


def state_of(session: Session, settings: Settings) -> State:
    connection = session.connection()
    schema = schema_of(connection)
    disk = shutil.disk_usage(settings.var_dir)
    accounts = select(func.count()).select_from(User).where(User.left_at.is_(None))
    return State(
        version=__version__,
        began=BEGAN,
        workers=settings.workers,
        database=kind_of(connection),
        size=size_of(connection),
        schema=schema,
        is_newest=schema == schemas()[0],
        free=disk.free,
        disk=disk.total,
        people=session.scalar(accounts.where(User.email.is_not(None))) or 0,
        visitors=session.scalar(accounts.where(User.email.is_(None))) or 0,
        answers=session.scalar(select(func.count()).select_from(Answer)) or 0,
        reviews=session.scalar(select(func.count()).select_from(Review)) or 0,
    )


def standings_of(session: Session) -> list[Standing]:
    """Every path, those that are retired last. Not what came with a zip for its updates to be merged from: that is a
    path to the database alone."""
    owners = owners_of(session)
    rows = session.execute(
        select(Path, Revision.number, Revision.created_at)
        .outerjoin(Revision, Revision.id == Path.revision_id)
        .where(~Path.slug.startswith(OUT_OF_SIGHT))
        .order_by(Path.retired_at.is_not(None), Path.title, Path.id)
    )
    return [Standing(path, number or 0, at, tuple(owners.get(path.id, ()))) for path, number, at in rows]


def owners_of(session: Session) -> dict[int, list[str]]:
    """The names of those who own a path, by its id."""
    rows = session.execute(
        select(Membership.path_id, User.name, User.email)
        .join(User, User.id == Membership.user_id)
        .where(Membership.role == "owner")
        .order_by(Membership.since, User.id)
    )
    owners: dict[int, list[str]] = {}
    for path_id, name, email in rows:
        owners.setdefault(path_id, []).append(name or email or "")
    return owners
