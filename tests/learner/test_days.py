"""A learner's day starts at four in the morning where they are; waits are said in words."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.progress.times import (
    clock_words,
    date_words,
    day_start,
    day_words,
    learning_day,
    locale_of,
    until_words,
    waiting_words,
    zone_of,
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "zone", "day", "start"),
    [
        ("2026-06-12T09:00", "UTC", "2026-06-12", "2026-06-12T04:00"),
        ("2026-06-12T03:59", "UTC", "2026-06-11", "2026-06-11T04:00"),
        ("2026-06-12T04:00", "UTC", "2026-06-12", "2026-06-12T04:00"),
        ("2026-06-12T02:30", "Europe/Berlin", "2026-06-12", "2026-06-12T02:00"),
        ("2026-06-12T07:59", "America/Montreal", "2026-06-11", "2026-06-11T08:00"),
        ("2026-06-12T00:00", "Asia/Kathmandu", "2026-06-12", "2026-06-11T22:15"),
        # Clocks went forward at 01:00 UTC: the day before began at 03:00 UTC, this one at 02:00.
        ("2026-03-29T01:59", "Europe/Berlin", "2026-03-28", "2026-03-28T03:00"),
        ("2026-03-29T02:00", "Europe/Berlin", "2026-03-29", "2026-03-29T02:00"),
        ("2026-10-25T12:00", "Europe/Berlin", "2026-10-25", "2026-10-25T03:00"),
    ],
)
def test_it_starts_at_four(now: str, zone: str, day: str, start: str) -> None:
    assert learning_day(at(now), zone_of(zone)) == date.fromisoformat(day)
    assert day_start(at(now), zone_of(zone)) == at(start)


ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/Montreal", "Pacific/Apia", "Australia/Lord_Howe"])


@given(st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1)), ZONES)
def test_every_moment_is_within_the_day_that_it_belongs_to(moment: datetime, zone: str) -> None:
    now = moment.replace(tzinfo=UTC)
    start = day_start(now, zone_of(zone))
    assert start <= now < start + timedelta(hours=26)
    assert learning_day(start, zone_of(zone)) == learning_day(now, zone_of(zone))


@pytest.mark.parametrize("name", ["", "Nowhere/None", "../etc/passwd", "/etc/passwd", "\0", "x" * 300])
def test_a_zone_that_is_none_is_utc(name: str) -> None:
    assert zone_of(name).key == "UTC"


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (timedelta(seconds=1), "1 min"),
        (timedelta(minutes=10), "10 min"),
        (timedelta(hours=5), "5 hr"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=46), "46 days"),
        (timedelta(days=163), "5 months"),
        (timedelta(days=365), "12 months"),
    ],
)
def test_a_wait_in_words(wait: timedelta, words: str) -> None:
    assert waiting_words(wait, "en") == words


@pytest.mark.parametrize(
    ("day", "language", "words"),
    [
        (date(2026, 6, 3), "en", "June 3"),
        (date(2025, 6, 3), "en", "June 3, 2025"),
        (date(2025, 6, 3), "de", "3. Juni 2025"),
    ],
)
def test_a_date_says_its_year_where_it_is_another(day: date, language: str, words: str) -> None:
    assert date_words(day, date(2026, 7, 1), language) == words


def test_a_time_of_day_is_the_learners() -> None:
    moment, zone = datetime(2026, 7, 1, 12, 5, tzinfo=UTC), zone_of("Europe/Berlin")
    assert clock_words(moment, zone, "de") == "14:05"
    assert clock_words(moment, zone, "en").split() == ["2:05", "PM"]


def test_it_speaks_the_learners_language() -> None:
    now = at("2026-06-12T09:00")
    assert waiting_words(timedelta(days=3), "de") == "3 Tage"
    assert until_words(now + timedelta(minutes=10), now, "de") == "in 10 Minuten"
    assert until_words(now - timedelta(days=1), now, "en") == "in 1 minute"
    assert day_words(now, zone_of("UTC"), "de-AT") == "12. Juni"
    assert str(locale_of("nonsense")) == str(locale_of("")) == "en"
