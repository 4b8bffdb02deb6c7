"""How what was found of a path's quality is laid out: messages by file, and estimates on a scale. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from app.content.documents import Problem
from app.library.teaching import edit_href
from app.studio.flagged import Flagged
from app.studio.quality import Quality


@dataclass(frozen=True)
class Message:
    """A warning or note on its line; of what learners flagged with each flag, by whose ids they are settled."""

    problem: Problem
    href: str
    flagged: Flagged | None = None


@dataclass(frozen=True)
class FileMessages:
    file: str
    messages: tuple[Message, ...]


@dataclass(frozen=True)
class Lint:
    """What to look at, file by file; and what is no fault by itself."""

    warnings: tuple[FileMessages, ...]
    notes: tuple[FileMessages, ...]

    @property
    def noted(self) -> int:
        return sum(len(one.messages) for one in self.notes)


def lint_of(found: Quality, slug: str) -> Lint:
    messages = messages_of(found, slug)
    return Lint(*(_by_file([one for one in messages if one.problem.severity == kind]) for kind in ("warning", "note")))


def messages_of(found: Quality, slug: str) -> list[Message]:
    """In the order of files and lines. What was flagged keeps its own flags: two gaps of one card read the same."""
    pairs = [*((problem, None) for problem in found.measured), *((one.problem, one) for one in found.flagged)]
    messages = [Message(problem, edit_href(slug, problem.file, problem.line), one) for problem, one in pairs]
    return sorted(messages, key=lambda one: one.problem)


def _by_file(messages: Sequence[Message]) -> tuple[FileMessages, ...]:
    return tuple(FileMessages(file, tuple(run)) for file, run in groupby(messages, lambda one: one.problem.file))
