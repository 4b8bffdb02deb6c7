"""How a person likes to learn: what a form says of it, and keeping it."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, update
from sqlalchemy.orm import Session

from app.accounts.learners import available_timezones
from app.models import User
from app.web.forms import Form, text_of

MOST_NEW = 100
HOURS = tuple(map(str, range(24)))


class NotAPreference(Exception):
    """A field of the form cannot be kept. `field` names it; the text is a sentence for the person."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


@dataclass(frozen=True)
class Preferences:
    """`time_zone` an IANA name or empty, `day_starts_at` the hour there, 0 to 23, `buttons` 2 or 4, `new_per_day` None
    as the server's setting says."""

    time_zone: str
    buttons: int
    new_per_day: int | None
    has_prompts: bool
    day_starts_at: int = 4


def read_preferences(form: Form) -> Preferences:
    """Raises NotAPreference for the first field that cannot be kept."""
    zone = text_of(form, "time_zone").strip()
    if zone and zone not in available_timezones():
        raise NotAPreference("time_zone", "There is no such time zone. Write it like Europe/Berlin, or leave it empty.")
    buttons = text_of(form, "buttons")
    if buttons not in ("2", "4"):
        raise NotAPreference("buttons", "Choose two buttons or four.")
    new = text_of(form, "new_per_day").strip()
    if new and (not (new.isascii() and new.isdecimal() and len(new) < 6) or int(new) > MOST_NEW):
        raise NotAPreference("new_per_day", "Write a whole number from 0 to 100, or leave it empty.")
    hour = text_of(form, "day_starts_at") or "4"
    if hour not in HOURS:
        raise NotAPreference("day_starts_at", "Choose an hour from 0 to 23.")
    has_prompts = text_of(form, "prompts") == "on"
    return Preferences(zone, int(buttons), int(new) if new else None, has_prompts, int(hour))


def keep_preferences(session: Session, learner_id: uuid.UUID, chosen: Preferences, now: datetime) -> None:
    off_at = None if chosen.has_prompts else func.coalesce(User.prompts_off_at, now)
    session.execute(
        update(User)
        .where(User.id == learner_id)
        .values(
            time_zone=chosen.time_zone,
            day_starts_at=chosen.day_starts_at,
            buttons=chosen.buttons,
            new_per_day=chosen.new_per_day,
            prompts_off_at=off_at,
        )
    )
