"""What learners say of a file, for the margin of its editor: every letter that is typed there asks for it."""

from collections.abc import Hashable
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Flag, Item, Path
from app.studio.quality import find_quality
from app.studio.quality_page import Message, messages_of

KEPT = timedelta(minutes=1)


class Margins:
    """Counted once a minute for each file of a revision: of a class of 1,000 it takes as long as a dozen letters. But
    what an instructor settles is not quoted to them for a minute more."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, tuple[datetime, list[Message]]] = {}

    def find(self, session: Session, path: Path, file: str, now: datetime) -> list[Message]:
        fresh = {key: kept for key, kept in self._kept.items() if now - kept[0] < KEPT}
        this = (path.id, path.revision_id, file, _settled(session, path))
        if this not in fresh:
            fresh[this] = (now, messages_of(find_quality(session, path, file), path.slug))
            # Set whole: of two that count at once, one may be forgotten again, and is then counted once more.
            self._kept = fresh
        return fresh[this][1]


def _settled(session: Session, path: Path) -> Hashable:
    """Other than before as soon as a flag of the path is settled, or stands again."""
    found = session.execute(
        select(func.count(Flag.settled_at), func.max(Flag.settled_at))
        .join(Item, Item.id == Flag.item_id)
        .where(Item.path_id == path.id, Flag.kind == "wrong")
    )
    return tuple(found.one())
