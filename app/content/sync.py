"""Folders to the database: each path in one transaction, refused whole if there is an error in it."""

import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.content.child import Renderer
from app.content.documents import Catalog, Loaded, Problem, manifest_digest
from app.content.identity import Reason
from app.content.indexing import forget_path
from app.content.load import find_paths, load, read_folder
from app.content.plan import Plan, learners_affected, learners_of, plan
from app.content.publish import publish
from app.db import Database
from app.models import Item, Page, Revision, Sync, now
from app.models import Path as PathRow

Progress = Callable[[str, int, int], None]
"""Told a path's slug, the files rendered, and how many there are."""

# What the columns hold.
_LONGEST_SLUG, _LONGEST_FILE, _LONGEST_KEY = 200, 300, 400
# Errors come first, and who has more than this begins with those.
_MOST_PROBLEMS = 200


@dataclass(frozen=True)
class Rematch:
    """An item that goes by another key than before, and how it was known."""

    kind: str
    before: str
    after: str
    reason: Reason


@dataclass(frozen=True)
class SyncReport:
    """What became of a path's folder, or would, in a dry run. `revision` is the number that learners have then.

    Of items: `kept` with what learners did, `edited` of them with other words; `changed` in meaning, and due again;
    `retired` until they return. `learners` have read, answered or learned what was reworded, changed or retired.
    """

    slug: str
    revision: int | None
    outcome: Literal["published", "unchanged", "refused"]
    kept: int = 0
    edited: int = 0
    rematched: tuple[Rematch, ...] = ()
    changed: int = 0
    added: int = 0
    retired: int = 0
    returned: int = 0
    learners: int = 0
    problems: tuple[Problem, ...] = ()

    def __str__(self) -> str:
        if self.outcome == "unchanged":
            return f"{self.slug}: revision {self.revision} · nothing changed"
        if self.outcome == "refused":
            errors = sum(p.severity == "error" for p in self.problems)
            stays = f"learners stay on revision {self.revision}" if self.revision else "nothing is shown yet"
            return f"{self.slug}: refused for {errors} error{'s' if errors != 1 else ''} · {stays}"
        kept = f"{self.kept} kept" + (f", {self.edited} of them edited" if self.edited else "")
        more = [f"{count} {word}" for count, word in ((self.added, "new"), (self.returned, "returned")) if count]
        lost = [f"{len(self.rematched)} re-matched", f"{self.changed} changed", *more, f"{self.retired} lost"]
        learners = f"{self.learners} learner{'s' if self.learners != 1 else ''} affected"
        return " · ".join([f"{self.slug}: revision {self.revision}", kept, *lost, learners])


@dataclass(frozen=True)
class _Standing:
    """A path as the database has it now."""

    key: str
    slug: str
    revision_id: int | None
    number: int | None
    digest: str | None
    renderer: str | None


class _Overtaken(Exception):
    """Another sync published this path since we began to read its folder."""


