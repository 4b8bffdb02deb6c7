"""The browsers in which a person is signed in: one begins, one ends, all others end."""

import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from app.accounts.cookies import digest_of, set_cookie
from app.accounts.learners import LONGEST_DEVICE
from app.models import LoginSession

# Names a login in a form. The whole digest is no secret, but there is no need to show it.
SHOWN = 16


@dataclass(frozen=True)
class Login:
    """A browser that is signed in. `id` is the beginning of its token's digest, `device` what it said of itself."""

    id: str
    device: str
    began_at: datetime
    last_seen_at: datetime
    is_this: bool


def begin_login(request: Request, response: Response, session: Session, user_id: uuid.UUID, now: datetime) -> None:
    """Under a new token, always: one that was in the browser before may have been put there by somebody else."""
    token = secrets.token_hex(32)
    session.execute(
        insert(LoginSession).values(
            token_digest=digest_of(token),
            user_id=user_id,
            device=request.headers.get("user-agent", "")[:LONGEST_DEVICE],
            created_at=now,
            last_seen_at=now,
        )
    )
    set_cookie(request, response, token)


def find_logins(session: Session, user_id: uuid.UUID, this: str | None) -> list[Login]:
    """Of a person, `this` first, then by when they were last seen. `this` is a token's digest."""
    rows = session.scalars(
        select(LoginSession).where(LoginSession.user_id == user_id).order_by(LoginSession.last_seen_at.desc())
    ).all()
    logins = [
        Login(row.token_digest[:SHOWN], row.device, row.created_at, row.last_seen_at, row.token_digest == this)
        for row in rows
    ]
    return sorted(logins, key=lambda login: not login.is_this)


def end_login(session: Session, digest: str) -> None:
    session.execute(delete(LoginSession).where(LoginSession.token_digest == digest))


def end_one(session: Session, user_id: uuid.UUID, id: str) -> bool:
    """Whether the person had such a login. Only a whole id names one."""
    mine = (LoginSession.user_id == user_id, LoginSession.token_digest.startswith(id, autoescape=True))
    digest = session.scalar(select(LoginSession.token_digest).where(*mine)) if len(id) == SHOWN else None
    if digest:
        end_login(session, digest)
    return digest is not None


def end_others(session: Session, user_id: uuid.UUID, this: str | None = None) -> None:
    """All of the person's logins, but for the one with this token's digest."""
    session.execute(
        delete(LoginSession).where(LoginSession.user_id == user_id, LoginSession.token_digest != (this or ""))
    )
