"""The sittings that a learner has begun: which questions, how each was answered, which comes next."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.library import readable_by
from app.models import Answer, Item, Page, Path, parse_uuid
from app.models import Sitting as SittingRow
from app.web.errors import NotFound

Scope = Literal["all", "missed", "pretest"]
ROOMS = {"quiz": "quizzes", "lesson": "lessons"}
FEWEST_GUESSES, MOST_GUESSES = 3, 5


@dataclass(frozen=True)
class Asked:
    """A question of a sitting; once it is retired it is asked no more, and shown where it was answered before."""

    item_id: int
    public_id: str
    is_retired: bool = False


@dataclass(frozen=True)
class Outcome:
    answer_id: uuid.UUID
    correctness: float
    confidence: int | None
    answered_at: datetime

    @property
    def is_right(self) -> bool:
        return self.correctness == 1


@dataclass(frozen=True)
class Sitting:
    """One run through the questions of a quiz, or of a pretest before a lesson: `title` and `home` are that page's.
    `questions` in the order of this run, those that were answered or still can be; `outcomes` by item id."""

    id: uuid.UUID
    scope: Scope
    begun_at: datetime
    page_id: int
    title: str
    home: str
    path_title: str
    path_address: str
    questions: tuple[Asked, ...]
    outcomes: Mapping[int, Outcome]

    @property
    def address(self) -> str:
        """Where it goes on: its next question, or its result."""
        return f"/sittings/{self.id}"

    @property
    def is_pretest(self) -> bool:
        return self.scope == "pretest"

    @property
    def is_done(self) -> bool:
        return len(self.outcomes) == len(self.questions)

    @property
    def right(self) -> int:
        return sum(outcome.is_right for outcome in self.outcomes.values())

    @property
    def last_at(self) -> datetime:
        """When it was begun, or answered last."""
        return max([self.begun_at, *(outcome.answered_at for outcome in self.outcomes.values())])

    @property
    def marks(self) -> tuple[bool, ...]:
        """Right or not, in the order in which they were answered."""
        return tuple(outcome.is_right for outcome in self._in_time)

    @property
    def missed(self) -> tuple[Asked, ...]:
        """What was answered, not wholly right, and can be asked again."""
        return tuple(
            question
            for question in self.questions
            if question.item_id in self.outcomes
            and not self.outcomes[question.item_id].is_right
            and not question.is_retired
        )

    @property
    def _in_time(self) -> list[Outcome]:
        return sorted(self.outcomes.values(), key=lambda outcome: (outcome.answered_at, outcome.answer_id))

    def next_question(self, *, at: str = "", skip: str = "") -> Asked | None:
        """A question without an answer: the one `at` this public id, or the one after that to skip, or the first."""
        left = [question for question in self.questions if question.item_id not in self.outcomes]
        ids = [question.public_id for question in left]
        if not left:
            return None
        if skip in ids:
            return left[(ids.index(skip) + 1) % len(left)]
        return left[ids.index(at)] if at in ids else left[0]

    def number_of(self, answer_id: uuid.UUID) -> int:
        """Which of the answered questions this one was, from 1."""
        return [outcome.answer_id for outcome in self._in_time].index(answer_id) + 1


def pretest_size(questions: int) -> int:
    """How many questions a pretest asks before a lesson on which there are so many; 0: too few for one."""
    return min(questions, MOST_GUESSES) if questions >= FEWEST_GUESSES else 0


def find_sitting(session: Session, learner_id: uuid.UUID, said: str | uuid.UUID) -> Sitting:
    """The learner's own sitting of this id. Raises NotFound for any other."""
    found = _find(session, learner_id, SittingRow.id == parse_uuid(str(said)))
    if not found:
        raise NotFound()
    return found[0]


def find_sittings(session: Session, learner_id: uuid.UUID, page_ids: Sequence[int]) -> list[Sitting]:
    """All that the learner has begun of these quizzes, or before these lessons, in the order of their beginning."""
    return _find(session, learner_id, SittingRow.page_id.in_(page_ids))


def find_last_sittings(session: Session, learner_id: uuid.UUID, page_ids: Sequence[int]) -> dict[int, Sitting]:
    """Of each of these quizzes the last sitting of it all in which something was answered, by its page's id. A retake
    of what was missed says less of a quiz."""
    rows = session.execute(
        select(SittingRow.page_id, SittingRow.id)
        .where(
            SittingRow.user_id == learner_id,
            SittingRow.page_id.in_(page_ids),
            SittingRow.scope == "all",
            exists().where(Answer.user_id == learner_id, Answer.sitting_id == SittingRow.id),
        )
        .order_by(SittingRow.begun_at, SittingRow.id)
    )
    last = {row.page_id: row.id for row in rows}
    return {sitting.page_id: sitting for sitting in _find(session, learner_id, SittingRow.id.in_(last.values()))}


def _find(session: Session, learner_id: uuid.UUID, which: Any) -> list[Sitting]:
    rows = session.execute(
        select(SittingRow, Page.kind, Page.slug, Page.title, Path.slug, Path.title)
        .join(Page, Page.id == SittingRow.page_id)
        .join(Path, Path.id == Page.path_id)
        .where(SittingRow.user_id == learner_id, which, readable_by(learner_id))
        .order_by(SittingRow.begun_at, SittingRow.id)
    ).all()
    outcomes = _outcomes(session, learner_id, [row.id for row, *_ in rows])
    asked = _asked(session, {item_id for row, *_ in rows for item_id in row.questions})
    sittings = []
    for row, kind, slug, title, path, path_title in rows:
        given = outcomes[row.id]
        questions = (asked[item_id] for item_id in row.questions)
        sittings.append(
            Sitting(
                id=row.id,
                scope=cast(Scope, row.scope),
                begun_at=row.begun_at,
                page_id=row.page_id,
                title=title,
                home=f"/paths/{path}/{ROOMS[kind]}/{slug}",
                path_title=path_title,
                path_address=f"/paths/{path}",
                questions=tuple(q for q in questions if q.item_id in given or not q.is_retired),
                outcomes=given,
            )
        )
    return sittings


def _outcomes(
    session: Session, learner_id: uuid.UUID, sitting_ids: Sequence[uuid.UUID]
) -> Mapping[uuid.UUID, Mapping[int, Outcome]]:
    rows = session.execute(
        select(
            Answer.sitting_id, Answer.item_id, Answer.id, Answer.correctness, Answer.confidence, Answer.answered_at
        ).where(Answer.user_id == learner_id, Answer.sitting_id.in_(sitting_ids))
    )
    found: dict[uuid.UUID, dict[int, Outcome]] = defaultdict(dict)
    for sitting_id, item_id, answer_id, correctness, confidence, answered_at in rows:
        assert sitting_id
        found[sitting_id][item_id] = Outcome(answer_id, correctness, confidence, answered_at)
    return found


def _asked(session: Session, item_ids: set[int]) -> dict[int, Asked]:
    rows = session.execute(select(Item.id, Item.public_id, Item.retired_at).where(Item.id.in_(item_ids)))
    return {item_id: Asked(item_id, public_id, retired_at is not None) for item_id, public_id, retired_at in rows}
