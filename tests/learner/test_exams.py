"""How the queue plans for an exam: enough new items a day, then three days of polish."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.progress.exams import (
    POLISH_PAUSE,
    exam_morning,
    latest_exam_day,
    needs_polish,
    new_for_exam,
    plan_exam,
)
from app.progress.memory import AGAIN, MemoryState, after_recall, recall

TODAY = date(2026, 6, 1)
EXAM = datetime(2026, 6, 12, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("days_left", "unseen", "usual", "new"),
    [
        # Eight days to meet them, from today to the third before the exam.
        (10, 96, 10, 12),
        (10, 97, 10, 13),
        (10, 16, 10, 10),
        (10, 6, 10, 6),
        (10, 0, 10, 0),
        (10, 9000, 10, 50),
        (10, 9000, 80, 80),
        (10, 8, 0, 1),
        (3, 30, 10, 30),
        (3, 400, 10, 50),
        # Too near to be remembered, or over: a day as any other.
        (2, 30, 10, 10),
        (0, 30, 10, 10),
        (-1, 30, 10, 10),
        (-1, 4, 10, 4),
        (2, 30, 0, 0),
        (700, 1000, 10, 10),
    ],
)
def test_so_many_are_new_today(days_left: int, unseen: int, usual: int, new: int) -> None:
    assert new_for_exam(TODAY, TODAY + days_left * DAY, unseen, usual) == new


def test_without_an_exam_a_day_brings_what_it_usually_does() -> None:
    assert new_for_exam(TODAY, None, 30, 10) == 10
    assert new_for_exam(TODAY, None, 3, 10) == 3


@given(st.integers(3, 60), st.integers(0, 400), st.integers(0, 20))
def test_all_are_met_three_days_before_if_fifty_a_day_suffice(days_left: int, unseen: int, usual: int) -> None:
    exam_day, left = TODAY + days_left * DAY, unseen
    for day in range(days_left - 2):
        left -= new_for_exam(TODAY + day * DAY, exam_day, left, usual)
    assert left == 0 or left == unseen - 50 * (days_left - 2)


@given(st.integers(3, 60), st.integers(1, 400), st.integers(0, 20), st.integers(0, 400))
def test_what_was_met_today_does_not_change_the_number_of_today(
    days_left: int, unseen: int, usual: int, met: int
) -> None:
    exam_day = TODAY + days_left * DAY
    whole = new_for_exam(TODAY, exam_day, unseen, usual)
    met = min(met, whole)
    assert new_for_exam(TODAY, exam_day, unseen - met, usual, met_today=met) == whole


def kept(stability: float, last: datetime) -> MemoryState:
    return MemoryState(2, None, stability, 5.0, last + stability * DAY, last)


@pytest.mark.parametrize(
    ("stability", "last", "before", "asked_again"),
    [
        (20.0, 5 * DAY, 2 * DAY, False),
        (10.0, 5 * DAY, 2 * DAY, True),
        (10.0, 5 * DAY, 3 * DAY, True),
        (10.0, 5 * DAY, 3 * DAY + HOUR, False),
        (10.0, 5 * DAY, HOUR, True),
        (10.0, 5 * DAY, timedelta(), False),
        (10.0, 5 * DAY, -HOUR, False),
        # Just asked: it waits for another session.
        (1.0, 2 * DAY + 11 * HOUR, 2 * DAY, False),
        (1.0, 2 * DAY + 12 * HOUR, 2 * DAY, True),
    ],
)
def test_what_is_shaky_is_polished(stability: float, last: timedelta, before: timedelta, asked_again: bool) -> None:
    assert needs_polish(kept(stability, EXAM - last), EXAM - before, EXAM) == asked_again


def test_what_was_forgotten_is_polished() -> None:
    lapsed = after_recall(kept(300.0, EXAM - 20 * DAY), AGAIN, EXAM - DAY)
    assert recall(lapsed, EXAM) > 0
    assert needs_polish(lapsed, EXAM - DAY + POLISH_PAUSE, EXAM)


def test_a_plan_says_what_the_days_bring() -> None:
    plan = plan_exam(TODAY, date(2026, 6, 12), 96, 10)
    assert (plan.new_a_day, plan.meet_until, plan.unmet, plan.days_left) == (11, date(2026, 6, 9), 0, 11)
    assert plan == plan_exam(TODAY, date(2026, 6, 12), 96, 10)
    assert not plan.is_polishing
    assert not plan.is_over


def test_a_plan_owns_up_to_what_will_not_be_met() -> None:
    assert plan_exam(TODAY, date(2026, 6, 5), 300, 10).unmet == 200
    assert plan_exam(TODAY, date(2026, 6, 5), 270, 10, met_today=30).unmet == 200
    assert plan_exam(TODAY, date(2026, 6, 3), 4, 10).unmet == 4
    assert plan_exam(TODAY, date(2026, 6, 3), 4, 10, met_today=6).unmet == 4


@pytest.mark.parametrize(("days_left", "polishing", "over"), [(3, False, False), (2, True, False), (0, True, False)])
def test_the_last_three_days_are_for_polish(days_left: int, polishing: bool, over: bool) -> None:
    plan = plan_exam(TODAY, TODAY + days_left * DAY, 4, 10)
    assert (plan.is_polishing, plan.is_over) == (polishing, over)


def test_after_its_day_an_exam_is_over() -> None:
    plan = plan_exam(TODAY, TODAY - DAY, 4, 10)
    assert plan.is_over
    assert not plan.is_polishing


def test_the_morning_is_at_nine_where_the_learner_is() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert exam_morning(date(2026, 6, 12), berlin) == datetime(2026, 6, 12, 7, tzinfo=UTC)
    assert exam_morning(date(2026, 12, 12), berlin) == datetime(2026, 12, 12, 8, tzinfo=UTC)


def test_two_years_ahead_is_the_latest() -> None:
    assert latest_exam_day(date(2026, 6, 12)) == date(2028, 6, 12)
    assert latest_exam_day(date(2028, 2, 29)) == date(2030, 2, 28)
