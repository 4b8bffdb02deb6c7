"""What those who teach a path see of one learner; the learner sees the same."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Page, Path, User
from app.progress.outlook import Ahead, LessonName, PartOutlook, look_at_parts
from app.progress.practised import find_practised
from app.progress.standings import standings
from app.progress.times import zone_of
from app.studio.classroom import Enrolled, find_class


@dataclass(frozen=True)
class Seen:
    """`sections` there are to read and `items` to practise; `parts` are those that the learner has begun, `unbegun` how
    many lessons they have not."""

    learner: Enrolled
    sections: int
    items: int
    parts: tuple[PartOutlook, ...]
    unbegun: int


def see_learner(session: Session, path: Path, learner_id: uuid.UUID, ahead: Ahead, now: datetime) -> Seen | None:
    """None of somebody who has not begun the path, who teaches it, or who has left."""
    found = find_class(session, path, now, ahead.days, only=learner_id)
    if not found.learners:
        return None
    zone = zone_of(session.scalar(select(User.time_zone).where(User.id == learner_id)) or "")
    stands = standings(session, learner_id, path.id, zone, now)
    levels = {lesson: [stand.level for stand in run] for lesson, run in groupby(stands, lambda stand: stand.lesson)}
    lessons, practised = _lessons(session, path), find_practised(session, learner_id, path.id)
    parts = look_at_parts(f"/paths/{path.slug}", lessons, practised, levels, now, ahead)
    unbegun = len(lessons) - sum(len(part.lessons) for part in parts)
    return Seen(found.learners[0], found.sections, found.items, parts, unbegun)


def _lessons(session: Session, path: Path) -> list[LessonName]:
    rows = session.execute(
        select(Page.slug, Page.title, Page.part)
        .where(Page.path_id == path.id, Page.kind == "lesson", Page.retired_at.is_(None))
        .order_by(Page.position, Page.id)
    )
    return [LessonName(*row) for row in rows]
