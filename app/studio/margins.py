"""What learners say of a file, for the margin of its editor: every letter that is typed there asks for it."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.models import Path
from app.studio.quality import find_quality
from app.studio.quality_page import Message, messages_of

KEPT = timedelta(minutes=1)


class Margins:
    """Counted once a minute for each file of a revision: of a class of 1,000 it takes as long as a dozen letters."""

    def __init__(self) -> None:
        self._kept: dict[tuple[int, int | None, str], tuple[datetime, list[Message]]] = {}

    def find(self, session: Session, path: Path, file: str, now: datetime) -> list[Message]:
        fresh = {key: kept for key, kept in self._kept.items() if now - kept[0] < KEPT}
        this = (path.id, path.revision_id, file)
        if this not in fresh:
            fresh[this] = (now, messages_of(find_quality(session, path, file), path.slug))
            # Set whole: of two that count at once, one may be forgotten again, and is then counted once more.
            self._kept = fresh
        return fresh[this][1]
