"""Drafts: files of a path as its instructors would have them, laid over the folder that learners have."""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.content.load import Files, read_folder
from app.content.media import MAX_MEDIUM_BYTES
from app.content.safe import Found, UnsafePath, files_below, place, read
from app.models import Draft
from app.models import Path as PathRow
from app.studio.folders import folder_of


@dataclass(frozen=True)
class Version:
    """A file as the studio has it: `content` is that of its draft where there is one, else that on `disk`; None where
    there is no such file, or where it is to be deleted."""

    file: str
    content: bytes | None
    disk: bytes | None
    draft: Draft | None

    @property
    def is_there(self) -> bool:
        return self.draft is not None or self.disk is not None

    @property
    def shown(self) -> bytes:
        """What there is to look at: of a file that is to be deleted, what is on disk."""
        return (self.disk or b"") if self.content is None else self.content

    @property
    def digest(self) -> str:
        """What a form carries to say which version it was opened on; empty for no file."""
        return "" if self.content is None else digest_of(self.content)

    @property
    def is_overtaken(self) -> bool:
        """The file on disk is no longer the one that the draft was begun from."""
        return self.draft is not None and overtakes(self.disk, self.draft)


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def overtakes(disk: bytes | None, draft: Draft) -> bool:
    return disk != draft.content and draft.base != (None if disk is None else digest_of(disk))


def drafts_of(session: Session, path: PathRow) -> dict[str, Draft]:
    """The drafts of a path by their files."""
    found = session.scalars(select(Draft).where(Draft.path_id == path.id).order_by(Draft.file))
    return {draft.file: draft for draft in found}


def overlaid(session: Session, path: PathRow, content_dir: Path) -> Files:
    """The folder of a path with its drafts on top: what publishing would make of it. Nothing is written."""
    return lay_over(read_folder(folder_of(path, content_dir)), drafts_of(session, path))


def names_in(session: Session, path: PathRow, content_dir: Path) -> list[str]:
    """The names of what `overlaid` has, also of what cannot be read. No file is."""
    drafts = dict(session.execute(select(Draft.file, Draft.content.is_not(None)).where(Draft.path_id == path.id)).all())
    on_disk = [found.file for found in files_below(folder_of(path, content_dir)) if found.file not in drafts]
    return [*on_disk, *(file for file, is_kept in drafts.items() if is_kept)]


@dataclass(frozen=True)
class Glance:
    """A path's folder and drafts as they look without reading any: another where something has changed since."""

    files: tuple[Found, ...]
    drafts: tuple[tuple[str, datetime], ...]


def glance_at(session: Session, path: PathRow, content_dir: Path) -> Glance:
    """Before all of it is read; and once more in the transaction that writes, in which nobody shall wait for that."""
    drafts = session.execute(select(Draft.file, Draft.saved_at).where(Draft.path_id == path.id).order_by(Draft.file))
    return Glance(tuple(files_below(folder_of(path, content_dir))), tuple((row.file, row.saved_at) for row in drafts))


def lay_over(folder: Files, drafts: dict[str, Draft]) -> Files:
    contents = {file: content for file, content in folder.contents.items() if file not in drafts}
    contents |= {file: draft.content for file, draft in drafts.items() if draft.content is not None}
    manifest = {file: digest for file, digest in folder.manifest.items() if file not in drafts}
    manifest |= {file: digest_of(draft.content) for file, draft in drafts.items() if draft.content is not None}
    problems = [problem for problem in folder.problems if problem.file not in drafts]
    return Files(dict(sorted(contents.items())), dict(sorted(manifest.items())), problems)


def version_of(session: Session, path: PathRow, content_dir: Path, file: str) -> Version:
    """Raises UnsafePath for a name that must not become a place on disk."""
    folder = folder_of(path, content_dir)
    disk = read_file(folder, file)
    draft = session.get(Draft, (path.id, file))
    return Version(file, draft.content if draft else disk, disk, draft)


def read_file(folder: Path, file: str) -> bytes | None:
    if not place(folder, file).is_file():
        return None
    try:
        return read(folder, file, MAX_MEDIUM_BYTES)
    except OSError as error:
        raise UnsafePath(f"this file cannot be read: {error.strerror}") from None


def hold(session: Session, path: PathRow) -> None:
    """Whoever writes drafts of a path waits here for the others until this transaction ends, so that what is read now
    is still so when it is written. (SQLite has one writer at a time anyhow.)"""
    session.execute(select(PathRow.id).where(PathRow.id == path.id).with_for_update(key_share=True))


def keep_draft(
    session: Session, path: PathRow, now: Version, content: bytes | None, person: uuid.UUID, moment: datetime
) -> None:
    """The file as somebody would have it; None: deleted. No draft stays where that is what is on disk already."""
    if content == now.disk:
        if now.draft:
            session.delete(now.draft)
    elif now.draft:
        now.draft.content, now.draft.saved_by, now.draft.saved_at = content, person, moment
    else:
        base = None if now.disk is None else digest_of(now.disk)
        draft = Draft(path_id=path.id, file=now.file, content=content, base=base)
        draft.saved_by, draft.saved_at = person, moment
        session.add(draft)
    session.flush()


def drop_draft(session: Session, now: Version) -> None:
    if now.draft:
        session.delete(now.draft)


def stand_by(now: Version) -> None:
    """The draft is meant for the file as it is on disk now: whoever keeps it has seen both."""
    assert now.draft
    now.draft.base = None if now.disk is None else digest_of(now.disk)
