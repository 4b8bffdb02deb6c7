"""Who learns a path, where they are, and what the class would recall of it."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.library import Place, places_of
from app.models import Enrolment, Item, Page, Path, Reading, Sight, User
from app.progress.practised import KINDS
from app.studio.first_answers import first_answers_of, teachers_of
from app.studio.remembering import NOTHING, Remembered, memory_of_learners, memory_of_sections
from app.studio.teach_again import Again, Grasp, teach_again, weakest

MOST_WEAK = 10


@dataclass(frozen=True)
class Enrolled:
    """Somebody who learns the path, as who teaches it sees them. `name` is empty for a visitor without an account,
    whose `number` counts those who have enrolled. `last_at` they last read or recalled something here."""

    id: uuid.UUID
    name: str
    number: int
    enrolled_at: datetime
    last_at: datetime | None
    last_read: Place | None
    last_lesson: str
    read: int
    practised: int
    today: int
    later: int


@dataclass(frozen=True)
class Class:
    """`sections` there are to read, `items` to practise. `weak` and `again` are of sections."""

    learners: tuple[Enrolled, ...]
    sections: int
    items: int
    weak: tuple[Grasp, ...]
    again: tuple[Again, ...]

    def of(self, learner_id: uuid.UUID) -> Enrolled | None:
        return next((learner for learner in self.learners if learner.id == learner_id), None)

    @property
    def practised(self) -> int:
        return sum(learner.practised for learner in self.learners)

    @property
    def today(self) -> int:
        return sum(learner.today for learner in self.learners)

    @property
    def later(self) -> int:
        return sum(learner.later for learner in self.learners)


def find_class(session: Session, path: Path, now: datetime, days: int, only: uuid.UUID | None = None) -> Class:
    """The class with its forecast for so many days from now, if nobody reviews before; or `only` one of it, of whose
    sections nothing is said."""
    teachers = teachers_of(session, path)
    people, places = _people(session, path, teachers), places_of(session, path)
    minds, read = memory_of_learners(session, path, now, days, only), _read(session, path, only)
    learners = [
        _enrolled(row, number, minds.get(row.id, NOTHING), read.get(row.id), places, days)
        for number, row in enumerate(people, 1)
        if only in (None, row.id)
    ]
    grasps = [] if only else _grasps(session, path, places, now, teachers)
    return Class(
        tuple(sorted(learners, key=lambda one: (not one.name, one.name.casefold(), one.number))),
        len(places),
        _items(session, path),
        tuple(weakest(grasps, MOST_WEAK)),
        tuple(teach_again(grasps)),
    )


def _people(session: Session, path: Path, teachers: Collection[uuid.UUID]) -> list[Any]:
    """Who learns the path; not who teaches it, nor who has left."""
    rows = session.execute(
        select(User.id, User.name, User.email, Enrolment.enrolled_at)
        .join(Enrolment, Enrolment.user_id == User.id)
        .where(Enrolment.path_id == path.id, User.left_at.is_(None))
        .order_by(Enrolment.enrolled_at, User.id)
    )
    return [row for row in rows if row.id not in teachers]


def _enrolled(row: Any, number: int, mind: Remembered, read: Any, places: Mapping[int, Place], days: int) -> Enrolled:
    moments = [moment for moment in (mind.last_at, read.read_at if read else None) if moment]
    return Enrolled(
        row.id,
        row.name if row.email else "",
        number,
        row.enrolled_at,
        max(moments, default=None),
        places.get(read.item_id) if read else None,
        read.title if read else "",
        read.count if read else 0,
        mind.memories,
        round(mind.today),
        round(mind.later if days else mind.today),
    )


def _read(session: Session, path: Path, only: uuid.UUID | None) -> dict[uuid.UUID, Any]:
    """What each has read last, and how many sections in all, of those that are there."""
    mine = func.row_number().over(partition_by=Reading.user_id, order_by=(Reading.read_at.desc(), Reading.item_id))
    rows = (
        select(
            Reading.user_id,
            Reading.item_id,
            Reading.read_at,
            Page.title,
            func.count().over(partition_by=Reading.user_id).label("count"),
            mine.label("place"),
        )
        .join(Item, Item.id == Reading.item_id)
        .join(Page, Page.id == Item.page_id)
        .where(Item.path_id == path.id, Item.kind == "section", Item.retired_at.is_(None))
        .where(Page.kind == "lesson", Page.retired_at.is_(None))
        .where(*([Reading.user_id == only] if only else []))
        .subquery()
    )
    return {row.user_id: row for row in session.execute(select(rows).where(rows.c.place == 1))}


def _items(session: Session, path: Path) -> int:
    there = (Item.path_id == path.id, Item.kind.in_(KINDS), Item.retired_at.is_(None), Page.retired_at.is_(None))
    counted = select(func.count(Item.lineage.distinct())).join(Page, Page.id == Item.page_id)
    return session.scalar(counted.where(*there)) or 0


def _grasps(
    session: Session, path: Path, places: Mapping[int, Place], now: datetime, teachers: Collection[uuid.UUID]
) -> list[Grasp]:
    minds, marks = memory_of_sections(session, path, now, teachers), _marks(session, path, teachers)
    lessons = _lessons(session, path)
    grasps = []
    for section, place in places.items():
        mind, (answers, right) = minds.get(section, NOTHING), marks.get(section, (0, 0.0))
        grasps.append(
            Grasp(place, lessons[section], mind.learners, mind.memories, mind.today, mind.forgotten, answers, right)
        )
    return grasps


def _lessons(session: Session, path: Path) -> dict[int, str]:
    """The title of the lesson in which each section stands: sections of several may be called the same."""
    sections = (
        select(Item.id, Page.title)
        .join(Page, Page.id == Item.page_id)
        .where(Item.path_id == path.id, Item.kind == "section")
    )
    return dict(session.execute(sections).all())


def _marks(session: Session, path: Path, teachers: Collection[uuid.UUID]) -> dict[int, tuple[int, float]]:
    """Of the questions that see each section: how many first answers there are, and the sum of their correctness."""
    first = first_answers_of(path, teachers).subquery()
    rows = session.execute(
        select(Sight.section_id, func.count(), func.sum(first.c.correctness))
        .join(first, first.c.item_id == Sight.item_id)
        .where(first.c.place == 1)
        .group_by(Sight.section_id)
    )
    return {section: (count, float(marks)) for section, count, marks in rows}
