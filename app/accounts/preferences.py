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


class NotAPreference(Exception):
    """A field of the form cannot be kept. `field` names it; the text is a sentence for the person."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


@dataclass(frozen=True)
class Preferences:
    """`time_zone` an IANA name or empty, `buttons` 2 or 4, `new_per_day` None as the server's setting says."""

    time_zone: str
    buttons: int
    new_per_day: int | None
    has_prompts: bool


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
    return Preferences(zone, int(buttons), int(new) if new else None, text_of(form, "prompts") == "on")


def keep_preferences(session: Session, learner_id: uuid.UUID, chosen: Preferences, now: datetime) -> None:
    off_at = None if chosen.has_prompts else func.coalesce(User.prompts_off_at, now)
    session.execute(
        update(User)
        .where(User.id == learner_id)
        .values(
            time_zone=chosen.time_zone,
            buttons=chosen.buttons,
            new_per_day=chosen.new_per_day,
            prompts_off_at=off_at,
        )
    )