def sync(
    database: Database,
    content_dir: Path,
    *,
    renderer: Renderer,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> list[SyncReport]:
    """Brings the database to what the folders below `content_dir` say; a dry run writes nothing and tells the same."""
    done: dict[str, SyncReport] = {}
    while True:
        try:
            reports = list(_sync(database, content_dir, renderer, dry_run, progress, done))
        except _Overtaken:
            continue
        if not dry_run and any(report.outcome != "unchanged" for report in reports):
            with database.writing() as session:
                for report in reports:
                    log_sync(session, report)
        return reports


def log_sync(session: Session, report: SyncReport) -> None:
    """Keeps what a sync published, or why it refused: a refusal that says what the last one said is no news."""
    if report.outcome == "unchanged":
        return
    slug = report.slug[:_LONGEST_SLUG]
    found = sorted(report.problems, key=lambda problem: (problem.severity != "error", problem))
    problems = [asdict(problem) for problem in found[:_MOST_PROBLEMS]]
    latest = session.scalar(select(Sync).where(Sync.slug == slug).order_by(Sync.synced_at.desc()).limit(1))
    if latest and report.outcome == "refused" == latest.outcome and latest.problems == problems:
        return
    session.add(Sync(slug=slug, outcome=report.outcome, said=str(report), problems=problems))
    session.flush()


def foresee(session: Session, content_dir: Path, loaded: Loaded, slug: str) -> SyncReport:
    """What would become of one path, were its folder as `loaded`. Nothing is written."""
    found = _refusing_alone(session, content_dir, loaded, slug)
    if found.catalog is None:
        return _refused(slug, found, {each.slug: each for each in _paths(session)})
    return replace(_foreseen(session, found.catalog), problems=found.problems)


def publish_one(
    session: Session,
    content_dir: Path,
    loaded: Loaded,
    slug: str,
    renderer: Renderer,
    made_by: uuid.UUID | None,
    note: str,
) -> SyncReport:
    """Publishes one path as `loaded`, in the caller's transaction, which is one of `writing(alone=True)`."""
    found = _refusing_alone(session, content_dir, loaded, slug)
    if found.catalog is None:
        return _refused(slug, found, {each.slug: each for each in _paths(session)})
    planned = plan(session, found.catalog)
    learners = learners_affected(session, planned)
    number = publish(session, planned, renderer.VERSION, now(), made_by, note)
    report = replace(_report(planned, number, learners), problems=found.problems)
    log_sync(session, report)
    return report


def shared_id(slug: str, key: str) -> Problem:
    return _error(slug, "id-duplicate", f"another folder's path.md has the id {key} too; give one of them another")


def retire(session: Session, slug: str) -> int | None:
    """Takes a path out of sight with all that is in it: how many learners knew it, None if there is no such path.
    Nothing is deleted, and a folder with its id brings it back."""
    path = session.scalar(select(PathRow).where(PathRow.slug == slug, PathRow.retired_at.is_(None)))
    if path is None:
        return None
    items = session.execute(select(Item.id, Item.lineage).where(Item.path_id == path.id, Item.retired_at.is_(None)))
    learners = learners_of(session, items.all())
    path.retired_at = now()
    for table in (Page, Item):
        living = update(table).where(table.path_id == path.id, table.retired_at.is_(None))
        session.execute(living.values(retired_at=path.retired_at))
    forget_path(session, path.id)
    return learners


def _sync(
    database: Database,
    content_dir: Path,
    renderer: Renderer,
    dry_run: bool,
    progress: Progress | None,
    done: dict[str, SyncReport],
) -> Iterator[SyncReport]:
    with database.reading() as session:
        standing = {each.key: each for each in _paths(session)}
    by_slug = {each.slug: each for each in standing.values()}
    folders = find_paths(content_dir)
    unchanged = {f.resolve().name for f in folders if _is_unchanged(f, by_slug.get(f.resolve().name), renderer)}
    loaded = {
        folder.resolve().name: load(folder, renderer=renderer, root=content_dir, progress=_telling(folder, progress))
        for folder in folders
        if folder.resolve().name not in unchanged
    }
    claims = Counter([by_slug[slug].key for slug in unchanged])
    claims.update(each.catalog.key for each in loaded.values() if each.catalog)
    for slug in sorted(unchanged | loaded.keys()):
        if slug in unchanged:
            yield done.get(slug) or SyncReport(slug, by_slug[slug].number, "unchanged")
            continue
        found = _refusing(loaded[slug], slug, standing, claims)
        if found.catalog is None:
            yield _refused(slug, found, by_slug)
            continue
        before = standing.get(found.catalog.key)
        report = _publish(database, found.catalog, before.revision_id if before else None, renderer, dry_run)
        done[slug] = replace(report, problems=found.problems)
        yield done[slug]
    for each in standing.values():
        if each.key not in claims and each.slug not in unchanged | loaded.keys():
            yield SyncReport(each.slug, each.number, "refused", problems=(_vanished(each.slug),))


def _paths(session: Session) -> list[_Standing]:
    rows = session.execute(
        select(
            PathRow.key,
            PathRow.slug,
            PathRow.revision_id,
            Revision.number,
            Revision.digest,
            Revision.renderer,
        )
        .outerjoin(Revision, Revision.id == PathRow.revision_id)
        .where(PathRow.retired_at.is_(None))
        .order_by(PathRow.slug)
    )
    return [_Standing(*row) for row in rows]


def _is_unchanged(folder: Path, standing: _Standing | None, renderer: Renderer) -> bool:
    if standing is None or standing.renderer != renderer.VERSION:
        return False
    found = read_folder(folder)
    return not found.problems and manifest_digest(found.manifest) == standing.digest


def _telling(folder: Path, progress: Progress | None) -> Callable[[int, int], None] | None:
    return (lambda done, total: progress(folder.resolve().name, done, total)) if progress else None


def _publish(
    database: Database, catalog: Catalog, expected: int | None, renderer: Renderer, dry_run: bool
) -> SyncReport:
    if dry_run:
        with database.reading() as session:
            return _foreseen(session, catalog)
    with database.writing(alone=True) as session:
        planned = plan(session, catalog)
        if planned.path and planned.path.retired_at is None and planned.path.revision_id != expected:
            raise _Overtaken
        learners = learners_affected(session, planned)
        return _report(planned, publish(session, planned, renderer.VERSION, now()), learners)


def _foreseen(session: Session, catalog: Catalog) -> SyncReport:
    planned = plan(session, catalog)
    latest = select(func.max(Revision.number)).where(Revision.path_id == (planned.path.id if planned.path else None))
    return _report(planned, (session.scalar(latest) or 0) + 1, learners_affected(session, planned))


def _report(planned: Plan, number: int, learners: int) -> SyncReport:
    kept = edited = changed = returned = 0
    rematched = []
    meant_otherwise = {match.known.id for match in planned.meant_otherwise}
    for match in planned.matching.matches:
        if match.known.is_retired:
            returned += 1
        elif match.known.key != match.found.key:
            rematched.append(Rematch(match.known.kind, match.known.key, match.found.key, match.reason))
        elif match.known.id in meant_otherwise:
            changed += 1
        else:
            kept += 1
            edited += match.known.digest != match.found.digest
    return SyncReport(
        planned.catalog.slug,
        number,
        "published",
        kept=kept,
        edited=edited,
        rematched=tuple(rematched),
        changed=changed,
        added=len(planned.matching.new),
        retired=len(planned.matching.lost),
        returned=returned,
        learners=learners,
    )


def _refused(slug: str, found: Loaded, by_slug: dict[str, _Standing]) -> SyncReport:
    before = by_slug.get(slug)
    return SyncReport(slug, before.number if before else None, "refused", problems=found.problems)


def _refusing_alone(session: Session, content_dir: Path, loaded: Loaded, slug: str) -> Loaded:
    """As `_refusing`, where the other folders are taken to be as the database has them."""
    standing = {each.key: each for each in _paths(session)}
    there = {folder.resolve().name for folder in find_paths(content_dir)} - {slug}
    claims = Counter([each.key for each in standing.values() if each.slug in there])
    claims.update([loaded.catalog.key] if loaded.catalog else [])
    return _refusing(loaded, slug, standing, claims)


def _refusing(loaded: Loaded, slug: str, standing: dict[str, _Standing], claims: Counter[str]) -> Loaded:
    """The same, without a catalogue where only the other folders, or the database, show that it cannot be published."""
    if loaded.catalog is None:
        return loaded
    found = list(_unstorable(loaded.catalog))
    key = loaded.catalog.key
    if claims[key] > 1:
        found.append(shared_id(slug, key))
    for other in standing.values():
        if other.slug == slug and other.key != key and other.key not in claims:
            found.append(
                _error(
                    slug,
                    "path-id",
                    f'learners know this address as the path with the id {other.key}; write "id: {other.key}" into '
                    f"path.md, or take that path out of sight first with `cairn retire {slug}`",
                )
            )
    return Loaded(None, (*loaded.problems, *found)) if found else loaded


def _unstorable(catalog: Catalog) -> Iterator[Problem]:
    for document in catalog.documents:
        file = f"{catalog.slug}/{document.file}"
        if len(document.file) > _LONGEST_FILE or len(catalog.slug) > _LONGEST_SLUG:
            yield Problem(file, 1, 1, "error", "name", "this name is too long; shorten the file's or the folder's")
        for item in document.items:
            if len(item.key) > _LONGEST_KEY:
                said = f"the key of this {item.kind} has {len(item.key)} characters, at most {_LONGEST_KEY} can be kept"
                yield Problem(file, item.line, 1, "error", "key", f"{said}; hide fewer words, or give it a short id")


def _vanished(slug: str) -> Problem:
    return _error(
        slug,
        "path-vanished",
        "this path's folder is gone, so nothing was changed: bring it back, "
        f"or take the path out of sight with `cairn retire {slug}`",
    )


def _error(slug: str, rule: str, message: str) -> Problem:
    return Problem(f"{slug}/path.md", 1, 1, "error", rule, message)
