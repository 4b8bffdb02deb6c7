"""A review session as it is drawn: the next card or question of the queue, or what was done and what comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fastapi import Request
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.accounts.learners import Learner
from app.library import find_path, offered_paths, readable_by
from app.models import Enrolment, Item, Path, Review
from app.progress.exam_days import find_exam_days
from app.progress.exams import POLISH_DAYS, exam_morning, new_for_exam
from app.progress.memory import AGAIN
from app.progress.pace import find_pace, find_spent, minutes_of
from app.progress.practised import find_stock
from app.progress.shown import Shown, find_shown
from app.progress.times import day_start, learning_day, until_words, zone_of
from app.quizzes.pages import Stand, asked_of
from app.reviews.pages import NOBODY, Look, flash_of
from app.reviews.queue import (
    Scope,
    count_new,
    count_unmet,
    count_until,
    find_last_rating,
    find_left,
    find_next_due,
    find_waiting,
    next_item,
)
from app.web.nonce import Nonces
from app.web.personal import personal


@dataclass(frozen=True)
class Done:
    """What the learner's day held so far: items asked, how many were recalled, whole minutes of it (0: not known)."""

    asked: int
    recalled: int
    minutes: int


@dataclass(frozen=True)
class Ahead:
    """What comes: `tomorrow` items, new ones among them, for so many minutes; `unmet` cards wait for later days;
    `next_due_at` with its `words`, none where nothing is remembered."""

    tomorrow: int
    minutes: int
    unmet: int
    next_due_at: datetime | None
    words: str


def draw_session(
    request: Request,
    session: Session,
    signed: Nonces,
    learner: Learner | None,
    slug: str,
    now: datetime,
    look: Look,
    *,
    status: int = 200,
    error: str = "",
) -> Response:
    """The next item of the path of this slug, or of all paths begun; what is done, where none is left."""
    learner = learner or NOBODY
    paths = _paths(session, learner, slug)
    scope = _scope(request, session, learner, paths, now)
    left = find_left(session, scope)
    found = find_waiting(session, scope, look.card) if look.card else None
    found = found or (next_item(session, scope) if left.all else None)
    shown = find_shown(session, learner, found.public_id, "card", "question") if found else None
    done = _done(session, scope)
    return personal(
        request,
        "reviews/session",
        status,
        slug=slug,
        path=paths[0] if len(paths) == 1 else None,
        done=done,
        left=left,
        undoable=find_last_rating(session, scope),
        error=error,
        ahead=None if shown else _ahead(session, scope, learner),
        **_drawn(session, signed, learner, shown, slug, now, look),
    )


def _drawn(
    session: Session, signed: Nonces, learner: Learner, shown: Shown | None, slug: str, now: datetime, look: Look
) -> dict[str, Any]:
    """What the template shows: a card as `flash`, or a question as what its form needs; the other is none."""
    if shown is None:
        return {"flash": None, "asked": None}
    if shown.kind == "card":
        return {"flash": flash_of(session, signed, learner, shown, now, look), "asked": None}
    return {"flash": None, **asked_of(signed, Stand(shown, None, review=slug), now, with_hint=look.with_hint)}


def _paths(session: Session, learner: Learner, slug: str) -> Sequence[Path]:
    """The path asked for, else those the learner has begun, else every one that is offered to them: a visitor sees
    what there is to learn."""
    if slug:
        return [find_path(session, slug, learner)]
    begun = session.scalars(
        select(Path)
        .join(Enrolment, Enrolment.path_id == Path.id)
        .where(Enrolment.user_id == learner.id, readable_by(learner.id))
        .order_by(Path.title, Path.id)
    ).all()
    return begun or offered_paths(session, learner)


def _scope(request: Request, session: Session, learner: Learner, paths: Sequence[Path], now: datetime) -> Scope:
    """The learner's queue, as the exams they have set bend it: more new ones, of those paths alone, and polish."""
    setting: int = request.app.state.settings.new_per_day
    usual = setting if learner.new_per_day is None else learner.new_per_day
    zone, path_ids = zone_of(learner.time_zone, learner.day_starts_at), tuple(path.id for path in paths)
    since, today = day_start(now, zone), learning_day(now, zone)
    exams = {id: day for id, day in find_exam_days(session, learner.id, path_ids).items() if day >= today}
    stocks = {id: find_stock(session, learner.id, id, since) for id in exams}
    new = {
        id: new_for_exam(today, day, stocks[id].new_cards, usual, met_today=stocks[id].met_today)
        for id, day in exams.items()
        if stocks[id].new_cards
    }
    mornings = {id: exam_morning(day, zone) for id, day in exams.items()}
    return Scope(
        learner.id,
        path_ids,
        since=since,
        now=now,
        new_per_day=max([usual, *new.values()]),
        new_from=tuple(new) or path_ids,
        exams={id: at for id, at in mornings.items() if timedelta() < at - now <= timedelta(days=POLISH_DAYS)},
    )


def _done(session: Session, scope: Scope) -> Done:
    asked, recalled = session.execute(
        select(func.count(), func.count().filter(Review.rating > AGAIN))
        .join(Item, Item.id == Review.item_id)
        .where(
            Review.user_id == scope.learner_id,
            Review.reviewed_at >= scope.since,
            Review.undone_at.is_(None),
            Item.path_id.in_(scope.path_ids),
        )
    ).one()
    spent = find_spent(session, scope.learner_id, scope.since)
    return Done(asked, recalled, minutes_of(spent) if spent else 0)


def _ahead(session: Session, scope: Scope, learner: Learner) -> Ahead:
    end_of_tomorrow = day_start(scope.now, zone_of(learner.time_zone, learner.day_starts_at), days=2)
    unmet = count_unmet(session, scope)
    tomorrow = count_until(session, scope, end_of_tomorrow) + count_new(session, scope, scope.new_per_day)
    next_due_at = find_next_due(session, scope)
    words = until_words(next_due_at, scope.now, learner.language) if next_due_at else ""
    minutes = minutes_of(tomorrow * find_pace(session, learner.id))
    return Ahead(tomorrow, minutes, unmet, next_due_at, words)
