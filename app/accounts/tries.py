"""How often somebody may try in a while: counted in the database, so that a restart forgives nothing."""

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, or_, select
from sqlalchemy.orm import Session
from starlette.requests import Request

from app.db import take_turns
from app.models import Try, uuid7

WINDOW = timedelta(minutes=15)
# For one email, and from one address: a class behind one router shares that.
MOST = {"sign-in": (10, 50), "sign-up": (10, 50), "reset": (5, 50)}


class TooManyTries(Exception):
    def __init__(self, until: datetime) -> None:
        super().__init__(f"not before {until}")
        self.until = until


@dataclass(frozen=True)
class Trying:
    """Who tries what: `email` as it is kept, or as it was written where it is none."""

    kind: str
    email: str
    address: str

    @property
    def subjects(self) -> tuple[str, str]:
        return subject_of_email(self.email), _subject("address", self.address)


def trying(request: Request, kind: str, email: str) -> Trying:
    return Trying(kind, email, address_of(request))


def address_of(request: Request) -> str:
    """Where a request comes from, an IPv6 address without its last 64 bits, which whoever has one may choose.

    Behind a proxy uvicorn puts the address here that `X-Forwarded-For` says, but only where the proxy's own is among
    FORWARDED_ALLOW_IPS (127.0.0.1 unless told otherwise): anybody can send that header."""
    said = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(said)
    except ValueError:
        return said
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def count_try(session: Session, who: Trying, now: datetime) -> None:
    """Counts it before it is known how it ends: of many at once, none gets through unseen. Raises TooManyTries, and
    such a one is not counted: whoever waits is let in. Old tries of anybody are swept away, and those of days to come:
    the clock was ahead."""
    session.execute(delete(Try).where(or_(Try.tried_at < now - WINDOW, Try.tried_at > now + WINDOW)))
    for subject, most in zip(who.subjects, MOST[who.kind], strict=True):
        take_turns(session, f"{who.kind}:{subject}")
        latest = select(Try.tried_at).where(Try.kind == who.kind, Try.subject == subject)
        times = session.scalars(latest.order_by(Try.tried_at.desc()).limit(most)).all()
        if len(times) == most:
            raise TooManyTries(times[-1] + WINDOW)
    for subject in who.subjects:
        session.execute(insert(Try).values(id=uuid7(), kind=who.kind, subject=subject, tried_at=now))


def forgive_tries(session: Session, who: Trying) -> None:
    """They were who they said: what was tried with this email counts no more. Those from an address stay, else one
    account of one's own would open all others to guessing."""
    session.execute(delete(Try).where(Try.kind == who.kind, Try.subject == who.subjects[0]))


def subject_of_email(email: str) -> str:
    return _subject("email", email)


def _subject(kind: str, text: str) -> str:
    return hashlib.sha256(f"{kind}:{text}".encode()).hexdigest()
