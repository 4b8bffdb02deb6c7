"""The studio's front page: the paths that a person may teach, and what waits in each."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.accounts.learners import Learner, current_learner
from app.accounts.roles import Right, Standing, may
from app.db import DbSession
from app.library import OUT_OF_SIGHT, standing_of
from app.models import Draft, Path, Revision, Suggestion, Sync
from app.studio.access import may_see_upstream
from app.studio.pages import studio_page
from app.studio.server import owners_of
from app.web.errors import NotFound
from app.web.personal import see_other

router = APIRouter()


@dataclass(frozen=True)
class Desk:
    """A path with its published revision, how many files of it have a draft, and how many errors its folder had when
    it was last refused; how many suggestions wait, and whether its original has changed since it was taken from.
    `original` is the title of what it is a copy of; it `came` in a zip from another server, or not."""

    path: Path
    revision: Revision | None
    drafts: int
    errors: int
    suggestions: int
    is_behind: bool
    owners: tuple[str, ...]
    original: str
    came: bool


@router.get("/studio")
def studio(request: Request, session: DbSession) -> Response:
    person = current_learner(request, session)
    if person is None or not person.has_account:
        # The one door of the studio that everybody may know of: who teaches comes here from the README.
        return see_other("/sign-in?next=/studio")
    desks = desks_of(session, person)
    runs = may(Right.RUN, Standing(person.role))
    if not (desks or runs or may(Right.MAKE, Standing(person.role))):
        raise NotFound()
    return studio_page("desk", person, desks=desks, runs=runs, makes=may(Right.MAKE, Standing(person.role)))


def desks_of(session: Session, person: Learner) -> list[Desk]:
    paths = session.scalars(select(Path).where(Path.retired_at.is_(None)).order_by(Path.title, Path.id)).all()
    taught = [path for path in paths if may(Right.TEACH, standing_of(session, path, person))]
    drafts = dict(session.execute(select(Draft.path_id, func.count()).group_by(Draft.path_id)).all())
    open_ones = select(Suggestion.path_id, func.count()).where(Suggestion.settled_at.is_(None))
    offers = dict(session.execute(open_ones.group_by(Suggestion.path_id)).all())
    owners = owners_of(session)
    return [
        Desk(
            path,
            session.get(Revision, path.revision_id),
            drafts.get(path.id, 0),
            _errors(session, path),
            offers.get(path.id, 0),
            upstream is not None and _is_behind(session, path, upstream),
            tuple(owners.get(path.id, ())),
            upstream.title if upstream else "",
            upstream is not None and upstream.slug.startswith(OUT_OF_SIGHT),
        )
        for path in taught
        for upstream in (_original(session, path, person),)
    ]


def _original(session: Session, path: Path, person: Learner) -> Path | None:
    """None also where the person may not know of it: anybody can write a path's key into a path.md of theirs."""
    if path.upstream_path_id is None or not may_see_upstream(session, path, person):
        return None
    return session.get(Path, path.upstream_path_id)


def _is_behind(session: Session, path: Path, upstream: Path) -> bool:
    if upstream.revision_id is None or path.base_revision_id is None:
        return False
    latest, base = (session.get_one(Revision, id) for id in (upstream.revision_id, path.base_revision_id))
    return latest.digest != base.digest


def _errors(session: Session, path: Path) -> int:
    latest = session.scalar(select(Sync).where(Sync.slug == path.slug).order_by(Sync.synced_at.desc()).limit(1))
    if latest is None or latest.outcome != "refused":
        return 0
    return sum(problem.get("severity") == "error" for problem in latest.problems)
