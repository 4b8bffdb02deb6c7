"""The server, for those who run it: how it stands, its paths, what was published and what was refused."""

from pathlib import Path as Folder
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.content.plan import learners_of
from app.content.sync import retire
from app.db import Database, DbSession
from app.models import Item, Path, Sync, now, parse_uuid
from app.studio.access import Admin, admin_of
from app.studio.amounts import Amounts
from app.studio.pages import studio_page
from app.studio.server import standings_of, state_of
from app.studio.sync_words import read_line
from app.web.errors import NotFound
from app.web.forms import PostedForm, text_of
from app.web.nonce import BadNonce, Nonces, nonces
from app.web.personal import see_other

A_PAGE = 50

router = APIRouter()
Signed = Annotated[Nonces, Depends(nonces)]


@router.get("/studio/admin")
def server(request: Request, session: DbSession, person: Admin) -> Response:
    state = state_of(session, request.app.state.settings)
    words, up = Amounts(person.language), now() - state.began
    return studio_page("admin_server", person, state=state, standings=standings_of(session), amounts=words, up=up)


@router.get("/studio/admin/paths")
def paths(session: DbSession, person: Admin, retired: str = "") -> Response:
    return studio_page("admin_paths", person, standings=standings_of(session), done=retired)


@router.get("/studio/admin/paths/{path}/retirement")
def ask_to_retire(request: Request, session: DbSession, signed: Signed, person: Admin, path: str) -> Response:
    found = _living(session, path)
    items = session.execute(select(Item.id, Item.lineage).where(Item.path_id == found.id, Item.retired_at.is_(None)))
    return studio_page(
        "admin_retirement",
        person,
        path=found,
        learners=learners_of(session, items.all()),
        folder=_folder_left(request, found.slug),
        nonce=signed.issue(None, now()),
    )


@router.post("/studio/admin/paths/{path}/retirement")
def take_out_of_sight(request: Request, form: PostedForm, signed: Signed, path: str) -> Response:
    """In a transaction of its own, because no path may be published meanwhile."""
    database: Database = request.app.state.database
    with database.writing(alone=True) as session:
        admin_of(request, session)
        found = _living(session, path)
        try:
            signed.read(text_of(form, "nonce"), now())
        except BadNonce:
            return see_other(f"/studio/admin/paths/{path}/retirement")
        if _folder_left(request, found.slug):
            return see_other(f"/studio/admin/paths/{path}/retirement")
        retire(session, found.slug)
    return see_other(f"/studio/admin/paths?retired={path}")


@router.get("/studio/admin/syncs")
def syncs(session: DbSession, person: Admin, path: str = "", before: str = "") -> Response:
    """The latest first; `before` is the id of the last one on the page before: ids are in the order of time."""
    wanted = select(Sync).order_by(Sync.id.desc()).limit(A_PAGE + 1)
    cursor = parse_uuid(before)
    if path:
        wanted = wanted.where(Sync.slug == path)
    if cursor:
        wanted = wanted.where(Sync.id < cursor)
    found = session.scalars(wanted).all()
    slugs = session.scalars(select(Sync.slug).distinct().order_by(Sync.slug)).all()
    titles = dict(session.execute(select(Path.slug, Path.title).where(Path.slug.in_(slugs))).all())
    earlier = found[A_PAGE - 1].id if len(found) > A_PAGE else ""
    said = {"path": path, "slugs": slugs, "titles": titles, "earlier": earlier, "is_latest": cursor is None}
    tolds = {sync.id: read_line(sync.said) for sync in found}
    return studio_page("admin_syncs", person, syncs=found[:A_PAGE], tolds=tolds, **said)


def _living(session: Session, slug: str) -> Path:
    found = session.scalar(select(Path).where(Path.slug == slug, Path.retired_at.is_(None)))
    if found is None:
        raise NotFound()
    return found


def _folder_left(request: Request, slug: str) -> str:
    """Where the path's folder still lies: the next sync would bring the path back from it. Empty where it is gone."""
    content_dir: str = request.app.state.settings.content_dir
    folder = Folder(content_dir) / slug
    return str(folder) if content_dir and (folder / "path.md").exists() else ""
