"""One line of the table of figures."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Row:
    """`figure` is what was measured, `bound` what it is held to; `said` gives the numbers behind it."""

    name: str
    figure: float
    sense: Literal["at least", "at most"]
    bound: float
    said: str

    @property
    def holds(self) -> bool:
        return self.figure >= self.bound if self.sense == "at least" else self.figure <= self.bound

    def __str__(self) -> str:
        verdict = "" if self.holds else " **missed**"
        return f"| {self.name} | {self.figure:.2f}{verdict} | {self.sense} {self.bound:g} | {self.said} |"
