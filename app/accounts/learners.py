"""Who is asking: a visitor is known by a cookie that their first answer, review or reading sets. A GET sets none."""

import secrets
import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import available_timezones as read_time_zones

from sqlalchemy import Row, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from app.accounts.cookies import digest_of, set_cookie, token_of
from app.db import run
from app.models import LoginSession, User, uuid7
from app.web.nonce import BadNonce, Nonce

# A cookie in use is renewed, but not with every click: that would be one more write each.
RENEWED_AFTER = timedelta(days=1)
LONGEST_DEVICE = 200
ZONE_HEADER = "Cairn-Time-Zone"
# The nonce of the page's personal fragment, which its beacons send too.
PAGE_HEADER = "Cairn-Page"

_USER = (
    select(
        User.id,
        User.time_zone,
        User.language,
        User.buttons,
        User.new_per_day,
        User.prompts_off_at,
        User.email,
        User.name,
        User.role,
        User.day_starts_at,
        LoginSession.last_seen_at,
    )
    .join(LoginSession, LoginSession.user_id == User.id)
    .where(LoginSession.token_digest == bindparam("digest"))
)
_USER_ALONE = _USER.with_for_update(of=User, key_share=True)


@dataclass(frozen=True)
class Learner:
    """The person behind a cookie, in plain values. `time_zone` is empty until it is known; `buttons` to rate with, 2
    or 4; `new_per_day` None: as the server's setting says; `email` is empty for a visitor without an account;
    `last_seen_at` when this cookie was last renewed."""

    id: uuid.UUID
    time_zone: str = ""
    language: str = "en"
    buttons: int = 2
    new_per_day: int | None = None
    has_prompts: bool = True
    day_starts_at: int = 4
    email: str = ""
    name: str = ""
    role: str = "learner"
    last_seen_at: datetime | None = None

    @property
    def has_account(self) -> bool:
        return bool(self.email)


def current_learner(request: Request, session: Session) -> Learner | None:
    """The person behind the request's cookie, None for a stranger. Reads only."""
    return learner_behind(session, token_digest(request))


def learner_behind(session: Session, digest: str | None) -> Learner | None:
    """As `current_learner`, by the digest that `token_digest` gives."""
    row = run(session, _USER, digest=digest).one_or_none() if digest else None
    return _learner(row) if row else None


def token_digest(request: Request) -> str | None:
    """The digest by which login_sessions knows the request's cookie; None without one."""
    token = token_of(request)
    return digest_of(token) if token else None


def known_learner(request: Request, session: Session) -> Learner | None:
    """As `current_learner`, for a write: the learner's own writes wait here for each other until this transaction ends,
    so that what follows may read before it writes. (SQLite has one writer at a time anyhow, and ignores the lock.)"""
    return _find(session, token_of(request))


def learner_for_write(
    request: Request, response: Response, session: Session, known: Learner | None, nonce: Nonce, now: datetime
) -> Learner:
    """Whom `known_learner` found; a visitor is made where it found nobody. The visitor's token comes from the nonce, so
    a form that is sent twice, even at the same time, makes one visitor. Sets the cookie on `response` if it is new or
    old."""
    token, zone = token_of(request) or "", said_zone(request)
    if known and not known.time_zone and zone:
        session.execute(update(User).where(User.id == known.id).values(time_zone=zone))
        known = replace(known, time_zone=zone)
    if known and known.last_seen_at and now - known.last_seen_at <= RENEWED_AFTER:
        return known
    if known:
        seen = update(LoginSession).where(LoginSession.token_digest == digest_of(token))
        session.execute(seen.values(last_seen_at=now))
    else:
        known, token = _visitor(request, session, nonce, now)
    set_cookie(request, response, token)
    return known


def _visitor(request: Request, session: Session, nonce: Nonce, now: datetime) -> tuple[Learner, str]:
    """The visitor whom this nonce made before, else a new one; and their token."""
    token = _of_the_page(request, nonce, now).visitor_token
    known = _find(session, token)
    if known is None:
        try:
            with session.begin_nested():
                return _make_visitor(request, session, token, now), token
        except IntegrityError:
            # The same form was sent twice at once, and its twin was first.
            known = _find(session, token)
            assert known is not None
    if known.has_account:
        # Since then the visitor made an account, and an account does not open to an old form.
        token = secrets.token_hex(32)
        return _make_visitor(request, session, token, now), token
    return known, token


def _of_the_page(request: Request, nonce: Nonce, now: datetime) -> Nonce:
    """The nonce of the page that the form stood in, where that says it: a beacon may leave the page in the moment in
    which an answer does, both before there is a cookie, and they are one visitor's."""
    said = request.headers.get(PAGE_HEADER)
    if not said:
        return nonce
    try:
        found: Nonce = request.app.state.nonces.read(said, now)
        return found
    except BadNonce:
        return nonce


def _make_visitor(request: Request, session: Session, token: str, now: datetime) -> Learner:
    learner = Learner(uuid7(), said_zone(request), last_seen_at=now)
    device = request.headers.get("user-agent", "")[:LONGEST_DEVICE]
    session.execute(insert(User).values(id=learner.id, time_zone=learner.time_zone, created_at=now))
    session.execute(
        insert(LoginSession).values(
            token_digest=digest_of(token), user_id=learner.id, device=device, created_at=now, last_seen_at=now
        )
    )
    return learner


def _find(session: Session, token: str | None) -> Learner | None:
    row = run(session, _USER_ALONE, digest=digest_of(token)).one_or_none() if token else None
    return _learner(row) if row else None


def _learner(row: Row[Any]) -> Learner:
    return Learner(
        row.id,
        row.time_zone,
        row.language,
        row.buttons,
        row.new_per_day,
        row.prompts_off_at is None,
        row.day_starts_at,
        row.email or "",
        row.name,
        row.role,
        row.last_seen_at,
    )


def said_zone(request: Request) -> str:
    """The IANA time zone that our scripts say the browser is in; empty without one, or one that is unknown here."""
    said = request.headers.get(ZONE_HEADER, "")
    return said if said in available_timezones() else ""


@cache
def available_timezones() -> frozenset[str]:
    """Every IANA time zone known here; read once, because it walks a folder of files."""
    return frozenset(read_time_zones())


def is_visitor(session: Session, user_id: uuid.UUID) -> bool:
    """Whether there is still such a visitor, who has neither an account nor left. As `known_learner`, it waits for what
    they are doing."""
    there = select(User.id).where(User.id == user_id, User.email.is_(None), User.left_at.is_(None))
    return session.scalar(there.with_for_update(key_share=True)) is not None
