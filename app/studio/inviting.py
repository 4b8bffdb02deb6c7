"""What an invitation says: how a form asks for one, and how it stands with whoever opens it. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from app.accounts import emails
from app.accounts.roles import PATH_ROLES, rank_of
from app.progress.times import learning_day, read_day, start_of
from app.web.forms import Form, text_of

LONGEST_STAY = timedelta(days=366)

State = Literal["open", "member", "withdrawn", "ended", "not yours", "sign in"]


class NotAnInvitation(Exception):
    """A field of the form cannot be. `field` names it; the text is a sentence for whoever filled it in."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


@dataclass(frozen=True)
class Inviting:
    """An invitation as it was asked for: for the account of this email alone, where there is one; until a moment, where
    there is an end."""

    role: str
    email: str | None
    ends_at: datetime | None


def read_inviting(form: Form, now: datetime, zone: ZoneInfo) -> Inviting:
    """Raises NotAnInvitation."""
    role, email = text_of(form, "role"), read_email(form)
    if role not in PATH_ROLES:
        raise NotAnInvitation("role", "Say what they are invited to be.")
    if role == "owner" and not email:
        # A link can be passed on, and an owner can put out every other.
        raise NotAnInvitation("email", "An owner is invited by email, because a link can be passed on.")
    said = text_of(form, "ends_on").strip()
    return Inviting(role, email, _end_of(said, learning_day(now, zone), zone) if said else None)


def read_email(form: Form) -> str | None:
    """As accounts have it; None where nothing was written. Raises NotAnInvitation."""
    said = text_of(form, "email").strip()
    try:
        return emails.read_email(said) if said else None
    except emails.NotAnEmail:
        raise NotAnInvitation("email", "This is no email address: write it like maria@example.org.") from None


def _end_of(said: str, today: date, zone: ZoneInfo) -> datetime:
    day = read_day(said)
    if day is None:
        raise NotAnInvitation("ends_on", "This is no day: write it like 2026-06-12.")
    if not today <= day <= today + LONGEST_STAY:
        raise NotAnInvitation("ends_on", "Choose a day from today on, within a year.")
    return start_of(day + timedelta(days=1), zone)


def state_of(
    *,
    role: str,
    email: str | None,
    ends_at: datetime | None,
    withdrawn_at: datetime | None,
    opened_by: str,
    opener_is: str,
    now: datetime,
) -> State:
    """How an invitation to this role stands with the account `opened_by` (its email, "" for whoever is not signed in),
    who is a member with the role `opener_is` already ("": none). Only where it is "open" or "member" may the title of
    its path be told, or where it has no email and asks to sign in."""
    if rank_of(opener_is) >= rank_of(role):
        return "member"
    if withdrawn_at:
        return "withdrawn"
    if ends_at and ends_at <= now:
        return "ended"
    if not opened_by:
        return "sign in"
    return "open" if email in (None, opened_by.lower()) else "not yours"
