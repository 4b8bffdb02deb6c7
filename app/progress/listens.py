"""Where a learner stopped listening to an episode, on whichever device they did last."""

import math
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.content.mp3 import read_mp3
from app.models import Blob, Item, Listen, Page, Path, Revision
from app.progress.recalls import enrol

# Who stopped so near to the end has heard it; who stopped so near to the beginning has nothing to go on from.
NEAR_END, NEAR_BEGINNING = 10.0, 5.0
# By so much another beacon may have been sooner; what is later still was noted while the clock was ahead.
OVERTAKEN = timedelta(minutes=1)
# A browser may count a little more than the frames say.
SLACK = 1.0
_KEPT = 1000
# Of a sound by its sha256: what it says never changes, and a megabyte is not read again for every fifteen seconds.
_lengths: dict[str, float] = {}


class NotASecond(Exception):
    """What was sent is no place in the recording."""


@dataclass(frozen=True)
class Listened:
    """`second` of `length` seconds, so many seconds `ago`."""

    public_id: str
    second: float
    length: float
    ago: float

    @property
    def is_finished(self) -> bool:
        return self.second >= self.length - min(NEAR_END, self.length / 2)

    @property
    def can_go_on(self) -> bool:
        return not self.is_finished and self.second >= NEAR_BEGINNING

    @property
    def clock(self) -> str:
        return clock(self.second)


def clock(seconds: float) -> str:
    """A place in a recording: 2:05."""
    return f"{int(seconds // 60)}:{int(seconds % 60):02}"


def find_listened(session: Session, learner_id: uuid.UUID, path_id: int, now: datetime) -> Listened | None:
    """Where the learner stopped in the first episode of a path that they listened to."""
    row = session.execute(
        select(Item.public_id, Listen.second, Listen.listened_at, Page.file, Revision.manifest)
        .join(Item, Item.id == Listen.item_id)
        .join(Page, Page.id == Item.page_id)
        .join(Path, Path.id == Item.path_id)
        .join(Revision, Revision.id == Path.revision_id)
        .where(Listen.user_id == learner_id, Item.path_id == path_id, Item.retired_at.is_(None))
        .order_by(Page.position)
        .limit(1)
    ).one_or_none()
    length = length_of(session, row.manifest, row.file) if row else 0.0
    if row is None or not length:
        return None
    return Listened(row.public_id, min(row.second, length), length, (now - row.listened_at).total_seconds())


def find_length(session: Session, path_id: int, page_id: int) -> float:
    """Seconds of the recording beside an episode's page, 0 where there is none that can be played."""
    row = session.execute(
        select(Page.file, Revision.manifest)
        .join(Path, Path.id == Page.path_id)
        .join(Revision, Revision.id == Path.revision_id)
        .where(Path.id == path_id, Page.id == page_id)
    ).one()
    return length_of(session, row.manifest, row.file)


def length_of(session: Session, manifest: Mapping[str, str], file: str) -> float:
    """As `find_length`, for the recording beside a script of this name."""
    sha256 = manifest.get(f"{file.removesuffix('.md')}.mp3", "")
    if sha256 and sha256 not in _lengths:
        played = read_mp3(session.scalars(select(Blob.content).where(Blob.sha256 == sha256)).one())
        if len(_lengths) >= _KEPT:
            _lengths.clear()
        _lengths[sha256] = played.seconds if played else 0.0
    return _lengths.get(sha256, 0.0)


def read_second(said: str, length: float) -> float:
    """A place in a recording of this length. Raises NotASecond for any other text."""
    try:
        second = float(said)
    except ValueError:
        raise NotASecond from None
    if not math.isfinite(second) or not 0 <= second <= length + SLACK:
        raise NotASecond
    return min(second, length)


def record_listen(
    session: Session, learner_id: uuid.UUID, item_id: int, path_id: int, second: float, now: datetime
) -> None:
    """The learner is at this second of the episode now: what was said before, here or on another device, is past."""
    mine = (Listen.user_id == learner_id, Listen.item_id == item_id)
    before = session.scalar(select(Listen.listened_at).where(*mine))
    if before is None:
        session.execute(insert(Listen).values(user_id=learner_id, item_id=item_id, second=second, listened_at=now))
        enrol(session, learner_id, path_id, now)
    elif not now < before < now + OVERTAKEN:
        session.execute(update(Listen).where(*mine).values(second=second, listened_at=now))
