"""An answer is graded against the version that was shown, and written down once."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import bindparam, insert, or_, select
from sqlalchemy.orm import Session

from app.content.documents import Question
from app.db import run
from app.models import Answer, Item, Sitting, parse_uuid, uuid7
from app.progress.memory import AGAIN, GOOD, GUESSING, HARD, is_surprise
from app.progress.recalls import record_recall
from app.progress.shown import Shown
from app.quizzes.asking import read_confidence, read_given
from app.quizzes.grading import grade
from app.web.errors import NotFound
from app.web.forms import Form
from app.web.nonce import Nonce

# What counts as the same answer: the same form, or the same question in the same sitting.
_STORED = (
    select(Answer.id)
    .where(
        Answer.user_id == bindparam("learner"),
        or_(
            Answer.idempotency_key == bindparam("key"),
            (Answer.item_id == bindparam("item")) & (Answer.sitting_id == bindparam("sitting")),
        ),
    )
    .limit(1)
)
_ANSWER = insert(Answer)
_SCOPE = select(Sitting.scope).where(Sitting.user_id == bindparam("learner"), Sitting.id == bindparam("sitting"))


@dataclass(frozen=True)
class Recorded:
    """Where the answer is kept; `is_repeat` if it was there before."""

    answer_id: uuid.UUID
    is_repeat: bool


@dataclass(frozen=True)
class Attempt:
    """An answer read from a form, not yet written down; `sitting_id` None outside a sitting."""

    shown: Shown
    nonce: Nonce
    given: list[Any]
    confidence: int | None
    sitting_id: uuid.UUID | None


def read_attempt(shown: Shown, nonce: Nonce, form: Form) -> Attempt:
    """Raises NotAnAnswer where the form holds none."""
    question = cast(Question, shown.body)
    given = read_given(question, nonce.seed, form)
    return Attempt(shown, nonce, given, read_confidence(form), parse_uuid(str(nonce.extra.get("sitting", ""))))


def record_answer(session: Session, learner_id: uuid.UUID, attempt: Attempt, now: datetime) -> Recorded:
    """Grades and keeps the answer, and moves the memory on: recalled if it is wholly right, else forgotten. A guess
    before reading is only kept. Raises NotFound where the sitting is another person's.

    The same form sent again, or another for the same question of a sitting, changes nothing: the first answer counts.
    A question retired or changed while the form was open is graded all the same, by the text that was shown."""
    nonce, shown, sitting_id = attempt.nonce, attempt.shown, attempt.sitting_id
    scope = run(session, _SCOPE, learner=learner_id, sitting=sitting_id).scalar() if sitting_id else None
    if sitting_id and scope is None:
        raise NotFound(shown.onward)
    stored = run(session, _STORED, learner=learner_id, key=nonce.id, item=shown.item_id, sitting=sitting_id).scalar()
    if stored:
        return Recorded(stored, is_repeat=True)
    correctness = grade(cast(Question, shown.body), attempt.given).correctness
    answer_id, seconds = uuid7(), max((now - nonce.issued_at).total_seconds(), 0.0)
    run(
        session,
        _ANSWER,
        user_id=learner_id,
        id=answer_id,
        item_id=shown.item_id,
        version_id=shown.version_id,
        seed=nonce.seed,
        given=attempt.given,
        correctness=correctness,
        confidence=attempt.confidence,
        seconds=seconds,
        sitting_id=sitting_id,
        idempotency_key=nonce.id,
        answered_at=now,
    )
    if scope != "pretest":
        record_recall(
            session,
            learner_id,
            shown.recalled,
            rating_of(correctness, attempt.confidence),
            nonce.id,
            now,
            answer_id=answer_id,
            seconds=seconds,
            surprised=is_surprise(correctness, attempt.confidence),
        )
    return Recorded(answer_id, is_repeat=False)


def rating_of(correctness: float, confidence: int | None) -> int:
    """What an answer says of the memory: forgotten unless it is wholly right, and hard where it was a guess."""
    if correctness < 1:
        return AGAIN
    return HARD if confidence == GUESSING else GOOD


@dataclass(frozen=True)
class Kept:
    """An answer as it is kept. `sitting_id` as in Attempt."""

    id: uuid.UUID
    public_id: str
    version_id: int
    seed: str
    given: list[Any]
    correctness: float
    confidence: int | None
    sitting_id: uuid.UUID | None


def find_answer(session: Session, learner_id: uuid.UUID, answer_id: str) -> Kept:
    """The learner's own answer. Raises NotFound for any other."""
    row = session.execute(
        select(
            Answer.id,
            Item.public_id,
            Answer.version_id,
            Answer.seed,
            Answer.given,
            Answer.correctness,
            Answer.confidence,
            Answer.sitting_id,
        )
        .join(Item, Item.id == Answer.item_id)
        .where(Answer.user_id == learner_id, Answer.id == parse_uuid(answer_id))
    ).one_or_none()
    if row is None:
        raise NotFound()
    return Kept(*row)
