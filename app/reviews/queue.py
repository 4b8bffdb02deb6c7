"""What comes next in the one daily queue: what is due, then a few new ones, then what was forgotten a moment ago.

Cards and questions alike, over every path that was begun or in one. What a learner was certain of and had wrong comes
first; two of one section never follow each other while another is due. The next item costs the same however long the
learner's history is: it is found through an index, and counts stop where nobody counts on.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from fsrs import State
from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, func, literal_column, or_, select
from sqlalchemy.orm import Session, aliased

from app.db import run
from app.library import readable_by
from app.models import Answer, Enrolment, Item, Memory, Page, Path, Reading, Review, Sight
from app.progress.exams import needs_polish
from app.progress.memory import expected
from app.progress.recalls import MEMORY_COLUMNS, memory_from

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
    """Whose queue, over which paths (one, or several of which they have begun), and where they stand in time: `since`
    is when their day began; `new_per_day` is how many new items they meet in a day, of the paths `new_from`; `exams`
    are the moments of the exams that are so near that their paths are polished."""

    learner_id: uuid.UUID
    path_ids: tuple[int, ...]
    since: datetime
    now: datetime
    new_per_day: int
    new_from: tuple[int, ...]
    exams: Mapping[int, datetime] = field(default_factory=dict)

    @property
    def items(self) -> dict[str, Any]:
        """What a statement about items of these paths asks for."""
        return {"learner": self.learner_id, "paths": self.path_ids}

    @property
    def new(self) -> dict[str, Any]:
        return {"learner": self.learner_id, "paths": self.new_from}

    @property
    def memories(self) -> tuple["_Remembered", dict[str, Any]]:
        """The statements about memories of these paths, and what they ask for."""
        if len(self.path_ids) == 1:
            return _OF_ONE_PATH, {"learner": self.learner_id, "path": self.path_ids[0]}
        return _OF_PATHS_BEGUN, {"learner": self.learner_id}


@dataclass(frozen=True)
class Candidate:
    item_id: int
    public_id: str
    kind: str


@dataclass(frozen=True)
class LastRating:
    """A rating of the learner's day that still stands: it can be taken back. An answer cannot."""

    id: uuid.UUID
    rating: int


@dataclass(frozen=True)
class Left:
    """What is left of today: due now or to be polished, new ones still to meet, and those back within minutes."""

    due: int
    new: int
    soon: int

    @property
    def all(self) -> int:
        return self.due + self.new + self.soon


def next_item(session: Session, scope: Scope) -> Candidate | None:
    """The item to show next, after the one asked last today; None where nothing is left of the day."""
    memories, asked = scope.memories
    due = run(session, memories.next_of_another_section, **asked, now=scope.now, since=scope.since).first()
    due = due or run(session, memories.next, **asked, now=scope.now).first()
    if due:
        return Candidate(*due)
    polish = find_polish(session, scope)
    if polish:
        return polish[0]
    room = scope.new_per_day - find_met_today(session, scope)
    return _next_new(session, scope, room) or _soonest(session, scope)


def find_waiting(session: Session, scope: Scope, public_id: str) -> Candidate | None:
    """The item of this public id if it waits in the queue: due, back within minutes, not met yet, or to be polished."""
    row = run(session, _WANTED, **scope.items, public_id=public_id).first()
    if row and (row.due_at is None or row.due_at <= scope.now + LEARN_AHEAD):
        return Candidate(row.id, row.public_id, row.kind)
    return next((each for each in find_polish(session, scope) if each.public_id == public_id), None)


def find_polish(session: Session, scope: Scope) -> list[Candidate]:
    """What is not due, but would not be sure enough on the morning of an exam that is near; the weakest first."""
    # One a lineage: an original and its clone may both have an exam.
    weak: dict[str, tuple[float, Candidate]] = {}
    for path_id, exam_at in scope.exams.items():
        asked = {"learner": scope.learner_id, "path": path_id, "now": scope.now}
        for item_id, public_id, kind, lineage, *columns in run(session, _OF_ONE_PATH.not_due, **asked):
            memory = memory_from(columns)
            if memory and needs_polish(memory, scope.now, exam_at):
                found = (expected(memory, exam_at), Candidate(item_id, public_id, kind))
                weak[lineage] = min(weak.get(lineage, found), found, key=lambda pair: pair[0])
    return [candidate for _, candidate in sorted(weak.values(), key=lambda pair: pair[0])]


