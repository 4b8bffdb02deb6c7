"""Reviews over HTTP: the daily queue, a rating, and taking it back."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.accounts.learners import current_learner, known_learner, learner_for_write
from app.db import Database, DbSession
from app.home.session import draw_session
from app.models import now, parse_uuid
from app.progress.recalls import undo_recall
from app.progress.shown import Shown, find_as_shown, find_shown
from app.reviews.pages import Look, draw_card, flash_of
from app.reviews.rating import NotARating, read_rating, record_review
from app.web.errors import NotFound
from app.web.forms import Form, PostedForm, text_of
from app.web.nonce import BadNonce, Nonces, nonces
from app.web.personal import see_other

router = APIRouter()
Signed = Annotated[Nonces, Depends(nonces)]


@router.get("/reviews")
def review(
    request: Request,
    session: DbSession,
    signed: Signed,
    path: str = "",
    card: str = "",
    flip: str = "",
    hint: str = "",
    since: str = "",
) -> Response:
    moment = now()
    look = Look.read(card, flip, hint, since, moment)
    return draw_session(request, session, signed, current_learner(request, session), path, moment, look)


@router.post("/items/{id}/reviews")
async def rate(request: Request, form: PostedForm, signed: Signed, id: str) -> Response:
    database: Database = request.app.state.database
    return await database.write(lambda session: _rate(request, session, form, signed, id))


def _rate(request: Request, session: Session, form: Form, signed: Nonces, id: str) -> Response:
    moment, person = now(), known_learner(request, session)
    current = find_shown(session, person, id, "card")
    try:
        nonce = signed.read(text_of(form, "nonce"), moment)
        shown = find_as_shown(session, person, current, nonce)
        rating = read_rating(form)
    except (BadNonce, NotARating) as refused:
        if current.retired_at:
            raise NotFound(current.onward) from None
        return _ask_again(request, session, signed, current, form, str(refused))
    response = see_other()
    learner = learner_for_write(request, response, session, person, nonce, moment)
    review_id = record_review(session, learner.id, shown, rating, nonce, moment)
    response.headers["Location"] = (
        _address(text_of(form, "session")) if "session" in form else f"/items/{id}?rated={review_id}"
    )
    return response


@router.delete("/reviews/{id}")
@router.post("/reviews/{id}")
def take_back(
    request: Request,
    session: DbSession,
    signed: Signed,
    id: str,
    method: str = "",
    path: str = "",
    alone: str = "",
) -> Response:
    # A form without JavaScript can only POST: it says ?method=delete.
    if request.method == "POST" and method != "delete":
        raise HTTPException(405, headers={"Allow": "DELETE"})
    learner, review_id, moment = known_learner(request, session), parse_uuid(id), now()
    if learner is None or review_id is None:
        raise NotFound()
    undone = undo_recall(session, learner.id, review_id, moment)
    if undone.refusal:
        return draw_session(request, session, signed, learner, path, moment, Look(), status=409, error=undone.refusal)
    return see_other(f"/items/{undone.public_id}?undone=1" if alone else _address(path, card=undone.public_id))


def _ask_again(request: Request, session: Session, signed: Nonces, shown: Shown, form: Form, error: str) -> Response:
    """The card turned again, under a fresh nonce, and what was wrong."""
    learner, moment, look = current_learner(request, session), now(), Look(shown.public_id, is_turned=True)
    if "session" in form:
        slug = text_of(form, "session")
        return draw_session(request, session, signed, learner, slug, moment, look, status=422, error=error)
    return draw_card(request, flash_of(session, signed, learner, shown, moment, look), error=error)


def _address(path: str, **query: str) -> str:
    asked = {"path": path, **query} if path else query
    return f"/reviews?{urlencode(asked)}" if asked else "/reviews"
