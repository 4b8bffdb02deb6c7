"""Questions over HTTP: a quiz, a pretest, a sitting of either, an answer, and what it was worth."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.accounts.learners import Learner, current_learner, known_learner, learner_for_write
from app.db import Database, DbSession
from app.library import find_page, find_path
from app.models import Page, now
from app.progress.shown import Shown, find_as_shown, find_shown
from app.progress.sittings import Scope, find_sitting
from app.quizzes.answers import find_answer, read_attempt, record_answer
from app.quizzes.asking import NotAnAnswer
from app.quizzes.pages import Stand, draw_answer, draw_question, stand_of
from app.quizzes.sitting_pages import draw_pretest, draw_quiz, draw_result
from app.quizzes.sittings import NotASitting, begin_sitting, plan_sitting, read_scope
from app.web.errors import NotFound
from app.web.forms import Form, PostedForm, text_of
from app.web.nonce import BadNonce, Nonces, nonces
from app.web.personal import see_other

router = APIRouter()
Signed = Annotated[Nonces, Depends(nonces)]


@router.get("/paths/{path}/quizzes/{quiz}")
def show_quiz(request: Request, session: DbSession, signed: Signed, path: str, quiz: str) -> Response:
    learner = current_learner(request, session)
    found = find_path(session, path, learner)
    page = find_page(session, found, "quiz", quiz)
    return draw_quiz(request, session, signed, learner, found, page, now())


@router.post("/paths/{path}/quizzes/{quiz}/sittings")
def begin_quiz(
    request: Request, form: PostedForm, session: DbSession, signed: Signed, path: str, quiz: str
) -> Response:
    learner = known_learner(request, session)
    found = find_path(session, path, learner)
    page = find_page(session, found, "quiz", quiz)
    try:
        return _begin(request, session, signed, learner, page, read_scope(text_of(form, "scope")), form)
    except (BadNonce, NotASitting) as refused:
        return draw_quiz(request, session, signed, learner, found, page, now(), error=str(refused))


@router.get("/paths/{path}/lessons/{lesson}/pretest")
def show_pretest(request: Request, session: DbSession, signed: Signed, path: str, lesson: str) -> Response:
    learner = current_learner(request, session)
    found = find_path(session, path, learner)
    page = find_page(session, found, "lesson", lesson)
    return draw_pretest(request, session, signed, learner, found, page, now())


@router.post("/paths/{path}/lessons/{lesson}/pretest/sittings")
def begin_pretest(
    request: Request, form: PostedForm, session: DbSession, signed: Signed, path: str, lesson: str
) -> Response:
    learner = known_learner(request, session)
    found = find_path(session, path, learner)
    page = find_page(session, found, "lesson", lesson)
    try:
        return _begin(request, session, signed, learner, page, "pretest", form)
    except (BadNonce, NotASitting) as refused:
        return draw_pretest(request, session, signed, learner, found, page, now(), error=str(refused))


@router.get("/sittings/{id}")
def sit(
    request: Request, session: DbSession, signed: Signed, id: str, at: str = "", skip: str = "", hint: str = ""
) -> Response:
    learner = current_learner(request, session)
    if learner is None:
        raise NotFound()
    sitting = find_sitting(session, learner.id, id)
    if not sitting.questions:
        return see_other(sitting.home)
    question = sitting.next_question(at=at, skip=skip)
    if question is None:
        return draw_result(request, session, signed, learner, sitting, now())
    stand = Stand(find_shown(session, learner, question.public_id, "question"), sitting)
    return draw_question(request, signed, stand, now(), with_hint=bool(hint))


@router.post("/items/{id}/answers")
async def answer(request: Request, form: PostedForm, signed: Signed, id: str) -> Response:
    database: Database = request.app.state.database
    return await database.write(lambda session: _answer(request, session, form, signed, id))


def _answer(request: Request, session: Session, form: Form, signed: Nonces, id: str) -> Response:
    moment, token = now(), text_of(form, "nonce")
    person = known_learner(request, session)
    shown = find_shown(session, person, id, "question")
    try:
        nonce = signed.read(token, moment)
        shown = find_as_shown(session, person, shown, nonce)
        attempt = read_attempt(shown, nonce, form)
    except BadNonce as bad:
        return _ask_again(request, session, signed, shown, form, str(bad))
    except NotAnAnswer as incomplete:
        return _ask_again(request, session, signed, shown, form, str(incomplete), token=token)
    response = see_other()
    learner = learner_for_write(request, response, session, person, nonce, moment)
    recorded = record_answer(session, learner.id, attempt, moment)
    told = {"repeat": "1"} if recorded.is_repeat else {}
    told |= {"session": text_of(form, "session")} if "session" in form else {}
    response.headers["Location"] = f"/answers/{recorded.answer_id}{'?' if told else ''}{urlencode(told)}"
    return response


@router.get("/answers/{id}")
def answered(
    request: Request,
    session: DbSession,
    id: str,
    repeat: str = "",
    review: Annotated[str | None, Query(alias="session")] = None,
) -> Response:
    learner = current_learner(request, session)
    if learner is None:
        raise NotFound()
    kept = find_answer(session, learner.id, id)
    shown = find_shown(session, learner, kept.public_id, "question", version_id=kept.version_id)
    stand = stand_of(session, shown, learner, kept.sitting_id, review)
    return draw_answer(request, session, stand, kept, is_repeat=bool(repeat))


def _begin(
    request: Request,
    session: Session,
    signed: Nonces,
    person: Learner | None,
    page: Page,
    scope: Scope,
    form: Form,
) -> Response:
    """Raises BadNonce and NotASitting."""
    moment = now()
    nonce = signed.read(text_of(form, "nonce"), moment)
    planned = plan_sitting(session, person, page, scope, nonce)
    response = see_other()
    learner = learner_for_write(request, response, session, person, nonce, moment)
    response.headers["Location"] = f"/sittings/{begin_sitting(session, learner.id, planned, moment)}"
    return response


def _ask_again(
    request: Request, session: Session, signed: Nonces, shown: Shown, form: Form, error: str, *, token: str = ""
) -> Response:
    """The form that came back, with what is wrong; without its nonce a fresh one, unless the question was retired."""
    if shown.retired_at and not token:
        raise NotFound(shown.onward)
    review = text_of(form, "session") if "session" in form else None
    stand = stand_of(session, shown, current_learner(request, session), text_of(form, "sitting"), review)
    return draw_question(request, signed, stand, now(), token=token, form=form, error=error)