def find_last_rating(session: Session, scope: Scope) -> LastRating | None:
    row = run(session, _LAST_RATING, **scope.items, since=scope.since).first()
    return LastRating(*row) if row else None


def find_left(session: Session, scope: Scope) -> Left:
    memories, asked = scope.memories
    due = run(session, memories.count_due, **asked, now=scope.now).scalar_one()
    soon = run(session, memories.count_soon, **asked, now=scope.now, until=scope.now + LEARN_AHEAD).scalar_one()
    new = count_new(session, scope, scope.new_per_day - find_met_today(session, scope))
    return Left(due + len(find_polish(session, scope)), new, soon)


def count_new(session: Session, scope: Scope, room: int) -> int:
    """How many come as new where there is room for so many: questions of what was read, then cards."""
    if room <= 0:
        return 0
    # An original and its clones may each have it, and it is one to meet.
    asked = {**scope.new, "since": scope.since, "most": room * max(len(scope.new_from), 1)}
    return min(
        len({row.lineage for one in (_NEW_OF_WHAT_WAS_READ, _NEW_CARDS) for row in run(session, one, **asked)}), room
    )


def count_unmet(session: Session, scope: Scope) -> int:
    """Cards that were never asked."""
    return int(run(session, _COUNT_UNMET, **scope.items).scalar_one())


def count_until(session: Session, scope: Scope, moment: datetime) -> int:
    """How many come due from now to this moment."""
    memories, asked = scope.memories
    return int(run(session, memories.count_until, **asked, now=scope.now, until=moment).scalar_one())


def find_next_due(session: Session, scope: Scope) -> datetime | None:
    memories, asked = scope.memories
    found: datetime | None = run(session, memories.next_due_at, **asked, now=scope.now).scalar()
    return found


def find_met_today(session: Session, scope: Scope) -> int:
    """How many items were met for the first time today, over all paths. Those of a quiz do not use up the day's new
    ones: whoever takes one wanted to be asked."""
    return int(run(session, _MET, learner=scope.learner_id, since=scope.since).scalar_one())


def _next_new(session: Session, scope: Scope, room: int) -> Candidate | None:
    """An item never asked: of the sections that were read, the first read first; else a card, as they are written."""
    if room <= 0:
        return None
    for statement in (_NEW_OF_WHAT_WAS_READ, _NEW_CARDS):
        rows = run(session, statement, **scope.new, since=scope.since, most=LOOK_AHEAD).all()
        if rows:
            row = next((row for row in rows if not row.is_same), rows[0])
            return Candidate(row.id, row.public_id, row.kind)
    return None


def _soonest(session: Session, scope: Scope) -> Candidate | None:
    memories, asked = scope.memories
    row = run(session, memories.soonest, **asked, now=scope.now, until=scope.now + LEARN_AHEAD).first()
    return Candidate(*row) if row else None


# The statements, built once.

_LEARNER: Any = bindparam("learner")
_NOW: Any = bindparam("now")
_UNTIL: Any = bindparam("until")
# Written into the statement: a list of parameters would be put in anew each time.
_IS_RECALLED = Item.kind.in_([literal_column("'card'"), literal_column("'question'")])
_IS_CURRENT = and_(Item.path_id.in_(bindparam("paths", expanding=True)), Item.retired_at.is_(None))
_MINE = and_(Memory.lineage == Item.lineage, Memory.user_id == _LEARNER)
_TODAY = (Review.user_id == _LEARNER, Review.reviewed_at >= bindparam("since"), Review.undone_at.is_(None))
_ONE: Any = literal_column("1")


def _sees_what_the_last_saw() -> ColumnElement[bool]:
    mine, last = aliased(Sight), aliased(Sight)
    asked_last = select(Review.item_id).where(*_TODAY).order_by(Review.reviewed_at.desc()).limit(_ONE)
    same = mine.section_id == last.section_id
    return (
        exists(_ONE).where(mine.item_id == Item.id, last.item_id == asked_last.scalar_subquery(), same).correlate(Item)
    )


