"""Leaving a path over HTTP: what it means is said before, and the last owner is told why they stay."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.accounts.learners import Learner, current_learner, known_learner
from app.db import DbSession
from app.library import find_path
from app.library.leaving import LastOwner, Part, leave_path, part_of
from app.models import Path
from app.web.errors import NotFound
from app.web.personal import personal_page, see_other

router = APIRouter(prefix="/paths/{path}/leaving")


@router.get("")
def ask(request: Request, session: DbSession, path: str) -> Response:
    person = current_learner(request, session)
    found = find_path(session, path, person)
    if person is None:
        raise NotFound()
    return _draw(request, found, person, part_of(session, found, person))


@router.post("")
def leave(request: Request, session: DbSession, path: str) -> Response:
    person = known_learner(request, session)
    found = find_path(session, path, person)
    if person is None:
        raise NotFound()
    try:
        leave_path(session, found, person)
    except LastOwner:
        return _draw(request, found, person, part_of(session, found, person), 409)
    except NotFound:
        # The same form sent twice: they have left already, a path that they may still read.
        pass
    return see_other("/progress?left=1")


def _draw(request: Request, path: Path, person: Learner, part: Part, status: int = 200) -> Response:
    return personal_page(request, "home/parting", status, language=person.language, path=path, part=part)
