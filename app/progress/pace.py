"""How long a learner's recalls take: for the minutes that are shown to them, never for a mark."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from statistics import median

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.db import run
from app.models import Review

# Whoever takes longer was called away: the rest of it is not learning.
LONGEST = 120.0
# Until a learner's own pace is known: the median of a card turned and rated, or a question read and answered.
USUAL = 12.0
ENOUGH = 10
_RECENT = 200

_LATEST = (
    select(Review.seconds)
    .where(Review.user_id == bindparam("learner"), Review.seconds.is_not(None), Review.undone_at.is_(None))
    .order_by(Review.reviewed_at.desc())
    .limit(_RECENT)
)


def pace_of(seconds: Sequence[float]) -> float:
    """Seconds a recall: the median of these, each counted up to two minutes; a usual value before there are ten."""
    return median(min(each, LONGEST) for each in seconds) if len(seconds) >= ENOUGH else USUAL


def find_pace(session: Session, learner_id: uuid.UUID) -> float:
    """The learner's seconds a recall, over the last 200."""
    return pace_of(run(session, _LATEST, learner=learner_id).scalars().all())


def find_spent(session: Session, learner_id: uuid.UUID, since: datetime) -> float:
    """Seconds of recall since then, each counted up to two minutes."""
    rows = session.scalars(
        select(Review.seconds).where(
            Review.user_id == learner_id,
            Review.reviewed_at >= since,
            Review.undone_at.is_(None),
            Review.seconds.is_not(None),
        )
    )
    return sum(min(seconds, LONGEST) for seconds in rows if seconds is not None)


def minutes_of(seconds: float) -> int:
    """Whole minutes, at least 1."""
    return max(1, round(seconds / 60))
