"""What the original of a clone became since, merged into it."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path as Folder

from sqlalchemy.orm import Session

from app.content.child import Renderer
from app.content.disk import replacing
from app.content.load import files_from, load, read_folder
from app.content.merge import Merged, Pick, merge
from app.content.safe import files_below
from app.content.sync import SyncReport, foresee, publish_one
from app.content.units import conflicts_in, quoted, set_front
from app.db import Database
from app.library.copies import PATH, CannotCopy, files_of, published
from app.library.rights import still_taught
from app.models import Path, Revision


@dataclass(frozen=True)
class Update:
    """What upstream became since, merged into a clone. `report` says what publishing it does to learners; None where
    there is nothing to publish. `number` is upstream's revision; `is_new` False where the clone has it already."""

    merged: Merged
    before: Mapping[str, bytes]
    number: int
    is_new: bool
    report: SyncReport | None = None

    @property
    def changes(self) -> dict[str, bytes | None]:
        """Files to be written, None for those to go."""
        after = self.merged.files
        changed: dict[str, bytes | None] = {f: c for f, c in after.items() if self.before.get(f) != c}
        return changed | dict.fromkeys(self.before.keys() - after.keys())


def prepare(
    session: Session, content_dir: Folder, slug: str, renderer: Renderer, picks: Mapping[str, Pick] | None = None
) -> Update:
    """What an update would do to a clone. Raises CannotCopy where it has no upstream here."""
    path = published(session, slug)
    upstream, base = upstream_of(session, path)
    theirs = session.get_one(Revision, upstream.revision_id)
    found = read_folder(content_dir / slug)
    if found.problems or PATH not in found.contents:
        raise CannotCopy(f"{slug}: its folder cannot be read; {next(iter(found.problems), 'path.md is missing')}")
    mine = found.contents
    for file, content in sorted(mine.items()):
        if open_line := next(conflicts_in(content.splitlines()), 0) if file.endswith((".md", ".yml")) else 0:
            raise CannotCopy(
                f"a merge is not finished in {file}, line {open_line}: keep one text of the two there first"
            )
    if theirs.digest == base.digest:
        return Update(Merged(dict(mine), ()), mine, theirs.number, is_new=False)
    merged = merge(nameless(files_of(session, base)), mine, nameless(files_of(session, theirs)), picks)
    origin = f"{{path: {quoted(upstream.key)}, base: {theirs.digest}}}"
    files = {**merged.files, PATH: set_front(merged.files[PATH], "upstream", origin)}
    merged = Merged(files, tuple(c for c in merged.changes if not _is_name(c.id)))
    if merged.conflicts:
        return Update(merged, mine, theirs.number, is_new=True)
    loaded = load(content_dir / slug, renderer=renderer, root=content_dir, files=files_from(files))
    return Update(merged, mine, theirs.number, True, foresee(session, content_dir, loaded, slug))


def apply(
    database: Database,
    content_dir: Folder,
    slug: str,
    update: Update,
    *,
    renderer: Renderer,
    made_by: uuid.UUID | None = None,
    note: str = "",
    first: Callable[[Session], None] | None = None,
) -> SyncReport | None:
    """Writes an update that `prepare` has found into the clone's folder, and publishes it; where conflicts are left, or
    there is an error in it, the folder has it and learners stay on the revision before. Raises CannotCopy where a file
    has changed meanwhile, and NotFound where `made_by` (None: whoever runs the server) may not teach it any more.
    `first` is done in the same transaction, before: nothing is written where it raises."""
    loaded = load(content_dir / slug, renderer=renderer, root=content_dir, files=files_from(update.merged.files))
    # To read a folder takes its time, and others wait to write: inside, it is only looked at.
    looked = files_below(content_dir / slug)
    _check_as_prepared(slug, read_folder(content_dir / slug).contents == dict(update.before))
    # Outside the transaction: where its commit fails, the old files come back.
    with replacing(content_dir / slug, update.changes) as put_in_place, database.writing(alone=True) as session:
        if made_by:
            still_taught(session, published(session, slug).id, made_by)
        if first:
            first(session)
        _check_as_prepared(slug, files_below(content_dir / slug) == looked)
        note = note or f"Upstream's revision {update.number}"
        report = publish_one(session, content_dir, loaded, slug, renderer, made_by, note) if loaded.catalog else None
        put_in_place()
    return report


def _check_as_prepared(slug: str, is_so: bool) -> None:
    if not is_so:
        raise CannotCopy(f"{slug}: a file has changed since; look at the update again")


def upstream_of(session: Session, path: Path) -> tuple[Path, Revision]:
    """Raises CannotCopy where the path is no clone, or what it was cloned from is not known here."""
    upstream = session.get(Path, path.upstream_path_id) if path.upstream_path_id else None
    if upstream is None:
        raise CannotCopy(f"{path.slug} has no upstream here: its path.md says of what it is a clone")
    base = session.get(Revision, path.base_revision_id) if path.base_revision_id else None
    if base is None:
        raise CannotCopy(f"{path.slug}: the revision of {upstream.slug} that it was cloned from is not known here")
    seen = {path.id}
    line: Path | None = upstream
    while line:
        if line.id in seen:
            raise CannotCopy(f"{path.slug}: its upstreams lead back to itself; mend `upstream` in path.md")
        seen.add(line.id)
        line = session.get(Path, line.upstream_path_id) if line.upstream_path_id else None
    return upstream, base


def nameless(files: dict[str, bytes]) -> dict[str, bytes]:
    """A folder without what is each path's own: its name, and where it comes from."""
    named = files[PATH]
    for key in ("id", "title", "upstream"):
        named = set_front(named, key, None)
    return {**files, PATH: named}


def _is_name(change_id: str) -> bool:
    return change_id.rstrip("+") in {f"{PATH}#front:{key}" for key in ("id", "title", "upstream")}
