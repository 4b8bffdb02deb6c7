"""Flags and notes over HTTP: what is on one item, what is put there, and all of it on one page."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.accounts.learners import current_learner, known_learner, learner_for_write
from app.db import DbSession
from app.models import now, parse_uuid
from app.notes.flags import record_flag, settle_flag
from app.notes.notebook import draw_notebook
from app.notes.notes import ChangedMeanwhile, keep_note
from app.notes.pages import FIELDS, NOTHING_YET, Outcome, draw_marks
from app.notes.writing import NotKept, read_flagging, read_note
from app.progress.shown import Shown, find_as_shown, find_shown
from app.web.errors import NotFound
from app.web.forms import Form, PostedForm, text_of
from app.web.nonce import BadNonce, Nonces, nonces
from app.web.personal import see_other

router = APIRouter()
Signed = Annotated[Nonces, Depends(nonces)]
MARKABLE = ("section", "card", "question", "resource", "episode")


@router.get("/items/{id}/marks")
def marks(
    request: Request, session: DbSession, signed: Signed, id: str, saved: str = "", settled: str = ""
) -> Response:
    learner = current_learner(request, session)
    shown = find_shown(session, learner, id, *MARKABLE)
    outcome = Outcome(saved, parse_uuid(settled)) if learner else NOTHING_YET
    return draw_marks(request, session, signed, learner, shown, now(), outcome)


@router.post("/items/{id}/flags")
def flag(request: Request, form: PostedForm, session: DbSession, signed: Signed, id: str) -> Response:
    moment, person = now(), known_learner(request, session)
    shown = find_shown(session, person, id, *MARKABLE)
    try:
        nonce = signed.read(text_of(form, "nonce"), moment)
        shown = find_as_shown(session, person, shown, nonce)
        flagging = read_flagging(form)
    except BadNonce as bad:
        return _ask_again(request, session, signed, shown, form, {"flag": str(bad)})
    except NotKept as wrong:
        return _ask_again(request, session, signed, shown, form, {wrong.field: str(wrong)})
    response = see_other(f"/items/{id}/marks?saved=flag")
    learner = learner_for_write(request, response, session, person, nonce, moment)
    record_flag(session, learner.id, shown, flagging, nonce.id, moment)
    return response


@router.post("/items/{id}/notes")
def note(request: Request, form: PostedForm, session: DbSession, signed: Signed, id: str) -> Response:
    moment, person = now(), known_learner(request, session)
    shown = find_shown(session, person, id, "section")
    try:
        nonce = signed.read(text_of(form, "nonce"), moment)
        shown = find_as_shown(session, person, shown, nonce)
        text = read_note(form)
    except BadNonce as bad:
        return _ask_again(request, session, signed, shown, form, {"note": str(bad)})
    except NotKept as wrong:
        return _ask_again(request, session, signed, shown, form, {wrong.field: str(wrong)})
    response = see_other(f"/items/{id}/marks?saved={'note' if text else 'no-note'}")
    learner = learner_for_write(request, response, session, person, nonce, moment)
    try:
        keep_note(session, learner.id, shown, text, str(nonce.extra.get("note", "")), moment)
    except ChangedMeanwhile as changed:
        return _ask_again(request, session, signed, shown, form, {"note": str(changed)}, other=changed.text)
    return response


@router.delete("/flags/{id}")
@router.put("/flags/{id}")
@router.post("/flags/{id}")
def settle(request: Request, session: DbSession, id: str, method: str = "", book: str = "") -> Response:
    """DELETE settles a flag, PUT lets it stand again."""
    # A form without JavaScript can only POST: it says ?method=delete or put.
    verb = (method if request.method == "POST" else request.method).upper()
    if verb not in ("DELETE", "PUT"):
        raise HTTPException(405, headers={"Allow": "DELETE, PUT"})
    learner = known_learner(request, session)
    if learner is None:
        raise NotFound()
    public_id = settle_flag(session, learner.id, id, now() if verb == "DELETE" else None)
    said = f"settled={id}" if verb == "DELETE" else "saved=flag"
    return see_other(f"/notes?{said}" if book else f"/items/{public_id}/marks?{said}")


@router.get("/notes")
def notebook(request: Request, session: DbSession, saved: str = "", settled: str = "") -> Response:
    learner = current_learner(request, session)
    outcome = Outcome(saved, parse_uuid(settled)) if learner else NOTHING_YET
    return draw_notebook(request, session, learner, outcome)


def _ask_again(
    request: Request,
    session: Session,
    signed: Nonces,
    shown: Shown,
    form: Form,
    errors: dict[str, str],
    *,
    other: str = "",
) -> Response:
    """The form that came back as it was filled in, with what is wrong, under a fresh nonce."""
    said = {name: text_of(form, name) for name in FIELDS if name in form}
    learner = current_learner(request, session)
    return draw_marks(request, session, signed, learner, shown, now(), Outcome(said=said, errors=errors, other=other))
