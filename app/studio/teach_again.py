"""Which sections to teach again, the most needed first, and why. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.library import Place
from app.progress.levels import FAMILIAR_FROM
from app.studio.estimates import share
from app.studio.weighing import FEWEST

# Of fewer learners nothing is said: a class is not what two people forgot.
FEWEST_LEARNERS = 5
HALF_KNOWN = 0.6
OFTEN_FORGOTTEN = 0.25


class Why(StrEnum):
    FADES = "fades"
    """Too little of what was practised here would be recalled today."""
    MISSED = "missed"
    """First answers to its questions are wrong too often."""
    FORGOTTEN = "forgotten"
    """Too much was forgotten and has not come back."""


@dataclass(frozen=True)
class Grasp:
    """How a class stands with a section of a lesson: of so many learners the `memories` of its cards and questions, how
    many of these would be recalled `today`, how many are `forgotten`; of its questions, so many first `answers`, and
    their marks."""

    place: Place
    lesson: str
    learners: int
    memories: int
    today: float
    forgotten: int
    answers: int
    marks: float

    @property
    def is_enough(self) -> bool:
        return self.learners >= FEWEST_LEARNERS

    @property
    def recalled(self) -> float:
        return self.today / self.memories if self.memories else 0.0


@dataclass(frozen=True)
class Again:
    """A section to teach again; the first reason is the strongest."""

    grasp: Grasp
    reasons: tuple[Why, ...]


def weakest(grasps: Iterable[Grasp], most: int) -> list[Grasp]:
    """The sections of which least would be recalled today, of those that enough learners have practised."""
    return sorted((one for one in grasps if one.is_enough), key=lambda one: one.recalled)[:most]


def teach_again(grasps: Iterable[Grasp]) -> list[Again]:
    """Sections that fall short, by how far they do, as a share of what would do; of equals those of more learners."""
    found = []
    for grasp in grasps:
        short = {why: by for why, by in _short(grasp).items() if by > 0}
        if short and grasp.is_enough:
            reasons = sorted(short, key=lambda why: (-short[why], why))
            found.append((short[reasons[0]], grasp.learners, Again(grasp, tuple(reasons))))
    return [again for *_, again in sorted(found, key=lambda one: one[:2], reverse=True)]


def _short(grasp: Grasp) -> dict[Why, float]:
    """By how much of what would do it falls short, for each reason; 0 and less where it does not."""
    answered = share([grasp.marks / grasp.answers] * grasp.answers) if grasp.answers >= FEWEST else None
    return {
        Why.FADES: 1 - grasp.recalled / FAMILIAR_FROM,
        # Only beyond doubt: where the whole interval lies below.
        Why.MISSED: 1 - answered.value / HALF_KNOWN if answered and answered.high < HALF_KNOWN else 0.0,
        Why.FORGOTTEN: (grasp.forgotten / grasp.memories - OFTEN_FORGOTTEN) if grasp.memories else 0.0,
    }
