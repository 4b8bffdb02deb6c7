"""What only a password opens: another email, another password, and leaving."""

import secrets
from collections.abc import Callable

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.background import BackgroundTask, BackgroundTasks
from starlette.responses import HTMLResponse, Response

from app.accounts.cookies import drop_cookie
from app.accounts.credentials import Account, EmailTaken, account_of, find_account, keep_email, keep_password
from app.accounts.emails import NotAnEmail, read_email
from app.accounts.learners import Learner, current_learner, known_learner, token_digest
from app.accounts.leaving import LastAdmin, leave, owned_alone
from app.accounts.logins import end_others
from app.accounts.mail import can_write, post
from app.accounts.passwords import NotAPassword, is_password_of, make_hash, read_password
from app.accounts.resets import end_resets
from app.accounts.tries import TooManyTries, count_try, forgive_tries, trying
from app.db import Database, DbSession
from app.home.letters import ask_to_move, tell_of_account, tell_of_moving
from app.home.profile import person_with_account
from app.home.profile_page import Filled, draw_profile, too_many_words
from app.home.refusals import door
from app.models import now
from app.settings import Settings
from app.web.errors import NotFound
from app.web.forms import PostedForm, text_of
from app.web.personal import NO_STORE, see_other
from app.web.templates import render

router = APIRouter()
NOT_YOURS = "This is not your password."
YOURS_ALREADY = "This is your email already."
# What a visitor types who wants to leave: they have no password.
WORD = "delete"


@router.post("/profile/email")
async def change_email(request: Request, form: PostedForm) -> Response:
    said = {"email": text_of(form, "email")[:300]}
    try:
        email = read_email(said["email"])
        account = await _confirm(request, text_of(form, "password"))
        if email == account.email:
            raise NotAnEmail(YOURS_ALREADY)
        if can_write(request.app.state.settings):
            return await _write_to(request, account, email)
        return await _write(request, lambda session, person: keep_email(session, person.id, email), "email")
    except NotAnEmail as wrong:
        return await _draw(request, Filled(said, {"email": str(wrong)}))
    except TooManyTries as refused:
        return await _draw(request, Filled(said, {"email": too_many_words(refused)}), refused=refused)
    except EmailTaken:
        return await _draw(request, Filled(said, {"email": "This email cannot be used here."}))
    except _NotTheirs as wrong:
        return await _draw(request, Filled(said, {"email_password": str(wrong)}), refused=wrong.refused)


@router.post("/profile/password")
async def change_password(request: Request, form: PostedForm) -> Response:
    try:
        account = await _confirm(request, text_of(form, "password"))
        hashed = await make_hash(read_password(text_of(form, "new_password"), account.email, account.name))
    except NotAPassword as wrong:
        return await _draw(request, Filled(errors={"new_password": str(wrong)}))
    except _NotTheirs as wrong:
        return await _draw(request, Filled(errors={"password": str(wrong)}), refused=wrong.refused)

    def keep(session: Session, person: Learner) -> None:
        keep_password(session, person.id, hashed)
        end_others(session, person.id, token_digest(request))

    return await _write(request, keep, "password")


@router.get("/profile/leaving")
def show_leaving(request: Request, session: DbSession) -> Response:
    learner = current_learner(request, session)
    if learner is None:
        raise NotFound()
    return _ask(session, learner)


@router.post("/profile/leaving")
async def go(request: Request, form: PostedForm) -> Response:
    database: Database = request.app.state.database
    learner = await database.read(lambda session: current_learner(request, session))
    if learner is None:
        return see_other("/")
    try:
        if learner.has_account:
            await _confirm(request, text_of(form, "password"))
        elif not secrets.compare_digest(text_of(form, "word").strip().casefold().encode(), WORD.encode()):
            raise _NotTheirs("Write the word as it stands there.")
        await database.write(lambda session: _leave(request, session))
    except _NotTheirs as wrong:
        said, status = str(wrong), 429 if wrong.refused else 422
        return await database.read(lambda session: _ask(session, learner, said, status))
    except LastAdmin:
        said = "You are the only admin here. Make somebody else one first."
        return await database.read(lambda session: _ask(session, learner, said, 422))
    response = see_other("/")
    drop_cookie(request, response)
    return response


class _NotTheirs(Exception):
    """The password or the word is not the person's, or it was tried too often; the text is a sentence for them."""

    def __init__(self, text: str, refused: TooManyTries | None = None) -> None:
        super().__init__(text)
        self.refused = refused


async def _confirm(request: Request, password: str) -> Account:
    """The account of who asks, where this is its password. Counted as signing in is. Raises NotFound and _NotTheirs."""
    database: Database = request.app.state.database
    try:
        account = await database.write(lambda session: _count(request, session))
    except TooManyTries as refused:
        raise _NotTheirs(too_many_words(refused), refused) from None
    if not await is_password_of(account.password_hash, password):
        raise _NotTheirs(NOT_YOURS)
    await database.write(lambda session: forgive_tries(session, trying(request, "sign-in", account.email)))
    return account


def _count(request: Request, session: Session) -> Account:
    person = person_with_account(request, session)
    count_try(session, trying(request, "sign-in", person.email), now())
    account = account_of(session, person.id)
    assert account
    return account


async def _write_to(request: Request, account: Account, email: str) -> Response:
    """As in signing up: the page is the same whoever the email belongs to, and nothing changes before the link. Counted
    with it, too, so that nobody has a stranger written to without end. Raises TooManyTries."""
    database: Database = request.app.state.database
    settings: Settings = request.app.state.settings
    who = trying(request, "sign-up", email)
    await database.write(lambda session: count_try(session, who, now()))
    found = await database.read(lambda session: find_account(session, email))
    moving = ask_to_move(settings, request.app.state.nonces, account, email, now())
    letters = (tell_of_moving(settings, account), tell_of_account(settings, found) if found else moving)
    response = door(request, "accounts/sent.html", {"email": email, "back": "/profile#account"}, {}, 200)
    response.background = BackgroundTasks([BackgroundTask(post, settings, letter) for letter in letters])
    return response


async def _write(request: Request, verb: Callable[[Session, Learner], None], part: str) -> Response:
    database: Database = request.app.state.database

    def change(session: Session) -> None:
        person = person_with_account(request, session)
        verb(session, person)
        end_resets(session, person.id, now())

    await database.write(change)
    return see_other(f"/profile?saved={part}#account")


async def _draw(request: Request, filled: Filled, *, refused: TooManyTries | None = None) -> Response:
    database: Database = request.app.state.database
    return await database.read(
        lambda session: draw_profile(request, session, current_learner(request, session), filled, refused=refused)
    )


def _leave(request: Request, session: Session) -> None:
    learner = known_learner(request, session)
    if learner:
        leave(session, learner.id, now())


def _ask(session: Session, learner: Learner, error: str = "", status: int = 200) -> HTMLResponse:
    owned = owned_alone(session, learner.id)
    html = render("accounts/leaving.html", learner=learner, owned=owned, word=WORD, error=error)
    return HTMLResponse(html, status, NO_STORE)
