"""An item is flagged, and the flag is settled when the learner is done with it."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.models import Flag, Item, parse_uuid, uuid7
from app.notes.writing import Flagging
from app.progress.recalls import enrol
from app.progress.shown import Shown
from app.web.errors import NotFound


@dataclass(frozen=True)
class Raised:
    """A flag that stands."""

    id: uuid.UUID
    item_id: int
    kind: str
    remark: str
    flagged_at: datetime


def record_flag(
    session: Session, learner_id: uuid.UUID, shown: Shown, flagging: Flagging, key: str, now: datetime
) -> None:
    """Flags the item in the version that was shown. The same form sent again changes nothing."""
    if session.scalar(select(Flag.id).where(Flag.user_id == learner_id, Flag.idempotency_key == key)):
        return
    session.execute(
        insert(Flag).values(
            user_id=learner_id,
            id=uuid7(),
            item_id=shown.item_id,
            version_id=shown.version_id,
            kind=flagging.kind,
            note=flagging.remark,
            idempotency_key=key,
            flagged_at=now,
        )
    )
    enrol(session, learner_id, shown.path_id, now)


def find_flags(session: Session, learner_id: uuid.UUID, item_id: int | None = None) -> list[Raised]:
    """The learner's flags that stand, on one item or on any, the oldest first."""
    rows = session.execute(
        select(Flag.id, Flag.item_id, Flag.kind, Flag.note, Flag.flagged_at)
        .where(Flag.user_id == learner_id, Flag.settled_at.is_(None))
        .where(*([Flag.item_id == item_id] if item_id is not None else []))
        .order_by(Flag.flagged_at, Flag.id)
    )
    return [Raised(*row) for row in rows]


def settle_flag(session: Session, learner_id: uuid.UUID, flag_id: str, settled_at: datetime | None) -> str:
    """Settles the learner's own flag, or with None lets it stand again. Gives the public id of its item. Raises
    NotFound for any other person's. Settling it twice changes nothing."""
    mine = (Flag.user_id == learner_id, Flag.id == parse_uuid(flag_id))
    public_id = session.scalar(select(Item.public_id).join(Flag, Flag.item_id == Item.id).where(*mine))
    if public_id is None:
        raise NotFound()
    before = Flag.settled_at.is_(None) if settled_at else Flag.settled_at.is_not(None)
    session.execute(update(Flag).where(*mine, before).values(settled_at=settled_at))
    return public_id
