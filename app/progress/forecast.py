"""How many of the items practised would be recalled, day by day, and what it costs to keep them. Pure."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from statistics import fmean

from fsrs import State

from app.progress.exams import POLISH_DAYS, needs_polish
from app.progress.memory import AGAIN, GOOD, MemoryState, after_recall, expected_on, recall

# Of small sets each item is followed several times, of large ones a sample once: either is about so many reviews.
COURSES = 200
MOST_POINTS = 31
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Point:
    """How many items would be recalled so many days from now: if none is reviewed, and if the queue is followed."""

    day: int
    without: float
    reviewed: float


@dataclass(frozen=True)
class Forecast:
    """`points` from now to the horizon; `reviews` are how many the queue would ask for until then; `gained` is how much
    more surely each item, in the order given, is recalled at the horizon for it."""

    items: int
    points: tuple[Point, ...]
    reviews: float
    gained: tuple[float, ...] = ()

    @property
    def today(self) -> int:
        return round(self.points[0].without)

    @property
    def without(self) -> int:
        return round(self.points[-1].without)

    @property
    def reviewed(self) -> int:
        return round(self.points[-1].reviewed)

    @property
    def horizon(self) -> int:
        return self.points[-1].day

    def minutes_a_week(self, seconds: float) -> float:
        """What following the queue costs, at so many seconds a review."""
        return self.reviews * seconds / 60 / max(self.horizon / 7, 1)


def foresee(
    memories: Sequence[MemoryState],
    now: datetime,
    horizon: int,
    seed: str,
    *,
    every: int = 1,
    is_exam: bool = False,
) -> Forecast:
    """The forecast from now to `horizon` days on, for a learner who sits down every so many days at this time of day.

    Without review it is exact. With review it is simulated: each item is asked in the first session after it is due,
    once a day, is recalled with the probability that its memory predicts and moved on as a review would; one that is
    forgotten is repeated in that session until its learning steps are done. Each number is that of the day before its
    session. Where the horizon `is_exam`, the last three days polish as the queue does.

    About 200 courses are followed in all, so of more items than that a sample stands for the rest. What review
    adds is averaged and laid on the exact curve: both begin with the same number, and small sets are not noisy.
    """
    rng = random.Random(seed)
    days = _days_shown(horizon)
    without = _sums([expected_on(memory, now, days) for memory in memories], days)
    followed, standing = _sample(memories, rng)
    courses = [_follow(memory, now, days, rng, every, is_exam) for memory in followed]
    share = len(memories) / max(len(followed), 1)
    gained = _sums([course.gained for course in courses], days)
    points = [
        Point(day, left, min(max(left + more * share, 0.0), float(len(memories))))
        for day, left, more in zip(days, without, gained, strict=True)
    ]
    each = tuple(fmean(courses[n].gained[-1] for n in those) for those in standing)
    return Forecast(len(memories), tuple(points), sum(course.reviews for course in courses) * share, each)


@dataclass(frozen=True)
class _Course:
    """One item followed to the horizon: how often it was reviewed, and how much more surely it is recalled for it on
    each day shown."""

    reviews: int
    gained: list[float]


def _days_shown(horizon: int) -> list[int]:
    """A few days from 0 to the horizon, both among them."""
    steps = min(horizon, MOST_POINTS - 1)
    return [round(n * horizon / steps) for n in range(steps + 1)] if steps else [0]


def _sums(curves: Sequence[Sequence[float]], days: Sequence[int]) -> list[float]:
    return [sum(on_day) for on_day in zip(*curves, strict=True)] if curves else [0.0] * len(days)


def _sample(memories: Sequence[MemoryState], rng: random.Random) -> tuple[list[MemoryState], list[range]]:
    """Every so many-th of them by stability, so that each kind is there in its share; of a few, each several times.
    And of each memory, which of those followed stand for it."""
    count = len(memories)
    if count <= COURSES:
        times = ceil(COURSES / max(count, 1))
        return list(memories) * times, [range(n, count * times, count) for n in range(count)]
    ranked = sorted(range(count), key=lambda n: (memories[n].stability, memories[n].due_at))
    apart = count / COURSES
    start = rng.random() * apart
    rank_of = {n: rank for rank, n in enumerate(ranked)}
    followed = [memories[ranked[int(start + n * apart)]] for n in range(COURSES)]
    nearest = [min(int(rank_of[n] / apart), COURSES - 1) for n in range(count)]
    return followed, [range(n, n + 1) for n in nearest]


def _follow(
    memory: MemoryState, now: datetime, days: Sequence[int], rng: random.Random, every: int, is_exam: bool
) -> _Course:
    left = expected_on(memory, now, days)
    recalled: list[float] = []
    reviews, horizon = 0, days[-1]
    day = _session_for(memory, now, 0, every, horizon, is_exam)
    while day < horizon:
        recalled += _until(day, memory, now, days[len(recalled) :])
        moment = now + day * DAY
        rating = GOOD if rng.random() < recall(memory, moment) else AGAIN
        memory = after_recall(memory, rating, moment)
        reviews += 1
        while memory.state != State.Review:
            memory = after_recall(memory, GOOD, memory.due_at)
            reviews += 1
        day = _session_for(memory, now, day + every, every, horizon, is_exam)
    recalled += expected_on(memory, now, days[len(recalled) :])
    return _Course(reviews, [after - before for after, before in zip(recalled, left, strict=True)])


def _until(day: int, memory: MemoryState, now: datetime, days: Sequence[int]) -> list[float]:
    """How surely it is recalled on those of the days that are not after `day`."""
    return expected_on(memory, now, [other for other in days if other <= day])


def _session_for(memory: MemoryState, now: datetime, earliest: int, every: int, horizon: int, is_exam: bool) -> int:
    """The day of the session that asks for it next: the first of those not before `earliest` in which it is due, or,
    before an exam, worth polishing."""
    wait = max(ceil((memory.due_at - now) / DAY), earliest)
    due = ceil(wait / every) * every
    if is_exam:
        exam_at = now + horizon * DAY
        for day in range(max(earliest, horizon - POLISH_DAYS), min(due, horizon)):
            if day % every == 0 and needs_polish(memory, now + day * DAY, exam_at):
                return day
    return due
