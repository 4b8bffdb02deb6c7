"""A forecast as it is drawn and tabled: two curves, lines to read them by, and the same in numbers. Pure.

Curves are in thousandths of the drawing's width and height, all else in percent: the drawing stretches to its place,
and neither its letters nor its strokes do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.progress.forecast import Forecast, Point

MOST_TICKS = 4
MOST_ROWS = 7
# Two ends nearer than this, in percent of the height, could not both be told by a number at the curve.
APART = 1.0


@dataclass(frozen=True)
class Tick:
    """A line across the drawing at so many items, `y` percent from the top."""

    items: int
    y: str


@dataclass(frozen=True)
class End:
    """Where a curve ends, `y` percent from the top."""

    items: int
    y: str


@dataclass(frozen=True)
class Row:
    day: str
    without: int
    reviewed: int


@dataclass(frozen=True)
class Plot:
    """`without` and `reviewed` are the `d` of a path. `middle` is the day half-way; where `is_one`, nothing is due
    before the last day, and the two curves are one."""

    without: str
    reviewed: str
    without_end: End
    reviewed_end: End
    start: End
    ticks: tuple[Tick, ...]
    middle: str
    last: str
    is_one: bool
    rows: tuple[Row, ...]


def plot(forecast: Forecast, name_day: Callable[[int], str]) -> Plot:
    """`name_day` gives the words for so many days from now. The forecast reaches at least a day ahead."""
    points, items = forecast.points, forecast.items
    first, last = points[0], points[-1]
    return Plot(
        without=_curve([(p.day, p.without) for p in points], items),
        reviewed=_curve([(p.day, p.reviewed) for p in points], items),
        without_end=End(round(last.without), _percent(last.without, items)),
        reviewed_end=End(round(last.reviewed), _percent(last.reviewed, items)),
        start=End(round(first.without), _percent(first.without, items)),
        ticks=tuple(Tick(n, _percent(n, items)) for n in _ticks(items)),
        middle=name_day(round(last.day / 2)),
        last=name_day(last.day),
        is_one=all(abs(p.reviewed - p.without) * 100 < APART * items for p in points),
        rows=tuple(Row(name_day(p.day), round(p.without), round(p.reviewed)) for p in _some(points)),
    )


def _curve(points: Sequence[tuple[int, float]], items: int) -> str:
    horizon = points[-1][0]
    drawn = (f"{day * 1000 / horizon:.0f},{1000 - value * 1000 / items:.1f}" for day, value in points)
    return "M" + " ".join(drawn)


def _percent(value: float, items: int) -> str:
    return f"{100 - value * 100 / items:.1f}%"


def _ticks(items: int) -> list[int]:
    """0, all, and round numbers between, none of them close below the last."""
    step = next(s * 10**e for e in range(7) for s in (1, 2, 5) if items <= s * 10**e * MOST_TICKS)
    return [n for n in range(0, items, step) if items - n >= step / 2] + [items]


def _some(points: Sequence[Point]) -> list[Point]:
    """At most seven, the first and the last among them."""
    last = len(points) - 1
    steps = min(last, MOST_ROWS - 1)
    return [points[round(n * last / steps)] for n in range(steps + 1)]
