"""A path of one's own made of another, and what the original became since, merged into it."""

import shutil
import tempfile
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path as Folder

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.content.child import Renderer
from app.content.disk import replacing
from app.content.documents import Catalog
from app.content.load import Files, files_from, is_slug, load, load_page, read_folder
from app.content.merge import Merged, Pick, merge
from app.content.plan import plan
from app.content.publish import publish
from app.content.safe import files_below
from app.content.sync import SyncReport, foresee, log_sync, publish_one
from app.content.units import conflicts_in, set_front
from app.db import Database
from app.library.reprint import STEPS, can_reprint, reprint
from app.library.rights import still_taught
from app.models import Blob, Membership, Path, PathAlias, Revision, now

PATH = "path.md"
Progress = Callable[[int, int], None]
"""Told how much is done, and of how much."""


class CannotCopy(ValueError):
    """A path cannot be copied or updated so; the text says why, for people."""


@dataclass(frozen=True)
class Copy:
    """What the new path is called in addresses and on its pages; `title` empty: as the original, and "copy"."""

    slug: str
    title: str = ""
    owner_id: uuid.UUID | None = None
    visibility: str = "public"


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


def files_of(session: Session, revision: Revision) -> dict[str, bytes]:
    """The exact files of a revision."""
    blobs = select(Blob.sha256, Blob.content).where(Blob.sha256.in_(set(revision.manifest.values())))
    contents = {row.sha256: row.content for row in session.execute(blobs)}
    return {file: contents[sha256] for file, sha256 in revision.manifest.items()}


def keep_files(session: Session, files: Files) -> None:
    """Keeps the bytes of files that stand in no folder here."""
    there = set(session.scalars(select(Blob.sha256).where(Blob.sha256.in_(set(files.manifest.values())))))
    missing = {sha256: files.contents[file] for file, sha256 in files.manifest.items() if sha256 not in there}
    session.add_all(Blob(sha256=sha256, content=content) for sha256, content in missing.items())


def clone(
    database: Database,
    content_dir: Folder,
    source: str,
    copy: Copy,
    *,
    renderer: Renderer,
    progress: Progress | None = None,
) -> SyncReport:
    """A folder of its own with all that is published of a path. Raises CannotCopy; nothing is left then."""
    with database.reading() as session:
        path = published(session, source)
        revision = session.get_one(Revision, path.revision_id)
        files = files_of(session, revision)
        _check_name(session, content_dir, copy.slug)
        title = copy.title or f"{path.title} (copy)"
        origin = {"path": path.key, "base": revision.digest}
    files[PATH] = introduced(files[PATH], copy.slug, title, origin)
    if revision.renderer == renderer.VERSION and can_reprint(files, path.slug):
        try:
            return _reprinted(database, content_dir, path, copy, files, renderer=renderer, progress=progress)
        except _Republished:
            pass
    return lay_down(database, content_dir, copy, files, renderer=renderer, progress=progress)


class _Republished(Exception):
    """The original has another revision since its files were read."""


def _reprinted(
    database: Database,
    content_dir: Folder,
    source: Path,
    copy: Copy,
    files: dict[str, bytes],
    *,
    renderer: Renderer,
    progress: Progress | None,
) -> SyncReport:
    """As `lay_down`, where all but the first page is drawn already: seconds for a path that is drawn in a minute."""
    found = files_from(files)
    first = load_page(copy.slug, found, PATH, renderer).document
    if first is None:
        raise CannotCopy(f"this cannot be published as it is: {PATH} cannot be read")
    catalog = Catalog(first.key, copy.slug, first.title, (first,), (), found.manifest, files)

    def tell(done: int) -> None:
        if progress:
            progress(done, STEPS)

    def write(session: Session, path: Path) -> SyncReport:
        now_there = session.get_one(Path, source.id)
        if now_there.revision_id != source.revision_id or now_there.slug != source.slug:
            raise _Republished
        number = publish(session, plan(session, catalog), renderer.VERSION, now(), copy.owner_id)
        report = SyncReport(copy.slug, number, "published", added=reprint(session, source, path, tell))
        log_sync(session, report)
        return report

    return _lay_down(database, content_dir, copy, files, first.title, write)


def lay_down(
    database: Database,
    content_dir: Folder,
    copy: Copy,
    files: dict[str, bytes],
    *,
    renderer: Renderer,
    progress: Progress | None = None,
    first: Callable[[Session], None] | None = None,
) -> SyncReport:
    """A new folder with these files, published; neither folder nor row is left where that fails. `first` is done in the
    same transaction, before."""
    loaded = load(
        content_dir / copy.slug, renderer=renderer, root=content_dir, files=files_from(files), progress=progress
    )
    if loaded.catalog is None:
        wrong = next(p for p in loaded.problems if p.severity == "error")
        raise CannotCopy(f"this cannot be published as it is: {wrong}")

    def write(session: Session, path: Path) -> SyncReport:
        return publish_one(session, content_dir, loaded, copy.slug, renderer, copy.owner_id, "")

    return _lay_down(database, content_dir, copy, files, loaded.catalog.title, write, first)


def _lay_down(
    database: Database,
    content_dir: Folder,
    copy: Copy,
    files: dict[str, bytes],
    title: str,
    write: Callable[[Session, Path], SyncReport],
    first: Callable[[Session], None] | None = None,
) -> SyncReport:
    with tempfile.TemporaryDirectory(dir=content_dir, prefix=".copy-") as made:
        for file, content in files.items():
            place = Folder(made) / "path" / file
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        target, is_moved = content_dir / copy.slug, False
        try:
            with database.writing(alone=True) as session:
                _check_name(session, content_dir, copy.slug)
                if first:
                    first(session)
                path = Path(key=copy.slug, slug=copy.slug, title=title, visibility=copy.visibility)
                session.add(path)
                session.flush()
                if copy.owner_id:
                    session.add(Membership(path_id=path.id, user_id=copy.owner_id, role="owner"))
                report = write(session, path)
                if report.outcome == "refused":
                    raise CannotCopy(str(next(p for p in report.problems if p.severity == "error")))
                (Folder(made) / "path").rename(target)
                is_moved = True
        except BaseException:
            if is_moved:
                shutil.rmtree(target)
            raise
    return report


def introduced(source: bytes, slug: str, title: str, origin: Mapping[str, str]) -> bytes:
    """A path.md as that of a path with another name, which says where it comes from."""
    said = set_front(source, "title", quoted(title))
    said = set_front(said, "id", slug)
    return set_front(said, "upstream", f"{{path: {quoted(origin['path'])}, base: {origin['base']}}}")


def quoted(text: str) -> str:
    """A text as YAML has it, on one line."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


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


def published(session: Session, slug: str) -> Path:
    path = session.scalar(
        select(Path).where(Path.slug == slug, Path.revision_id.is_not(None), Path.retired_at.is_(None))
    )
    if path is None:
        raise CannotCopy(f"there is no path called {slug}")
    return path


def nameless(files: dict[str, bytes]) -> dict[str, bytes]:
    """A folder without what is each path's own: its name, and where it comes from."""
    named = files[PATH]
    for key in ("id", "title", "upstream"):
        named = set_front(named, key, None)
    return {**files, PATH: named}


def _is_name(change_id: str) -> bool:
    return change_id.rstrip("+") in {f"{PATH}#front:{key}" for key in ("id", "title", "upstream")}


def _check_name(session: Session, content_dir: Folder, slug: str) -> None:
    if not is_slug(slug):
        raise CannotCopy(f"{slug!r} cannot stand in an address: use lower-case letters, digits and -")
    taken = session.scalar(select(Path.id).where((Path.slug == slug) | (Path.key == slug)))
    alias = session.scalar(select(PathAlias.path_id).where(PathAlias.slug == slug))
    if taken or alias or (content_dir / slug).exists():
        raise CannotCopy(f"the name {slug} is taken; choose another")
