"""Learners who forget by another curve than ours: what was forecast after their first week, or their first day, and
what is left a month later, of those who follow the queue and of those who stop."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from statistics import fmean

import pytest
from fsrs import State

from app.progress.forecast import Forecast, foresee
from app.progress.memory import AGAIN, GOOD, MemoryState, after_recall
from tests.learner.head import Trace

BEGIN = datetime(2026, 6, 5, 9, tzinfo=UTC)
DAY = timedelta(days=1)
LEARNERS, ITEMS, WEEK, MONTH = 200, 16, 7, 30
WITHIN = 0.10


@dataclass
class Learner:
    """Somebody with a head of their own, and what we believe of it."""

    lot: random.Random
    decay: float
    strength: float
    growth: float
    traces: dict[int, Trace] = field(default_factory=dict)
    memories: dict[int, MemoryState] = field(default_factory=dict)
    reviews: int = 0

    @classmethod
    def born(cls, seed: int) -> "Learner":
        lot = random.Random(seed)
        return cls(
            lot, 0.3 * lot.lognormvariate(0, 0.3), 2.3 * lot.lognormvariate(0, 0.35), 3 * lot.lognormvariate(0, 0.3)
        )

    def meet(self, item: int, now: datetime) -> None:
        """For the first time: four of five are understood at once."""
        understood = self.lot.random() < 0.8
        strength = self.strength * self.lot.lognormvariate(0, 0.4) * (1 if understood else 0.2)
        self.traces[item] = Trace(self.decay, self.growth, strength, now)
        self.rate(item, GOOD if understood else AGAIN, now)

    def review(self, item: int, now: datetime) -> None:
        self.rate(item, GOOD if self.traces[item].is_recalled(now, self.lot) else AGAIN, now)

    def rate(self, item: int, rating: int, now: datetime) -> None:
        self.memories[item] = after_recall(self.memories.get(item), rating, now)
        self.reviews += 1

    def sit_down(self, now: datetime, new: range) -> None:
        """What is due, what is new, and what comes back within minutes until it stays."""
        due = [item for item, memory in self.memories.items() if memory.due_at <= now]
        for item in due:
            self.review(item, now)
        for item in new:
            self.meet(item, now)
        for item in (*due, *new):
            while self.memories[item].state != State.Review:
                self.review(item, self.memories[item].due_at)

    def keeps(self, now: datetime) -> float:
        return sum(trace.recall(now) for trace in self.traces.values())


@dataclass(frozen=True)
class Told:
    """What was said after the first week, and what came of it."""

    forecast: Forecast
    kept: float
    reviews: int


def live(seed: int, *, follows: bool, days: int = WEEK, until: int = WEEK + MONTH) -> Told:
    """Meets everything in so many days, is told what they will know on the day `until`, and lives up to it."""
    learner = Learner.born(seed)
    for day in range(days):
        learner.sit_down(BEGIN + day * DAY, range(day * ITEMS // days, (day + 1) * ITEMS // days))
    told = foresee(list(learner.memories.values()), BEGIN + days * DAY, until - days, str(seed))
    before = learner.reviews
    for day in range(days, until) if follows else ():
        learner.sit_down(BEGIN + day * DAY, range(0))
    return Told(told, learner.keeps(BEGIN + until * DAY), learner.reviews - before)


@pytest.fixture(scope="module")
def followers() -> list[Told]:
    return [live(seed, follows=True) for seed in range(LEARNERS)]


@pytest.fixture(scope="module")
def stoppers() -> list[Told]:
    return [live(seed, follows=False) for seed in range(LEARNERS)]


def test_all_sixteen_were_practised(followers: list[Told]) -> None:
    assert {told.forecast.items for told in followers} == {ITEMS}


def test_who_goes_on_keeps_what_was_forecast(followers: list[Told]) -> None:
    said = fmean(told.forecast.points[-1].reviewed for told in followers) / ITEMS
    kept = fmean(told.kept for told in followers) / ITEMS
    assert said == pytest.approx(kept, abs=WITHIN)


def test_who_stops_keeps_what_was_forecast(stoppers: list[Told]) -> None:
    said = fmean(told.forecast.points[-1].without for told in stoppers) / ITEMS
    kept = fmean(told.kept for told in stoppers) / ITEMS
    assert said == pytest.approx(kept, abs=WITHIN)


def test_the_first_day_already_tells_the_thirtieth() -> None:
    """With one look at each there is least to go by."""
    went_on = [live(seed, follows=True, days=1, until=30) for seed in range(60)]
    stopped = [live(seed, follows=False, days=1, until=30) for seed in range(60)]
    assert fmean(told.forecast.points[-1].reviewed - told.kept for told in went_on) / ITEMS == pytest.approx(
        0, abs=WITHIN
    )
    assert fmean(told.forecast.points[-1].without - told.kept for told in stopped) / ITEMS == pytest.approx(
        0, abs=WITHIN
    )


def test_the_two_are_told_apart(followers: list[Told], stoppers: list[Told]) -> None:
    """A forecast that said the same to both would be near either, and worth nothing."""
    assert fmean(told.kept for told in followers) > fmean(told.kept for told in stoppers) + 2
    forecasts = [told.forecast.points[-1] for told in followers]
    assert fmean(point.reviewed - point.without for point in forecasts) > 2


def test_it_is_near_for_each_of_them_too(followers: list[Told], stoppers: list[Told]) -> None:
    off = [abs(told.forecast.points[-1].reviewed - told.kept) / ITEMS for told in followers]
    off += [abs(told.forecast.points[-1].without - told.kept) / ITEMS for told in stoppers]
    assert fmean(off) < WITHIN


def test_it_costs_as_many_reviews_as_was_said(followers: list[Told]) -> None:
    said = fmean(told.forecast.reviews for told in followers)
    assert said == pytest.approx(fmean(told.reviews for told in followers), rel=0.2)
