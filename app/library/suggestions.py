"""What a clone's author made better, offered to the original; its instructors look at it and take it, or do not."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path as Folder

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.content.child import Renderer
from app.content.load import Files, files_from, load, read_folder
from app.content.merge import Change, merge
from app.content.sync import foresee
from app.library.copies import PATH, CannotCopy, files_of, keep_files, published
from app.library.rights import still_taught
from app.library.updates import Update, nameless, upstream_of
from app.models import Blob, Path, Revision, Suggestion

# Of a clone's suggestions, the latest in which a change is looked for.
MOST_REMEMBERED = 50


class Settled(Exception):
    """Somebody was quicker: the suggestion is taken or declined already."""


@dataclass(frozen=True)
class Offer:
    """Changes of a clone, ready to be sent: `files` are the base with them in it; `mine` and `base` are the revisions
    of the clone and of its upstream that they were made of."""

    clone_id: int
    upstream_id: int
    mine: int
    base: int
    files: Files


def offered(session: Session, slug: str) -> Sequence[Change]:
    """What the published clone has otherwise than the revision it was made or last updated from."""
    return _own(session, published(session, slug))[2]


def draw_up(session: Session, slug: str, chosen: Collection[str] = ()) -> Offer:
    """The chosen changes (by id) for the clone's upstream; none chosen: all that were not suggested yet. Raises
    CannotCopy. This takes a while in a long path, so it is done before `suggest` is."""
    path = published(session, slug)
    upstream, base, changes = _own(session, path)
    if upstream.retired_at:
        raise CannotCopy(f"{slug} came from another server: `cairn export {slug} FILE.zip` takes it there")
    if unknown := set(chosen) - {change.id for change in changes}:
        raise CannotCopy(f"{slug} has no change called {min(unknown)}")
    if not changes:
        raise CannotCopy(f"{slug} is as {upstream.slug} was: there is nothing to suggest")
    wanted = set(chosen) or {change.id for change in changes} - outcomes_of(session, path, changes).keys()
    if not wanted:
        raise CannotCopy(f"all that {slug} has otherwise was suggested already; name a change to suggest it again")
    files = nameless(files_of(session, base))
    mine = nameless(files_of(session, session.get_one(Revision, path.revision_id)))
    left = {change.id: "mine" for change in changes if change.id not in wanted}
    patched = merge(files, files, mine, left).files  # type: ignore[arg-type]
    assert path.revision_id
    return Offer(path.id, upstream.id, path.revision_id, base.id, files_from(patched))


def suggest(session: Session, offer: Offer, *, note: str, author: str, made_by: uuid.UUID | None = None) -> Suggestion:
    """Sends it; the same twice is one while it waits. Raises CannotCopy where the clone is another by now, and NotFound
    where `made_by` (None: whoever runs the server) may not teach it any more."""
    path = still_taught(session, offer.clone_id, made_by) if made_by else session.get_one(Path, offer.clone_id)
    if (path.revision_id, path.base_revision_id) != (offer.mine, offer.base):
        raise CannotCopy(f"{path.slug} has changed since; look at its changes again")
    waits = select(Suggestion).where(Suggestion.clone_id == path.id, Suggestion.settled_at.is_(None))
    for twin in session.scalars(waits):
        if twin.files == offer.files.manifest:
            return twin
    keep_files(session, offer.files)
    suggestion = Suggestion(
        path_id=offer.upstream_id,
        clone_id=path.id,
        base_revision_id=offer.base,
        files=offer.files.manifest,
        note=note,
        author=author,
        made_by=made_by,
    )
    session.add(suggestion)
    session.flush()
    return suggestion


def outcomes_of(session: Session, path: Path, changes: Collection[Change]) -> dict[str, str]:
    """What became of those changes that the clone has suggested before, word for word as they are now: "open", "taken"
    or "declined", by their ids. The latest time counts."""
    said = {change.id: change.theirs for change in changes}
    mine = select(Suggestion).where(Suggestion.clone_id == path.id, Suggestion.path_id == path.upstream_path_id)
    latest = mine.order_by(Suggestion.made_at.desc(), Suggestion.id.desc()).limit(MOST_REMEMBERED)
    found: dict[str, str] = {}
    for suggestion in session.scalars(latest):
        for change in _changes_in(session, suggestion):
            if change.id in said and change.theirs == said[change.id]:
                found.setdefault(change.id, suggestion.outcome or "open")
    return found


def _changes_in(session: Session, suggestion: Suggestion) -> Sequence[Change]:
    """Of the files that differ alone: a path may have a thousand others."""
    base = session.get_one(Revision, suggestion.base_revision_id).manifest
    differ = {file for file in base.keys() | suggestion.files.keys() if base.get(file) != suggestion.files.get(file)}
    before = _contents(session, {file: sha256 for file, sha256 in base.items() if file in differ})
    after = _contents(session, {file: sha256 for file, sha256 in suggestion.files.items() if file in differ})
    if PATH in before:
        before = nameless(before)
    return merge(before, before, after).changes


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
    theirs = _contents(session, suggestion.files)
    mine = read_folder(content_dir / path.slug).contents
    merged = merge(base, mine, theirs, picks)  # type: ignore[arg-type]
    number = session.get_one(Revision, path.revision_id).number
    if merged.conflicts:
        return Update(merged, mine, number, is_new=True)
    loaded = load(content_dir / path.slug, renderer=renderer, root=content_dir, files=files_from(merged.files))
    return Update(merged, mine, number, True, foresee(session, content_dir, loaded, path.slug))


def settle(session: Session, suggestion_id: uuid.UUID, outcome: str, now: datetime) -> None:
    """In the transaction that does what was decided: whoever comes second does nothing. Raises Settled."""
    is_open = (Suggestion.id == suggestion_id, Suggestion.settled_at.is_(None))
    first = update(Suggestion).where(*is_open).values(settled_at=now, outcome=outcome).returning(Suggestion.id)
    if session.scalar(first) is None:
        raise Settled


def _own(session: Session, path: Path) -> tuple[Path, Revision, Sequence[Change]]:
    upstream, base = upstream_of(session, path)
    before = nameless(files_of(session, base))
    after = nameless(files_of(session, session.get_one(Revision, path.revision_id)))
    return upstream, base, merge(before, before, after).changes


def _contents(session: Session, manifest: Mapping[str, str]) -> dict[str, bytes]:
    blobs = select(Blob.sha256, Blob.content).where(Blob.sha256.in_(set(manifest.values())))
    contents = {row.sha256: row.content for row in session.execute(blobs)}
    return {file: contents[sha256] for file, sha256 in manifest.items()}
