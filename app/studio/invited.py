"""An invitation over HTTP: what somebody is invited to, and yes."""

from datetime import datetime, timedelta

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.accounts.learners import Learner, current_learner, known_learner
from app.db import DbSession
from app.models import now
from app.progress.times import date_words, learning_day, zone_of
from app.studio.invitations import Opened, accept, open_invitation
from app.studio.inviting import State
from app.web.errors import NotFound
from app.web.personal import personal_page, see_other

router = APIRouter()
STATUS: dict[State, int] = {"withdrawn": 410, "ended": 410, "not yours": 404}


@router.get("/invitations/{token}")
def invitation(request: Request, session: DbSession, token: str) -> Response:
    person, moment = current_learner(request, session), now()
    return _draw(request, token, _find(session, token, person, moment), person, moment)


@router.post("/invitations/{token}")
def take(request: Request, session: DbSession, token: str) -> Response:
    person, moment = known_learner(request, session), now()
    opened = _find(session, token, person, moment)
    if opened is None or opened.state not in ("open", "member") or person is None:
        return _draw(request, token, opened, person, moment)
    accept(session, opened, person, moment)
    return see_other(f"/paths/{opened.slug}" if opened.role == "learner" else "/studio")


def _find(session: DbSession, token: str, person: Learner | None, moment: datetime) -> Opened | None:
    try:
        return open_invitation(session, token, person, moment)
    except NotFound:
        return None


def _draw(request: Request, token: str, opened: Opened | None, person: Learner | None, moment: datetime) -> Response:
    zone = zone_of(person.time_zone if person else "")
    ends_at = opened.ends_at if opened else None
    # It ends when the next day begins, so that its last day is the one before.
    last_day = (ends_at - timedelta(hours=12)).astimezone(zone).date() if ends_at else None
    language = person.language if person else "en"
    return personal_page(
        request,
        "studio/invitation",
        STATUS.get(opened.state, 200) if opened else 404,
        state=opened.state if opened else "unknown",
        opened=opened,
        address=f"/invitations/{token}",
        ends=date_words(last_day, learning_day(moment, zone), language) if last_day else "",
        me=(person.name or person.email) if person else "",
    )
