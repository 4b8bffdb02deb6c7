"""The days on which somebody studied, and how long they spent on it."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select, update

from app.db import Database
from app.models import Answer, Item, Reading, Review, User, uuid7
from app.progress.days import MOST_WEEKS, Calendar, Work, lay_out, runs_of, week_start
from app.progress.memory import SCHEDULER_NAME
from app.progress.studied import find_time, find_works
from app.progress.times import zone_of
from tests.learner.folder import Laid
from tests.learner.past import age
from tests.learner.person import Form, Person
from tests.learner.test_answers import RIGHT
from tests.learner.test_readings import nonce_of, read

TODAY = date(2026, 6, 12)
ONE = timedelta(days=1)


def days(*before: int) -> set[date]:
    return {TODAY - n * ONE for n in before}


@pytest.mark.parametrize(
    ("studied", "run"),
    [
        ((), (0, 0, 0)),
        ((0,), (1, 1, 1)),
        ((1,), (1, 1, 1)),
        ((2,), (1, 0, 1)),
        ((0, 1, 2), (3, 3, 3)),
        ((1, 2, 3), (3, 3, 3)),
        ((0, 1, 3, 4, 5, 6), (6, 2, 4)),
        ((5, 6, 7), (3, 0, 3)),
    ],
)
def test_a_run_goes_on_until_a_whole_day_is_missed(studied: tuple[int, ...], run: tuple[int, int, int]) -> None:
    found = runs_of(days(*studied), TODAY)
    assert (found.days, found.current, found.longest) == run


@pytest.mark.parametrize(
    ("recalls", "readings", "stone"),
    [
        (0, 0, 0),
        (1, 0, 1),
        (0, 1, 1),
        (5, 0, 1),
        (5, 1, 2),
        (15, 0, 2),
        (16, 0, 3),
        (35, 0, 3),
        (36, 0, 4),
        (900, 9, 4),
    ],
)
def test_a_day_is_one_of_five_stones(recalls: int, readings: int, stone: int) -> None:
    assert Work(recalls, readings).stone == stone


def shown(calendar: Calendar) -> list[date]:
    return sorted(day.on for weekday in calendar.weekdays for day in weekday.days if day)


@given(st.sets(st.integers(0, 365), max_size=40), st.integers(0, 700), st.sampled_from(["en", "de", "en-US"]))
def test_the_weeks_hold_each_day_once_up_to_today(studied: set[int], shift: int, language: str) -> None:
    today = TODAY + shift * ONE
    calendar = lay_out({today - n * ONE: Work(1, 0) for n in studied}, today, language)
    found = shown(calendar)
    assert found[-1] == today
    assert [day - found[0] for day in found] == [n * ONE for n in range(len(found))]
    assert len(calendar.months) == len(calendar.weekdays[0].days) == len(calendar.weekdays[6].days)
    assert 10 <= len(calendar.months) <= MOST_WEEKS
    assert week_start(found[0], language) == found[0]
    for n in studied:
        assert today - n * ONE in found or n > 7 * (MOST_WEEKS - 1)


def test_a_year_has_its_last_half_shown() -> None:
    calendar = lay_out({TODAY - 300 * ONE: Work(1, 0)}, TODAY, "en")
    assert len(calendar.months) == MOST_WEEKS
    assert [month for month in calendar.months if month] == ["Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun"]


def test_a_beginner_sees_ten_weeks() -> None:
    calendar = lay_out({TODAY: Work(3, 1)}, TODAY, "en")
    assert len(calendar.months) == 10
    assert [weekday.short for weekday in calendar.weekdays] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    (today,) = (day for weekday in calendar.weekdays for day in weekday.days if day and day.is_today)
    assert (today.on, today.words, today.work) == (TODAY, "June 12", Work(3, 1))


def test_names_of_months_do_not_run_into_each_other() -> None:
    for shift in range(0, 400, 7):
        months = lay_out({}, TODAY + shift * ONE, "en").months
        named = [n for n, month in enumerate(months) if month]
        assert all(after - before >= 3 for before, after in pairwise(named)), months


def test_a_week_begins_as_the_language_has_it() -> None:
    assert week_start(TODAY, "en") == week_start(TODAY, "de") == date(2026, 6, 8)
    assert week_start(TODAY, "en-US") == date(2026, 6, 7)


def make_learner(database: Database, zone: str) -> User:
    with database.writing() as session:
        user = User(time_zone=zone)
        session.add(user)
    return user


def review(database: Database, user: User, laid: Laid, at: str, seconds: float | None = None) -> None:
    with database.writing() as session:
        item = session.scalars(select(Item).where(Item.public_id == laid.cards[0])).one()
        about = {"item_id": item.id, "version_id": item.version_id, "lineage": item.lineage, "rating": 3}
        kept = {"before": None, "scheduler": SCHEDULER_NAME, "idempotency_key": uuid7().hex, "seconds": seconds}
        moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
        session.execute(insert(Review).values(user_id=user.id, reviewed_at=moment, **about, **kept))


@pytest.mark.parametrize(
    ("zone", "moments", "studied"),
    [
        ("UTC", ("2026-06-12T03:59:59", "2026-06-12T04:00"), {11: 1, 12: 1}),
        ("Europe/Berlin", ("2026-06-12T01:59", "2026-06-12T02:00", "2026-06-12T02:14"), {11: 1, 12: 2}),
        ("Asia/Kathmandu", ("2026-06-11T22:14", "2026-06-11T22:15"), {11: 1, 12: 1}),
        ("Pacific/Apia", ("2026-06-11T14:59", "2026-06-11T15:00"), {11: 1, 12: 1}),
    ],
)
def test_a_day_begins_at_four_where_the_learner_is(
    laid: Laid, database: Database, zone: str, moments: tuple[str, ...], studied: dict[int, int]
) -> None:
    user = make_learner(database, zone)
    for moment in moments:
        review(database, user, laid, moment)
    with database.reading() as session:
        works = find_works(session, user.id, zone_of(zone), datetime(2026, 6, 13, 12, tzinfo=UTC))
    assert works == {date(2026, 6, day): Work(count, 0) for day, count in studied.items()}


def test_days_across_the_change_to_summer_time(laid: Laid, database: Database) -> None:
    """The 29 March 2026 is an hour shorter in Berlin: four in the morning is at 3:00 UTC before, at 2:00 after."""
    user = make_learner(database, "Europe/Berlin")
    for moment in ("2026-03-28T02:59", "2026-03-28T03:00", "2026-03-29T01:59", "2026-03-29T02:00"):
        review(database, user, laid, moment)
    with database.reading() as session:
        works = find_works(session, user.id, zone_of("Europe/Berlin"), datetime(2026, 4, 1, tzinfo=UTC))
    assert {day.day: work.recalls for day, work in works.items()} == {27: 1, 28: 2, 29: 1}


def test_time_is_counted_up_to_two_minutes_each(laid: Laid, database: Database) -> None:
    user = make_learner(database, "Europe/Berlin")
    # Monday the 8 June began at two in the morning, UTC.
    for moment, seconds in (
        ("2026-06-01T12:00", 30.0),
        ("2026-06-08T01:59", 10.0),
        ("2026-06-08T02:00", 100.0),
        ("2026-06-10T12:00", 5000.0),
        ("2026-06-11T12:00", None),
    ):
        review(database, user, laid, moment, seconds)
    now = datetime(2026, 6, 12, 12, tzinfo=UTC)
    with database.reading() as session:
        spent = find_time(session, user.id, zone_of("Europe/Berlin"), "en", now)
    assert (spent.this_week, spent.in_all) == (220.0, 260.0)


def test_an_answer_counts_once_though_it_made_a_review(maria: Person, laid: Laid, database: Database) -> None:
    maria.answer(laid.questions["single"], RIGHT["single"])
    with database.writing() as session:
        session.execute(update(Answer).values(seconds=90.0))
        session.execute(update(Review).values(seconds=90.0))
    html = maria.open("/progress")
    assert "1 recall</span>" in html
    assert re.search(r"<dt>in all</dt><dd>2 minutes</dd>", html)


def words(html: str) -> list[str]:
    return [" ".join(found.split()) for found in re.findall(r'<span class="day__words">(.*?)</span>', html, re.S)]


def test_it_shows_what_was_done_on_each_day(maria: Person, laid: Laid, database: Database) -> None:
    maria.rate(laid.cards[0], 3)
    maria.rate(laid.cards[1], 3)
    age(database, 2)
    read(maria, laid.sections[0], nonce_of(maria))
    html = maria.open("/progress")
    found = words(html)
    assert sorted(word.partition(": ")[2] for word in found) == ["1 section read", "2 recalls"]
    for address in re.findall(r'href="(/history\?day=[^"]+)"', html):
        maria.open(address)
    assert "2 days" in html


def test_a_run_is_praised_and_a_broken_one_not_blamed(maria: Person, laid: Laid, database: Database) -> None:
    for card in laid.cards[:3]:
        age(database, 1)
        maria.rate(card, 3)
    assert "in a row until now</dt><dd>3 days" in maria.open("/progress")
    age(database, 5)
    html = maria.open("/progress")
    assert "in a row until now" not in html
    assert "in a row at best</dt><dd>3 days" in html


def test_what_was_taken_back_was_done_too(maria: Person, laid: Laid) -> None:
    html = maria.follow(maria.rate(laid.cards[0], 1))
    maria.send(Form(html, "/reviews/"))
    assert words(maria.open("/progress"))[0].endswith("1 recall")


def test_time_that_is_not_known_is_not_shown(maria: Person, laid: Laid, database: Database) -> None:
    read(maria, laid.sections[0], nonce_of(maria))
    html = maria.open("/progress")
    assert "<dt>in all</dt>" not in html
    assert "reading is not timed" not in html


def test_it_is_nobody_elses(maria: Person, ben: Person, laid: Laid, database: Database) -> None:
    maria.rate(laid.cards[0], 3)
    maria.answer(laid.questions["single"], RIGHT["single"])
    read(ben, laid.sections[0], nonce_of(ben))
    assert [word.partition(": ")[2] for word in words(ben.open("/progress"))] == ["1 section read"]
    with database.reading() as session:
        assert session.scalars(select(Reading)).one()
