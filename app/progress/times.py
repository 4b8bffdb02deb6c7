"""A learner's days and waiting times. Pure."""

import re
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time, format_timedelta
from babel.units import format_unit

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
# Who still reviews at two in the morning has not begun the next day.
DAY_STARTS_AT = 4


class LearnersZone(ZoneInfo):
    """A time zone, and the hour there at which the day of its learner begins: one is of no use without the other."""

    starts_at = DAY_STARTS_AT


@cache
def zone_of(name: str, starts_at: int = DAY_STARTS_AT) -> ZoneInfo:
    """The time zone of this IANA name, UTC for a name that is none, with days that begin at this hour."""
    try:
        zone = LearnersZone.no_cache(name)
    except (KeyError, ValueError, OSError):
        zone = LearnersZone.no_cache("UTC")
    zone.starts_at = starts_at
    return zone


def learning_day(moment: datetime, zone: ZoneInfo) -> date:
    """The learner's day at this moment: it starts at 04:00 in their time zone, unless they chose another hour."""
    return (moment.astimezone(zone).replace(tzinfo=None) - _day_starts(zone)).date()


def day_start(now: datetime, zone: ZoneInfo, days: int = 0) -> datetime:
    """When the learner's day of `now` began, or the one so many days later."""
    return start_of(learning_day(now, zone) + timedelta(days=days), zone)


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """When the learner's day of this date begins."""
    return (datetime(day.year, day.month, day.day, tzinfo=zone) + _day_starts(zone)).astimezone(UTC)


def _day_starts(zone: ZoneInfo) -> timedelta:
    return timedelta(hours=zone.starts_at if isinstance(zone, LearnersZone) else DAY_STARTS_AT)


def waiting_words(wait: timedelta, language: str) -> str:
    """A waiting time for a button: 10 min, 5 hr, 3 days, 4 months."""
    minutes = max(round(wait.total_seconds() / 60), 1)
    days = round(wait / timedelta(days=1))
    if minutes < 60:
        return format_unit(minutes, "duration-minute", "short", locale=locale_of(language))
    if minutes < 24 * 60:
        return format_unit(round(minutes / 60), "duration-hour", "short", locale=locale_of(language))
    if days < 60:
        return format_unit(days, "duration-day", "long", locale=locale_of(language))
    return format_unit(round(days / 30.44), "duration-month", "long", locale=locale_of(language))


def until_words(moment: datetime, now: datetime, language: str) -> str:
    """When something will be, from now: in 10 minutes, in 2 days."""
    wait = max(moment - now, timedelta(minutes=1))
    return format_timedelta(wait, granularity="minute", add_direction=True, threshold=1.2, locale=locale_of(language))


def day_words(moment: datetime, zone: ZoneInfo, language: str) -> str:
    """A day of the year in words: June 3, 3. Juni."""
    return format_skeleton("MMMMd", moment, zone, locale=locale_of(language))


def date_words(day: date, today: date, language: str) -> str:
    """As `day_words`, of a date; with its year where that is not this one."""
    if day.year != today.year:
        return format_date(day, "long", locale_of(language))
    return format_skeleton("MMMMd", day, locale=locale_of(language))


def weekday_words(day: date, today: date, language: str) -> str:
    """A day with its weekday: Friday, June 12; with its year where that is not this one."""
    return f"{format_date(day, 'EEEE', locale_of(language))}, {date_words(day, today, language)}"


def clock_words(moment: datetime, zone: ZoneInfo, language: str) -> str:
    """The time of the day: 2:05 PM, 14:05."""
    return format_time(moment, "short", tzinfo=zone, locale=locale_of(language))


def seconds_words(seconds: float, language: str) -> str:
    """How long something took, to the second, minutes where it took two of them: 8 sec, 3 min."""
    unit, count = ("minute", seconds / 60) if seconds >= 120 else ("second", seconds)
    return format_unit(max(round(count), 1), f"duration-{unit}", "short", locale=locale_of(language))


def read_day(said: str) -> date | None:
    """A day as a date field sends it, 2026-06-12; None for what is none, and far from all that can have been."""
    try:
        day = date.fromisoformat(said) if _DAY.fullmatch(said) else None
    except ValueError:
        return None
    return day if day and 1970 < day.year < 3000 else None


def in_days(days: int, language: str) -> str:
    """How far off a day is: in 12 days, in 5 weeks."""
    off = timedelta(days=days)
    return format_timedelta(off, granularity="day", add_direction=True, threshold=3, locale=locale_of(language))


@cache
def locale_of(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return Locale("en")
