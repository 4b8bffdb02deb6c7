"""A clone gives back: its own changes, chosen one by one, offered to the original's instructors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.content.child import Renderer
from app.db import Database, DbSession
from app.library.copies import CannotCopy, files_of
from app.library.suggestions import draw_up, offered, outcomes_of, suggest
from app.library.updates import upstream_of
from app.models import Path, Revision, Suggestion
from app.studio.access import Taught, TaughtPath, may_see_upstream, taught_path
from app.studio.copies import sentence
from app.studio.decisions import Choices, Decision, decisions_of, read_choices
from app.studio.merging import Sides, show
from app.studio.pages import studio_page
from app.studio.updating import NOT_OPEN
from app.web.errors import Link, NotFound
from app.web.forms import Form, PostedForm, text_of
from app.web.personal import see_other

router = APIRouter(prefix="/studio/paths/{path}/suggest")
LONGEST_NOTE, LONGEST_NAME = 2000, 100
A_PAGE = 20
# What became of a change that was suggested, what says most of it first.
OUTCOMES = ("open", "declined", "taken")


@dataclass(frozen=True)
class Gift:
    """What a clone has otherwise than its original had; `seen` names the state of both that this is about. `earlier`:
    what became of a decision that was suggested before as it is now ("open", "taken", "declined"), by its number."""

    upstream: Path
    base: Revision
    mine: Revision
    decisions: tuple[Decision, ...]
    seen: str
    earlier: Mapping[int, str]

    @property
    def choices(self) -> Choices:
        """As the page is first opened: what was suggested already is not, unless somebody says so."""
        return read_choices({}, self.decisions, is_sent=False, left=self.earlier.keys())


@router.get("")
def choose(request: Request, session: DbSession, taught: TaughtPath, done: str = "") -> Response:
    try:
        gift = find_gift(session, taught)
    except CannotCopy as refused:
        return _draw_refusal(taught, refused)
    return _draw(request, session, taught, gift, gift.choices, is_done=bool(done))


@router.post("")
def send(request: Request, form: PostedForm, path: str) -> Response:
    # Not the session of a request: to compare a long path takes its time, and nobody who writes waits for it.
    database: Database = request.app.state.database
    with database.reading() as session:
        taught = taught_path(request, session, path)
        try:
            gift = find_gift(session, taught)
        except CannotCopy as refused:
            return _draw_refusal(taught, refused)
        if text_of(form, "seen") != gift.seen:
            return _draw(request, session, taught, gift, gift.choices, form, 409)
        choices = read_choices(form, gift.decisions, is_sent=True)
        try:
            offer = draw_up(session, path, _chosen(gift, choices, form))
        except CannotCopy as refused:
            return _draw(request, session, taught, gift, choices, form, 422, error=sentence(refused))
    note, name = text_of(form, "note").strip(), taught.person.name[:LONGEST_NAME]
    try:
        with database.writing(alone=True) as session:
            suggest(session, offer, note=note, author=name, made_by=taught.person.id)
    except CannotCopy as overtaken:
        return _draw_refusal(taught, overtaken)
    return see_other(f"/studio/paths/{path}/suggest?done=1")


def find_gift(session: Session, taught: Taught) -> Gift:
    """Raises CannotCopy where the original is not known, or not to be read, NotFound for what is no clone."""
    if not taught.is_clone:
        raise NotFound(Link(f"/studio/paths/{taught.path.slug}", taught.path.title))
    if not may_see_upstream(session, taught.path, taught.person):
        raise CannotCopy(NOT_OPEN)
    upstream, base = upstream_of(session, taught.path)
    mine = session.get_one(Revision, taught.path.revision_id)
    changes = offered(session, taught.path.slug)
    decisions = decisions_of(changes, base.manifest, mine.manifest)
    outcomes = outcomes_of(session, taught.path, changes)
    return Gift(upstream, base, mine, decisions, f"{base.id}-{mine.id}", _earlier(decisions, outcomes))


def _earlier(decisions: Sequence[Decision], outcomes: Mapping[str, str]) -> dict[int, str]:
    """A decision about several changes was suggested before if each of them was."""
    each = {decision.number: [outcomes.get(id, "") for id in decision.ids] for decision in decisions}
    return {number: min(found, key=OUTCOMES.index) for number, found in each.items() if all(found)}


def _chosen(gift: Gift, choices: Choices, form: Form) -> list[str]:
    """The ids of the changes that are ticked. Raises CannotCopy where the form cannot be sent so."""
    if len(text_of(form, "note").strip()) > LONGEST_NOTE:
        raise CannotCopy(f"a note has at most {LONGEST_NOTE:,} characters; shorten it")
    chosen = [id for each in gift.decisions if choices.how[each.number] == "theirs" for id in each.ids]
    if not chosen:
        raise CannotCopy("tick at least one change; without any there is nothing to send")
    return chosen


def _draw_refusal(taught: Taught, refused: CannotCopy) -> Response:
    return studio_page("no_update", taught.person, 422, taught=taught, said=sentence(refused))


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
