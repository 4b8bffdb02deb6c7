"""The first answer of each learner to each question of a path, with what the question meant then."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.roles import Right, Standing, may
from app.content.documents import (
    AnyBody,
    ClozeBody,
    MatchingBody,
    NumericBody,
    OrderingBody,
    Question,
    SingleBody,
    TextBody,
)
from app.models import Answer, Item, ItemVersion, Membership, Path, Sitting, User
from app.studio.weighing import FirstAnswer, Meaning

GUESSES = "pretest"
AT_ONCE = 10_000


def teachers_of(session: Session, path: Path) -> set[uuid.UUID]:
    """Who may teach the path, by the one rule: what they try out is no learner's answer."""
    roles = dict(
        session.execute(select(Membership.user_id, Membership.role).where(Membership.path_id == path.id)).all()
    )
    people = session.execute(select(User.id, User.role).where(or_(User.role != "learner", User.id.in_(roles))))
    is_owned = "owner" in roles.values()
    return {
        id_ for id_, role in people if may(Right.TEACH, Standing(role, roles.get(id_, ""), path.visibility, is_owned))
    }


def find_meanings(session: Session, items: Sequence[Item]) -> dict[int, Meaning]:
    """What each version of these questions meant, by the version's id: versions in which the same answer was right, of
    one edition, meant the same. The text is that of the last of them."""
    found: dict[int, Meaning] = {}
    for run in _runs(session, [item.id for item in items]):
        first, last = run[0], run[-1]
        meaning = Meaning(first.item_id, first.edition, first.created_at, cast(Question, last.body))
        found.update((version.id, meaning) for version in run)
    return found


def find_first_answers(
    session: Session, path: Path, items: Collection[int], meanings: Mapping[int, Meaning]
) -> dict[int, list[FirstAnswer]]:
    """To these questions of the path, by the id of the item."""
    found: dict[int, list[FirstAnswer]] = defaultdict(list)
    answers = first_answers_of(path, teachers_of(session, path)).where(Item.id.in_(items)).subquery()
    rows = session.execute(select(answers).where(answers.c.place == 1), execution_options={"yield_per": AT_ONCE})
    for learner, item_id, version_id, given, correctness, seconds, _ in rows:
        found[item_id].append(FirstAnswer(learner, meanings[version_id], given, correctness, seconds))
    return found


def first_answers_of(path: Path, teachers: Collection[uuid.UUID]) -> Select[*tuple[Any, ...]]:
    """The answers to what a path asks now, each with its `place` among its learner's answers to that question: 1 is the
    first. A guess before reading is none, nor is what those who teach the path try out."""
    mine = func.row_number().over(
        partition_by=(Answer.user_id, Answer.item_id), order_by=(Answer.answered_at, Answer.id)
    )
    return (
        select(
            Answer.user_id,
            Answer.item_id,
            Answer.version_id,
            Answer.given,
            Answer.correctness,
            Answer.seconds,
            mine.label("place"),
        )
        .join(Item, Item.id == Answer.item_id)
        .outerjoin(Sitting, (Sitting.user_id == Answer.user_id) & (Sitting.id == Answer.sitting_id))
        .where(Item.path_id == path.id, Item.kind == "question", Item.retired_at.is_(None))
        .where(or_(Sitting.scope.is_(None), Sitting.scope != GUESSES), Answer.user_id.not_in(teachers))
    )


def _runs(session: Session, items: Sequence[int]) -> list[list[Any]]:
    """The versions of each item, oldest first, cut where what they ask for changed."""
    rows = session.execute(
        select(ItemVersion.id, ItemVersion.item_id, ItemVersion.edition, ItemVersion.created_at, ItemVersion.body)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(Item.id.in_(items))
        .order_by(ItemVersion.item_id, ItemVersion.id)
    )
    runs: list[list[Any]] = []
    for row in rows:
        last = runs[-1][-1] if runs else None
        if last and (last.item_id, last.edition) == (row.item_id, row.edition) and asks_the_same(last.body, row.body):
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs


def asks_the_same(before: AnyBody, after: AnyBody) -> bool:
    """Whether the same answer is right in both. An option that only one of them has may be the other's, reworded."""
    match before, after:
        case SingleBody(), SingleBody() if before.kind == after.kind:
            rights = {option.key: option.is_right for option in after.options}
            return all(rights.get(option.key, option.is_right) == option.is_right for option in before.options)
        case OrderingBody(), OrderingBody():
            keys = [option.key for option in after.options]
            both = [option.key for option in before.options if option.key in keys]
            return both == [key for key in keys if key in both]
        case MatchingBody(), MatchingBody():
            partners = {pair.left.key: pair.right.key for pair in after.pairs}
            known = set(partners.values())
            pairs = [(pair.left.key, pair.right.key) for pair in before.pairs]
            return all(partners.get(left, right) == right for left, right in pairs if right in known)
        case NumericBody(), NumericBody():
            return (before.value, before.tolerance) == (after.value, after.tolerance)
        case TextBody(), TextBody():
            return before.accepted == after.accepted
        case ClozeBody(), ClozeBody():
            return before.gaps == after.gaps
        case _:
            return False
