"""Before a sitting and after it: what a quiz or a pretest is, how it went before, and what this one says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from fastapi import Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.accounts.learners import Learner
from app.library import seen_by
from app.library.teaching import way_to_file
from app.models import Answer, ItemVersion, Page, Path
from app.progress.confidence import find_calibration
from app.progress.sittings import Asked, Sitting, find_sittings
from app.progress.times import clock_words, date_words, zone_of
from app.quizzes.pretests import count_of, places_in
from app.quizzes.results import before, score_sections, to_read_again, to_read_first
from app.quizzes.sittings import missed_in, questions_of
from app.web.errors import Link, NotFound
from app.web.nonce import Nonces
from app.web.personal import personal_page


@dataclass(frozen=True)
class Earlier:
    """A sitting as a line of a list; `time` of day where it was today, else empty."""

    sitting: Sitting
    day: str
    time: str


def draw_quiz(
    request: Request,
    session: Session,
    signed: Nonces,
    learner: Learner | None,
    path: Path,
    page: Page,
    now: datetime,
    *,
    error: str = "",
) -> Response:
    """What the quiz is, the sittings so far, and the ways in."""
    sittings = find_sittings(session, learner.id, [page.id]) if learner else []
    return personal_page(
        request,
        "quizzes/start",
        422 if error else 200,
        page=page,
        path=path,
        edit=way_to_file(session, path, learner, page.file),
        count=len(questions_of(session, page)),
        running=_running(sittings),
        earlier=_earlier(sittings, learner, now),
        missed=len(missed_in(sittings)),
        tokens=_tokens(signed, now, "all", "missed"),
        error=error,
    )


def draw_pretest(
    request: Request,
    session: Session,
    signed: Nonces,
    learner: Learner | None,
    path: Path,
    page: Page,
    now: datetime,
    *,
    error: str = "",
) -> Response:
    """Why to guess before reading, and the way in. Raises NotFound where the lesson has too few questions for it."""
    count = count_of(session, page)
    if not count:
        raise NotFound(Link(f"/paths/{path.slug}/lessons/{page.slug}", page.title))
    sittings = find_sittings(session, learner.id, [page.id]) if learner else []
    return personal_page(
        request,
        "quizzes/pretest",
        422 if error else 200,
        page=page,
        path=path,
        count=count,
        running=_running(sittings),
        earlier=_earlier(sittings, learner, now),
        tokens=_tokens(signed, now, "pretest"),
        error=error,
    )


def draw_result(
    request: Request, session: Session, signed: Nonces, learner: Learner, sitting: Sitting, now: datetime
) -> Response:
    """The score against the one before, by section, what to read, how well they knew what they know, every answer."""
    page = session.get_one(Page, sitting.page_id)
    if sitting.is_pretest:
        return _draw_guesses(request, session, page, learner, sitting)
    path = session.get_one(Path, page.path_id)
    sittings = find_sittings(session, learner.id, [page.id])
    scores = score_sections(sitting, seen_by(session, path))
    return personal_page(
        request,
        "quizzes/result",
        sitting=sitting,
        is_open=page.retired_at is None and bool(questions_of(session, page)),
        before=before(sitting, sittings),
        missed=len(_missed_now(sitting, sittings)),
        headings=_headings(session, learner, sitting),
        scores=scores,
        again=to_read_again(scores),
        calibration=find_calibration(session, learner.id),
        tokens=_tokens(signed, now, "all", "missed"),
    )


def _draw_guesses(request: Request, session: Session, lesson: Page, learner: Learner, sitting: Sitting) -> Response:
    places = places_in(session, lesson, sitting.home, list(sitting.outcomes))
    return personal_page(
        request,
        "quizzes/guesses",
        sitting=sitting,
        is_open=lesson.retired_at is None,
        headings=_headings(session, learner, sitting),
        scores=to_read_first(score_sections(sitting, places)),
        places=places,
    )


def _running(sittings: Sequence[Sitting]) -> Sitting | None:
    """The latest, where it is not finished: an older one that was left stays in the list."""
    return sittings[-1] if sittings and not sittings[-1].is_done else None


def _earlier(sittings: Sequence[Sitting], learner: Learner | None, now: datetime) -> list[Earlier]:
    """The others in which something was answered, the latest first."""
    if learner is None:
        return []
    running, zone = _running(sittings), zone_of(learner.time_zone, learner.day_starts_at)
    today = now.astimezone(zone).date()
    return [
        _earlier_one(sitting, today, zone, learner.language)
        for sitting in reversed(sittings)
        if sitting.outcomes and sitting is not running
    ]


def _earlier_one(sitting: Sitting, today: date, zone: ZoneInfo, language: str) -> Earlier:
    day = sitting.last_at.astimezone(zone).date()
    time = clock_words(sitting.last_at, zone, language) if day == today else ""
    return Earlier(sitting, date_words(day, today, language), time)


def _missed_now(sitting: Sitting, sittings: Sequence[Sitting]) -> tuple[Asked, ...]:
    """What can be taken again of this one: of an older sitting nothing, the later one has what is missed now."""
    finished = [other for other in sittings if other.outcomes and other.is_done]
    return sitting.missed if finished and finished[-1].id == sitting.id else ()


def _headings(session: Session, learner: Learner, sitting: Sitting) -> dict[int, str]:
    """What each question that was answered was called then, by item id."""
    rows = session.execute(
        select(Answer.item_id, ItemVersion.body)
        .join(ItemVersion, ItemVersion.id == Answer.version_id)
        .where(Answer.user_id == learner.id, Answer.sitting_id == sitting.id)
    )
    return {item_id: body.heading for item_id, body in rows}


def _tokens(signed: Nonces, now: datetime, *scopes: str) -> dict[str, str]:
    """A nonce for each button: under one for all, the second one pressed would find what the first began."""
    return {scope: signed.issue(None, now) for scope in scopes}
