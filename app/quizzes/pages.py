"""Questions and answers as they are drawn: in a sitting of a quiz, or as a recall prompt by themselves."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from fastapi import Request
from markupsafe import Markup
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.accounts.learners import Learner
from app.content.documents import Question
from app.library import seen_by
from app.models import Page, Path
from app.progress.shown import Shown, place_of
from app.progress.times import day_words, zone_of
from app.quizzes.answers import Kept
from app.quizzes.asking import ask
from app.quizzes.results import score_sections, to_read_again
from app.quizzes.sittings import Quiz, Sitting, find_headings, find_quiz
from app.quizzes.telling import tell
from app.web.forms import Form
from app.web.nonce import Nonces
from app.web.personal import MINE_CHANGED, personal, personal_page


@dataclass(frozen=True)
class Stand:
    """Where a question stands: in a sitting of its quiz, or (None) by itself. Its root element is what htmx swaps."""

    shown: Shown
    sitting: Sitting | None

    @property
    def root(self) -> str:
        return "question" if self.sitting else f"prompt-{self.shown.public_id}"

    @property
    def quiz_address(self) -> str:
        return f"{self.shown.path_address}/quizzes/{self.shown.page_slug}"

    @property
    def sitting_address(self) -> str:
        """Where the sitting goes on: its next question, or its result."""
        assert self.sitting
        return f"{self.quiz_address}?sitting={self.sitting.number}"

    @property
    def hint_address(self) -> str:
        if self.sitting:
            return f"{self.sitting_address}&at={self.shown.public_id}&hint=1"
        return f"/items/{self.shown.public_id}?hint=1"


def stand_of(session: Session, shown: Shown, learner: Learner | None, sitting: str | int) -> Stand:
    """Where a form or an answer stands that says it belongs to this sitting; 0, or what is no sitting, is by itself."""
    if shown.page_kind != "quiz":
        return Stand(shown, None)
    quiz = find_quiz(session, shown.page_id, learner.id if learner else None)
    return Stand(shown, quiz.find_sitting(str(sitting)))


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
    """The question's form. With an error it is the form that came back, as it was filled in, under the nonce `token`
    it had; without a token it gets a fresh one, and with it another order."""
    question = cast(Question, stand.shown.body)
    if not token:
        extra = {"sitting": stand.sitting.number} if stand.sitting else {}
        token, form = signed.issue(stand.shown.version_id, now, **extra), None
    asked = ask(question, signed.read(token, now).seed, form)
    hint = Markup(question.hint_html) if with_hint else Markup("")
    return personal(
        request,
        "quizzes/question",
        422 if error else 200,
        stand=stand,
        asked=asked,
        token=token,
        hint=hint,
        error=error,
    )


def draw_answer(request: Request, session: Session, stand: Stand, kept: Kept, *, is_repeat: bool) -> Response:
    """What an answer was worth, why, and the way on."""
    response = personal(
        request,
        "quizzes/answer",
        stand=stand,
        told=tell(cast(Question, stand.shown.body), kept.seed, kept.given),
        number=stand.sitting.number_of(kept.id) if stand.sitting else 0,
        confidence=kept.confidence,
        place=place_of(session, stand.shown),
        is_repeat=is_repeat,
    )
    response.headers.update(MINE_CHANGED)
    return response


def draw_start(request: Request, page: Page, path: Path, quiz: Quiz, learner: Learner | None) -> Response:
    """What the quiz is, how the last sitting went, and the way in."""
    last = quiz.last
    day = ""
    if last and learner:
        latest = max(outcome.answered_at for outcome in last.outcomes.values())
        day = day_words(latest, zone_of(learner.time_zone), learner.language)
    return personal_page(request, "quizzes/start", page=page, path=path, quiz=quiz, last=last, day=day)


def draw_result(request: Request, session: Session, page: Page, path: Path, quiz: Quiz, sitting: Sitting) -> Response:
    """The score, section by section, what is worth reading again, and every answer."""
    scores = score_sections(sitting, seen_by(session, path))
    before = quiz.sitting(sitting.number - 1) if sitting.number > 1 else None
    return personal_page(
        request,
        "quizzes/result",
        page=page,
        path=path,
        quiz=quiz,
        sitting=sitting,
        gained=sitting.right - before.right if before and before.is_done else None,
        headings=find_headings(session, sitting),
        scores=scores,
        again=to_read_again(scores),
    )
