"""Paths that live elsewhere, kept out of sight here: what those that were brought in from there are updated from."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.content.lineage import ELSEWHERE
from app.content.load import Files
from app.library.copies import keep_files
from app.library.rights import teaches
from app.models import Path, Revision, now

OWN = ":"
"""Before what follows in the key of somebody's own: no id of a zip begins so."""


@dataclass(frozen=True)
class Origin:
    """`key` is what it is kept under; `latest` the digest of its newest revision, empty where nothing of it is here.
    `known` is a path here that came from it, and that whoever asks may teach; empty for none."""

    key: str
    latest: str = ""
    known: str = ""


def find_origin(session: Session, id: str, person_id: UUID | None) -> Origin:
    """Where a person (None: whoever runs the server) brings what elsewhere is called `id`.

    What is brought there is offered to every path that came from it, and an id is a mere word in a zip. So those share
    an origin who teach a path that came from it; to anybody else it is one of their own."""
    owned = f"{ELSEWHERE}{OWN}{_short(id)}/"
    shared, own = f"{ELSEWHERE}{id}", owned + _short(f"{id} {person_id}")
    of_this_id = or_(Path.key == shared, Path.key.startswith(owned, autoescape=True))
    origins = session.scalars(select(Path).where(of_this_id).order_by(Path.id)).all()
    for origin in origins:
        came = select(Path).where(Path.upstream_path_id == origin.id, Path.retired_at.is_(None)).order_by(Path.id)
        for path in session.scalars(came):
            if person_id is None or teaches(session, path, person_id):
                return Origin(origin.key, _latest(session, origin), path.slug)
    latest = {origin.key: _latest(session, origin) for origin in origins}
    key = shared if person_id is None or shared not in latest else own
    return Origin(key, latest.get(key, ""))


def keep_revision(session: Session, key: str, title: str, files: Files, digest: str) -> None:
    """The newest of the path elsewhere: what updates are merged from."""
    origin = session.scalar(select(Path).where(Path.key == key))
    if origin is None:
        origin = Path(key=key, slug=f"~{_short(key)}", title=title, visibility="private", retired_at=now())
        session.add(origin)
        session.flush()
    keep_files(session, files)
    number = session.scalar(select(func.max(Revision.number)).where(Revision.path_id == origin.id)) or 0
    revision = Revision(path_id=origin.id, number=number + 1, digest=digest, renderer="", manifest=files.manifest)
    session.add(revision)
    session.flush()
    origin.revision_id = revision.id


def _latest(session: Session, origin: Path) -> str:
    return session.scalar(select(Revision.digest).where(Revision.id == origin.revision_id)) or ""


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:20]
