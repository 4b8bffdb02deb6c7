"""How sure a learner was of their answers, and how often right."""

import uuid

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.models import Answer, Sitting
from app.progress.calibration import Calibration, calibrate


def find_calibration(session: Session, learner_id: uuid.UUID) -> Calibration:
    """Of every answer for which they said how sure they were, but those of pretests, which are guesses by design."""
    rows = session.execute(
        select(Answer.confidence, func.sum(case((Answer.correctness == 1, 1), else_=0)), func.count())
        .outerjoin(Sitting, (Sitting.user_id == Answer.user_id) & (Sitting.id == Answer.sitting_id))
        .where(
            Answer.user_id == learner_id,
            Answer.confidence.is_not(None),
            Sitting.scope.is_distinct_from("pretest"),
        )
        .group_by(Answer.confidence)
    )
    return calibrate((confidence, int(right), count) for confidence, right, count in rows if confidence is not None)
