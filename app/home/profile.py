"""The profile: how a person learns, what they are called, where they are signed in, and all that is kept of them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response, StreamingResponse

from app.accounts.credentials import NotAName, keep_name, read_name
from app.accounts.learners import Learner, current_learner, known_learner, learner_for_write, token_digest
from app.accounts.logins import end_one, end_others
from app.accounts.preferences import NotAPreference, keep_preferences, read_preferences
from app.accounts.who import find_who
from app.db import DbSession
from app.home.profile_page import Filled, draw_profile
from app.models import now
from app.progress.everything import tell_everything
from app.web.errors import NotFound
from app.web.forms import PostedForm, text_of
from app.web.nonce import BadNonce, Nonces, nonces
from app.web.personal import NO_STORE, see_other
from app.web.templates import render

router = APIRouter()
Signed = Annotated[Nonces, Depends(nonces)]
CHOICES = ("time_zone", "day_starts_at", "buttons", "new_per_day", "prompts")


@router.get("/who")
def who(request: Request, session: DbSession, here: str = "") -> Response:
    """The masthead's place for the person, on pages that have no other fragment of theirs. `here` is marked in it."""
    found = find_who(session, token_digest(request))
    if found is None:
        return Response(status_code=204, headers=NO_STORE)
    return Response(render("accounts/_who.html", who=found, here=here), 200, NO_STORE, "text/html")


@router.get("/profile")
def profile(request: Request, session: DbSession, saved: str = "") -> Response:
    return draw_profile(request, session, current_learner(request, session), Filled(saved=saved))


@router.post("/profile")
def change(request: Request, form: PostedForm, session: DbSession, signed: Signed) -> Response:
    moment, said = now(), {name: text_of(form, name) for name in CHOICES}
    person = known_learner(request, session)
    try:
        nonce = signed.read(text_of(form, "nonce"), moment)
        chosen = read_preferences(form)
    except BadNonce as bad:
        return draw_profile(request, session, person, Filled(said, {"choices": str(bad)}))
    except NotAPreference as wrong:
        return draw_profile(request, session, person, Filled(said, {wrong.field: str(wrong)}))
    response = see_other("/profile?saved=choices#learning")
    learner = learner_for_write(request, response, session, person, nonce, moment)
    keep_preferences(session, learner.id, chosen, moment)
    return response


@router.post("/profile/name")
def rename(request: Request, form: PostedForm, session: DbSession) -> Response:
    person = person_with_account(request, session)
    try:
        keep_name(session, person.id, read_name(text_of(form, "name")))
    except NotAName as wrong:
        return draw_profile(request, session, person, Filled({"name": text_of(form, "name")}, {"name": str(wrong)}))
    return see_other("/profile?saved=name#account")


@router.post("/profile/logins")
def end(request: Request, form: PostedForm, session: DbSession) -> Response:
    person, which = person_with_account(request, session), text_of(form, "end")
    if which == "others":
        end_others(session, person.id, token_digest(request))
    elif not end_one(session, person.id, which):
        raise NotFound()
    return see_other("/profile?saved=logins#logins")


@router.get("/profile/everything.json")
def everything(request: Request, session: DbSession) -> Response:
    learner = current_learner(request, session)
    if learner is None:
        raise NotFound()
    told = tell_everything(request.app.state.database, learner.id)
    name = 'attachment; filename="cairn-everything.json"'
    return StreamingResponse(told, 200, {"Content-Disposition": name, **NO_STORE}, "application/json")


def person_with_account(request: Request, session: Session) -> Learner:
    person = known_learner(request, session)
    if person is None or not person.has_account:
        raise NotFound()
    return person
