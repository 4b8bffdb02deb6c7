"""The history of a path: its revisions, what each changed, and one of them brought back as drafts."""

from fastapi import APIRouter
from starlette.responses import Response

from app.content.load import read_folder
from app.db import DbSession
from app.models import Revision, now
from app.studio.access import Taught, TaughtPath
from app.studio.drafts import drafts_of, hold, keep_draft, version_of
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
def restore(session: DbSession, taught: TaughtPath, content_dir: ContentDir, number: str) -> Response:
    """Drafts that make the folder what it was; learners see nothing of it until they are published."""
    hold(session, taught.path)
    found = _find(session, taught, number)
    if drafts_of(session, taught.path):
        return _draw(taught, look_into(session, taught.path, found), 409, has_drafts=True)
    on_disk = read_folder(folder_of(taught.path, content_dir))
    for edit in edits_between(on_disk.manifest, found.manifest):
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


def _draw(taught: Taught, entry: Entry, status: int = 200, /, *, file: str = "", has_drafts: bool = False) -> Response:
    return studio_page("revision", taught.person, status, taught=taught, entry=entry, file=file, has_drafts=has_drafts)
