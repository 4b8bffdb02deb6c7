"""What the links in letters open: a password is chosen, of an account that has lost its own or is just being made, and
another email is proven."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.background import BackgroundTask
from starlette.responses import Response

from app.accounts.credentials import (
    Account,
    EmailTaken,
    account_of,
    become_account,
    find_account,
    keep_email,
    keep_password,
    make_account,
)
from app.accounts.emails import NotAnEmail, read_email
from app.accounts.learners import current_learner, is_visitor
from app.accounts.logins import end_others
from app.accounts.mail import can_write, post
from app.accounts.passwords import NotAPassword, make_hash, read_password
from app.accounts.resets import end_resets, find_reset, make_reset, use_reset
from app.accounts.tries import TooManyTries, count_try, forgive_tries, trying
from app.db import Database, DbSession
from app.home.entrance import let_in
from app.home.letters import Invited, offer_reset, read_invited, read_moving
from app.home.refusals import door, too_many
from app.models import now
from app.web.errors import NotFound
from app.web.forms import PostedForm, text_of
from app.web.nonce import Nonces, nonces
from app.web.personal import see_other

router = APIRouter()
Signed = Annotated[Nonces, Depends(nonces)]
PAGE = "accounts/choose.html"


@router.get("/reset")
def show_reset(request: Request) -> Response:
    return door(request, "accounts/reset.html", {"email": ""}, {}, 200)


@router.post("/reset")
async def ask_for_reset(request: Request, form: PostedForm) -> Response:
    if not can_write(request.app.state.settings):
        raise NotFound()
    database: Database = request.app.state.database
    said = {"email": text_of(form, "email")[:300]}
    try:
        email = read_email(said["email"])
        await database.write(lambda session: count_try(session, trying(request, "reset", email), now()))
    except NotAnEmail as wrong:
        return door(request, "accounts/reset.html", said, {"email": str(wrong)}, 422)
    except TooManyTries as refused:
        return too_many(request, "accounts/reset.html", said, refused.until)
    response = door(request, "accounts/sent.html", {"email": email}, {}, 200)
    # Afterwards, so that the answer comes as soon for an email that nobody has.
    response.background = BackgroundTask(_send_reset, request, email)
    return response


@router.get("/reset/{token}")
def show_choice(request: Request, session: DbSession, token: str) -> Response:
    account = find_reset(session, token, now())
    return _choose(request, account.email) if account else _ended(request)


@router.post("/reset/{token}")
async def choose(request: Request, form: PostedForm, token: str) -> Response:
    database: Database = request.app.state.database
    account = await database.read(lambda session: find_reset(session, token, now()))
    if account is None:
        return _ended(request)
    try:
        hashed = await make_hash(read_password(text_of(form, "password"), account.email, account.name))
    except NotAPassword as wrong:
        return _choose(request, account.email, str(wrong))
    return await database.write(lambda session: _keep(request, session, token, hashed, now()))


@router.get("/sign-up/{token}")
def show_finish(request: Request, signed: Signed, token: str) -> Response:
    invited = read_invited(signed, token, now())
    return _choose(request, invited.email) if invited else _ended(request)


@router.post("/sign-up/{token}")
async def finish(request: Request, form: PostedForm, signed: Signed, token: str) -> Response:
    database: Database = request.app.state.database
    invited = read_invited(signed, token, now())
    if invited is None:
        return _ended(request)
    try:
        hashed = await make_hash(read_password(text_of(form, "password"), invited.email, invited.name))
        return await database.write(lambda session: _finish(request, session, invited, hashed, now()))
    except NotAPassword as wrong:
        return _choose(request, invited.email, str(wrong))
    except EmailTaken:
        # The link was used before, and it is theirs: they may know that they have an account.
        return see_other("/sign-in")


@router.get("/profile/email/{token}")
def show_move(request: Request, signed: Signed, token: str) -> Response:
    moving = read_moving(signed, token, now())
    said = {"email": moving.wanted, "action": request.url.path} if moving else {}
    return door(request, "accounts/moved.html", said, {}, 200) if moving else _ended(request)


@router.post("/profile/email/{token}")
def move(request: Request, form: PostedForm, session: DbSession, signed: Signed, token: str) -> Response:
    moving = read_moving(signed, token, now())
    account = account_of(session, moving.account_id) if moving else None
    if moving is None or account is None or account.email != moving.email:
        return _ended(request)
    try:
        keep_email(session, account.id, moving.wanted)
    except EmailTaken:
        return _ended(request)
    end_resets(session, account.id, now())
    learner = current_learner(request, session)
    return see_other("/profile?saved=email#account" if learner and learner.id == account.id else "/sign-in")


def _keep(request: Request, session: Session, token: str, hashed: str, moment: datetime) -> Response:
    """Whoever knew the old password is signed out everywhere."""
    account = use_reset(session, token, moment)
    if account is None:
        return _ended(request)
    keep_password(session, account.id, hashed)
    end_others(session, account.id)
    forgive_tries(session, trying(request, "sign-in", account.email))
    response = see_other("/")
    let_in(request, response, session, account, moment)
    return response


def _finish(request: Request, session: Session, invited: Invited, hashed: str, moment: datetime) -> Response:
    """The visitor who asked for the link becomes the account, also where it is opened in another browser. Raises
    EmailTaken."""
    visitor_id = invited.visitor_id
    if visitor_id and is_visitor(session, visitor_id):
        become_account(session, visitor_id, invited.email, invited.name, hashed)
        end_others(session, visitor_id)
    else:
        visitor_id = make_account(session, invited.email, invited.name, moment, password_hash=hashed)
    account = account_of(session, visitor_id)
    assert account
    response = see_other(invited.onward)
    let_in(request, response, session, account, moment)
    return response


def _send_reset(request: Request, email: str) -> None:
    database: Database = request.app.state.database
    with database.writing() as session:
        account: Account | None = find_account(session, email)
        token = make_reset(session, account.id, now()) if account else ""
    if account:
        post(request.app.state.settings, offer_reset(request.app.state.settings, account, token))


def _choose(request: Request, email: str, wrong: str = "") -> Response:
    errors = {"password": wrong} if wrong else {}
    return door(request, PAGE, {"email": email, "action": request.url.path}, errors, 422 if wrong else 200)


def _ended(request: Request) -> Response:
    return door(request, "accounts/ended.html", {}, {}, 404)
