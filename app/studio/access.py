"""Who may come in: what every endpoint of the studio asks for."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.learners import Learner, current_learner
from app.accounts.roles import Right, Standing, may
from app.db import DbSession
from app.library import OUT_OF_SIGHT, standing_of
from app.library.suggestions import offers_to
from app.models import Path
from app.web.errors import NotFound


@dataclass(frozen=True)
class Taught:
    """A path, and the person who may teach it. `owns`: also choose its members. `offers` wait to be looked at."""

    path: Path
    person: Learner
    owns: bool
    offers: int = 0

    @property
    def is_clone(self) -> bool:
        return self.path.upstream_path_id is not None

    @property
    def runs(self) -> bool:
        """Whether the person looks after the whole server."""
        return may(Right.RUN, Standing(self.person.role))


def taught_path(request: Request, session: DbSession, path: str) -> Taught:
    """What somebody may not teach is not there for them."""
    person = current_learner(request, session)
    found = session.scalar(select(Path).where(Path.slug == path))
    if person is None or found is None:
        raise NotFound()
    standing = standing_of(session, found, person)
    if not may(Right.TEACH, standing):
        raise NotFound()
    return Taught(found, person, may(Right.OWN, standing), offers_to(session, found))


def owned_path(request: Request, session: DbSession, path: str) -> Taught:
    """As `taught_path`, for what an owner decides alone."""
    taught = taught_path(request, session, path)
    if not taught.owns:
        raise NotFound()
    return taught


def may_see_upstream(session: Session, path: Path, person: Learner) -> bool:
    """What a path elsewhere became is in the zip that was brought in; of a path here, its readers may know."""
    upstream = session.get(Path, path.upstream_path_id) if path.upstream_path_id else None
    if upstream is None or upstream.slug.startswith(OUT_OF_SIGHT):
        return True
    return may(Right.READ, standing_of(session, upstream, person))


def admin_of(request: Request, session: DbSession) -> Learner:
    return _with_right(request, session, Right.RUN)


def maker_of(request: Request, session: DbSession) -> Learner:
    return _with_right(request, session, Right.MAKE)


def _with_right(request: Request, session: Session, right: Right) -> Learner:
    person = current_learner(request, session)
    if person is None or not may(right, Standing(person.role)):
        raise NotFound()
    return person


TaughtPath = Annotated[Taught, Depends(taught_path)]
OwnedPath = Annotated[Taught, Depends(owned_path)]
Admin = Annotated[Learner, Depends(admin_of)]
Maker = Annotated[Learner, Depends(maker_of)]
