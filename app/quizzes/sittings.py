"""A sitting begins: which questions, in which order. It is a row, written once."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.accounts.learners import Learner
from app.models import Item, Page, Sitting, uuid7
from app.progress.recalls import enrol
from app.progress.sittings import Asked, Scope, find_sittings
from app.progress.sittings import Sitting as Begun
from app.quizzes.pretests import choose, find_candidates
from app.web.nonce import Nonce, shuffled


class NotASitting(Exception):
    """There is nothing to sit down to. Its text is a sentence for the learner."""


@dataclass(frozen=True)
class Planned:
    """A sitting that is not yet written down; `questions` are item ids."""

    page: Page
    scope: Scope
    nonce: Nonce
    questions: tuple[int, ...]


def read_scope(text: str) -> Scope:
    """What a form of a quiz asks for. Raises NotASitting."""
    match text:
        case "all" | "missed":
            return text
    raise NotASitting("Take all of the questions, or those that you missed.")


def plan_sitting(session: Session, learner: Learner | None, page: Page, scope: Scope, nonce: Nonce) -> Planned:
    """What a sitting that begins now would ask. Raises NotASitting where that is nothing."""
    if learner and find_begun(session, learner.id, nonce):
        return Planned(page, scope, nonce, ())
    begun = find_sittings(session, learner.id, [page.id]) if learner else []
    match scope:
        case "all":
            asked = order(questions_of(session, page), begun, nonce.seed)
        case "missed":
            asked = order(missed_in(begun), begun, nonce.seed)
        case "pretest":
            asked = choose(find_candidates(session, page), nonce.seed)
    if not asked:
        raise NotASitting(
            "There is nothing left that you missed." if scope == "missed" else "There are no questions here yet."
        )
    return Planned(page, scope, nonce, tuple(question.item_id for question in asked))


def begin_sitting(session: Session, learner_id: uuid.UUID, planned: Planned, now: datetime) -> uuid.UUID:
    """The id of the sitting; a form that is sent again finds the one that it began."""
    begun = find_begun(session, learner_id, planned.nonce)
    if begun:
        return begun
    sitting_id = uuid7()
    session.execute(
        insert(Sitting).values(
            user_id=learner_id,
            id=sitting_id,
            page_id=planned.page.id,
            scope=planned.scope,
            seed=planned.nonce.seed,
            questions=list(planned.questions),
            idempotency_key=planned.nonce.id,
            begun_at=now,
        )
    )
    enrol(session, learner_id, planned.page.path_id, now)
    return sitting_id


def find_begun(session: Session, learner_id: uuid.UUID, nonce: Nonce) -> uuid.UUID | None:
    return session.scalar(select(Sitting.id).where(Sitting.user_id == learner_id, Sitting.idempotency_key == nonce.id))


def questions_of(session: Session, page: Page) -> tuple[Asked, ...]:
    """The current questions of a quiz, as written."""
    rows = session.execute(
        select(Item.id, Item.public_id)
        .where(Item.page_id == page.id, Item.kind == "question", Item.retired_at.is_(None))
        .order_by(Item.position, Item.id)
    )
    return tuple(Asked(*row) for row in rows)


def order(questions: Sequence[Asked], begun: Sequence[Begun], seed: str) -> Sequence[Asked]:
    """As written the first time; mixed in each later sitting, when the order itself could be what is remembered."""
    return shuffled(seed, questions, lambda question: question.public_id) if begun else questions


def missed_in(begun: Sequence[Begun]) -> tuple[Asked, ...]:
    """What was not wholly right in the last sitting of a quiz that was finished, else in the last with an answer."""
    answered = [sitting for sitting in begun if sitting.outcomes]
    finished = [sitting for sitting in answered if sitting.is_done]
    return (finished or answered)[-1].missed if answered else ()
