"""Figures and other files of a path, from the blobs of its current revision."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.content.media import MEDIA_TYPES, extension
from app.library import revision_of
from app.models import Blob, Path
from app.web.errors import Link, NotFound
from app.web.headers import FROM_ANYWHERE, STRICT, STRICT_SVG
from app.web.replies import FOREVER, Reply

HEADERS = {"svg": STRICT_SVG, "mp3": FROM_ANYWHERE, "vtt": FROM_ANYWHERE}
COMPRESSIBLE = {"svg", "vtt", "csv", "txt"}
DIGEST_CHARACTERS = 16


def find_medium(session: Session, path: Path, digest: str, file: str) -> Reply:
    """The reply for a file of the current manifest under its own digest. Raises NotFound, also for every kind of file
    that is no medium: the Markdown itself holds the answers."""
    kind = extension(file)
    sha256 = revision_of(session, path).manifest.get(file, "")
    if kind not in MEDIA_TYPES or len(digest) != DIGEST_CHARACTERS or not sha256.startswith(digest):
        raise NotFound(Link(f"/paths/{path.slug}", path.title))
    content = session.scalars(select(Blob.content).where(Blob.sha256 == sha256)).one()
    return Reply(
        content,
        MEDIA_TYPES[kind],
        cache=FOREVER,
        headers=HEADERS.get(kind, STRICT),
        compress=kind in COMPRESSIBLE,
        ranges=MEDIA_TYPES[kind].startswith("audio/"),
    )
