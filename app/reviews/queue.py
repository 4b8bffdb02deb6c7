"""What comes next in the one daily queue: what is due, then a few new ones, then what was forgotten a moment ago.

Cards and questions alike, over every path that was begun or in one. What a learner was certain of and had wrong comes
first; two of one section never follow each other while another is due. The next item costs the same however long the
learner's history is: it is found through an index, and counts stop where nobody counts on.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fsrs import State
from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from app.db import run
from app.models import Answer, Item, Memory, Page, Reading, Review, Sight

# What is in its learning steps is shown again within the session rather than left for a second visit.
LEARN_AHEAD = timedelta(minutes=20)
# Counted no further: counting all would cost more the longer somebody was away.
MOST_COUNTED = 999
# A section's first questions are its recall prompts: once it is read they come as new. The others are for its quiz.
PROMPTS_A_SECTION = 2
# Of the new ones, how many are looked through for one of another section.
LOOK_AHEAD = 20


@dataclass(frozen=True)
class Scope:
    """Whose queue, over which paths, and where they stand in time: `since` is when their day began; `new_per_day` is
    how many new items they meet in a day."""

    learner_id: uuid.UUID
    path_ids: tuple[int, ...]
    since: datetime
    now: datetime
    new_per_day: int

    @property
    def asked(self) -> dict[str, Any]:
        return {"learner": self.learner_id, "paths": self.path_ids}


@dataclass(frozen=True)
class Candidate:
    item_id: int
    public_id: str
    kind: str


@dataclass(frozen=True)
class LastReview:
    """A review of the learner's day that still stands."""

    id: uuid.UUID
    item_id: int
    rating: int
    is_answer: bool


@dataclass(frozen=True)
class Left:
    """What is left of today: due now, new ones still to meet, and those that come back within minutes."""

    due: int
    new: int
    soon: int

    @property
    def all(self) -> int:
        return self.due + self.new + self.soon


def next_item(session: Session, scope: Scope, just_seen: int) -> Candidate | None:
    """The item to show after the one just seen (its item id, 0 for none); None where nothing is left of today."""
    due = run(session, _DUE_OF_ANOTHER_SECTION, **scope.asked, now=scope.now, last=just_seen).first()
    due = due or (run(session, _DUE, **scope.asked, now=scope.now).first() if just_seen else None)
    if due:
        return Candidate(due.id, due.public_id, due.kind)
    met = find_met_today(session, scope)
    return _next_new(session, scope, just_seen, scope.new_per_day - met) or _soonest(session, scope)


def find_waiting(session: Session, scope: Scope, public_id: str) -> Candidate | None:
    """The item of this public id if it waits in the queue: due, back within minutes, or not met yet."""
    row = run(session, _WANTED, **scope.asked, public_id=public_id).first()
    if row is None or (row.due_at and row.due_at > scope.now + LEARN_AHEAD):
        return None
    return Candidate(row.id, row.public_id, row.kind)


def find_last(session: Session, scope: Scope) -> tuple[LastReview | None, LastReview | None]:
    """The latest review of the day, and the latest that can be taken back: an answer cannot."""
    last = _last(session, _LAST, scope)
    return (last, _last(session, _LAST_RATED, scope)) if last and last.is_answer else (last, last)


def find_left(session: Session, scope: Scope) -> Left:
    due = _count(session, _COUNT_DUE, scope, now=scope.now)
    soon = _count(session, _COUNT_SOON, scope, now=scope.now, until=scope.now + LEARN_AHEAD)
    room = scope.new_per_day - find_met_today(session, scope)
    return Left(due, _count_new(session, scope, room), soon)


def count_unmet(session: Session, scope: Scope) -> int:
    """Cards that were never asked."""
    return _count(session, _COUNT_UNMET, scope)


def count_until(session: Session, scope: Scope, moment: datetime) -> int:
    """How many come due from now to this moment."""
    return _count(session, _COUNT_UNTIL, scope, now=scope.now, until=moment)


