"""What was published when, by whom, and what each revision changed."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Blob, Path, Revision, User
from app.studio.differences import Comparison, compare
from app.studio.sources import is_text, text_of_source

A_PAGE = 30
# Compared on one page; the others are named, each with a page of its own.
MOST_COMPARED = 25


@dataclass(frozen=True)
class Edit:
    """A file that a revision added, changed or removed. `comparison` is None where it is no text, or not asked for."""

    file: str
    how: str
    comparison: Comparison | None = None


@dataclass(frozen=True)
class Entry:
    """A revision in the history. `by` is empty for an edit outside the studio."""

    number: int
    created_at: datetime
    note: str
    by: str
    edits: tuple[Edit, ...]
    is_current: bool


def find_history(session: Session, path: Path, before: int = 0) -> tuple[Sequence[Entry], bool]:
    """Revisions from the newest on, or from `before` one, and whether there are earlier ones."""
    query = select(Revision).where(Revision.path_id == path.id).order_by(Revision.number.desc()).limit(A_PAGE + 1)
    found = session.scalars(query.where(Revision.number < before) if before else query).all()
    pairs = zip(found, [*found[1:], None], strict=True)
    entries = [_entry(session, path, revision, earlier) for revision, earlier in pairs]
    return entries[:A_PAGE], len(found) > A_PAGE


def find_revision(session: Session, path: Path, number: int) -> Revision | None:
    return session.scalar(select(Revision).where(Revision.path_id == path.id, Revision.number == number))


def look_into(session: Session, path: Path, revision: Revision, only: str = "") -> Entry:
    """A revision with what it changed, line by line; `only` of one file."""
    earlier = find_revision(session, path, revision.number - 1)
    entry = _entry(session, path, revision, earlier)
    wanted = [edit for edit in entry.edits if edit.file == only] if only else list(entry.edits)
    before, after = earlier.manifest if earlier else {}, revision.manifest
    looked = tuple(
        Edit(edit.file, edit.how, _compared(session, edit.file, before, after)) if n < MOST_COMPARED else edit
        for n, edit in enumerate(wanted)
    )
    return Entry(entry.number, entry.created_at, entry.note, entry.by, looked, entry.is_current)


def blob(session: Session, digest: str) -> bytes:
    return session.scalars(select(Blob.content).where(Blob.sha256 == digest)).one()


def edits_between(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Edit, ...]:
    """What makes one manifest of the other."""
    edits = []
    for file in sorted({*before, *after}):
        if before.get(file) != after.get(file):
            edits.append(Edit(file, "removed" if file not in after else "changed" if file in before else "added"))
    return tuple(edits)


def _entry(session: Session, path: Path, revision: Revision, earlier: Revision | None) -> Entry:
    return Entry(
        revision.number,
        revision.created_at,
        revision.note,
        _name(session, revision.made_by),
        edits_between(earlier.manifest if earlier else {}, revision.manifest),
        revision.id == path.revision_id,
    )


def _name(session: Session, person: uuid.UUID | None) -> str:
    user = session.get(User, person) if person else None
    return (user.name or user.email or "") if user else ""


def _compared(session: Session, file: str, before: Mapping[str, str], after: Mapping[str, str]) -> Comparison | None:
    if not is_text(file):
        return None
    old, new = (text_of_source(blob(session, said[file]) if file in said else b"") for said in (before, after))
    return None if old is None or new is None else compare(old, new)
