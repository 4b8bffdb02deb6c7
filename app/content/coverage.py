"""Which sections have something to recall, and how much: what `cairn check --coverage` prints."""

from collections import Counter
from dataclasses import dataclass

from app.content.documents import Catalog


@dataclass(frozen=True)
class Covered:
    """A section of a lesson, and how many cards and questions see it."""

    file: str
    anchor: str
    heading: str
    cards: int
    questions: int

    @property
    def is_covered(self) -> bool:
        return self.cards + self.questions > 0


def coverage(catalog: Catalog) -> tuple[Covered, ...]:
    """Every section of every lesson, in the order of the files."""
    seen = Counter((item.kind, key) for item in catalog.items() for key in item.see)
    return tuple(
        Covered(
            document.file, section.anchor, section.heading, seen["card", section.key], seen["question", section.key]
        )
        for document in catalog.documents
        if document.kind == "lesson"
        for section in document.sections
    )


def as_table(sections: tuple[Covered, ...]) -> str:
    """A line a section, its address first; the last line counts."""
    width = max((len(f"{each.file}#{each.anchor}") for each in sections), default=0)
    lines = [
        f"{each.file + '#' + each.anchor:<{width}}  {each.cards:>3} cards  {each.questions:>3} questions"
        + ("" if each.is_covered else "  nothing to recall")
        for each in sections
    ]
    covered = sum(each.is_covered for each in sections)
    return "\n".join([*lines, f"{covered} of {len(sections)} sections have a card or a question"])
