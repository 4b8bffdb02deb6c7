"""What the original of a clone became since, looked at and taken."""

from collections.abc import Mapping
from pathlib import Path as Folder
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.content.child import Renderer
from app.content.media import IMAGE_TYPES, extension
from app.content.merge import Pick
from app.db import Database, DbSession
from app.library.copies import CannotCopy
from app.library.updates import Update, apply, prepare, upstream_of
from app.models import Path, Revision
from app.studio.access import Taught, TaughtPath, may_see_upstream, taught_path
from app.studio.copies import number_of, sentence
from app.studio.drafts import drafts_of
from app.studio.folders import ContentDir, folder_of
from app.studio.merging import Sides, Table, lay_out, show
from app.studio.pages import studio_page
from app.studio.pictures import find_picture
from app.web.errors import Link, NotFound
from app.web.forms import Form, PostedForm
from app.web.headers import STRICT, STRICT_SVG
from app.web.personal import NO_STORE, go_to

router = APIRouter(prefix="/studio/paths/{path}")
NOT_OPEN = "the path that this was copied from is not open to you any more"


@router.get("/update")
def look(
    request: Request, session: DbSession, taught: TaughtPath, content_dir: ContentDir, done: str = "", came: str = ""
) -> Response:
    renderer: Renderer = request.app.state.renderer
    try:
        table = _lay_out(session, taught, content_dir, renderer, {}, is_sent=False)
    except CannotCopy as refused:
        return _draw_refusal(taught, refused)
    return _draw(session, renderer, taught, table, done=number_of(done), came=came)


@router.post("/update")
def take(request: Request, form: PostedForm, content_dir: ContentDir, path: str) -> Response:
    # Not the session of a request: what takes long here only reads, and nobody who writes waits for it.
    database: Database = request.app.state.database
    renderer: Renderer = request.app.state.renderer
    at = f"/studio/paths/{path}/update"
    with database.reading() as session:
        taught = taught_path(request, session, path)
        try:
            table = _lay_out(session, taught, content_dir, renderer, form, is_sent=True)
        except CannotCopy as refused:
            return _draw_refusal(taught, refused)
        if not table.found.is_new:
            return go_to(request, at)
        if why := table.refusal:
            return _draw(session, renderer, taught, table, 409 if why == "changed" else 422, why=why)
    try:
        report = apply(database, content_dir, path, table.found, renderer=renderer, made_by=taught.person.id)
    except CannotCopy:
        return _draw_again(request, taught, content_dir, form, 409, "changed")
    except OSError:
        return _draw_again(request, taught, content_dir, form, 507, "disk")
    return go_to(request, f"{at}?done={report.revision if report else 0}")


@router.get("/pictures/{digest}/{file:path}")
def picture(session: DbSession, taught: TaughtPath, content_dir: ContentDir, digest: str, file: str) -> Response:
    """A figure of either side of a merge, for those who decide about it."""
    kind = extension(file)
    if taught.is_clone and not may_see_upstream(session, taught.path, taught.person):
        raise NotFound(Link(f"/studio/paths/{taught.path.slug}", taught.path.title))
    content = find_picture(session, taught.path, folder_of(taught.path, content_dir), digest, file)
    if kind not in IMAGE_TYPES or content is None:
        raise NotFound(Link(f"/studio/paths/{taught.path.slug}", taught.path.title))
    strict = {name.decode(): value.decode() for name, value in (STRICT_SVG if kind == "svg" else STRICT)}
    return Response(content, media_type=IMAGE_TYPES[kind], headers={**strict, **NO_STORE})


def _lay_out(
    session: Session, taught: Taught, content_dir: Folder, renderer: Renderer, form: Form, *, is_sent: bool
) -> Table:
    if not taught.is_clone:
        raise NotFound(Link(f"/studio/paths/{taught.path.slug}", taught.path.title))
    if not may_see_upstream(session, taught.path, taught.person):
        raise CannotCopy(NOT_OPEN)
    folder_of(taught.path, content_dir)

    def prepared(picks: Mapping[str, Pick]) -> Update:
        return prepare(session, content_dir, taught.path.slug, renderer, picks)

    return lay_out(prepared, form, is_sent=is_sent)


def _draw_again(request: Request, taught: Taught, content_dir: Folder, form: Form, status: int, why: str) -> Response:
    """Nothing was written: how it stands now."""
    renderer: Renderer = request.app.state.renderer
    with request.app.state.database.reading() as session:
        try:
            table = _lay_out(session, taught, content_dir, renderer, form, is_sent=True)
        except CannotCopy as refused:
            return _draw_refusal(taught, refused)
        return _draw(session, renderer, taught, table, status, why=why)


def _draw(
    session: Session, renderer: Renderer, taught: Taught, table: Table, status: int = 200, **said: Any
) -> Response:
    upstream, base = upstream_of(session, taught.path)
    latest = session.get_one(Revision, upstream.revision_id)
    sides = Sides(table.found.before, latest.manifest)
    context: dict[str, Any] = {"why": "", "done": 0, "came": "", **said}
    return studio_page(
        "update",
        taught.person,
        status,
        taught=taught,
        table=table,
        sights=show(session, renderer, taught.path, table.decisions, table.choices, sides),
        upstream=upstream,
        base=base,
        latest=latest,
        drafts=len(drafts_of(session, taught.path)),
        before=_before(session, taught.path, context["done"]),
        **context,
    )


def _before(session: Session, path: Path, done: int) -> int:
    """The number of the revision that an update took the place of, if that is what was just done."""
    revision = session.get(Revision, path.revision_id)
    return done - 1 if revision and done > 1 and revision.number == done else 0


def _draw_refusal(taught: Taught, refused: CannotCopy) -> Response:
    return studio_page("no_update", taught.person, 422, taught=taught, said=sentence(refused))
