"""What a class's answers can tell: shares and correlations with their intervals, and who is on top. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

CONFIDENCE = 0.90
_Z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)


@dataclass(frozen=True)
class Estimate:
    """A value with its 90 % interval, from so many learners."""

    value: float
    low: float
    high: float
    n: int


def share(values: Sequence[float]) -> Estimate | None:
    """The mean of what lies in 0..1, with the score interval of Wilson (1927, J. Am. Stat. Assoc. 22: 209–212, as in
    Brown, Cai and DasGupta 2001, eq. 4). Where answers are partly right it is too wide rather than too narrow: a mean
    in 0..1 varies most where each is 0 or 1."""
    n = len(values)
    if not n:
        return None
    mean = math.fsum(values) / n
    middle = (mean + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z / (1 + _Z**2 / n) * math.sqrt(mean * (1 - mean) / n + _Z**2 / (4 * n**2))
    return Estimate(mean, min(max(middle - half, 0.0), mean), max(min(middle + half, 1.0), mean), n)


def correlation(pairs: Sequence[tuple[float, float]]) -> Estimate | None:
    """Pearson's r, with the interval of Fisher (1921, Metron 1: 3–32): atanh r ± z/√(n - 3). None where it has none:
    of fewer than four, or where one of the two is the same for everybody.

    Of an item's correctness and the mean over the *other* items it is the corrected item–rest correlation (Henrysson
    1963, Psychometrika 28: 211–218): an item is not correlated with itself."""
    n = len(pairs)
    if n < 4:
        return None
    mean_x = math.fsum(x for x, _ in pairs) / n
    mean_y = math.fsum(y for _, y in pairs) / n
    across = math.fsum((x - mean_x) ** 2 for x, _ in pairs)
    along = math.fsum((y - mean_y) ** 2 for _, y in pairs)
    if min(across, along) < 1e-12:
        return None
    r = math.fsum((x - mean_x) * (y - mean_y) for x, y in pairs) / math.sqrt(across * along)
    if abs(r) >= 1 - 1e-12:
        return Estimate(math.copysign(1.0, r), math.copysign(1.0, r), math.copysign(1.0, r), n)
    half = _Z / math.sqrt(n - 3)
    return Estimate(r, math.tanh(math.atanh(r) - half), math.tanh(math.atanh(r) + half), n)


def by_chance(more: int, fewer: int) -> float:
    """How likely it is that a fair coin, thrown so often in all, falls on one side at least `more` times: the exact
    one-sided sign test (Conover 1999, Practical Nonparametric Statistics, 3.4)."""
    thrown = more + fewer
    return float(sum(math.comb(thrown, k) for k in range(more, thrown + 1)) / 2**thrown)


@dataclass(frozen=True)
class Thirds:
    """Where the thirds of a class end: on top is who has at least `top`, at the bottom who has at most `bottom`."""

    top: float
    bottom: float

    def place(self, value: float) -> int:
        """0 the top third, 1 the middle, 2 the bottom."""
        return 0 if value >= self.top else 2 if value <= self.bottom else 1


def thirds(values: Sequence[float]) -> Thirds | None:
    """The thirds by size; who ties with the last of a third belongs to it, so nobody is placed by chance. None where
    ties run from one end to the other."""
    ranked = sorted(values)
    if len(ranked) < 3:
        return None
    third = math.ceil(len(ranked) / 3)
    found = Thirds(ranked[-third], ranked[third - 1])
    return found if found.top > found.bottom else None
