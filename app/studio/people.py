"""The people of the server, for those who run it: who they are, what they may do, and where they are signed in."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.accounts.devices import browser_and_system
from app.accounts.learners import Learner, token_digest
from app.accounts.resets import make_reset
from app.db import DbSession
from app.models import LoginSession, Membership, Path, User, now, parse_uuid
from app.studio.access import Admin
from app.studio.pages import studio_page
from app.web.errors import Link, NotFound
from app.web.forms import PostedForm, text_of
from app.web.nonce import BadNonce, Nonces, nonces
from app.web.personal import see_other

ROLES = ("learner", "instructor", "admin")
A_PAGE = 50
LONGEST_SEARCH = 254

router = APIRouter()
Signed = Annotated[Nonces, Depends(nonces)]


class NotChanged(Exception):
    """Why a role stays as it is: a sentence for the admin."""


@dataclass(frozen=True)
class Found:
    """`last_seen` over all their browsers; None where they are signed in nowhere."""

    user: User
    last_seen: datetime | None


@router.get("/studio/admin/people")
def people(session: DbSession, person: Admin, q: str = "", role: str = "", before: str = "") -> Response:
    asked = q.strip()[:LONGEST_SEARCH].replace("\0", "")
    found = find_people(session, asked, role if role in ROLES else "", parse_uuid(before))
    earlier = found[A_PAGE - 1].user.id if len(found) > A_PAGE else ""
    return studio_page(
        "admin_people", person, people=found[:A_PAGE], asked=asked, role=role, earlier=earlier, is_first=not before
    )


@router.get("/studio/admin/people/{id}")
def one(request: Request, session: DbSession, signed: Signed, person: Admin, id: str, done: str = "") -> Response:
    return _draw(request, session, signed, person, _user(session, id), done=done)


@router.post("/studio/admin/people/{id}/role")
def change_role(
    request: Request, form: PostedForm, session: DbSession, signed: Signed, person: Admin, id: str
) -> Response:
    user = _user(session, id)
    try:
        signed.read(text_of(form, "nonce"), now())
        give_role(session, user, text_of(form, "role"))
    except (BadNonce, NotChanged) as wrong:
        return _draw(request, session, signed, person, user, error=str(wrong), status=422)
    return see_other(f"/studio/admin/people/{user.id}?done=role")


@router.post("/studio/admin/people/{id}/sign-outs")
def sign_out(
    request: Request, form: PostedForm, session: DbSession, signed: Signed, person: Admin, id: str
) -> Response:
    user = _user(session, id)
    try:
        signed.read(text_of(form, "nonce"), now())
    except BadNonce as bad:
        return _draw(request, session, signed, person, user, error=str(bad), status=422)
    # Not the browser that asks: who signs themselves out everywhere else goes on here.
    others = delete(LoginSession).where(
        LoginSession.user_id == user.id, LoginSession.token_digest != token_digest(request)
    )
    session.execute(others)
    return see_other(f"/studio/admin/people/{user.id}?done=sign-outs")


@router.post("/studio/admin/people/{id}/resets")
def reset(request: Request, form: PostedForm, session: DbSession, signed: Signed, person: Admin, id: str) -> Response:
    user = _user(session, id)
    try:
        signed.read(text_of(form, "nonce"), now())
    except BadNonce as bad:
        return _draw(request, session, signed, person, user, error=str(bad), status=422)
    # Drawn at once and never again: only its digest is kept.
    token = make_reset(session, user.id, now())
    # As the admin's browser reaches the server, where that does not know its own address.
    here = request.app.state.settings.base_url or str(request.base_url)
    address = f"{here.rstrip('/')}/reset/{token}"
    return _draw(request, session, signed, person, user, reset_link=address)


def find_people(session: Session, asked: str, role: str, before: uuid.UUID | None) -> list[Found]:
    """Accounts by a part of their name or email, the latest first; one more than a page holds where there are more."""
    seen = select(func.max(LoginSession.last_seen_at)).where(LoginSession.user_id == User.id).scalar_subquery()
    wanted = (
        select(User, seen)
        .where(User.email.is_not(None), User.left_at.is_(None))
        .order_by(User.id.desc())
        .limit(A_PAGE + 1)
    )
    if asked:
        wanted = wanted.where(
            or_(*(func.lower(said).contains(asked.lower(), autoescape=True) for said in (User.name, User.email)))
        )
    if role:
        wanted = wanted.where(User.role == role)
    if before:
        wanted = wanted.where(User.id < before)
    return [Found(user, at) for user, at in session.execute(wanted)]


def give_role(session: Session, user: User, role: str) -> None:
    """Raises NotChanged for what is no role, and where nobody would be left to run the server."""
    if role not in ROLES:
        raise NotChanged("Choose one of the three roles.")
    # Locked in one order: two admins who take the role from each other at once must not both succeed.
    admins = session.scalars(
        select(User.id)
        .where(User.role == "admin", User.email.is_not(None), User.left_at.is_(None))
        .order_by(User.id)
        .with_for_update()
    ).all()
    if role != "admin" and list(admins) == [user.id]:
        raise NotChanged("This is the last admin: make somebody else one first, or nobody can look after the server.")
    session.execute(update(User).where(User.id == user.id).values(role=role))


def _user(session: Session, said: str) -> User:
    """Somebody with an account; visitors have none, and who has left is nobody."""
    id = parse_uuid(said)
    user = session.get(User, id) if id else None
    if user is None or user.email is None or user.left_at is not None:
        raise NotFound(Link("/studio/admin/people", "People"))
    return user


def _draw(
    request: Request,
    session: Session,
    signed: Nonces,
    person: Learner,
    user: User,
    *,
    done: str = "",
    error: str = "",
    reset_link: str = "",
    status: int = 200,
) -> Response:
    browsers = session.scalars(
        select(LoginSession).where(LoginSession.user_id == user.id).order_by(LoginSession.last_seen_at.desc())
    ).all()
    memberships = session.execute(
        select(Path.slug, Path.title, Membership.role)
        .join(Path, Path.id == Membership.path_id)
        .where(Membership.user_id == user.id)
        .order_by(Path.title, Path.id)
    ).all()
    return studio_page(
        "admin_person",
        person,
        status,
        user=user,
        roles=ROLES,
        memberships=memberships,
        browsers=browsers,
        in_words=browser_and_system,
        mine=token_digest(request),
        done=done,
        error=error,
        reset_link=reset_link,
        nonce=signed.issue(None, now()),
    )
