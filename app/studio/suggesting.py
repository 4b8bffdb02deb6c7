"""A clone gives back: its own changes, chosen one by one, offered to the original's instructors."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.content.child import Renderer
from app.db import DbSession
from app.library.copies import CannotCopy, files_of, upstream_of
from app.library.suggestions import offered, suggest
from app.models import Path, Revision, Suggestion
from app.studio.access import Taught, TaughtPath
from app.studio.copies import sentence
from app.studio.decisions import Choices, Decision, decisions_of, read_choices
from app.studio.merging import Sides, show
from app.studio.pages import studio_page
from app.web.errors import Link, NotFound
from app.web.forms import Form, PostedForm, text_of
from app.web.personal import see_other

router = APIRouter(prefix="/studio/paths/{path}/suggest")
LONGEST_NOTE, LONGEST_NAME = 2000, 100
A_PAGE = 20


@dataclass(frozen=True)
class Gift:
    """What a clone has otherwise than its original had; `seen` names the state of both that this is about."""

    upstream: Path
    base: Revision
    mine: Revision
    decisions: tuple[Decision, ...]
    seen: str


@router.get("")
def choose(request: Request, session: DbSession, taught: TaughtPath, done: str = "") -> Response:
    try:
        gift = find_gift(session, taught)
    except CannotCopy as refused:
        return _draw_refusal(taught, refused)
    return _draw(request, session, taught, gift, read_choices({}, gift.decisions, is_sent=False), is_done=bool(done))


@router.post("")
def send(request: Request, form: PostedForm, session: DbSession, taught: TaughtPath) -> Response:
    try:
        gift = find_gift(session, taught)
    except CannotCopy as refused:
        return _draw_refusal(taught, refused)
    if text_of(form, "seen") != gift.seen:
        return _draw(request, session, taught, gift, read_choices({}, gift.decisions, is_sent=False), form, 409)
    choices = read_choices(form, gift.decisions, is_sent=True)
    try:
        chosen = [id for each in gift.decisions if choices.how[each.number] == "theirs" for id in each.ids]
        note = text_of(form, "note").strip()
        if not chosen:
            raise CannotCopy("tick at least one change; without any there is nothing to send")
        if len(note) > LONGEST_NOTE:
            raise CannotCopy(f"a note has at most {LONGEST_NOTE:,} characters; shorten it")
        name = taught.person.name[:LONGEST_NAME]
        made = suggest(session, taught.path.slug, chosen, note=note, author=name, made_by=taught.person.id)
    except CannotCopy as refused:
        return _draw(request, session, taught, gift, choices, form, 422, error=sentence(refused))
    if _is_sent_already(session, made):
        session.delete(made)
    return see_other(f"/studio/paths/{taught.path.slug}/suggest?done=1")


def find_gift(session: Session, taught: Taught) -> Gift:
    """Raises CannotCopy where the original is not known, NotFound for what is no clone."""
    if not taught.is_clone:
        raise NotFound(Link(f"/studio/paths/{taught.path.slug}", taught.path.title))
    upstream, base = upstream_of(session, taught.path)
    mine = session.get_one(Revision, taught.path.revision_id)
    decisions = decisions_of(offered(session, taught.path.slug), base.manifest, mine.manifest)
    return Gift(upstream, base, mine, decisions, f"{base.id}-{mine.id}")


def _draw_refusal(taught: Taught, refused: CannotCopy) -> Response:
    return studio_page("no_update", taught.person, 422, taught=taught, said=sentence(refused))


def _is_sent_already(session: Session, made: Suggestion) -> bool:
    """The same form sent twice offers the same files once."""
    twins = select(Suggestion).where(
        Suggestion.clone_id == made.clone_id, Suggestion.settled_at.is_(None), Suggestion.id != made.id
    )
    return any(twin.files == made.files for twin in session.scalars(twins))


def _draw(
    request: Request,
    session: Session,
    taught: Taught,
    gift: Gift,
    choices: Choices,
    form: Form | None = None,
    status: int = 200,
    *,
    error: str = "",
    is_done: bool = False,
) -> Response:
    renderer: Renderer = request.app.state.renderer
    sides = Sides(files_of(session, gift.base), gift.mine.manifest)
    sent = select(Suggestion).where(Suggestion.clone_id == taught.path.id).order_by(Suggestion.made_at.desc())
    return studio_page(
        "suggest",
        taught.person,
        status,
        taught=taught,
        gift=gift,
        sights=show(session, renderer, taught.path, gift.decisions, choices, sides),
        sent=session.scalars(sent.limit(A_PAGE)).all(),
        note=text_of(form or {}, "note"),
        error=error,
        is_stale=status == 409,
        is_done=is_done,
    )
