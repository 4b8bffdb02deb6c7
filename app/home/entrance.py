"""Signing up, in and out. A password is hashed before there is a session, so that nobody waits for it with the writer.

What a stranger is told does not depend on whether there is an account, nor does the time it takes: see
docs/decisions/0005.
"""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.background import BackgroundTask
from starlette.responses import Response

from app.accounts.cookies import drop_cookie
from app.accounts.credentials import (
    Account,
    EmailTaken,
    NotAName,
    become_account,
    find_account,
    make_account,
    read_name,
)
from app.accounts.emails import NotAnEmail, read_email
from app.accounts.learners import current_learner, known_learner, token_digest
from app.accounts.logins import begin_login, end_login, end_others
from app.accounts.mail import can_write, post
from app.accounts.passwords import NotAPassword, is_password_of, make_hash, read_password
from app.accounts.tries import TooManyTries, Trying, count_try, forgive_tries, trying
from app.db import Database, DbSession
from app.home.letters import Invited, invite_to_finish, tell_of_account
from app.home.refusals import door, too_many
from app.home.whereto import address_before, safe_address
from app.models import now
from app.progress.joining import join
from app.settings import Settings
from app.web.forms import Form, PostedForm, text_of
from app.web.personal import see_other

router = APIRouter()
NOT_KNOWN = "This email and this password do not belong together. Check both, or ask for a new password."
NOT_TO_BE_HAD = "With this email and this password no account can be made here."


@router.get("/sign-in")
def show_sign_in(request: Request, session: DbSession, next: str = "") -> Response:
    return _show(request, session, "accounts/sign_in.html", next)


@router.get("/sign-up")
def show_sign_up(request: Request, session: DbSession, next: str = "") -> Response:
    return _show(request, session, "accounts/sign_up.html", next)


@router.post("/sign-in")
async def sign_in(request: Request, form: PostedForm) -> Response:
    database: Database = request.app.state.database
    who = trying(request, "sign-in", _email_as_said(form))
    try:
        found = await database.write(lambda session: _count(session, who, now()))
    except TooManyTries as refused:
        return too_many(request, "accounts/sign_in.html", _said(form), refused.until)
    if not await is_password_of(found.password_hash if found else None, text_of(form, "password")) or not found:
        return door(request, "accounts/sign_in.html", _said(form), {"": NOT_KNOWN}, 422)
    return await database.write(lambda session: _enter(request, session, found, who, form, now()))


@router.post("/sign-up")
async def sign_up(request: Request, form: PostedForm) -> Response:
    wanted = _read(request, form)
    if isinstance(wanted, Response):
        return wanted
    database: Database = request.app.state.database
    who = trying(request, "sign-up", wanted.email)
    try:
        found = await database.write(lambda session: _count(session, who, now()))
    except TooManyTries as refused:
        return too_many(request, "accounts/sign_up.html", _said(form), refused.until)
    if can_write(request.app.state.settings):
        return await _write_to(request, form, wanted, found)
    if found is None:
        hashed = await make_hash(wanted.password)
        try:
            return await database.write(lambda session: _make(request, session, wanted, hashed, form, now()))
        except EmailTaken:
            # Somebody was faster, most likely the same form sent twice.
            found = await database.read(lambda session: find_account(session, wanted.email))
    if not await is_password_of(found.password_hash if found else None, wanted.password) or not found:
        return door(request, "accounts/sign_up.html", _said(form), {"": NOT_TO_BE_HAD}, 422)
    return await database.write(lambda session: _enter(request, session, found, who, form, now()))


@router.post("/sign-out")
def sign_out(request: Request, session: DbSession) -> Response:
    learner, digest = known_learner(request, session), token_digest(request)
    if learner and not learner.has_account:
        # Nothing but this cookie leads back to what a visitor did.
        return see_other("/profile")
    response = see_other("/")
    if digest:
        end_login(session, digest)
    drop_cookie(request, response)
    return response


@dataclass(frozen=True)
class Wanted:
    """An account as it was asked for; `password` is empty where it is chosen by a link."""

    email: str
    name: str
    password: str


