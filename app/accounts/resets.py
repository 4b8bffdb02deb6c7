"""Links by which a person chooses a new password, once and within a day."""

import secrets
import uuid
from datetime import datetime, timedelta
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.orm import Session

from app.accounts.cookies import digest_of
from app.accounts.credentials import Account, account_of
from app.models import Reset
from app.settings import Settings

LIFETIME = timedelta(days=1)


def make_reset(session: Session, user_id: uuid.UUID, now: datetime) -> str:
    """The token of a new link, which is kept nowhere. Links that ended are swept away."""
    token = secrets.token_urlsafe(32)
    session.execute(delete(Reset).where(Reset.ends_at < now - LIFETIME))
    session.execute(
        insert(Reset).values(token_digest=digest_of(token), user_id=user_id, made_at=now, ends_at=now + LIFETIME)
    )
    return token


def find_reset(session: Session, token: str, now: datetime) -> Account | None:
    """Whose password may be chosen by this link: None for one that is none, was used, or has ended."""
    user_id = session.scalar(select(Reset.user_id).where(*_good(token, now)))
    return account_of(session, user_id) if user_id else None


def use_reset(session: Session, token: str, now: datetime) -> Account | None:
    """As `find_reset`, and it is good no more, nor is any other link of this person: of two at once, one wins."""
    used = update(Reset).where(*_good(token, now)).values(used_at=now).returning(Reset.user_id)
    user_id = session.scalars(used).one_or_none()
    if user_id is None:
        return None
    end_resets(session, user_id, now)
    return account_of(session, user_id)


def end_resets(session: Session, user_id: uuid.UUID, now: datetime) -> None:
    """As when the password or the email is another: a link that was sent before must not undo that."""
    session.execute(update(Reset).where(Reset.user_id == user_id, Reset.used_at.is_(None)).values(used_at=now))


def reset_address(settings: Settings, token: str, onward: str = "") -> str:
    """The whole link, for a mail or a terminal; `onward` is where its person wanted to go."""
    base = settings.base_url.rstrip("/") or f"http://{settings.host}:{settings.port}"
    return f"{base}/reset/{token}" + (f"?{urlencode({'next': onward})}" if onward else "")


def _good(token: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (Reset.token_digest == digest_of(token), Reset.used_at.is_(None), Reset.ends_at > now)
