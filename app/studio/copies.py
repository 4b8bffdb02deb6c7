"""Making a path one's own: a short form, and a copy that is private until its owner says otherwise."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.accounts.learners import Learner, current_learner
from app.accounts.roles import Right, Standing, may
from app.content.child import Renderer
from app.db import Database, DbSession
from app.library import find_path, pages_of
from app.library.copies import CannotCopy, Copy, clone
from app.models import Membership, Path, Revision, now
from app.studio.folders import ContentDir
from app.studio.pages import studio_page
from app.studio.underway import Underway
from app.web.forms import Form, PostedForm, text_of
from app.web.nonce import BadNonce, Nonces
from app.web.personal import go_to

router = APIRouter(prefix="/paths/{path}/clones")
LONGEST_TITLE = 200
VISIBILITIES = ("private", "unlisted", "public")


@dataclass(frozen=True)
class Cloning:
    """A path that somebody would make their own. `refused` says why not: "stranger", "nobody" or "instructors"."""

    path: Path
    person: Learner
    files: int
    license: str
    refused: str = ""


@router.get("/new")
def begin(request: Request, session: DbSession, path: str) -> Response:
    cloning = find_cloning(request, session, path)
    return _draw(request, cloning, {"slug": f"my-{cloning.path.slug}", "title": "", "visibility": "private"})


@router.post("")
def make(request: Request, form: PostedForm, content_dir: ContentDir, path: str) -> Response:
    # Not the session of a request: nobody who writes waits for all the seconds that it takes.
    database: Database = request.app.state.database
    nonces: Nonces = request.app.state.nonces
    renderer: Renderer = request.app.state.renderer
    underway: Underway = request.app.state.underway
    with database.reading() as session:
        cloning = find_cloning(request, session, path)
    said = {name: text_of(form, name).strip() for name in ("slug", "title", "visibility")}
    if cloning.refused:
        return _draw(request, cloning, said, 403)
    try:
        since = nonces.read(text_of(form, "nonce"), now()).issued_at
        copy = copy_of(form, cloning.person.id)
    except (BadNonce, CannotCopy) as refused:
        return _draw(request, cloning, said, 422, sentence(refused))
    try:
        with underway.following(text_of(form, "work")) as progress:
            clone(database, content_dir, cloning.path.slug, copy, renderer=renderer, progress=progress)
    except CannotCopy as refused:
        with database.reading() as session:
            if not _is_made(session, cloning, copy.slug, since):
                return _draw(request, cloning, said, 422, sentence(refused))
    return go_to(request, f"/studio/paths/{copy.slug}")


def find_cloning(request: Request, session: Session, slug: str) -> Cloning:
    """Raises NotFound for a path that the person may not read."""
    person = current_learner(request, session)
    path = find_path(session, slug, person)
    refused = _refusal(request.app.state.settings.cloning, person)
    revision = session.get_one(Revision, path.revision_id)
    license = next((page.front.get("license", "") for page in pages_of(session, path, "path")), "")
    return Cloning(path, person or Learner(uuid.UUID(int=0)), len(revision.manifest), license, refused)


def copy_of(form: Form, owner_id: uuid.UUID) -> Copy:
    """What the form asks for. Raises CannotCopy."""
    title, visibility = text_of(form, "title").strip(), text_of(form, "visibility")
    if len(title) > LONGEST_TITLE:
        raise CannotCopy(f"a title has at most {LONGEST_TITLE} characters; shorten it")
    if visibility not in VISIBILITIES:
        raise CannotCopy("say who may see it")
    return Copy(text_of(form, "slug").strip(), title, owner_id, visibility)


def sentence(refused: Exception) -> str:
    said = str(refused)
    return said[:1].upper() + said[1:] + ("" if said.endswith(".") else ".")


def number_of(said: str) -> int:
    """0 for what is none."""
    return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 0


def _refusal(setting: str, person: Learner | None) -> str:
    if setting == "nobody":
        return "nobody"
    if person is None or not person.has_account:
        return "stranger"
    if setting == "everyone" or may(Right.MAKE, Standing(person.role)):
        return ""
    return "instructors"


def _is_made(session: Session, cloning: Cloning, slug: str, since: datetime) -> bool:
    """Whether this very form has made the path: it was sent twice, and its twin was first."""
    made = select(Path.id).join(Membership, Membership.path_id == Path.id).join(Revision, Revision.path_id == Path.id)
    mine = made.where(Membership.user_id == cloning.person.id, Membership.role == "owner", Revision.number == 1)
    this = mine.where(Path.slug == slug, Path.upstream_path_id == cloning.path.id, Revision.created_at >= since)
    return session.scalar(this) is not None


def _draw(request: Request, cloning: Cloning, said: dict[str, str], status: int = 200, error: str = "") -> Response:
    nonces: Nonces = request.app.state.nonces
    return studio_page(
        "clone",
        cloning.person,
        status,
        cloning=cloning,
        said=said,
        error=error,
        nonce=nonces.issue(None, now()),
    )
