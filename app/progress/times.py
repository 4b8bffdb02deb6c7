"""A learner's days and waiting times. Pure."""

from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time, format_timedelta
from babel.units import format_unit

# Who still reviews at two in the morning has not begun the next day.
DAY_STARTS = timedelta(hours=4)


@cache
def zone_of(name: str) -> ZoneInfo:
    """The time zone of this IANA name, UTC for a name that is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def learning_day(moment: datetime, zone: ZoneInfo) -> date:
    """The learner's day at this moment: it starts at 04:00 in their time zone."""
    return (moment.astimezone(zone).replace(tzinfo=None) - DAY_STARTS).date()


def day_start(now: datetime, zone: ZoneInfo) -> datetime:
    """When the learner's day of `now` began."""
    day = learning_day(now, zone)
    return (datetime(day.year, day.month, day.day, tzinfo=zone) + DAY_STARTS).astimezone(now.tzinfo)


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


def date_words(moment: datetime, now: datetime, zone: ZoneInfo, language: str) -> str:
    """A day in words, with its year where that is not the year of `now`: June 3, June 3, 2025."""
    if moment.astimezone(zone).year == now.astimezone(zone).year:
        return day_words(moment, zone, language)
    return format_date(moment.astimezone(zone), "long", locale=locale_of(language))


def clock_words(moment: datetime, zone: ZoneInfo, language: str) -> str:
    """A time of day: 14:05, 2:05 PM."""
    return format_time(moment, "short", tzinfo=zone, locale=locale_of(language))


@cache
def locale_of(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return Locale("en")
