"""An account: the email, name and password that a person's row has, and a visitor's has not."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.models import User, uuid7

LONGEST_NAME = 100
ROLES = ("learner", "instructor", "admin")


class EmailTaken(Exception):
    """Another account has it."""


class NotAName(ValueError):
    """The text is a sentence for the person."""


@dataclass(frozen=True)
class Account:
    """`password_hash` None: no password was chosen yet."""

    id: uuid.UUID
    email: str
    name: str
    password_hash: str | None


def read_name(said: str) -> str:
    """Raises NotAName. May be empty: then they are called by their email."""
    name = " ".join(said.split())
    if len(name) > LONGEST_NAME:
        raise NotAName("Use at most 100 characters.")
    if not name.isprintable():
        raise NotAName("There is a character in it that cannot be seen.")
    return name


def find_account(session: Session, email: str) -> Account | None:
    row = session.execute(_ACCOUNT.where(User.email == email)).one_or_none()
    return _account(row)


def account_of(session: Session, user_id: uuid.UUID) -> Account | None:
    """None for a visitor."""
    row = session.execute(_ACCOUNT.where(User.id == user_id, User.email.is_not(None))).one_or_none()
    return _account(row)


def _account(row: Any) -> Account | None:
    return Account(*row) if row else None


_ACCOUNT = select(User.id, User.email, User.name, User.password_hash)


def make_account(
    session: Session, email: str, name: str, now: datetime, *, role: str = "learner", password_hash: str | None = None
) -> uuid.UUID:
    """Raises EmailTaken."""
    user_id = uuid7()
    made = {"email": email, "name": name, "role": role, "password_hash": password_hash, "created_at": now}
    with _email_of_nobody(session):
        session.execute(insert(User).values(id=user_id, **made))
    return user_id


def become_account(session: Session, visitor_id: uuid.UUID, email: str, name: str, password_hash: str | None) -> None:
    """The visitor's row gets an email: whatever hangs on it stays where it is. Raises EmailTaken."""
    with _email_of_nobody(session):
        session.execute(
            update(User)
            .where(User.id == visitor_id, User.email.is_(None))
            .values(email=email, name=name, password_hash=password_hash)
        )


def keep_name(session: Session, user_id: uuid.UUID, name: str) -> None:
    session.execute(update(User).where(User.id == user_id).values(name=name))


def keep_email(session: Session, user_id: uuid.UUID, email: str) -> None:
    """Raises EmailTaken."""
    with _email_of_nobody(session):
        session.execute(update(User).where(User.id == user_id).values(email=email))


def keep_password(session: Session, user_id: uuid.UUID, password_hash: str) -> None:
    session.execute(update(User).where(User.id == user_id).values(password_hash=password_hash))


@contextmanager
def _email_of_nobody(session: Session) -> Iterator[None]:
    """Asking first whether an email is taken would be too early: another may take it at the same time. So the database
    says it, and only what was tried in here is undone."""
    try:
        with session.begin_nested():
            yield
    except IntegrityError:
        raise EmailTaken from None