def _read(request: Request, form: Form) -> Wanted | Response:
    """What is wrong is said beside each field, all at once."""
    errors, email, name, password = {}, "", "", ""
    try:
        email = read_email(text_of(form, "email"))
    except NotAnEmail as wrong:
        errors["email"] = str(wrong)
    try:
        name = read_name(text_of(form, "name"))
    except NotAName as wrong:
        errors["name"] = str(wrong)
    try:
        if not can_write(request.app.state.settings):
            password = read_password(text_of(form, "password"), email, name)
    except NotAPassword as wrong:
        errors["password"] = str(wrong)
    if errors:
        return door(request, "accounts/sign_up.html", _said(form), errors, 422)
    return Wanted(email, name, password)


async def _write_to(request: Request, form: Form, wanted: Wanted, found: Account | None) -> Response:
    """The page says the same and as soon, whoever the email belongs to: what there is to say is in the letter."""
    database: Database = request.app.state.database
    visitor = await database.read(lambda session: current_learner(request, session))
    visitor_id = visitor.id if visitor and not visitor.has_account else None
    onward = safe_address(text_of(form, "next"))
    invited = Invited(wanted.email, wanted.name, visitor_id, onward)
    settings: Settings = request.app.state.settings
    letter = (
        tell_of_account(settings, found)
        if found
        else invite_to_finish(settings, request.app.state.nonces, invited, now())
    )
    response = door(request, "accounts/sent.html", {"email": wanted.email}, {}, 200)
    response.background = BackgroundTask(post, settings, letter)
    return response


def _count(session: Session, who: Trying, moment: datetime) -> Account | None:
    """The account that the try is about. Raises TooManyTries."""
    count_try(session, who, moment)
    return find_account(session, who.email)


def _make(request: Request, session: Session, wanted: Wanted, hashed: str, form: Form, moment: datetime) -> Response:
    """A visitor keeps their row, but no cookie that was known before opens the account. Raises EmailTaken."""
    response = see_other(safe_address(text_of(form, "next")))
    visitor = known_learner(request, session)
    if visitor and not visitor.has_account:
        become_account(session, visitor.id, wanted.email, wanted.name, hashed)
        end_others(session, visitor.id)
        begin_login(request, response, session, visitor.id, moment)
        return response
    _end_this(request, session)
    user_id = make_account(session, wanted.email, wanted.name, moment, password_hash=hashed)
    begin_login(request, response, session, user_id, moment)
    return response


def _enter(request: Request, session: Session, account: Account, who: Trying, form: Form, moment: datetime) -> Response:
    forgive_tries(session, who)
    response = see_other(safe_address(text_of(form, "next")))
    let_in(request, response, session, account, moment)
    return response


def let_in(request: Request, response: Response, session: Session, account: Account, moment: datetime) -> None:
    """Begins a login of the account in this browser, and gives it what the browser's visitor did."""
    visitor = known_learner(request, session)
    if visitor and not visitor.has_account:
        join(session, visitor.id, account.id, moment)
    else:
        _end_this(request, session)
    begin_login(request, response, session, account.id, moment)


def _end_this(request: Request, session: Session) -> None:
    if digest := token_digest(request):
        end_login(session, digest)


def _show(request: Request, session: Session, page: str, onward: str) -> Response:
    learner = current_learner(request, session)
    before = address_before(request.headers.get("referer", ""), request.headers.get("host", ""))
    said = {"email": "", "name": "", "next": safe_address(onward, "") or before}
    return door(request, page, said, {}, 200, learner=learner)


def _said(form: Form) -> dict[str, str]:
    """The form as it is filled in again: all but the password."""
    return {
        "email": text_of(form, "email")[:300],
        "name": text_of(form, "name")[:300],
        "next": safe_address(text_of(form, "next"), ""),
    }


def _email_as_said(form: Form) -> str:
    """What is no email is nobody's, and is refused as any other that nobody has."""
    said = text_of(form, "email")
    try:
        return read_email(said)
    except NotAnEmail:
        return said.strip()[:300]
