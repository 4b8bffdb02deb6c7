"""How what was found of a path's quality is laid out: messages by file, and estimates on a scale. Pure."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from app.content.documents import Problem
from app.library.teaching import edit_href
from app.studio.quality import Quality


@dataclass(frozen=True)
class Message:
    """A warning or note on its line; of a learner's flag with its id, by which it is settled, and its moment."""

    problem: Problem
    href: str
    flag_id: uuid.UUID | None = None
    flagged_at: datetime | None = None


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
    def message(problem: Problem) -> Message:
        return Message(problem, edit_href(slug, problem.file, problem.line))

    flags = [
        Message(problem, edit_href(slug, problem.file, problem.line), flag.id, flag.flagged_at)
        for flag in found.flags
        for problem in flag.problems
    ]
    # Those of flags stand here with what settles them.
    others = [message(problem) for problem in found.problems if problem.rule != "flag"]
    warnings = [one for one in others if one.problem.severity == "warning"] + flags
    return Lint(_by_file(warnings), _by_file([one for one in others if one.problem.severity == "note"]))


def _by_file(messages: Sequence[Message]) -> tuple[FileMessages, ...]:
    ordered = sorted(messages, key=lambda one: one.problem)
    return tuple(FileMessages(file, tuple(run)) for file, run in groupby(ordered, lambda one: one.problem.file))
