"""What a learner remembers of an item, and when it should come back: FSRS-6, pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from fsrs import Card, Rating, Scheduler, State

AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4
# How sure a learner says they are of an answer.
GUESSING, FAIRLY, CERTAIN = 1, 2, 3
LONGEST_INTERVAL = 365
SCHEDULER_NAME = "fsrs-6 6.3.2"

RETENTION = 0.90
LEARNING_STEPS = (timedelta(minutes=1), timedelta(minutes=10))
RELEARNING_STEPS = (timedelta(minutes=10),)


def _make(learning_steps: tuple[timedelta, ...]) -> Scheduler:
    # https://github.com/open-spaced-repetition/py-fsrs with its 21 default weights.
    return Scheduler(
        desired_retention=RETENTION,
        learning_steps=learning_steps,
        relearning_steps=RELEARNING_STEPS,
        maximum_interval=LONGEST_INTERVAL,
        enable_fuzzing=False,
    )


_scheduler = _make(LEARNING_STEPS)
_straight = _make(())
WEIGHTS = tuple(_scheduler.parameters)
# Looked up, because calling an Enum takes as long as a tenth of the whole step.
_RATINGS = tuple(Rating)
_STATES = tuple(State)
DECAY = -_scheduler.parameters[20]
FACTOR = 0.9 ** (1 / DECAY) - 1


@dataclass(frozen=True, init=False)
class MemoryState:
    """A memory of one item. `state` 1 learning, 2 review, 3 relearning; `step` counts from 0 in 1 and 3; stability in
    days (after so many, recall is 0.9); difficulty 1..10. `changed_at`: a meaning edit has made it due since;
    `surprised_at`: the learner was certain and wrong, and has not recalled it since."""

    state: int
    step: int | None
    stability: float
    difficulty: float
    due_at: datetime
    last_reviewed_at: datetime
    changed_at: datetime | None = None
    surprised_at: datetime | None = None

    # Written out, because the one that a frozen dataclass makes takes a tenth of a whole step.
    def __init__(
        self,
        state: int,
        step: int | None,
        stability: float,
        difficulty: float,
        due_at: datetime,
        last_reviewed_at: datetime,
        changed_at: datetime | None = None,
        surprised_at: datetime | None = None,
    ) -> None:
        mine = self.__dict__
        mine["state"] = state
        mine["step"] = step
        mine["stability"] = stability
        mine["difficulty"] = difficulty
        mine["due_at"] = due_at
        mine["last_reviewed_at"] = last_reviewed_at
        mine["changed_at"] = changed_at
        mine["surprised_at"] = surprised_at

    @property
    def is_lapsed(self) -> bool:
        """Forgotten, and not yet recalled since."""
        return self.state != State.Review and self.step == 0


def step(memory: MemoryState | None, rating: int, now: datetime, *, scheduler: Scheduler = _scheduler) -> MemoryState:
    """The memory after a recall at `now` (aware) rated 1..4 (Again, Hard, Good, Easy). None: never met before."""
    # A card without id sleeps a millisecond to make one. The scheduler wants timezone.utc itself, no equal of it.
    if memory is None:
        card = Card(0)
    else:
        last = memory.last_reviewed_at
        card = Card(
            0,
            _STATES[memory.state - 1],
            memory.step,
            memory.stability,
            memory.difficulty,
            memory.due_at,
            last if last.tzinfo is UTC else last.astimezone(UTC),
        )
    now = now if now.tzinfo is UTC else now.astimezone(UTC)
    card, _ = scheduler.review_card(card, _RATINGS[rating - 1], now)
    # What the library leaves open for a new card it has filled in by now. (`.value` of an Enum is slow.)
    return MemoryState(
        card.state._value_,
        card.step,
        card.stability,  # type: ignore[arg-type]
        card.difficulty,  # type: ignore[arg-type]
        card.due,
        card.last_review,  # type: ignore[arg-type]
    )


def is_surprise(correctness: float, confidence: int | None) -> bool:
    """Certain, and not wholly right: the mistake that costs most where it is not noticed."""
    return confidence == CERTAIN and correctness < 1


def after_recall(
    memory: MemoryState | None, rating: int, now: datetime, *, is_question: bool = False, surprised: bool = False
) -> MemoryState:
    """As `step`, and what Cairn adds: a question that is right at first sight comes back in days, not in ten minutes
    (its answer was produced, not looked at); being certain and wrong (`surprised`) is kept until it is recalled."""
    straight = is_question and memory is None and rating > AGAIN
    after = step(memory, rating, now, scheduler=_straight if straight else _scheduler)
    if rating > AGAIN:
        return after
    before = memory.surprised_at if memory else None
    return replace(after, surprised_at=now if surprised else before)


def recall(memory: MemoryState, now: datetime) -> float:
    """Predicted probability of recall, 0..1: (1 + F·t/S)^D with t in days since the last review, S the stability,
    D = -0.1542 and F such that t = S gives 0.9 (FSRS-6, forgetting curve)."""
    days = max((now - memory.last_reviewed_at).total_seconds(), 0) / 86_400
    return float((1 + FACTOR * days / memory.stability) ** DECAY)


def expected(memory: MemoryState, now: datetime) -> float:
    """As `recall`, but 0 for what was forgotten and not recalled since: a back just seen is not yet remembered."""
    return 0.0 if memory.is_lapsed else recall(memory, now)


def expect(memories: Iterable[MemoryState], now: datetime) -> float:
    """How many of these would be recalled: the sum of what each is expected to be."""
    return sum(expected(memory, now) for memory in memories)


def expected_on(memory: MemoryState, now: datetime, days: Sequence[int]) -> list[float]:
    """`expected` so many days from now, for each of them: what a curve is drawn of, at a fifth of the cost."""
    if memory.is_lapsed:
        return [0.0] * len(days)
    past, slope = (now - memory.last_reviewed_at).total_seconds() / 86_400, FACTOR / memory.stability
    return [(1 + slope * max(past + day, 0)) ** DECAY for day in days]


def to_json(memory: MemoryState | None) -> dict[str, Any] | None:
    """As kept in a review row, for undo."""
    if memory is None:
        return None
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in vars(memory).items()}


def from_json(kept: Mapping[str, Any] | None) -> MemoryState | None:
    if kept is None:
        return None
    values: dict[str, Any] = {n: _time(v) if n.endswith("_at") else v for n, v in kept.items()}
    return MemoryState(**values)


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
