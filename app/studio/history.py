"""The history of a path: its revisions, what each changed, and one of them brought back as drafts."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.content.load import read_folder
from app.db import Database, DbSession
from app.library.rights import still_taught
from app.models import Revision, now
from app.studio.access import Taught, TaughtPath, taught_path
from app.studio.drafts import glance_at, hold, keep_draft, version_of
from app.studio.files import at
from app.studio.folders import ContentDir, folder_of
from app.studio.pages import studio_page
from app.studio.revisions import Entry, blob, edits_between, find_history, find_revision, look_into
from app.web.errors import Link, NotFound
from app.web.personal import see_other

router = APIRouter(prefix="/studio/paths/{path}/history")


@router.get("")
def history(session: DbSession, taught: TaughtPath, before: str = "", published: str = "") -> Response:
    entries, is_more = find_history(session, taught.path, _number(before))
    return studio_page(
        "history",
        taught.person,
        taught=taught,
        entries=entries,
        is_latest=not _number(before),
        is_more=is_more,
        published=_number(published),
    )


@router.get("/{number}")
def revision(session: DbSession, taught: TaughtPath, number: str, file: str = "") -> Response:
    found = _find(session, taught, number)
    return _draw(taught, look_into(session, taught.path, found, file), file=file)


@router.post("/{number}/restorations")
def restore(request: Request, content_dir: ContentDir, path: str, number: str) -> Response:
    """Drafts that make the folder what it was; learners see nothing of it until they are published."""
    # Not the session of a request: the folder is read before it is anybody's turn to write.
    database: Database = request.app.state.database
    with database.reading() as session:
        taught = taught_path(request, session, path)
        found = _find(session, taught, number)
        looked = glance_at(session, taught.path, content_dir)
        edits = edits_between(read_folder(folder_of(taught.path, content_dir)).manifest, found.manifest)
    with database.writing() as session:
        still_taught(session, taught.path.id, taught.person.id)
        hold(session, taught.path)
        now_there = glance_at(session, taught.path, content_dir)
        if now_there.drafts or now_there != looked:
            why = "drafts" if now_there.drafts else "changed"
            return _draw(taught, look_into(session, taught.path, found), 409, refused=why)
        for edit in edits:
            version = version_of(session, taught.path, content_dir, edit.file)
            content = blob(session, found.manifest[edit.file]) if edit.file in found.manifest else None
            keep_draft(session, taught.path, version, content, taught.person.id, now())
    return see_other(f"{at(taught.path)}?done=restored&file={found.number}")


def _find(session: DbSession, taught: Taught, number: str) -> Revision:
    found = find_revision(session, taught.path, _number(number))
    if found is None:
        raise NotFound(Link(f"{at(taught.path)}/history", taught.path.title))
    return found


def _number(said: str) -> int:
    """0 for what is none."""
    return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 0


def _draw(taught: Taught, entry: Entry, status: int = 200, /, *, file: str = "", refused: str = "") -> Response:
    return studio_page("revision", taught.person, status, taught=taught, entry=entry, file=file, refused=refused)
