"""A learner's sittings of a quiz: which questions of it they have answered, how, and which one comes next."""

import hashlib
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Answer, Item, ItemVersion
from app.web.nonce import shuffled


@dataclass(frozen=True)
class Asked:
    """A question of the quiz as it is now."""

    item_id: int
    public_id: str


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
    """One run through a quiz. `number` counts from 1; `questions` in the order of this run; `outcomes` by item id."""

    number: int
    questions: tuple[Asked, ...]
    outcomes: Mapping[int, Outcome]

    @property
    def is_done(self) -> bool:
        return len(self.outcomes) == len(self.questions)

    @property
    def right(self) -> int:
        return sum(outcome.is_right for outcome in self.outcomes.values())

    @property
    def marks(self) -> tuple[bool, ...]:
        """Right or not, in the order in which they were answered."""
        return tuple(outcome.is_right for outcome in self._in_time)

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
        """Which of the answered questions this one was, from 1; 0 if its question was retired since."""
        ids = [outcome.answer_id for outcome in self._in_time]
        return ids.index(answer_id) + 1 if answer_id in ids else 0


@dataclass(frozen=True)
class Quiz:
    """Its current questions in the order written, and what a learner has answered of them by sitting."""

    page_id: int
    questions: tuple[Asked, ...]
    learner_id: uuid.UUID | None
    outcomes: Mapping[int, Mapping[int, Outcome]]

    @property
    def last(self) -> Sitting | None:
        """The latest sitting in which something was answered."""
        return self.sitting(max(self.outcomes)) if self.outcomes else None

    @property
    def following(self) -> int:
        """The number of the sitting that is to be begun."""
        return max(self.outcomes, default=0) + 1

    def find_sitting(self, said: str) -> Sitting | None:
        """The sitting of this number in digits, if it is one of the learner's or the following."""
        if not said.isdecimal() or len(said) > 9 or not 1 <= int(said) <= self.following:
            return None
        return self.sitting(int(said))

    def sitting(self, number: int) -> Sitting:
        return Sitting(number, self._order(number), self.outcomes.get(number, {}))

    def _order(self, number: int) -> tuple[Asked, ...]:
        """As written the first time; mixed in each later sitting, the same way whenever it is asked for."""
        if number == 1:
            return self.questions
        seed = hashlib.sha256(f"{self.learner_id} {self.page_id} {number}".encode()).hexdigest()
        return tuple(shuffled(seed, self.questions, lambda question: question.public_id))


def find_quiz(session: Session, page_id: int, learner_id: uuid.UUID | None) -> Quiz:
    rows = session.execute(
        select(Item.id, Item.public_id)
        .where(Item.page_id == page_id, Item.kind == "question", Item.retired_at.is_(None))
        .order_by(Item.position, Item.id)
    )
    questions = tuple(Asked(*row) for row in rows)
    outcomes = _outcomes(session, questions, learner_id) if learner_id else {}
    return Quiz(page_id, questions, learner_id, outcomes)


def find_headings(session: Session, sitting: Sitting) -> dict[int, str]:
    """What each question of the sitting is called, by item id."""
    rows = session.execute(
        select(Item.id, ItemVersion.body)
        .join(ItemVersion, ItemVersion.id == Item.version_id)
        .where(Item.id.in_([question.item_id for question in sitting.questions]))
    )
    return {item_id: body.heading for item_id, body in rows}


def _outcomes(session: Session, questions: Sequence[Asked], learner_id: uuid.UUID) -> dict[int, dict[int, Outcome]]:
    rows = session.execute(
        select(
            Answer.attempt, Answer.item_id, Answer.id, Answer.correctness, Answer.confidence, Answer.answered_at
        ).where(
            Answer.user_id == learner_id,
            Answer.attempt > 0,
            Answer.item_id.in_([question.item_id for question in questions]),
        )
    )
    found: dict[int, dict[int, Outcome]] = defaultdict(dict)
    for number, item_id, answer_id, correctness, confidence, answered_at in rows:
        found[number][item_id] = Outcome(answer_id, correctness, confidence, answered_at)
    return found
