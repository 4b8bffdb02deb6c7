"""The members of a path over HTTP: who may see it, who belongs to it, and who is invited."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.accounts.roles import PATH_ROLES
from app.db import DbSession
from app.models import now, parse_uuid
from app.progress.times import date_words, learning_day, zone_of
from app.studio.access import OwnedPath, Taught
from app.studio.invitations import find_pending, invite, withdraw
from app.studio.inviting import NotAnInvitation, read_email, read_inviting
from app.studio.membership import NotDone, add_member, change_role, find_members, remove_member
from app.web.errors import NotFound
from app.web.forms import PostedForm, text_of
from app.web.nonce import BadNonce, Nonces, nonces
from app.web.personal import personal, see_other

router = APIRouter()
Signed = Annotated[Nonces, Depends(nonces)]
VISIBILITIES = ("public", "unlisted", "private")
ROOM = "/studio/paths/{path}/members"


@dataclass(frozen=True)
class Outcome:
    """What has just happened (`done`, with `token` the new invitation), or what is wrong: a sentence by field, and the
    forms as they were filled in."""

    done: str = ""
    token: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)


@router.get(ROOM)
def members(
    request: Request, session: DbSession, signed: Signed, owned: OwnedPath, done: str = "", token: str = ""
) -> Response:
    return _draw(request, session, signed, owned, Outcome(done, token))


@router.post(ROOM)
def add(request: Request, form: PostedForm, session: DbSession, signed: Signed, owned: OwnedPath) -> Response:
    """Whoever looks after the server makes somebody a member at once; an owner invites."""
    if not owned.runs:
        raise NotFound()
    role, said = text_of(form, "role"), {"added": text_of(form, "email")}
    try:
        email = read_email(form)
        if not email or role not in PATH_ROLES:
            raise NotDone("Write the email of an account here, and say what it shall be.")
        add_member(session, owned.path, email, role, now())
    except (NotAnInvitation, NotDone) as wrong:
        return _draw(request, session, signed, owned, Outcome(errors={"added": str(wrong)}, said=said), 422)
    return see_other(f"{_room(owned)}?done=added")


@router.post("/studio/paths/{path}/visibility")
def show_to(request: Request, form: PostedForm, session: DbSession, signed: Signed, owned: OwnedPath) -> Response:
    visibility = text_of(form, "visibility")
    if visibility not in VISIBILITIES:
        wrong = Outcome(errors={"visibility": "Choose one of the three."})
        return _draw(request, session, signed, owned, wrong, 422)
    owned.path.visibility = visibility
    return see_other(f"{_room(owned)}?done=shown")


@router.post(ROOM + "/{person}")
def change(
    request: Request, form: PostedForm, session: DbSession, signed: Signed, owned: OwnedPath, person: str
) -> Response:
    person_id, role = parse_uuid(person), text_of(form, "role")
    try:
        if "remove" in form:
            remove_member(session, owned.path, person_id, now())
            return see_other("/" if person_id == owned.person.id else f"{_room(owned)}?done=removed")
        if role not in PATH_ROLES:
            raise NotDone("Choose one of the roles.")
        change_role(session, owned.path, person_id, role, now())
    except NotDone as refused:
        return _draw(request, session, signed, owned, Outcome(errors={str(person_id): str(refused)}), 409)
    is_over = person_id == owned.person.id and role != "owner" and not owned.runs
    return see_other("/" if is_over else f"{_room(owned)}?done=changed")


@router.post("/studio/paths/{path}/invitations")
def invite_somebody(
    request: Request, form: PostedForm, session: DbSession, signed: Signed, owned: OwnedPath
) -> Response:
    moment, said = now(), {name: text_of(form, name) for name in ("role", "email", "ends_on")}
    try:
        nonce = signed.read(text_of(form, "nonce"), moment)
        wanted = read_inviting(form, moment, zone_of(owned.person.time_zone))
    except BadNonce as bad:
        return _draw(request, session, signed, owned, Outcome(errors={"invitation": str(bad)}, said=said), 422)
    except NotAnInvitation as wrong:
        return _draw(request, session, signed, owned, Outcome(errors={wrong.field: str(wrong)}, said=said), 422)
    # The seed is in no form: who has seen the nonce cannot guess the link.
    invite(session, owned.path, owned.person, wanted, nonce.seed, moment)
    return see_other(f"{_room(owned)}?done=invited&token={nonce.seed}")


@router.delete("/studio/paths/{path}/invitations/{token}")
@router.post("/studio/paths/{path}/invitations/{token}")
def take_back(request: Request, session: DbSession, owned: OwnedPath, token: str, method: str = "") -> Response:
    # A form without JavaScript can only POST: it says ?method=delete.
    if request.method == "POST" and method != "delete":
        raise HTTPException(405, headers={"Allow": "DELETE"})
    withdraw(session, owned.path, token, now())
    return see_other(f"{_room(owned)}?done=withdrawn")


def _room(owned: Taught) -> str:
    return f"/studio/paths/{owned.path.slug}/members"


def _draw(
    request: Request, session: Session, signed: Nonces, owned: Taught, outcome: Outcome, status: int = 200
) -> Response:
    moment, zone = now(), zone_of(owned.person.time_zone)
    today = learning_day(moment, zone)
    found = find_members(session, owned.path)
    return personal(
        request,
        "studio/members",
        status,
        language=owned.person.language,
        taught=owned,
        path=owned.path,
        address=_room(owned),
        studio=f"/studio/paths/{owned.path.slug}",
        members=found,
        is_owned=any(member.role == "owner" for member in found),
        me=owned.person.id,
        runs=owned.runs,
        pending=find_pending(session, owned.path, moment),
        link=f"{_base(request)}/invitations/",
        words=lambda at: _day(at, zone, owned.person.language, moment),
        last_day=lambda at: _day(at - timedelta(hours=12), zone, owned.person.language, moment),
        soonest=today.isoformat(),
        outcome=outcome,
        said={"role": "learner", "email": "", "ends_on": "", "added": "", **outcome.said},
        nonce=signed.issue(None, moment),
    )


def _base(request: Request) -> str:
    """What a link begins with: as the server is known, else as it was just called."""
    known: str = request.app.state.settings.base_url
    return (known or str(request.base_url)).rstrip("/")


def _day(at: datetime, zone: ZoneInfo, language: str, moment: datetime) -> str:
    return date_words(at.astimezone(zone).date(), learning_day(moment, zone), language)
