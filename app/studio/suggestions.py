"""What clones offer to a path: its instructors look at it, and take it or do not."""

import uuid
from collections.abc import Mapping
from pathlib import Path as Folder
from typing import Any, cast

from fastapi import APIRouter, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.content.child import Renderer
from app.content.merge import Pick
from app.db import Database, DbSession
from app.library.copies import CannotCopy
from app.library.rights import still_taught
from app.library.suggestions import Settled, prepare_taking, settle, waiting
from app.library.updates import Update, apply
from app.models import Path, Suggestion, now
from app.studio.access import Taught, TaughtPath, taught_path
from app.studio.folders import ContentDir, folder_of
from app.studio.merging import Sides, Table, lay_out, show
from app.studio.pages import studio_page
from app.web.errors import Link, NotFound
from app.web.forms import Form, PostedForm, text_of
from app.web.personal import go_to

router = APIRouter(prefix="/studio/paths/{path}/suggestions")
A_PAGE = 20
LONGEST_NOTE = 500


@router.get("")
def listed(session: DbSession, taught: TaughtPath, done: str = "") -> Response:
    settled = select(Suggestion).where(Suggestion.path_id == taught.path.id, Suggestion.settled_at.is_not(None))
    return studio_page(
        "suggestions",
        taught.person,
        taught=taught,
        waiting=waiting(session, taught.path),
        settled=session.scalars(settled.order_by(Suggestion.settled_at.desc()).limit(A_PAGE)).all(),
        done=done if done in ("taken", "declined") else "",
    )


@router.get("/{number}")
def look(
    request: Request, session: DbSession, taught: TaughtPath, content_dir: ContentDir, number: str, late: str = ""
) -> Response:
    found = _find(session, taught, number)
    table = _lay_out(request, session, taught, content_dir, found, {}, is_sent=False)
    return _draw(request, session, taught, found, table, is_late=bool(late))


@router.post("/{number}")
def decide(request: Request, form: PostedForm, content_dir: ContentDir, path: str, number: str) -> Response:
    # Not the session of a request: what takes long here only reads, and nobody who writes waits for it.
    database: Database = request.app.state.database
    outcome = "declined" if text_of(form, "then") == "decline" else "taken"
    with database.reading() as session:
        taught = taught_path(request, session, path)
        found, table = _find(session, taught, number), None
        if outcome == "taken" and found.settled_at is None:
            table = _lay_out(request, session, taught, content_dir, found, form, is_sent=True)
            if why := table.refusal:
                return _draw(request, session, taught, found, table, 409 if why == "changed" else 422, why=why)
    try:
        _settle(request, taught, content_dir, found, outcome, table.found if table else None)
    except Settled:
        return go_to(request, _after(database, path, found.id, outcome))
    except (CannotCopy, OSError) as failed:
        why, status = ("disk", 507) if isinstance(failed, OSError) else ("changed", 409)
        with database.reading() as session:
            table = _lay_out(request, session, taught, content_dir, found, form, is_sent=True)
            return _draw(request, session, taught, found, table, status, why=why)
    return go_to(request, f"/studio/paths/{path}/suggestions?done={outcome}")


def _settle(
    request: Request, taught: Taught, content_dir: Folder, found: Suggestion, outcome: str, update: Update | None
) -> None:
    """What is decided and that it is decided, in one transaction: of two who decide at once, one does."""
    state, person = request.app.state, taught.person.id

    def first(session: Session) -> None:
        settle(session, found.id, outcome, now())

    if update and update.changes:
        said = f"Suggested by {found.author}" if found.author else "Suggested by a clone's author"
        note = (f"{said}: {found.note}" if found.note else said)[:LONGEST_NOTE]
        slug, renderer = taught.path.slug, state.renderer
        apply(state.database, content_dir, slug, update, renderer=renderer, made_by=person, note=note, first=first)
        return
    with state.database.writing() as session:
        still_taught(session, taught.path.id, person)
        first(session)


def _after(database: Database, path: str, suggestion: uuid.UUID, wanted: str) -> str:
    """Where somebody goes on who came second: a form that was sent twice has done what it should."""
    with database.reading() as session:
        outcome = session.get_one(Suggestion, suggestion).outcome
    room = f"/studio/paths/{path}/suggestions"
    return f"{room}?done={outcome}" if outcome == wanted else f"{room}/{suggestion}?late=1"


def _find(session: Session, taught: Taught, number: str) -> Suggestion:
    try:
        found = session.get(Suggestion, uuid.UUID(number))
    except ValueError:
        found = None
    if found is None or found.path_id != taught.path.id:
        raise NotFound(Link(f"/studio/paths/{taught.path.slug}/suggestions", taught.path.title))
    return found


def _lay_out(
    request: Request,
    session: Session,
    taught: Taught,
    content_dir: Folder,
    found: Suggestion,
    form: Form,
    *,
    is_sent: bool,
) -> Table:
    folder_of(taught.path, content_dir)
    renderer: Renderer = request.app.state.renderer

    def prepared(picks: Mapping[str, Pick]) -> Update:
        return prepare_taking(session, content_dir, found, renderer, cast(dict[str, str], dict(picks)))

    return lay_out(prepared, form, is_sent=is_sent, with_kept=False)


def _draw(
    request: Request,
    session: Session,
    taught: Taught,
    found: Suggestion,
    table: Table,
    status: int = 200,
    /,
    **said: Any,
) -> Response:
    sides = Sides(table.found.before, found.files)
    renderer: Renderer = request.app.state.renderer
    return studio_page(
        "suggestion",
        taught.person,
        status,
        taught=taught,
        suggestion=found,
        clone=session.get(Path, found.clone_id),
        table=table,
        sights=show(session, renderer, taught.path, table.decisions, table.choices, sides),
        **{"why": "", "is_late": False, **said},
    )
