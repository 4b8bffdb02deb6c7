"""The days on which a learner studied: laid out in weeks, counted in runs. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import get_day_names, get_month_names

from app.progress.times import date_words, locale_of

MOST_WEEKS, FEWEST_WEEKS = 26, 10
# From so many things done on a day it gets the next of four larger stones.
STONES_FROM = (1, 6, 16, 36)
# A name needs the room of so many columns.
MONTH_WIDTH = 3
ONE = timedelta(days=1)


@dataclass(frozen=True)
class Work:
    """What was done on a day: items recalled or missed, and sections read."""

    recalls: int = 0
    readings: int = 0

    @property
    def stone(self) -> int:
        """0 for nothing, to 4 for most."""
        return sum(self.recalls + self.readings >= least for least in STONES_FROM)


@dataclass(frozen=True)
class Day:
    on: date
    words: str
    work: Work
    is_today: bool


@dataclass(frozen=True)
class Weekday:
    """A row of the calendar: its name, and its day in each week; None where that is still to come."""

    name: str
    short: str
    days: tuple[Day | None, ...]


@dataclass(frozen=True)
class Calendar:
    """`months` has for each week the name of the month that begins in it, most of them empty."""

    months: tuple[str, ...]
    weekdays: tuple[Weekday, ...]


@dataclass(frozen=True)
class Runs:
    """Days studied in all, how many of them in a row until now, and in a row at most."""

    days: int
    current: int
    longest: int


def week_start(day: date, language: str) -> date:
    """The first day of its week, Monday or as the language has it."""
    return day - ((day.weekday() - locale_of(language).first_week_day) % 7) * ONE


def lay_out(works: Mapping[date, Work], today: date, language: str) -> Calendar:
    """The last weeks up to `today`: from the first day studied on, at least ten and at most twenty-six."""
    last = week_start(today, language)
    first = week_start(min(works, default=today), language)
    count = min(max((last - first).days // 7 + 1, FEWEST_WEEKS), MOST_WEEKS)
    weeks = [last - 7 * n * ONE for n in reversed(range(count))]
    names, shorts = (get_day_names(width, locale=locale_of(language)) for width in ("wide", "abbreviated"))

    def day(on: date) -> Day | None:
        if on > today:
            return None
        return Day(on, date_words(on, today, language), works.get(on, Work()), on == today)

    return Calendar(
        months=_months(weeks, language),
        weekdays=tuple(
            Weekday(
                names[(weeks[0] + n * ONE).weekday()],
                shorts[(weeks[0] + n * ONE).weekday()],
                tuple(day(week + n * ONE) for week in weeks),
            )
            for n in range(7)
        ),
    )


def runs_of(days: Collection[date], today: date) -> Runs:
    """A run goes on while its last day is today or yesterday: today is not over."""
    lengths = {run[-1]: len(run) for run in _runs(sorted(days))}
    current = lengths.get(today) or lengths.get(today - ONE) or 0
    return Runs(len(days), current, max(lengths.values(), default=0))


def _months(weeks: list[date], language: str) -> tuple[str, ...]:
    names = get_month_names("abbreviated", context="stand-alone", locale=locale_of(language))
    found: list[str] = []
    for week in weeks:
        begins = week.day <= 7 or not found
        found.append(names[week.month] if begins else "")
    if any(found[1:MONTH_WIDTH]):
        found[0] = ""
    return tuple(found)


def _runs(days: Iterable[date]) -> list[list[date]]:
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == ONE:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs
