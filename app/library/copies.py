"""A path of one's own made of another."""

import shutil
import tempfile
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path as Folder

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.content.child import Renderer
from app.content.documents import Catalog
from app.content.load import Files, files_from, is_slug, load, load_page
from app.content.plan import plan
from app.content.publish import publish
from app.content.sync import SyncReport, log_sync, publish_one
from app.content.units import quoted, set_front
from app.db import Database
from app.library.reprint import STEPS, can_reprint, reprint
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
    """The original has another revision since its files were read, or was taken out of sight with its rows."""


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
        if (now_there.revision_id, now_there.slug, now_there.retired_at) != (source.revision_id, source.slug, None):
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


def published(session: Session, slug: str) -> Path:
    path = session.scalar(
        select(Path).where(Path.slug == slug, Path.revision_id.is_not(None), Path.retired_at.is_(None))
    )
    if path is None:
        raise CannotCopy(f"there is no path called {slug}")
    return path


def _check_name(session: Session, content_dir: Folder, slug: str) -> None:
    if not is_slug(slug):
        raise CannotCopy(f"{slug!r} cannot stand in an address: use lower-case letters, digits and -")
    taken = session.scalar(select(Path.id).where((Path.slug == slug) | (Path.key == slug)))
    alias = session.scalar(select(PathAlias.path_id).where(PathAlias.slug == slug))
    if taken or alias or (content_dir / slug).exists():
        raise CannotCopy(f"the name {slug} is taken; choose another")
