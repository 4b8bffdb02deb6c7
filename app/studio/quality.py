"""The statistics of a path's questions as lint on their lines, and what learners flagged."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.content.documents import Problem
from app.library import items_of
from app.models import Item, Page, Path, Review
from app.progress.memory import AGAIN
from app.studio.first_answers import find_first_answers, find_meanings
from app.studio.flagged import Flagged, find_flagged
from app.studio.verdicts import Place, judge, judge_card, remark, usual_seconds
from app.studio.weighing import Meaning, Weight, weigh

REVIEW = 2
"""The state of a memory that was settled, as FSRS counts them: forgetting it is a lapse."""


@dataclass(frozen=True)
class Measured:
    """A question with its numbers: as it is `now`, and as it was `before` each change of meaning, the latest first."""

    public_id: str
    heading: str
    place: Place
    now: Weight
    before: tuple[Weight, ...]
    problems: tuple[Problem, ...]

    @property
    def is_warned(self) -> bool:
        return any(problem.severity == "warning" for problem in self.problems)


@dataclass(frozen=True)
class MeasuredQuiz:
    title: str
    file: str
    questions: tuple[Measured, ...]

    @property
    def judged(self) -> int:
        """Of how many questions there are answers enough."""
        return sum(question.now.is_enough for question in self.questions)

    @property
    def warned(self) -> int:
        return sum(question.is_warned for question in self.questions)


@dataclass(frozen=True)
class Quality:
    """`measured` are the warnings and notes of numbers, `problems` these and those of flags, in the order of files and
    lines."""

    quizzes: tuple[MeasuredQuiz, ...]
    flagged: tuple[Flagged, ...]
    measured: tuple[Problem, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(sorted([*self.measured, *(flagged.problem for flagged in self.flagged)]))

    @property
    def questions(self) -> list[Measured]:
        return [question for quiz in self.quizzes for question in quiz.questions]

    @property
    def warnings(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity == "warning"]

    @property
    def judged(self) -> int:
        return sum(quiz.judged for quiz in self.quizzes)

    @property
    def answers(self) -> int:
        return sum(weight.n for question in self.questions for weight in (question.now, *question.before))


def find_quality(session: Session, path: Path, file: str = "") -> Quality:
    """Of the whole path, or of one of its files."""
    quizzes, flags = _quizzes(session, path, file), find_flagged(session, path, file)
    problems = [problem for quiz in quizzes for question in quiz.questions for problem in question.problems]
    problems += _lapses(session, path, file)
    return Quality(tuple(quizzes), tuple(flags), tuple(problems))


def _quizzes(session: Session, path: Path, file: str) -> list[MeasuredQuiz]:
    items = [item for item in items_of(session, path, "question") if not file or item.page.file == file]
    meanings = find_meanings(session, items)
    answers = find_first_answers(session, path, {item.id for item in items}, meanings) if items else {}
    of_item: dict[int, list[Meaning]] = defaultdict(list)
    for meaning in dict.fromkeys(meanings.values()):
        of_item[meaning.item_id].append(meaning)
    found = []
    for page, run in groupby(items, lambda item: item.page):
        here = list(run)
        weights = weigh(
            [meaning for item in here for meaning in of_item[item.id]],
            [answer for item in here for answer in answers.get(item.id, ())],
        )
        usual = usual_seconds([weights[meanings[item.version.id]] for item in here])
        measured = [_measured(item, meanings[item.version.id], of_item[item.id], weights, usual) for item in here]
        found.append(MeasuredQuiz(page.title, page.file, tuple(measured)))
    return found


def _measured(
    item: Item, current: Meaning, meanings: Sequence[Meaning], weights: dict[Meaning, Weight], usual: float
) -> Measured:
    place, now = Place(item.page.file, item.line), weights[current]
    before = [weights[meaning] for meaning in reversed(meanings) if meaning is not current and weights[meaning].n]
    problems = (*judge(place, now), *remark(place, now, usual))
    return Measured(item.public_id, item.version.body.heading, place, now, tuple(before), problems)


def _lapses(session: Session, path: Path, file: str) -> list[Problem]:
    rows = session.execute(
        select(Page.file, Item.line, func.count(), func.sum(case((Review.rating == AGAIN, 1), else_=0)))
        .join(Item, Item.id == Review.item_id)
        .join(Page, Page.id == Item.page_id)
        .where(Item.path_id == path.id, Item.kind == "card", Item.retired_at.is_(None), Page.retired_at.is_(None))
        # A card that was changed is weighed as it is now.
        .where(Review.version_id == Item.version_id, Review.undone_at.is_(None), Review.before.is_not(None))
        .where(Review.before["state"].as_integer() == REVIEW, *([Page.file == file] if file else []))
        .group_by(Item.id, Page.file, Item.line)
    )
    return [
        problem
        for there, line, reviews, forgotten in rows
        for problem in judge_card(Place(there, line), reviews, forgotten)
    ]
