"""Publishing drafts: what it would do, and doing it, the files on disk and the rows together or neither."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.learners import Learner
from app.content.child import Renderer
from app.content.disk import replacing
from app.content.documents import Loaded, Problem, manifest_digest
from app.content.load import load, read_folder
from app.content.sync import SyncReport, foresee, publish_one
from app.db import Database
from app.library.rights import still_taught
from app.models import Draft, Revision, User
from app.models import Path as PathRow
from app.studio.differences import compare
from app.studio.drafts import drafts_of, hold, lay_over, overtakes, read_file
from app.studio.folders import folder_of
from app.studio.sources import text_of_source
from app.studio.tree import State, state_of


class Overtaken(Exception):
    """Since the proof was drawn somebody saved a draft, or a file of it changed on disk."""


class NotWritten(Exception):
    """The disk did not take the files; its text says why. Nothing has changed."""


@dataclass(frozen=True)
class Change:
    """What a draft does to a file: lines `added` and `removed`, 0 for what is no text."""

    file: str
    state: State
    added: int
    removed: int
    is_overtaken: bool
    saved_by: str
    saved_at: datetime


@dataclass(frozen=True)
class Proof:
    """What publishing a path would do. `drafts` are their contents, `disk` those they take the place of; `report` is
    None where learners have all of this already."""

    folder: Path
    drafts: Mapping[str, bytes | None]
    disk: Mapping[str, bytes | None]
    changes: tuple[Change, ...]
    loaded: Loaded
    digest: str
    report: SyncReport | None

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self.report.problems if self.report else self.loaded.problems

    @property
    def overtaken(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.is_overtaken)

    @property
    def is_ready(self) -> bool:
        return not self.errors and not self.overtaken and bool(self.changes or self.report)


def prove(session: Session, path: PathRow, content_dir: Path, renderer: Renderer) -> Proof:
    folder, drafts = folder_of(path, content_dir), drafts_of(session, path)
    on_disk = read_folder(folder)
    over = lay_over(on_disk, drafts)
    loaded = load(folder, renderer=renderer, root=content_dir, files=over)
    digest = manifest_digest(over.manifest)
    current = session.get(Revision, path.revision_id)
    is_known = current is not None and (current.digest, current.renderer) == (digest, renderer.VERSION)
    disk = {file: read_file(folder, file) for file in drafts}
    return Proof(
        folder,
        {file: draft.content for file, draft in drafts.items()},
        disk,
        tuple(_change(session, draft, disk[file]) for file, draft in drafts.items()),
        loaded,
        digest,
        None if is_known and not over.problems else foresee(session, content_dir, loaded, path.slug),
    )


def press(
    database: Database,
    path: PathRow,
    content_dir: Path,
    proof: Proof,
    renderer: Renderer,
    person: Learner,
    note: str,
    moment: datetime,
) -> SyncReport | None:
    """Writes the files and publishes them, as `person`. Whoever watches the folder waits for the end of this, and then
    finds nothing to do. None where learners had all of it already. Raises Overtaken and NotWritten, and NotFound where
    the person may not teach it any more."""
    try:
        with replacing(proof.folder, proof.drafts) as put_in_place, database.writing(alone=True) as session:
            still_taught(session, path.id, person.id)
            # First the path, then its drafts, as everybody who saves one: nobody adds any until this is done.
            hold(session, path)
            _check_as_proved(session, path, proof)
            put_in_place()
            report = None
            if proof.report:
                report = publish_one(session, content_dir, proof.loaded, path.slug, renderer, person.id, note)
                if report.outcome == "refused":
                    raise Overtaken
            session.execute(delete(Draft).where(Draft.path_id == path.id, Draft.file.in_(proof.drafts)))
            return report
    except OSError as error:
        raise NotWritten(error.strerror or str(error)) from error


def _check_as_proved(session: Session, path: PathRow, proof: Proof) -> None:
    drafts = session.scalars(select(Draft).where(Draft.path_id == path.id).with_for_update())
    if {draft.file: draft.content for draft in drafts} != dict(proof.drafts):
        raise Overtaken
    if any(read_file(proof.folder, file) != content for file, content in proof.disk.items()):
        raise Overtaken


def _change(session: Session, draft: Draft, disk: bytes | None) -> Change:
    saver = session.get(User, draft.saved_by)
    before, after = (text_of_source(content or b"") for content in (disk, draft.content))
    lines = compare(before or "", after or "") if before is not None and after is not None else None
    return Change(
        draft.file,
        state_of(draft, is_on_disk=disk is not None),
        lines.added if lines else 0,
        lines.removed if lines else 0,
        overtakes(disk, draft),
        (saver.name or saver.email or "") if saver else "",
        draft.saved_at,
    )
