"""What a head really keeps: a memory that forgets by another curve than the one we reckon with."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

DAY = timedelta(days=1)


@dataclass
class Trace:
    """What a head really keeps of an item: recall falls as a power of the days, (1 + b·t/s)^-d with b such that it is
    0.9 after the strength s. The decay d is the person's own, about twice as steep as the 0.154 that we reckon with."""

    decay: float
    growth: float
    strength: float
    at: datetime

    def recall(self, now: datetime) -> float:
        b = 0.9 ** (-1 / self.decay) - 1
        days = max((now - self.at) / DAY, 0)
        return float((1 + b * days / self.strength) ** -self.decay)

    def is_recalled(self, now: datetime, lot: random.Random) -> bool:
        """Tries, and learns from it: the more, the nearer it was to being forgotten."""
        chance = self.recall(now)
        is_recalled = lot.random() < chance
        if now - self.at > DAY / 2:
            grown = 1 + self.growth * min((1 - chance) / 0.1, 2.5)
            self.strength = self.strength * grown if is_recalled else max(self.strength * 0.15, 0.2)
        self.at = now
        return is_recalled
