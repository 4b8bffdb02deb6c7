"""A forecast drawn: where its curves end, which lines are there to read them by."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.progress.forecast import Forecast, Point
from app.progress.plot import Plot, plot


def draw(items: int, *points: tuple[int, float, float]) -> Plot:
    return plot(Forecast(items, tuple(Point(*point) for point in points), 1.0), lambda day: f"day {day}")


def test_a_curve_goes_from_edge_to_edge() -> None:
    drawn = draw(16, (0, 12, 12), (15, 8, 14), (30, 4, 16))
    assert drawn.without == "M0,250.0 500,500.0 1000,750.0"
    assert drawn.reviewed == "M0,250.0 500,125.0 1000,0.0"
    assert (drawn.start.items, drawn.start.y) == (12, "25.0%")
    assert (drawn.without_end.items, drawn.without_end.y) == (4, "75.0%")
    assert (drawn.reviewed_end.items, drawn.reviewed_end.y) == (16, "0.0%")
    assert (drawn.middle, drawn.last) == ("day 15", "day 30")
    assert [(row.day, row.without, row.reviewed) for row in drawn.rows] == [
        ("day 0", 12, 12),
        ("day 15", 8, 14),
        ("day 30", 4, 16),
    ]


@pytest.mark.parametrize(
    ("items", "ticks"),
    [
        (1, [0, 1]),
        (2, [0, 1, 2]),
        (4, [0, 1, 2, 3, 4]),
        (5, [0, 2, 4, 5]),
        (13, [0, 5, 10, 13]),
        (16, [0, 5, 10, 16]),
        (21, [0, 10, 21]),
        (403, [0, 200, 403]),
        (12345, [0, 5000, 12345]),
    ],
)
def test_there_are_a_few_lines_at_round_numbers(items: int, ticks: list[int]) -> None:
    assert [tick.items for tick in draw(items, (0, 1, 1), (1, 1, 1)).ticks] == ticks


@given(st.integers(1, 100_000))
def test_lines_keep_their_distance(items: int) -> None:
    heights = [float(tick.y.rstrip("%")) for tick in draw(items, (0, 1, 1), (1, 1, 1)).ticks]
    assert heights[0] == 100
    assert heights[-1] == 0
    assert all(before - after > 9 for before, after in pairwise(heights))


def test_what_is_the_same_is_one_curve() -> None:
    assert draw(16, (0, 12, 12), (30, 10, 10.1)).is_one
    assert not draw(16, (0, 12, 12), (30, 10, 11)).is_one


def test_its_table_is_short_and_has_both_ends() -> None:
    drawn = draw(9, *((day, 9 - day / 10, 9) for day in range(31)))
    assert [row.day for row in drawn.rows] == [f"day {n}" for n in range(0, 31, 5)]


@given(st.lists(st.tuples(st.floats(0, 7), st.floats(0, 7)), min_size=2, max_size=31))
def test_it_stays_within_its_frame(values: list[tuple[float, float]]) -> None:
    drawn = draw(7, *((day, *pair) for day, pair in enumerate(values)))
    for curve in (drawn.without, drawn.reviewed):
        numbers = [float(number) for number in re.findall(r"[\d.]+", curve)]
        assert all(0 <= number <= 1000 for number in numbers)
        assert len(numbers) == 2 * len(values)
