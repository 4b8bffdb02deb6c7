"""How well a learner knows what they know: how often they were right at each level of confidence. Pure."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from app.progress.memory import CERTAIN, FAIRLY, GUESSING

# So many answers before it is drawn, and so many at one level before anything is said of that level.
FEWEST, FEWEST_AT_A_LEVEL = 10, 5
# Two-sided, 90 %.
Z = 1.6448536269514722

Verdict = Literal["surer", "better", "judged", ""]


@dataclass(frozen=True)
class Span:
    """Shares of answers, 0..1."""

    low: float
    high: float


# Where the share of right answers should lie. Confidence marking that pays 1, 2, 3 for a right answer and takes 0, 2, 6
# for a wrong one pays best for "fairly" from 2/3 on and for "certain" from 4/5 on (Gardner-Medwin 2006). We give no
# marks; what the words are worth is the same.
SHOULD_BE = {GUESSING: Span(0, 2 / 3), FAIRLY: Span(2 / 3, 4 / 5), CERTAIN: Span(4 / 5, 1)}


@dataclass(frozen=True)
class Said:
    """The answers given at one level of confidence; `likely` is where their true share lies, with 90 % confidence."""

    confidence: int
    right: int
    answers: int

    @property
    def share(self) -> float:
        return self.right / self.answers if self.answers else 0.0

    @property
    def likely(self) -> Span:
        return wilson(self.right, self.answers)

    @property
    def should_be(self) -> Span:
        return SHOULD_BE[self.confidence]

    @property
    def verdict(self) -> Verdict:
        """Only where the interval leaves no other: it lies wholly above, below or inside of where it should be."""
        if self.answers < FEWEST_AT_A_LEVEL:
            return ""
        likely, should_be = self.likely, self.should_be
        if likely.high < should_be.low:
            return "surer"
        if likely.low > should_be.high:
            return "better"
        return "judged" if likely.low >= should_be.low and likely.high <= should_be.high else ""


@dataclass(frozen=True)
class Calibration:
    """All levels, from guessing to certain. `missing`: so many answers more, and it can be drawn. `telling` is the
    level that its one sentence is about."""

    levels: tuple[Said, ...]

    @property
    def answers(self) -> int:
        return sum(said.answers for said in self.levels)

    @property
    def missing(self) -> int:
        return max(FEWEST - self.answers, 0)

    @property
    def telling(self) -> Said:
        """Being surer than right costs most, so it comes first; else what was known better than thought, else the
        surest level that was used."""
        used = [said for said in reversed(self.levels) if said.answers]
        for verdict in ("surer", "better"):
            for said in used:
                if said.verdict == verdict:
                    return said
        return used[0] if used else self.levels[-1]


def calibrate(answers: Iterable[tuple[int, int, int]]) -> Calibration:
    """From how many were right, of how many, by confidence: (confidence, right, answers), each level at most once."""
    counted = {confidence: (right, count) for confidence, right, count in answers}
    return Calibration(tuple(Said(level, *counted.get(level, (0, 0))) for level in SHOULD_BE))


def wilson(right: int, answers: int) -> Span:
    """The 90 % interval for a share (Wilson 1927): it keeps within 0..1, and is honest about a handful."""
    if not answers:
        return Span(0, 1)
    share, z2 = right / answers, Z * Z
    middle = (share + z2 / (2 * answers)) / (1 + z2 / answers)
    half = Z * math.sqrt(share * (1 - share) / answers + z2 / (4 * answers**2)) / (1 + z2 / answers)
    return Span(max(middle - half, 0.0), min(middle + half, 1.0))
