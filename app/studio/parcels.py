"""A path as one file: taken away, and brought in."""

import re
import shutil
import tempfile
import unicodedata
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path as Folder
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import FileResponse, Response

from app.accounts.learners import Learner
from app.content.load import is_slug
from app.db import Database, DbSession
from app.library.archives import export, open_parcel, receive
from app.library.copies import CannotCopy, Copy
from app.studio.access import Maker, TaughtPath, maker_of
from app.studio.copies import VISIBILITIES, go_to, sentence
from app.studio.folders import ContentDir
from app.studio.pages import studio_page
from app.web.errors import Link, NotFound
from app.web.forms import sent_form
from app.web.personal import NO_STORE

router = APIRouter(prefix="/studio")
_UNFIT = re.compile(r"[^\w.+-]+")


@router.get("/paths/{path}/export.zip")
def take_away(request: Request, session: DbSession, taught: TaughtPath) -> Response:
    folder = Folder(tempfile.mkdtemp(prefix="cairn-"))
    try:
        export(session, taught.path.slug, folder / "path.zip")
    except CannotCopy:
        shutil.rmtree(folder)
        raise NotFound(Link("/studio", "Studio")) from None
    except BaseException:
        shutil.rmtree(folder)
        raise
    return FileResponse(
        folder / "path.zip",
        filename=f"{taught.path.slug}.zip",
        media_type="application/zip",
        headers=NO_STORE,
        background=BackgroundTask(shutil.rmtree, folder),
    )


@router.get("/import")
def choose(request: Request, maker: Maker, content_dir: ContentDir) -> Response:
    return _draw(request, maker, {"slug": "", "visibility": "private"})


@dataclass(frozen=True)
class Sent:
    """What came with the form: its texts, and where the file lies meanwhile; None: none was sent."""

    person: Learner
    said: dict[str, str]
    file: Folder | None


async def read_parcel(request: Request) -> AsyncIterator[Sent]:
    """Who may not make paths is refused before the body is read, and nobody who sends slowly holds the place of a
    writer."""
    person = await run_in_threadpool(_maker, request)
    async with sent_form(request) as sent, _folder() as folder:
        said = {name: text for name in ("slug", "visibility", "work") if isinstance(text := sent.get(name), str)}
        file = sent.get("file")
        kept = None
        if isinstance(file, UploadFile) and file.filename:
            kept = folder / name_of_file(file.filename)
            await run_in_threadpool(_keep, file, kept)
        yield Sent(person, {"slug": "", "visibility": "private", "work": "", **said}, kept)


@router.post("/import")
def bring_in(request: Request, sent: Annotated[Sent, Depends(read_parcel)], content_dir: ContentDir) -> Response:
    # Not the session of a request: reading and drawing a path takes its time, and nobody who writes waits for it.
    state = request.app.state
    database: Database = state.database
    slug, visibility = sent.said["slug"].strip(), sent.said["visibility"]
    try:
        if sent.file is None:
            raise CannotCopy("choose a file first")
        if visibility not in VISIBILITIES:
            raise CannotCopy("say who may see it")
        if slug and not is_slug(slug):
            raise CannotCopy(f"{slug!r} cannot stand in an address: use lower-case letters, digits and -")
        parcel = open_parcel(sent.file, state.settings.max_import_bytes)
        copy = Copy(slug, "", sent.person.id, visibility)
        with state.underway.following(sent.said["work"]) as progress:
            arrived = receive(database, content_dir, parcel, copy, renderer=state.renderer, progress=progress)
    except CannotCopy as refused:
        return _draw(request, sent.person, sent.said, 422, sentence(refused))
    if arrived.report:
        return go_to(request, f"/studio/paths/{arrived.report.slug}")
    return go_to(request, f"/studio/paths/{arrived.known}/update?came=1")


def name_of_file(said: str) -> str:
    """A file's name on somebody's computer, made fit to lie beside others, and to be named in a message."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", said))[-1]
    return _UNFIT.sub("-", last).strip("-._")[:80] or "the-file"


def _maker(request: Request) -> Learner:
    database: Database = request.app.state.database
    with database.reading() as session:
        return maker_of(request, session)


def _keep(file: UploadFile, place: Folder) -> None:
    with place.open("xb") as opened:
        shutil.copyfileobj(file.file, opened)


@asynccontextmanager
async def _folder() -> AsyncIterator[Folder]:
    folder = Folder(await run_in_threadpool(tempfile.mkdtemp, prefix="cairn-"))
    try:
        yield folder
    finally:
        await run_in_threadpool(shutil.rmtree, folder)


def _draw(request: Request, person: Learner, said: dict[str, str], status: int = 200, error: str = "") -> Response:
    most = request.app.state.settings.max_upload_bytes // 1_000_000
    return studio_page("import", person, status, said=said, error=error, most=most)