class _Remembered:
    """What is asked of a learner's memories, in a scope: of one path, or of every path begun."""

    def __init__(self, in_scope: ColumnElement[bool]) -> None:
        self._in_scope = in_scope
        is_due, is_soon = Memory.due_at <= _NOW, and_(Memory.due_at > _NOW, Memory.due_at <= _UNTIL)
        is_learned = Memory.state != literal_column(str(State.Review.value))
        comes_first = self._items(Item.id, Memory.asked_from <= _NOW, is_due).order_by(Memory.asked_from).limit(_ONE)
        self.next_of_another_section = self._whole(comes_first.where(~_sees_what_the_last_saw()))
        self.next = self._whole(comes_first)
        self.soonest = self._whole(self._items(Item.id, is_soon, is_learned).order_by(Memory.due_at).limit(_ONE))
        self.next_due_at = self._items(Memory.due_at, Memory.due_at > _NOW).order_by(Memory.due_at).limit(_ONE)
        self.not_due = self._items(Item.id, Memory.due_at > _NOW).add_columns(
            Item.public_id, Item.kind, Item.lineage, *MEMORY_COLUMNS
        )
        self.count_due = self._count(is_due)
        self.count_soon = self._count(is_soon, is_learned)
        self.count_until = self._count(is_soon)

    def _count(self, *where: ColumnElement[bool]) -> Any:
        """Memories, up to a limit; one a lineage, though an original and its clone may both be there."""
        return _counted(self._items(Memory.lineage, *where).distinct())

    def _items(self, column: Any, *where: ColumnElement[bool]) -> Any:
        return (
            select(column)
            .select_from(Memory)
            .join(Item, Item.lineage == Memory.lineage)
            .where(Memory.user_id == _LEARNER, *where, self._in_scope, Item.retired_at.is_(None), _IS_RECALLED)
        )

    def _whole(self, items: Any) -> Any:
        return items.with_only_columns(Item.id, Item.public_id, Item.kind)


def _counted(statement: Any) -> Any:
    return select(func.count()).select_from(statement.limit(MOST_COUNTED).subquery())


# The sum with 0 keeps a planner from beginning at the items of the path, all of them: it is to walk the learner's
# memories as they are due, and to stop at the first that fits.
_OF_ONE_PATH = _Remembered(Item.path_id + literal_column("0") == bindparam("path"))
_OF_PATHS_BEGUN = _Remembered(
    exists(_ONE)
    .where(Enrolment.user_id == _LEARNER, Enrolment.path_id == Item.path_id, Path.id == Item.path_id)
    .where(readable_by(_LEARNER))
    .correlate(Item)
)
_WANTED = (
    select(Item.id, Item.public_id, Item.kind, Memory.due_at)
    .outerjoin(Memory, _MINE)
    .where(Item.public_id == bindparam("public_id"), _IS_RECALLED, _IS_CURRENT)
)

_LAST_RATING = (
    select(Review.id, Review.rating)
    .join(Item, Item.id == Review.item_id)
    .where(*_TODAY, Review.answer_id.is_(None), _IS_RECALLED, _IS_CURRENT)
    .order_by(Review.reviewed_at.desc())
    .limit(1)
)
_MET = (
    select(func.count())
    .select_from(Review)
    .outerjoin(Answer, and_(Answer.user_id == Review.user_id, Answer.id == Review.answer_id))
    .where(*_TODAY, Review.before.is_(None), Answer.sitting_id.is_(None))
)

_CARDS_UNMET = (
    select(Item.id, Item.public_id, Item.kind, Item.lineage, _sees_what_the_last_saw().label("is_same"))
    .join(Page, Page.id == Item.page_id)
    .outerjoin(Memory, _MINE)
    .where(Memory.lineage.is_(None), Item.kind == "card", _IS_CURRENT)
)
_NEW_CARDS = _CARDS_UNMET.order_by(Page.position, Page.id, Item.position, Item.id).limit(bindparam("most"))
_COUNT_UNMET = _counted(_CARDS_UNMET.with_only_columns(Item.lineage).distinct())


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
        .where(Reading.user_id == _LEARNER, _IS_RECALLED, _IS_CURRENT)
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
