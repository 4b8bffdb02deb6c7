"""The exam days that a learner has set: found, kept, taken back."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from app.db import run
from app.models import Exam
from app.progress.recalls import enrol


def find_exam_days(session: Session, learner_id: uuid.UUID, path_ids: Sequence[int]) -> dict[int, date]:
    """The day set for each of these paths that has one, by the path's id; those that are over are there too."""
    rows = session.execute(
        select(Exam.path_id, Exam.on_day).where(Exam.user_id == learner_id, Exam.path_id.in_(path_ids))
    )
    return {row.path_id: row.on_day for row in rows}


def keep_exam_day(session: Session, learner_id: uuid.UUID, path_id: int, day: date, now: datetime) -> None:
    """One day a path: another takes the place of the first. Whoever has an exam in a path has begun it."""
    moved = update(Exam).where(Exam.user_id == learner_id, Exam.path_id == path_id).values(on_day=day, set_at=now)
    if not run(session, moved).rowcount:
        session.execute(insert(Exam).values(user_id=learner_id, path_id=path_id, on_day=day, set_at=now))
    enrol(session, learner_id, path_id, now)


def drop_exam_day(session: Session, learner_id: uuid.UUID, path_id: int) -> None:
    session.execute(delete(Exam).where(Exam.user_id == learner_id, Exam.path_id == path_id))
