"""A note on a section is written, changed and taken away."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from app.models import Note
from app.progress.recalls import enrol
from app.progress.shown import Shown


class ChangedMeanwhile(Exception):
    """The note was changed in another window after this form was opened: `text` is what it says there."""

    def __init__(self, text: str) -> None:
        super().__init__("This note was changed in another window. Save again to replace what it says there.")
        self.text = text


@dataclass(frozen=True)
class Written:
    item_id: int
    text: str
    changed_at: datetime


def find_note(session: Session, learner_id: uuid.UUID, item_id: int) -> Written | None:
    return next(iter(find_notes(session, learner_id, item_id)), None)


def find_notes(session: Session, learner_id: uuid.UUID, item_id: int | None = None) -> list[Written]:
    """The learner's notes, on one section or on any."""
    rows = session.execute(
        select(Note.item_id, Note.text, Note.changed_at)
        .where(Note.user_id == learner_id)
        .where(*([Note.item_id == item_id] if item_id is not None else []))
    )
    return [Written(*row) for row in rows]


def stamp_of(note: Written | None) -> str:
    """Which state of the note a form shows."""
    return note.changed_at.isoformat() if note else ""


def keep_note(session: Session, learner_id: uuid.UUID, shown: Shown, text: str, stamp: str, now: datetime) -> None:
    """Keeps the text, or none where it is empty. Raises ChangedMeanwhile where the note is neither in the state of
    this stamp nor says the same: what was written elsewhere is not lost unseen."""
    before = find_note(session, learner_id, shown.item_id)
    if text == (before.text if before else ""):
        return
    if before and stamp != stamp_of(before):
        raise ChangedMeanwhile(before.text)
    mine = (Note.user_id == learner_id, Note.item_id == shown.item_id)
    if not text:
        session.execute(delete(Note).where(*mine))
    elif before:
        session.execute(update(Note).where(*mine).values(text=text, changed_at=now))
    else:
        written = {"text": text, "written_at": now, "changed_at": now}
        session.execute(insert(Note).values(user_id=learner_id, item_id=shown.item_id, **written))
        enrol(session, learner_id, shown.path_id, now)
