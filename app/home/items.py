"""A recall prompt: one question or card by itself, as a lesson loads it in place."""

from typing import Annotated, cast

from fastapi import APIRouter, Depends, Request
from markupsafe import Markup
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, Response

from app.accounts.learners import Learner, current_learner
from app.content.documents import CardBody, QuestionBody
from app.db import DbSession
from app.models import now
from app.progress.shown import Shown, find_shown
from app.quizzes.pages import Stand, draw_question
from app.reviews.pages import Look, draw_card, draw_rated, flash_of
from app.reviews.rating import find_rating
from app.web.errors import NotFound, is_partial
from app.web.nonce import Nonces, nonces
from app.web.personal import MINE_CHANGED, NO_STORE, see_other
from app.web.templates import render

router = APIRouter()
Signed = Annotated[Nonces, Depends(nonces)]


@router.get("/items/{id}")
def recall(
    request: Request,
    session: DbSession,
    signed: Signed,
    id: str,
    flip: str = "",
    hint: str = "",
    since: str = "",
    rated: str = "",
    undone: str = "",
) -> Response:
    moment, learner = now(), current_learner(request, session)
    shown = _find(session, learner, id)
    if shown.kind == "question":
        return draw_question(request, signed, Stand(shown, None), moment, with_hint=bool(hint))
    rating = find_rating(session, learner.id, shown.item_id, rated) if rated and learner else None
    if rating and learner:
        response = draw_rated(request, session, learner, shown, rated, rating, moment)
    else:
        look = Look.read(id, flip, hint, since, moment)
        response = draw_card(request, flash_of(session, signed, learner, shown, moment, look))
    response.headers.update(MINE_CHANGED if rating or undone else {})
    return response


@router.get("/items/{id}/hint")
def hint(request: Request, session: DbSession, id: str) -> Response:
    body = cast(CardBody | QuestionBody, _find(session, current_learner(request, session), id).body)
    if not body.hint_html:
        raise NotFound()
    if not is_partial(request):
        return see_other(f"/items/{id}?hint=1")
    return HTMLResponse(render("items/_hint.html", id=id, hint=Markup(body.hint_html)), headers=NO_STORE)


def _find(session: Session, learner: Learner | None, id: str) -> Shown:
    """A card or question that can be asked now. Raises NotFound, with the way to its path where it was retired."""
    shown = find_shown(session, learner, id, "card", "question")
    if shown.retired_at:
        raise NotFound(shown.onward)
    return shown
