"""Files that come, go or change their names: each as drafts, until the path is published."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.content.load import Files
from app.content.safe import UnsafePath
from app.db import Database, DbSession
from app.library.rights import still_taught
from app.models import now
from app.studio.access import Taught, TaughtPath, taught_path
from app.studio.copies import sentence
from app.studio.drafts import Glance, glance_at, hold, keep_draft, names_in, overlaid, version_of
from app.studio.files import at, find_version
from app.studio.folders import ContentDir, folder_of
from app.studio.moves import NotMoved, move
from app.studio.names import FOLDERS, new_file, slug_of_title
from app.studio.pages import studio_page
from app.studio.stubs import stub_of
from app.studio.uploads import NotAccepted, check_upload, folder_of_upload, name_of_upload
from app.web.forms import PostedForm, sent_form, text_of
from app.web.personal import see_other

router = APIRouter(prefix="/studio/paths/{path}")
LONGEST_TITLE = 200


@router.get("/new")
def begin(taught: TaughtPath, content_dir: ContentDir, kind: str = "lesson") -> Response:
    folder_of(taught.path, content_dir)
    return _draw_new(taught, {"kind": kind if kind in FOLDERS else "lesson", "title": "", "name": ""}, "")


@router.post("/new")
def create(form: PostedForm, session: DbSession, taught: TaughtPath, content_dir: ContentDir) -> Response:
    hold(session, taught.path)
    said = {name: text_of(form, name).strip() for name in ("kind", "title", "name")}
    if said["kind"] not in FOLDERS:
        raise HTTPException(422)
    name = said["name"].removesuffix(".md") or slug_of_title(said["title"])
    try:
        if not said["title"] or len(said["title"]) > LONGEST_TITLE:
            raise UnsafePath(f"give it a title of at most {LONGEST_TITLE} characters; learners read it first")
        if not name:
            raise UnsafePath("no file name can be made of this title; choose one")
        others = names_in(session, taught.path, content_dir)
        file = new_file(folder_of(taught.path, content_dir), f"{FOLDERS[said['kind']]}/{name}.md", others)
    except UnsafePath as refused:
        return _draw_new(taught, said, sentence(refused), 422)
    content = stub_of(said["kind"], said["title"]).encode()
    _keep(session, taught, content_dir, {file: content})
    return see_other(f"{at(taught.path)}/files/{file}?saved=new")


@router.post("/moves/{file:path}")
def rename(request: Request, form: PostedForm, content_dir: ContentDir, path: str, file: str) -> Response:
    # Not the session of a request: whatever points to the file is sought before it is anybody's turn to write.
    database: Database = request.app.state.database
    said = text_of(form, "name").strip()
    with database.reading() as session:
        taught = taught_path(request, session, path)
        looked = glance_at(session, taught.path, content_dir)
        version = find_version(session, taught, content_dir, file)
        over = overlaid(session, taught.path, content_dir)
    try:
        if version.content is None:
            raise UnsafePath("this file is to be deleted; take that back first")
        others = [other for other in _names(over) if other != file]
        name = new_file(folder_of(taught.path, content_dir), said, others)
        changed = move(over.contents, file, name) if name != file else {}
        with database.writing() as session:
            _keep_as_seen(session, taught, content_dir, changed, looked)
    except (UnsafePath, NotMoved) as refused:
        return _draw_away(taught, file, said, sentence(refused), 422)
    return see_other(f"{at(taught.path)}/files/{name}?saved=moved")


@router.get("/moves/{file:path}")
def away(session: DbSession, taught: TaughtPath, content_dir: ContentDir, file: str) -> Response:
    find_version(session, taught, content_dir, file)
    return _draw_away(taught, file, file, "")


@router.post("/deletions/{file:path}")
def remove(session: DbSession, taught: TaughtPath, content_dir: ContentDir, file: str) -> Response:
    hold(session, taught.path)
    version = find_version(session, taught, content_dir, file)
    if file == "path.md":
        return _draw_away(taught, file, file, "path.md is what makes the folder a path; it stays.", 422)
    keep_draft(session, taught.path, version, None, taught.person.id, now())
    return see_other(f"{at(taught.path)}?done=deleted&file={file}")


async def read_upload(request: Request, path: str) -> tuple[str, str, bytes]:
    """The name asked for, the file's own, its bytes. Who may not teach the path is refused before the body is read,
    and nobody who sends slowly holds the place of a writer."""
    await run_in_threadpool(_check_access, request, path)
    async with sent_form(request) as sent:
        file, name = sent.get("file"), sent.get("name")
        if not isinstance(file, UploadFile):
            return "", "", b""
        return name if isinstance(name, str) else "", file.filename or "", await file.read()


@router.get("/uploads")
def choose(taught: TaughtPath, content_dir: ContentDir, request: Request, name: str = "") -> Response:
    folder_of(taught.path, content_dir)
    return _draw_upload(request, taught, name, "")


@router.post("/uploads")
def upload(
    request: Request,
    sent: Annotated[tuple[str, str, bytes], Depends(read_upload)],
    session: DbSession,
    taught: TaughtPath,
    content_dir: ContentDir,
) -> Response:
    wanted, own, content = sent
    hold(session, taught.path)
    try:
        if not own:
            raise NotAccepted("Choose a file first.")
        check_upload(own, content)
        name = wanted.strip() or f"{folder_of_upload(own)}/{name_of_upload(own)}"
        check_upload(name, content)
        # The same name again takes the file's place: that is how a picture is replaced.
        others = [each for each in names_in(session, taught.path, content_dir) if each != name]
        file = new_file(folder_of(taught.path, content_dir), name, others)
    except (UnsafePath, NotAccepted) as refused:
        return _draw_upload(request, taught, wanted, sentence(refused), 422)
    _keep(session, taught, content_dir, {file: content})
    return see_other(f"{at(taught.path)}/files/{file}?saved=upload")


def _check_access(request: Request, path: str) -> None:
    database: Database = request.app.state.database
    with database.reading() as session:
        taught_path(request, session, path)


def _keep(session: Session, taught: Taught, content_dir: ContentDir, changed: dict[str, bytes | None]) -> None:
    moment = now()
    for file, content in changed.items():
        version = version_of(session, taught.path, content_dir, file)
        keep_draft(session, taught.path, version, content, taught.person.id, moment)


def _keep_as_seen(
    session: Session, taught: Taught, content_dir: Path, changed: dict[str, bytes | None], looked: Glance
) -> None:
    still_taught(session, taught.path.id, taught.person.id)
    hold(session, taught.path)
    if glance_at(session, taught.path, content_dir) != looked:
        raise NotMoved("Somebody has changed a file meanwhile, which may point to this one. Try again.")
    _keep(session, taught, content_dir, changed)


def _names(files: Files) -> list[str]:
    return [*files.contents, *(problem.file for problem in files.problems)]


def _draw_new(taught: Taught, said: dict[str, str], error: str, status: int = 200) -> Response:
    return studio_page("new", taught.person, status, taught=taught, said=said, error=error, folders=FOLDERS)


def _draw_away(taught: Taught, file: str, said: str, error: str, status: int = 200) -> Response:
    return studio_page("away", taught.person, status, taught=taught, file=file, said=said, error=error)


def _draw_upload(request: Request, taught: Taught, said: str, error: str, status: int = 200) -> Response:
    most = request.app.state.settings.max_upload_bytes // 1_000_000
    return studio_page("upload", taught.person, status, taught=taught, said=said, error=error, most=most)
