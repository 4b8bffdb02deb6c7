"""What a section is worth to a learner, from unread to solid. Pure; each level decays as memory does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.progress.memory import MemoryState, expected

Level = Literal["unread", "read", "practised", "familiar", "solid"]
LEVELS: tuple[Level, ...] = ("unread", "read", "practised", "familiar", "solid")
FAMILIAR_FROM = 0.7
SOLID_FROM = 0.9


@dataclass(frozen=True)
class Recallable:
    """A card or question of a section: its memory, None while it is new, and whether it was recalled on two days."""

    memory: MemoryState | None
    on_two_days: bool


def level_of(is_read: bool, recallables: Sequence[Recallable], now: datetime) -> Level:
    """Practised: one of its items is remembered. Familiar: the mean predicted recall of them all is at least 0.7.
    Solid: at least 0.9, and each was recalled on two different days. What is new or forgotten counts 0."""
    recalls = [expected(r.memory, now) if r.memory else 0.0 for r in recallables]
    if not any(recalls):
        return "read" if is_read else "unread"
    mean = sum(recalls) / len(recalls)
    if mean >= SOLID_FROM and all(r.on_two_days for r in recallables):
        return "solid"
    return "familiar" if mean >= FAMILIAR_FROM else "practised"


def lowest(levels: Sequence[Level]) -> Level:
    """The level of a lesson: that of its weakest section."""
    return min(levels, key=LEVELS.index, default="unread")
