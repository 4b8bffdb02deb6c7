"""Questions and answers as they are drawn: in a sitting, or as a recall prompt by themselves."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from urllib.parse import urlencode

from fastapi import Request
from markupsafe import Markup
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.accounts.learners import Learner
from app.content.documents import Question
from app.library import Place
from app.models import Page
from app.progress.shown import Shown, place_of
from app.progress.sittings import Sitting, find_sitting
from app.quizzes.answers import Kept
from app.quizzes.asking import ask
from app.quizzes.pretests import places_in
from app.quizzes.telling import tell
from app.web.errors import NotFound
from app.web.forms import Form
from app.web.nonce import Nonces
from app.web.personal import MINE_CHANGED, personal


@dataclass(frozen=True)
class Stand:
    """Where a question stands: in a sitting, in a `review` session (the slug of its path, "" for all), or by itself
    (both None). Its root element is what htmx swaps."""

    shown: Shown
    sitting: Sitting | None
    review: str | None = None

    @property
    def root(self) -> str:
        if self.review is not None:
            return "card"
        return "question" if self.sitting else f"prompt-{self.shown.public_id}"

    @property
    def review_address(self) -> str:
        """Where the review session goes on."""
        return f"/reviews?{urlencode({'path': self.review})}" if self.review else "/reviews"

    @property
    def hint_address(self) -> str:
        if self.sitting:
            return f"{self.sitting.address}?at={self.shown.public_id}&hint=1"
        if self.review is not None:
            return f"/reviews?{urlencode({'path': self.review, 'card': self.shown.public_id, 'hint': 1})}"
        return f"/items/{self.shown.public_id}?hint=1"


def stand_of(
    session: Session,
    shown: Shown,
    learner: Learner | None,
    sitting: str | uuid.UUID | None,
    review: str | None = None,
) -> Stand:
    """Where a form or an answer stands that says it belongs to this sitting, or to this review session; what is none of
    theirs is by itself."""
    if review is not None or learner is None or not sitting:
        return Stand(shown, None, review)
    try:
        found = find_sitting(session, learner.id, sitting)
    except NotFound:
        return Stand(shown, None)
    belongs = any(question.item_id == shown.item_id for question in found.questions)
    return Stand(shown, found if belongs else None)


def draw_question(
    request: Request,
    signed: Nonces,
    stand: Stand,
    now: datetime,
    *,
    with_hint: bool = False,
    token: str = "",
    form: Form | None = None,
    error: str = "",
) -> Response:
    """The question's form; with an error the form that came back."""
    asked = asked_of(signed, stand, now, with_hint=with_hint, token=token, form=form)
    return personal(request, "quizzes/question", 422 if error else 200, **asked, error=error)


def asked_of(
    signed: Nonces,
    stand: Stand,
    now: datetime,
    *,
    with_hint: bool = False,
    token: str = "",
    form: Form | None = None,
) -> dict[str, Any]:
    """What the form's template needs. A form that came back is as it was filled in, under the nonce `token` it had;
    without a token it gets a fresh one, and with it another order."""
    question = cast(Question, stand.shown.body)
    if not token:
        extra = {"sitting": str(stand.sitting.id)} if stand.sitting else {}
        token, form = signed.issue(stand.shown.version_id, now, **extra), None
    asked = ask(question, signed.read(token, now).seed, form)
    hint = Markup(question.hint_html) if with_hint else Markup("")
    return {"stand": stand, "asked": asked, "token": token, "hint": hint}


def draw_answer(request: Request, session: Session, stand: Stand, kept: Kept, *, is_repeat: bool) -> Response:
    """What an answer was worth, why, and the way on."""
    sitting = stand.sitting
    response = personal(
        request,
        "quizzes/answer",
        stand=stand,
        told=tell(cast(Question, stand.shown.body), kept.seed, kept.given),
        number=sitting.number_of(kept.id) if sitting else 0,
        confidence=kept.confidence,
        place=_place_of(session, stand),
        is_repeat=is_repeat,
    )
    response.headers.update(MINE_CHANGED)
    return response


def _place_of(session: Session, stand: Stand) -> Place | None:
    """Where an answer leads back to: after a pretest into the lesson that it stands before."""
    if stand.sitting is None or not stand.sitting.is_pretest:
        return place_of(session, stand.shown)
    lesson = session.get_one(Page, stand.sitting.page_id)
    return places_in(session, lesson, stand.sitting.home, [stand.shown.item_id]).get(stand.shown.item_id)
