"""Figures that a merge is about: of the path, of its original, of what is offered to it."""

from collections.abc import Iterator
from pathlib import Path as Folder

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.content.media import MAX_MEDIUM_BYTES
from app.content.safe import UnsafePath, read
from app.library.suggestions import waiting
from app.models import Blob, Path, Revision
from app.studio.excerpts import digest_of

DIGEST_CHARACTERS = 16


def find_picture(session: Session, path: Path, folder: Folder, digest: str, file: str) -> bytes | None:
    """A file of this name, of any side, whose sha256 begins so."""
    if len(digest) != DIGEST_CHARACTERS:
        return None
    for manifest in _manifests(session, path):
        sha256 = manifest.get(file, "")
        if sha256.startswith(digest):
            return session.scalar(select(Blob.content).where(Blob.sha256 == sha256))
    try:
        content = read(folder, file, MAX_MEDIUM_BYTES)
    except (UnsafePath, OSError):
        return None
    return content if digest_of(content).startswith(digest) else None


def _manifests(session: Session, path: Path) -> Iterator[dict[str, str]]:
    upstream = session.get(Path, path.upstream_path_id) if path.upstream_path_id else None
    for each in (path, upstream):
        revision = session.get(Revision, each.revision_id) if each and each.revision_id else None
        if revision:
            yield revision.manifest
    for suggestion in waiting(session, path):
        yield suggestion.files
