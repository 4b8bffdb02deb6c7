"""What is remembered, and when it comes back."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from fsrs import Card, Rating, Scheduler
from hypothesis import given
from hypothesis import strategies as st

from app.progress.memory import (
    AGAIN,
    EASY,
    GOOD,
    HARD,
    MemoryState,
    after_recall,
    expected,
    from_json,
    recall,
    step,
    to_json,
)

NOW = datetime(2026, 6, 12, 9, tzinfo=UTC)
DAY = timedelta(days=1)
RATINGS = st.lists(st.tuples(st.integers(AGAIN, EASY), st.floats(0, 400)), min_size=1, max_size=12)


def remember(*ratings: int) -> MemoryState:
    """The memory after these ratings, each when it was due."""
    memory, moment = None, NOW
    for rating in ratings:
        memory = step(memory, rating, moment)
        moment = memory.due_at
    assert memory
    return memory


def intervals(longest: int) -> list[int]:
    scheduler = Scheduler(maximum_interval=longest, enable_fuzzing=False)
    memory, moment, found = None, NOW, []
    for rating in [GOOD] * 6 + [AGAIN] * 2 + [GOOD] * 5:
        memory = step(memory, rating, moment, scheduler=scheduler)
        found.append((memory.due_at - moment).days)
        moment = memory.due_at
    return found


def test_it_gives_the_intervals_of_fsrs_6() -> None:
    assert intervals(36500) == [0, 2, 11, 46, 163, 498, 0, 0, 2, 4, 7, 12, 21]


def test_our_longest_interval_is_a_year() -> None:
    memory, moment, found = None, NOW, []
    for rating in [GOOD] * 6 + [AGAIN] * 2 + [GOOD] * 5:
        memory = step(memory, rating, moment)
        found.append((memory.due_at - moment).days)
        moment = memory.due_at
    assert found == [0, 2, 11, 46, 163, 365, 0, 0, 2, 4, 7, 12, 21]


@pytest.mark.parametrize(
    ("ratings", "wait"),
    [
        ((AGAIN,), timedelta(minutes=1)),
        ((GOOD,), timedelta(minutes=10)),
        ((GOOD, GOOD), 2 * DAY),
        ((GOOD, GOOD, AGAIN), timedelta(minutes=10)),
        ((AGAIN, GOOD), timedelta(minutes=10)),
    ],
)
def test_it_comes_back_in_steps(ratings: tuple[int, ...], wait: timedelta) -> None:
    memory = remember(*ratings)
    assert memory.due_at - memory.last_reviewed_at == wait


@given(RATINGS)
def test_it_is_what_the_library_makes_of_the_same_reviews(reviews: list[tuple[int, float]]) -> None:
    scheduler = Scheduler(maximum_interval=365, enable_fuzzing=False)
    card, memory, moment = Card(card_id=1), None, NOW
    for rating, days in reviews:
        moment += timedelta(days=days)
        card, _ = scheduler.review_card(card, Rating(rating), moment)
        memory = step(memory, rating, moment)
    assert memory == MemoryState(
        int(card.state), card.step, card.stability or 0, card.difficulty or 0, card.due, card.last_review or NOW
    )


@given(RATINGS)
def test_a_memory_is_within_its_bounds(reviews: list[tuple[int, float]]) -> None:
    memory, moment = None, NOW
    for rating, days in reviews:
        moment += timedelta(days=days)
        memory = step(memory, rating, moment)
        assert 1 <= memory.difficulty <= 10
        assert memory.stability > 0
        assert timedelta(0) < memory.due_at - moment <= 365 * DAY
        assert from_json(to_json(memory)) == memory


def test_recall_falls_with_time_and_is_nine_in_ten_after_the_stability() -> None:
    memory = remember(GOOD, GOOD)
    moments = [memory.last_reviewed_at + timedelta(hours=h) for h in (0, 1, 24, 100, 1000, 10000)]
    found = [recall(memory, moment) for moment in moments]
    assert found[0] == 1
    assert found == sorted(found, reverse=True)
    assert len(set(found)) == len(found)
    assert recall(memory, memory.last_reviewed_at + memory.stability * DAY) == pytest.approx(0.9)


def test_what_was_just_forgotten_is_not_expected_back() -> None:
    assert expected(remember(AGAIN), NOW) == 0
    assert expected(remember(GOOD, GOOD, AGAIN), NOW + 3 * DAY) == 0
    assert expected(remember(AGAIN, GOOD), NOW) > 0.9


def test_a_clock_that_goes_back_breaks_nothing() -> None:
    memory = remember(GOOD, GOOD)
    before = memory.last_reviewed_at - DAY
    assert recall(memory, before) == 1
    assert step(memory, GOOD, before).due_at > before


def test_a_time_of_another_zone_is_the_same_moment() -> None:
    elsewhere = NOW.astimezone(timezone(timedelta(hours=5)))
    assert step(None, GOOD, elsewhere).due_at == step(None, GOOD, NOW).due_at


@pytest.mark.parametrize(
    ("ratings", "is_question", "wait"),
    [
        ((GOOD,), True, 2 * DAY),
        ((HARD,), True, DAY),
        ((AGAIN,), True, timedelta(minutes=1)),
        ((AGAIN, GOOD), True, timedelta(minutes=10)),
        ((GOOD,), False, timedelta(minutes=10)),
    ],
)
def test_a_question_right_at_first_sight_comes_back_in_days(
    ratings: tuple[int, ...], is_question: bool, wait: timedelta
) -> None:
    memory, moment = None, NOW
    for rating in ratings:
        memory = after_recall(memory, rating, moment, is_question=is_question)
        last, moment = moment, memory.due_at
    assert moment - last == wait


def test_a_surprise_is_remembered_until_it_is_recalled() -> None:
    surprised = after_recall(None, AGAIN, NOW, is_question=True, surprised=True)
    missed_again = after_recall(surprised, AGAIN, NOW + DAY, is_question=True)
    recalled = after_recall(missed_again, GOOD, NOW + 2 * DAY, is_question=True)
    assert (surprised.surprised_at, missed_again.surprised_at, recalled.surprised_at) == (NOW, NOW, None)
    assert from_json(to_json(surprised)) == surprised


def test_a_memory_kept_before_surprises_were_known_can_be_read() -> None:
    kept = to_json(remember(GOOD))
    assert kept
    del kept["surprised_at"]
    assert from_json(kept) == remember(GOOD)
