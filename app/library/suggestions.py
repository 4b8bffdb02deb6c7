"""What a clone's author made better, offered to the original; its instructors look at it and take it, or do not."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path as Folder

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.content.child import Renderer
from app.content.load import files_from, load, read_folder
from app.content.merge import Change, merge
from app.content.sync import foresee
from app.library.copies import CannotCopy, Update, files_of, keep_files, nameless, published, upstream_of
from app.models import Blob, Path, Revision, Suggestion


def offered(session: Session, slug: str) -> Sequence[Change]:
    """What the published clone has otherwise than the revision it was made or last updated from."""
    return _own(session, published(session, slug))[2]


def suggest(
    session: Session, slug: str, chosen: Collection[str], *, note: str, author: str, made_by: uuid.UUID | None = None
) -> Suggestion:
    """Offers the chosen changes (by id) to the clone's upstream; none chosen: all of them."""
    path = published(session, slug)
    upstream, base, changes = _own(session, path)
    if upstream.retired_at:
        raise CannotCopy(f"{slug} came from another server: `cairn export {slug} FILE.zip` takes it there")
    wanted = set(chosen) or {change.id for change in changes}
    if unknown := wanted - {change.id for change in changes}:
        raise CannotCopy(f"{slug} has no change called {min(unknown)}")
    if not wanted:
        raise CannotCopy(f"{slug} is as {upstream.slug} was: there is nothing to suggest")
    files = nameless(files_of(session, base))
    mine = nameless(files_of(session, session.get_one(Revision, path.revision_id)))
    left = {change.id: "mine" for change in changes if change.id not in wanted}
    patched = merge(files, files, mine, left).files  # type: ignore[arg-type]
    suggestion = Suggestion(
        path_id=upstream.id,
        clone_id=path.id,
        base_revision_id=base.id,
        files=keep_files(session, patched),
        note=note,
        author=author,
        made_by=made_by,
    )
    session.add(suggestion)
    session.flush()
    return suggestion


def waiting(session: Session, path: Path) -> Sequence[Suggestion]:
    """What is offered to a path and not yet settled, the oldest first."""
    mine = select(Suggestion).where(Suggestion.path_id == path.id, Suggestion.settled_at.is_(None))
    return session.scalars(mine.order_by(Suggestion.made_at, Suggestion.id)).all()


def offers_to(session: Session, path: Path) -> int:
    """How many wait."""
    mine = (Suggestion.path_id == path.id, Suggestion.settled_at.is_(None))
    return session.scalar(select(func.count()).select_from(Suggestion).where(*mine)) or 0


def prepare_taking(
    session: Session, content_dir: Folder, suggestion: Suggestion, renderer: Renderer, picks: dict[str, str]
) -> Update:
    """What taking a suggestion would do to the path: the same as an update, `theirs` being what is suggested. Only what
    it changes is told: what the path became since goes without saying."""
    path = session.get_one(Path, suggestion.path_id)
    base = nameless(files_of(session, session.get_one(Revision, suggestion.base_revision_id)))
    blobs = select(Blob.sha256, Blob.content).where(Blob.sha256.in_(set(suggestion.files.values())))
    contents = {row.sha256: row.content for row in session.execute(blobs)}
    theirs = {file: contents[sha256] for file, sha256 in suggestion.files.items()}
    mine = read_folder(content_dir / path.slug).contents
    merged = merge(base, mine, theirs, picks)  # type: ignore[arg-type]
    number = session.get_one(Revision, path.revision_id).number
    if merged.conflicts:
        return Update(merged, mine, number, is_new=True)
    loaded = load(content_dir / path.slug, renderer=renderer, root=content_dir, files=files_from(merged.files))
    return Update(merged, mine, number, True, foresee(session, content_dir, loaded, path.slug))


def settle(suggestion: Suggestion, outcome: str, now: datetime) -> None:
    """Once: a suggestion that is settled stays as it is."""
    if suggestion.settled_at is None:
        suggestion.settled_at, suggestion.outcome = now, outcome


def _own(session: Session, path: Path) -> tuple[Path, Revision, Sequence[Change]]:
    upstream, base = upstream_of(session, path)
    before = nameless(files_of(session, base))
    after = nameless(files_of(session, session.get_one(Revision, path.revision_id)))
    return upstream, base, merge(before, before, after).changes