def find_next_due(session: Session, scope: Scope) -> datetime | None:
    row = run(session, _NEXT_DUE, **scope.asked, now=scope.now).first()
    return row.due_at if row else None


def find_met_today(session: Session, scope: Scope) -> int:
    """How many items were met for the first time today, over all paths. Those of a quiz do not use up the day's new
    ones: whoever takes one wanted to be asked."""
    return int(run(session, _MET, learner=scope.learner_id, since=scope.since).scalar_one())


def _next_new(session: Session, scope: Scope, just_seen: int, room: int) -> Candidate | None:
    """An item never asked: of the sections that were read, the first read first; else a card, as they are written."""
    if room <= 0:
        return None
    for statement in (_NEW_OF_WHAT_WAS_READ, _NEW_CARDS):
        rows = run(session, statement, **scope.asked, last=just_seen, most=LOOK_AHEAD).all()
        if rows:
            row = next((row for row in rows if not row.is_same), rows[0])
            return Candidate(row.id, row.public_id, row.kind)
    return None


def _count_new(session: Session, scope: Scope, room: int) -> int:
    if room <= 0:
        return 0
    asked = {**scope.asked, "last": 0, "most": room}
    return min(len({row.id for one in (_NEW_OF_WHAT_WAS_READ, _NEW_CARDS) for row in run(session, one, **asked)}), room)


def _soonest(session: Session, scope: Scope) -> Candidate | None:
    row = run(session, _SOON, **scope.asked, now=scope.now, until=scope.now + LEARN_AHEAD).first()
    return Candidate(row.id, row.public_id, row.kind) if row else None


def _last(session: Session, statement: Any, scope: Scope) -> LastReview | None:
    row = run(session, statement, **scope.asked, since=scope.since).first()
    return LastReview(row.id, row.item_id, row.rating, row.answer_id is not None) if row else None


def _count(session: Session, statement: Select[Any], scope: Scope, **more: Any) -> int:
    return int(run(session, statement, **scope.asked, **more).scalar_one())


# The statements, built once.

_LEARNER: Any = bindparam("learner")
_NOW: Any = bindparam("now")
_UNTIL: Any = bindparam("until")
_IS_CURRENT = and_(Item.path_id.in_(bindparam("paths", expanding=True)), Item.retired_at.is_(None))
_IS_ASKED = and_(Item.kind.in_(("card", "question")), _IS_CURRENT)
_MINE = and_(Memory.lineage == Item.lineage, Memory.user_id == _LEARNER)


def _sees_what_the_last_saw() -> ColumnElement[bool]:
    mine, last = aliased(Sight), aliased(Sight)
    same = mine.section_id == last.section_id
    return exists().where(mine.item_id == Item.id, last.item_id == bindparam("last"), same).correlate(Item)


def _remembered(*more: ColumnElement[bool]) -> Any:
    """Items with a memory, the longest due first."""
    return (
        select(Item.id, Item.public_id, Item.kind, Memory.due_at)
        .select_from(Memory)
        .join(Item, Item.lineage == Memory.lineage)
        .where(Memory.user_id == _LEARNER, _IS_ASKED, *more)
        .order_by(Memory.due_at, Item.id)
    )


def _first_due(*more: ColumnElement[bool]) -> Select[Any]:
    """The first due, but before it the first of those that were certain and wrong; each by its own index."""
    is_due = Memory.due_at <= _NOW
    surprises = _remembered(is_due, Memory.surprised_at.is_not(None), *more).limit(1).subquery()
    others = _remembered(is_due, *more).limit(1).subquery()
    both = union_all(
        select(literal(0).label("rank"), surprises.c.id, surprises.c.public_id, surprises.c.kind),
        select(literal(1), others.c.id, others.c.public_id, others.c.kind),
    ).subquery()
    return select(both.c.id, both.c.public_id, both.c.kind).order_by(both.c.rank).limit(1)


