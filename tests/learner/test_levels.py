"""What a section is worth: cases of the rule, and that it decays."""

from datetime import UTC, datetime, timedelta

import pytest

from app.progress.levels import Level, Recallable, level_of, lowest
from app.progress.memory import AGAIN, GOOD, MemoryState, step

NOW = datetime(2026, 6, 12, 9, tzinfo=UTC)


def remembered(*ratings: int) -> MemoryState:
    memory, moment = None, NOW
    for rating in ratings:
        memory = step(memory, rating, moment)
        moment = min(memory.due_at, NOW + timedelta(hours=1))
    assert memory
    return memory


NEW = Recallable(None, on_two_days=False)
ONCE = Recallable(remembered(GOOD), on_two_days=False)
TWICE = Recallable(remembered(GOOD, GOOD), on_two_days=True)
LOST = Recallable(remembered(GOOD, GOOD, AGAIN), on_two_days=True)


@pytest.mark.parametrize(
    ("is_read", "recallables", "days", "level"),
    [
        (False, [], 0, "unread"),
        (True, [], 0, "read"),
        (False, [NEW], 0, "unread"),
        (True, [NEW, NEW], 0, "read"),
        (False, [ONCE, NEW], 0, "practised"),
        (True, [ONCE, ONCE, NEW], 0, "practised"),
        (True, [ONCE, ONCE, ONCE, NEW], 0, "familiar"),
        (True, [ONCE], 0, "familiar"),
        (True, [TWICE, ONCE], 0, "familiar"),
        (True, [TWICE, TWICE], 0, "solid"),
        (True, [TWICE, NEW], 0, "practised"),
        (True, [LOST], 0, "read"),
        (True, [TWICE, LOST], 0, "practised"),
        (False, [TWICE], 0, "solid"),
        (False, [TWICE], 10, "familiar"),
        (False, [TWICE], 400, "practised"),
    ],
)
def test_it_is_worth(is_read: bool, recallables: list[Recallable], days: int, level: Level) -> None:
    assert level_of(is_read, recallables, NOW + timedelta(hours=1, days=days)) == level


def test_a_lesson_is_worth_its_weakest_section() -> None:
    assert lowest(["solid", "read", "familiar"]) == "read"
    assert lowest(["solid", "unread"]) == "unread"
    assert lowest([]) == "unread"
