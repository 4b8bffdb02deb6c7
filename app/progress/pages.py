"""The progress page: every path begun with its outlook, the exam that is planned for, the days studied."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Request
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, Response

from app.accounts.learners import Learner, said_zone
from app.library import Place
from app.progress.confidence import find_calibration
from app.progress.days import Calendar, Runs, lay_out, runs_of
from app.progress.exams import latest_exam_day
from app.progress.export import COLUMNS
from app.progress.given import given_words
from app.progress.history import Event, end_of, find_events, read_cursor
from app.progress.journeys import Traveller, journeys
from app.progress.pace import find_pace, minutes_of
from app.progress.shown import find_places
from app.progress.standings import due_count
from app.progress.studied import find_time, find_works
from app.progress.times import clock_words, learning_day, read_day, seconds_words, weekday_words, zone_of
from app.web.errors import is_partial
from app.web.nonce import Nonces
from app.web.personal import NO_STORE, personal_page
from app.web.templates import render

A_PAGE = 50


@dataclass(frozen=True)
class Days:
    """The days studied; `this_week` and `in_all` are whole minutes with cards and questions, 0 where not known."""

    calendar: Calendar
    runs: Runs
    this_week: int
    in_all: int


@dataclass(frozen=True)
class Line:
    """An event in words; `place` is the section that it leads back to."""

    event: Event
    time: str
    given: list[str]
    seconds: str
    place: Place | None


@dataclass(frozen=True)
class DayOfHistory:
    """A day in words, with what was answered on it; none only where the day was asked for."""

    words: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Refused:
    """A form that came back: the day as it was written, and what is wrong with it."""

    slug: str
    said: str
    error: str


def draw_progress(
    request: Request,
    session: Session,
    signed: Nonces,
    learner: Learner | None,
    now: datetime,
    *,
    slug: str = "",
    refused: Refused | None = None,
    has_left: bool = False,
) -> Response:
    """All of it; or for htmx, which asks for the path of this slug, only that path."""
    status = 422 if refused else 200
    who = _traveller(request, session, learner, now) if learner else None
    found = journeys(session, who, slug if is_partial(request) else "") if who else ()
    if is_partial(request) and not (slug and found):
        return personal_page(request, "progress/progress")
    today = today_of(request, learner, now)
    context: dict[str, Any] = {
        "refused": refused,
        "nonce": signed.issue(None, now),
        "soonest": today.isoformat(),
        "latest": latest_exam_day(today).isoformat(),
    }
    if is_partial(request):
        html = render("progress/_journey.html", journey=found[0], is_moved=True, **context)
        return HTMLResponse(html, status, NO_STORE)
    html = render(
        "progress/progress.html",
        journeys=found,
        due=due_count(session, who.learner_id, now) if who else 0,
        days=_days(session, who) if who and found else None,
        calibration=find_calibration(session, who.learner_id) if who else None,
        is_moved=False,
        has_left=has_left,
        **context,
    )
    return HTMLResponse(html, status, NO_STORE)


def draw_history(
    request: Request, session: Session, learner: Learner | None, now: datetime, *, before: str, day: str
) -> Response:
    """A page of all that was answered and rated, the latest first: from a cursor back, or from the end of a day."""
    if learner is None:
        return personal_page(request, "progress/history", days=(), columns=COLUMNS, earlier="", is_latest=True)
    zone = zone_of(learner.time_zone, learner.day_starts_at)
    until = None if before else read_day(day)
    place = end_of(until, zone) if until else read_cursor(before)
    events = find_events(session, learner.id, A_PAGE + 1, before=place)
    days = _lines(session, events[:A_PAGE], zone, learner.language, now)
    if until and (not events or learning_day(events[0].at, zone) != until):
        # A section may have been read on it: the calendar leads here all the same.
        days.insert(0, DayOfHistory(weekday_words(until, learning_day(now, zone), learner.language), ()))
    return personal_page(
        request,
        "progress/history",
        days=days,
        columns=COLUMNS,
        earlier=str(events[A_PAGE - 1].cursor) if len(events) > A_PAGE else "",
        is_latest=place is None,
    )


def today_of(request: Request, learner: Learner | None, now: datetime) -> date:
    """The learner's day; of a stranger the one that their browser says."""
    return learning_day(
        now, zone_of(learner.time_zone, learner.day_starts_at) if learner else zone_of(said_zone(request))
    )


def _lines(
    session: Session, events: Sequence[Event], zone: ZoneInfo, language: str, now: datetime
) -> list[DayOfHistory]:
    places = find_places(session, {event.item_id for event in events if event.is_open})
    today = learning_day(now, zone)

    def line(event: Event) -> Line:
        return Line(
            event,
            time=clock_words(event.at, zone, language),
            given=given_words(event.given or ()),
            seconds=seconds_words(event.seconds, language) if event.seconds else "",
            place=places.get(event.item_id) if event.is_open else None,
        )

    return [
        DayOfHistory(weekday_words(day, today, language), tuple(map(line, run)))
        for day, run in groupby(events, lambda event: learning_day(event.at, zone))
    ]


def _traveller(request: Request, session: Session, learner: Learner, now: datetime) -> Traveller:
    usual: int = request.app.state.settings.new_per_day
    return Traveller(
        learner.id,
        zone_of(learner.time_zone, learner.day_starts_at),
        learner.language,
        usual=usual if learner.new_per_day is None else learner.new_per_day,
        pace=find_pace(session, learner.id),
        now=now,
    )


def _days(session: Session, who: Traveller) -> Days:
    works = find_works(session, who.learner_id, who.zone, who.now)
    spent = find_time(session, who.learner_id, who.zone, who.language, who.now)
    return Days(
        lay_out(works, who.today, who.language),
        runs_of(works, who.today),
        this_week=minutes_of(spent.this_week) if spent.this_week else 0,
        in_all=minutes_of(spent.in_all) if spent.in_all else 0,
    )
