"""How many of the items practised would be recalled, with review and without."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.progress.forecast import COURSES, Forecast, foresee
from app.progress.memory import (
    AGAIN,
    EASY,
    GOOD,
    MemoryState,
    after_recall,
    expect,
    expected,
    expected_on,
    recall,
)

NOW = datetime(2026, 6, 12, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@st.composite
def memories(draw: st.DrawFn) -> MemoryState:
    """What a few reviews left, the last at any time in two years, learning steps done or not."""
    memory, moment = None, NOW - draw(st.floats(0, 700)) * DAY
    for rating, late in draw(st.lists(st.tuples(st.integers(AGAIN, EASY), st.floats(0, 3)), min_size=1, max_size=5)):
        if memory:
            moment = memory.due_at + late * (memory.due_at - moment)
        if moment <= NOW or memory is None:
            memory = after_recall(memory, rating, moment)
    assert memory
    return memory


SETS = st.lists(memories(), max_size=6)
HORIZONS = st.integers(0, 90)


def learned(stability: float, *, due_in: float, difficulty: float = 5.0) -> MemoryState:
    due_at = NOW + due_in * DAY
    return MemoryState(2, None, stability, difficulty, due_at, due_at - max(round(stability), 1) * DAY)


@given(SETS, HORIZONS)
@settings(max_examples=60, deadline=None)
def test_it_is_never_more_than_there_is(items: list[MemoryState], horizon: int) -> None:
    forecast = foresee(items, NOW, horizon, "a seed")
    assert forecast.items == len(items)
    for point in forecast.points:
        assert 0 <= point.without <= len(items)
        assert 0 <= point.reviewed <= len(items)
    assert forecast.reviews >= 0
    assert forecast.points[0].day == 0
    assert forecast.points[-1].day == horizon


@given(SETS, HORIZONS)
@settings(max_examples=60, deadline=None)
def test_without_review_it_never_rises(items: list[MemoryState], horizon: int) -> None:
    without = [point.without for point in foresee(items, NOW, horizon, "a seed").points]
    assert without == sorted(without, reverse=True)


@given(SETS, HORIZONS)
@settings(max_examples=60, deadline=None)
def test_without_review_it_is_what_the_memories_say(items: list[MemoryState], horizon: int) -> None:
    for point in foresee(items, NOW, horizon, "a seed").points:
        assert point.without == pytest.approx(expect(items, NOW + point.day * DAY))


@given(SETS, HORIZONS)
@settings(max_examples=60, deadline=None)
def test_it_begins_with_today(items: list[MemoryState], horizon: int) -> None:
    first = foresee(items, NOW, horizon, "a seed").points[0]
    assert first.without == first.reviewed == pytest.approx(expect(items, NOW))
    assert len(foresee(items, NOW, 0, "a seed").points) == 1


@given(SETS, HORIZONS, st.text(max_size=5), st.booleans())
@settings(max_examples=20, deadline=None)
def test_the_same_seed_tells_the_same(items: list[MemoryState], horizon: int, seed: str, is_exam: bool) -> None:
    assert foresee(items, NOW, horizon, seed, is_exam=is_exam) == foresee(items, NOW, horizon, seed, is_exam=is_exam)


@given(SETS.filter(bool), st.integers(2, 60), st.integers(1, 6), st.integers(2, 4))
@settings(max_examples=60, deadline=None)
def test_to_review_more_often_is_never_worse(items: list[MemoryState], horizon: int, often: int, more: int) -> None:
    """Within noise, and within what a session just before the day itself is worth."""
    never = foresee(items, NOW, horizon, "a seed").points[-1].without
    daily = foresee(items, NOW, horizon, "a seed").points[-1].reviewed
    seldom = foresee(items, NOW, horizon, "a seed", every=often * more).points[-1].reviewed
    assert daily >= never - 0.05 * len(items)
    assert daily >= seldom - 0.1 * len(items)


@given(SETS, HORIZONS)
@settings(max_examples=30, deadline=None)
def test_what_each_gains_adds_up_to_what_all_gain(items: list[MemoryState], horizon: int) -> None:
    forecast = foresee(items, NOW, horizon, "a seed")
    end = forecast.points[-1]
    assert len(forecast.gained) == len(items)
    assert min(max(end.without + sum(forecast.gained), 0), len(items)) == pytest.approx(end.reviewed)


def test_of_many_each_gains_what_its_like_does() -> None:
    sure, shaky = learned(400, due_in=300), learned(2, due_in=1)
    many = [sure, shaky] * COURSES
    gained = foresee(many, NOW, 30, "a seed").gained
    assert set(gained[::2]) == {0.0}
    assert sum(gained[1::2]) / COURSES > 0.1


def test_of_many_a_sample_stands_for_all() -> None:
    """The figures of a thousand, each one ten times, are those of the hundred; and the seed hardly matters."""
    lot = random.Random(3)
    strengths = [lot.lognormvariate(2, 1) for _ in range(100)]
    few = [learned(days, due_in=lot.uniform(-1, 0.9) * days) for days in strengths]
    whole = [foresee(few, NOW, 30, str(n)) for n in range(5)]
    many = [foresee(few * 10, NOW, 30, str(n)) for n in range(5)]
    assert len(few) < COURSES < len(few * 10)
    truth = sum(f.points[-1].reviewed for f in whole) / 5
    for forecast in whole:
        assert forecast.points[-1].reviewed == pytest.approx(truth, abs=1)
    for forecast in many:
        assert forecast.points[-1].reviewed == pytest.approx(10 * truth, rel=0.015)
        assert forecast.reviews == pytest.approx(10 * whole[0].reviews, rel=0.2)


def test_what_is_due_every_few_days_is_reviewed_so_often() -> None:
    """A sure memory, due in ten days and then in about forty: one review within a month, two within two months."""
    sure = learned(10, due_in=10, difficulty=2)
    assert foresee([sure], NOW, 10, "a seed").reviews == 0
    assert foresee([sure], NOW, 11, "a seed").reviews == pytest.approx(1, abs=0.3)
    assert foresee([sure] * 4, NOW, 30, "a seed").reviews == pytest.approx(4, abs=2)


def test_what_is_due_waits_for_the_session() -> None:
    """Who sits down at nine meets what is due at noon the next day, and then it counts from there."""
    at_noon = replace(learned(10, due_in=0), due_at=NOW + 3 * HOUR)
    assert foresee([at_noon], NOW, 1, "a seed").reviews == 0
    assert foresee([at_noon], NOW, 2, "a seed").reviews >= 1


def test_who_comes_once_a_week_meets_it_then() -> None:
    tomorrow = learned(10, due_in=1)
    assert foresee([tomorrow], NOW, 7, "a seed", every=7).reviews == 0
    assert 1 <= foresee([tomorrow], NOW, 8, "a seed", every=7).reviews < 2


def test_what_is_forgotten_is_repeated_until_it_is_known() -> None:
    hopeless = MemoryState(3, 0, 0.01, 10.0, NOW - 300 * DAY, NOW - 300 * DAY)
    forecast = foresee([hopeless], NOW, 1, "a seed")
    assert forecast.points[0].without == 0
    assert forecast.points[1].without == 0
    assert forecast.points[1].reviewed > 0.4
    assert forecast.reviews > 1.4


def test_polish_before_an_exam_pays() -> None:
    items = [learned(8, due_in=7) for _ in range(10)]
    plain = foresee(items, NOW, 6, "a seed")
    polished = foresee(items, NOW, 6, "a seed", is_exam=True)
    assert polished.reviews > plain.reviews
    assert polished.points[-1].reviewed > plain.points[-1].reviewed


def test_it_shows_few_days_of_a_long_time() -> None:
    days = [point.day for point in foresee([learned(3, due_in=1)], NOW, 730, "a seed").points]
    assert days[0] == 0
    assert days[-1] == 730
    assert len(days) == 31
    assert days == sorted(set(days))


@pytest.mark.parametrize(("reviews", "days", "minutes"), [(70, 28, 3.5), (7, 7, 1.4), (7, 1, 1.4), (0, 30, 0)])
def test_the_minutes_are_those_of_a_week(reviews: float, days: int, minutes: float) -> None:
    points = foresee([], NOW, days, "a seed").points
    assert Forecast(1, points, reviews).minutes_a_week(12) == pytest.approx(minutes)


@given(memories(), st.lists(st.integers(0, 800), max_size=5))
@settings(deadline=None)
def test_a_curve_is_made_of_what_is_expected(memory: MemoryState, days: list[int]) -> None:
    assert expected_on(memory, NOW, days) == pytest.approx([expected(memory, NOW + day * DAY) for day in days])


def test_a_clock_that_was_set_back_breaks_nothing() -> None:
    ahead = after_recall(None, GOOD, NOW + 5 * DAY)
    assert expected_on(ahead, NOW, [0, 3]) == [1, 1]
    assert recall(ahead, NOW) == 1
    assert foresee([ahead], NOW, 30, "a seed").points[0].reviewed == 1
