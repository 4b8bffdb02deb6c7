"""What the masthead says of the person who reads."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from app.db import run
from app.models import LoginSession, Membership, User

TEACHES = or_(
    User.role.in_(("instructor", "admin")),
    exists().where(Membership.user_id == User.id, Membership.role.in_(("owner", "instructor"))),
).label("teaches")
_WHO = (
    select(User.email, User.name, TEACHES)
    .join(LoginSession, LoginSession.user_id == User.id)
    .where(LoginSession.token_digest == bindparam("digest"))
)


@dataclass(frozen=True)
class Who:
    """A person with an account; `teaches` something here, so there is something for them in the studio. `edit` leads to
    the text of the page that they are on, where they teach it."""

    name: str
    teaches: bool
    edit: str = ""


def find_who(session: Session, token_digest: str | None) -> Who | None:
    row = run(session, _WHO, digest=token_digest).one_or_none() if token_digest else None
    return who_from(row) if row else None


def who_from(row: Row[Any]) -> Who | None:
    """Of a row with `email`, `name` and `teaches`; None of a visitor. Who gave no name is called by their email."""
    return Who(row.name or row.email.partition("@")[0], bool(row.teaches)) if row.email else None
