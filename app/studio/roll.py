"""The roll of a class: in what order, for which day, and as a file. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal

from app.progress.export import cell, csv_of
from app.progress.outlook import USUAL_DAYS, Ahead
from app.progress.times import date_words, learning_day, locale_of, read_day
from app.studio.classroom import Enrolled

LONGEST = timedelta(days=3 * 365)
NOT_A_DAY = "Choose a day from today on, within three years."
ORDERS: dict[str, Callable[[Enrolled], Any]] = {
    "name": lambda one: (not one.name, one.name.casefold(), one.number),
    "since": lambda one: one.number,
    # Who has not been seen for longest, read least or would recall least stands first: they may need somebody.
    "seen": lambda one: one.last_at.timestamp() if one.last_at else 0.0,
    "read": lambda one: one.read,
    "recalled": lambda one: one.today,
}


@dataclass(frozen=True)
class Day:
    """The day that is looked at: `on` is what the form for it holds, and `error` what is wrong with that."""

    ahead: Ahead
    on: str
    error: str = ""

    @property
    def status(self) -> int:
        return 422 if self.error else 200

    @property
    def date(self) -> date:
        return self.ahead.today + timedelta(days=self.ahead.days)


def read_day_ahead(said: str, now: datetime, zone: ZoneInfo, language: str) -> Day:
    """The day said, or thirty days from now if none is; that one too where none can be read."""
    today = learning_day(now, zone)
    usual = today + timedelta(days=USUAL_DAYS)
    found = read_day(said) if said else usual
    is_one = found is not None and today <= found <= today + LONGEST
    day = found if found and is_one else usual
    ahead = Ahead(today, (day - today).days, date_words(day, today, language), is_exam=False)
    return Day(ahead, day.isoformat()) if is_one else Day(ahead, said, NOT_A_DAY)


def count_words(language: str) -> Callable[[int], str]:
    """Writes a count as a language does: 12,300."""
    return lambda count: str(format_decimal(count, locale=locale_of(language)))


def in_order(learners: Sequence[Enrolled], by: str) -> list[Enrolled]:
    return sorted(learners, key=ORDERS.get(by, ORDERS["name"]))


def as_csv(learners: Sequence[Enrolled], sections: int, on: date, zone: ZoneInfo) -> str:
    """A line a learner, after one of names. Times carry the offset of who asks."""

    def moment(at: datetime | None) -> str:
        return at.astimezone(zone).isoformat(timespec="seconds") if at else ""

    head = ["learner", "number", "since", "last_seen", "last_read", "sections_read", "sections"]
    head += ["practised", "recalled_today", f"recalled_on_{on.isoformat()}"]
    rows = [
        [
            one.name,
            one.number,
            moment(one.enrolled_at),
            moment(one.last_at),
            one.last_read.heading if one.last_read else "",
            one.read,
            sections,
            one.practised,
            one.today,
            one.later,
        ]
        for one in learners
    ]
    return csv_of([head, *([cell(value) for value in row] for row in rows)])