def _counted(statement: Select[Any]) -> Select[Any]:
    return select(func.count()).select_from(statement.order_by(None).limit(MOST_COUNTED).subquery())


def _lineages(*more: ColumnElement[bool]) -> Any:
    """One row a memory, though an original and its clone may both be there."""
    return _remembered(*more).with_only_columns(Memory.lineage).order_by(None).distinct()


_DUE = _first_due()
_DUE_OF_ANOTHER_SECTION = _first_due(~_sees_what_the_last_saw())
_SOON_DUE = (Memory.due_at > _NOW, Memory.due_at <= _UNTIL)
_SOON = _remembered(*_SOON_DUE, Memory.state != State.Review).limit(1)
_COUNT_DUE = _counted(_lineages(Memory.due_at <= _NOW))
_COUNT_SOON = _counted(_lineages(*_SOON_DUE, Memory.state != State.Review))
_COUNT_UNTIL = _counted(_lineages(*_SOON_DUE))
_NEXT_DUE = _remembered(Memory.due_at > _NOW).limit(1)
_WANTED = (
    select(Item.id, Item.public_id, Item.kind, Memory.due_at)
    .outerjoin(Memory, _MINE)
    .where(Item.public_id == bindparam("public_id"), _IS_ASKED)
)

_TODAY = (Review.user_id == _LEARNER, Review.reviewed_at >= bindparam("since"), Review.undone_at.is_(None))
_LAST = (
    select(Review.id, Review.item_id, Review.rating, Review.answer_id)
    .join(Item, Item.id == Review.item_id)
    .where(*_TODAY, _IS_ASKED)
    .order_by(Review.reviewed_at.desc(), Review.id.desc())
    .limit(1)
)
_LAST_RATED = _LAST.where(Review.answer_id.is_(None))
_MET = (
    select(func.count())
    .select_from(Review)
    .outerjoin(Answer, and_(Answer.user_id == Review.user_id, Answer.id == Review.answer_id))
    .where(*_TODAY, Review.before.is_(None), or_(Answer.id.is_(None), Answer.attempt == 0))
)

_CARDS_UNMET = (
    select(Item.id, Item.public_id, Item.kind, _sees_what_the_last_saw().label("is_same"))
    .join(Page, Page.id == Item.page_id)
    .outerjoin(Memory, _MINE)
    .where(Memory.lineage.is_(None), Item.kind == "card", _IS_CURRENT)
)
_NEW_CARDS = _CARDS_UNMET.order_by(Page.position, Page.id, Item.position, Item.id).limit(bindparam("most"))
_COUNT_UNMET = _counted(_CARDS_UNMET.with_only_columns(Item.id))


def _of_what_was_read() -> Select[Any]:
    in_their_order = (Sight.position, Page.position, Item.position, Item.id)
    prompts = (
        select(
            Item.id,
            Item.public_id,
            Item.kind,
            Item.lineage,
            _sees_what_the_last_saw().label("is_same"),
            Reading.read_at,
            func.row_number().over(partition_by=(Sight.section_id, Item.kind), order_by=in_their_order).label("rank"),
        )
        .select_from(Reading)
        .join(Sight, Sight.section_id == Reading.item_id)
        .join(Item, Item.id == Sight.item_id)
        .join(Page, Page.id == Item.page_id)
        .where(Reading.user_id == _LEARNER, _IS_ASKED)
        .subquery()
    )
    offered = or_(prompts.c.kind == "card", prompts.c.rank <= PROMPTS_A_SECTION)
    questions_first = case((prompts.c.kind == "question", 0), else_=1)
    return (
        select(prompts)
        .outerjoin(Memory, and_(Memory.lineage == prompts.c.lineage, Memory.user_id == _LEARNER))
        .where(Memory.lineage.is_(None), offered)
        .order_by(prompts.c.read_at, prompts.c.rank, questions_first, prompts.c.id)
        .limit(bindparam("most"))
    )


_NEW_OF_WHAT_WAS_READ = _of_what_was_read()
