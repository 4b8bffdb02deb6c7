"""Another email for an account, on a server that can write letters: it is theirs once the link in one was opened."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.background import BackgroundTask
from starlette.responses import Response

from app.accounts.credentials import Account, EmailTaken, account_of, find_account, keep_email
from app.accounts.learners import current_learner
from app.accounts.mail import post
from app.accounts.resets import end_resets
from app.accounts.tries import count_try, trying
from app.db import Database, DbSession
from app.home.letters import Proof, ask_for_proof, read_proof, tell_it_is_taken, tell_of_new_email, tell_of_wish
from app.home.refusals import door
from app.models import now
from app.web.forms import PostedForm
from app.web.nonce import Nonces, nonces
from app.web.personal import see_other

router = APIRouter(prefix="/profile/email")
Signed = Annotated[Nonces, Depends(nonces)]


async def send_link(request: Request, account: Account, email: str) -> Response:
    """Raises TooManyTries: nobody shall be sent letters without end."""
    database: Database = request.app.state.database
    await database.write(lambda session: count_try(session, trying(request, "reset", email), now()))
    response = see_other("/profile?saved=letter#account")
    # Afterwards, so that the answer comes as soon for an email that somebody has.
    response.background = BackgroundTask(_write, request, account, email)
    return response


@router.get("/{token}")
def show(request: Request, session: DbSession, signed: Signed, token: str) -> Response:
    proof = read_proof(signed, token, now())
    if proof is None or not _is_good(session, proof):
        return _ended(request)
    return door(request, "accounts/new_email.html", {"email": proof.email, "action": request.url.path}, {}, 200)


@router.post("/{token}")
def keep(request: Request, form: PostedForm, session: DbSession, signed: Signed, token: str) -> Response:
    proof, settings = read_proof(signed, token, now()), request.app.state.settings
    if proof is None or not _is_good(session, proof):
        return _ended(request)
    try:
        keep_email(session, proof.account_id, proof.email)
    except EmailTaken:
        return _ended(request)
    end_resets(session, proof.account_id, now())
    # The link may be opened where nobody, or somebody else, is signed in.
    here = current_learner(request, session)
    response = see_other("/profile?saved=email#account" if here and here.id == proof.account_id else "/sign-in")
    response.background = BackgroundTask(post, settings, tell_of_new_email(settings, proof.former))
    return response


def _write(request: Request, account: Account, email: str) -> None:
    settings, database, signed = request.app.state.settings, request.app.state.database, request.app.state.nonces
    with database.reading() as session:
        is_taken = find_account(session, email) is not None
    post(settings, tell_of_wish(settings, account))
    post(
        settings,
        tell_it_is_taken(settings, email) if is_taken else ask_for_proof(settings, signed, account, email, now()),
    )


def _is_good(session: Session, proof: Proof) -> bool:
    account = account_of(session, proof.account_id)
    return account is not None and proof.fits(account)


def _ended(request: Request) -> Response:
    return door(request, "accounts/ended.html", {}, {}, 404)
