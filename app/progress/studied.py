"""When a learner studied, and for how long: counted from what they recalled and read."""

import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Subquery, case, extract, func, select, union_all
from sqlalchemy.orm import Session

from app.models import Answer, Reading, Review
from app.progress.days import Work, week_start
from app.progress.pace import LONGEST
from app.progress.times import learning_day, start_of

YEAR = timedelta(days=366)
EVER = datetime(1970, 1, 1, tzinfo=UTC)
# Every time zone of today is a whole number of these from UTC, so none of them lies in two of a learner's days.
QUARTER = 15 * 60


@dataclass(frozen=True)
class Spent:
    """Seconds with cards and questions, each counted up to two minutes."""

    this_week: float
    in_all: float


def find_works(session: Session, learner_id: uuid.UUID, zone: ZoneInfo, now: datetime) -> dict[date, Work]:
    """What was done on each day of the past year on which anything was; a review that was taken back was done too."""
    recalls = _by_day(session, _recalls(learner_id, now - YEAR).c.at, zone)
    read = select(Reading.read_at.label("at")).where(Reading.user_id == learner_id, Reading.read_at >= now - YEAR)
    readings = _by_day(session, read.subquery().c.at, zone)
    return {day: Work(recalls[day], readings[day]) for day in sorted(recalls.keys() | readings.keys())}


def find_time(session: Session, learner_id: uuid.UUID, zone: ZoneInfo, language: str, now: datetime) -> Spent:
    """The week begins on Monday, or as the language has it, at the hour at which their day does."""
    since = start_of(week_start(learning_day(now, zone), language), zone)
    recalls = _recalls(learner_id, EVER)
    seconds = case((recalls.c.seconds > LONGEST, LONGEST), else_=recalls.c.seconds)
    this_week = case((recalls.c.at >= since, seconds), else_=0.0)
    row = session.execute(select(func.sum(this_week), func.sum(seconds))).one()
    return Spent(row[0] or 0.0, row[1] or 0.0)


def _recalls(learner_id: uuid.UUID, since: datetime) -> Subquery:
    """Each recall once, `at` its time: answers, and the reviews that no answer made."""
    rated = select(Review.reviewed_at.label("at"), Review.seconds).where(
        Review.user_id == learner_id, Review.reviewed_at >= since, Review.answer_id.is_(None)
    )
    answered = select(Answer.answered_at, Answer.seconds).where(
        Answer.user_id == learner_id, Answer.answered_at >= since
    )
    return union_all(rated, answered).subquery()


def _by_day(session: Session, at: ColumnElement[datetime], zone: ZoneInfo) -> Counter[date]:
    """How many there are on each of the learner's days."""
    seconds = extract("epoch", at)
    quarter = seconds - seconds % QUARTER
    counts: Counter[date] = Counter()
    for began, count in session.execute(select(quarter, func.count()).group_by(quarter)):
        counts[learning_day(datetime.fromtimestamp(int(began), UTC), zone)] += count
    return counts
