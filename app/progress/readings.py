"""A section is read: noted once, by the beacon that watched it."""

import uuid
from datetime import datetime

from sqlalchemy import exists, insert, select
from sqlalchemy.orm import Session

from app.models import Reading
from app.progress.recalls import enrol


def record_reading(session: Session, learner_id: uuid.UUID, item_id: int, path_id: int, now: datetime) -> None:
    """The learner has read the section to its end. The first time counts, a repeat changes nothing."""
    if session.scalar(select(exists().where(Reading.user_id == learner_id, Reading.item_id == item_id))):
        return
    session.execute(insert(Reading).values(user_id=learner_id, item_id=item_id, read_at=now))
    enrol(session, learner_id, path_id, now)
