"""What a learner has done in each path they have begun, and what they would recall of it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.library import PUBLISHED, Place
from app.models import Enrolment, Item, Memory, Page, Path
from app.progress.levels import Level
from app.progress.memory import MemoryState, expected
from app.progress.recalls import MEMORY_COLUMNS, memory_from
from app.progress.shown import find_place
from app.progress.sittings import find_last_sittings
from app.progress.standings import next_to_read, standings
from app.progress.times import day_words

FORECAST = timedelta(days=30)


@dataclass(frozen=True)
class Score:
    """The last sitting of all of a quiz: `right` of `questions`, `answered` of them so far; no `day` while there is
    none."""

    title: str
    href: str
    questions: int
    answered: int
    right: int
    day: str


@dataclass(frozen=True)
class Forecast:
    """How many of the cards practised would be recalled today, and on a `day` to come without review."""

    practised: int
    today: int
    later: int
    day: str


@dataclass(frozen=True)
class Journey:
    title: str
    href: str
    go_on: Place | None
    levels: tuple[Level, ...]
    sections_read: int
    cards: int
    due: int
    forecast: Forecast
    scores: tuple[Score, ...]


def journeys(
    session: Session, learner_id: uuid.UUID, zone: ZoneInfo, language: str, now: datetime
) -> tuple[Journey, ...]:
    """The paths begun, the latest first."""
    paths = session.execute(
        select(Path.id, Path.slug, Path.title)
        .join(Enrolment, Enrolment.path_id == Path.id)
        .where(Enrolment.user_id == learner_id, *PUBLISHED)
        .order_by(Enrolment.enrolled_at.desc(), Path.id)
    ).all()
    return tuple(_journey(session, learner_id, path, zone, language, now) for path in paths)


def _journey(
    session: Session, learner_id: uuid.UUID, path: Sequence[Any], zone: ZoneInfo, language: str, now: datetime
) -> Journey:
    path_id, slug, title = path
    found = standings(session, learner_id, path_id, zone, now)
    cards = _cards(session, learner_id, path_id)
    following = next_to_read(found)
    return Journey(
        title=title,
        href=f"/paths/{slug}",
        go_on=find_place(session, slug, following.item_id) if following else None,
        levels=tuple(standing.level for standing in found),
        sections_read=sum(standing.read_at is not None for standing in found),
        cards=len(cards),
        due=sum(memory is not None and memory.due_at <= now for memory in cards),
        forecast=_forecast([memory for memory in cards if memory], zone, language, now),
        scores=tuple(_scores(session, learner_id, path_id, slug, zone, language)),
    )


def _cards(session: Session, learner_id: uuid.UUID, path_id: int) -> list[MemoryState | None]:
    rows = session.execute(
        select(*MEMORY_COLUMNS)
        .select_from(Item)
        .outerjoin(Memory, (Memory.lineage == Item.lineage) & (Memory.user_id == learner_id))
        .where(Item.path_id == path_id, Item.kind == "card", Item.retired_at.is_(None))
    )
    return [memory_from(row) for row in rows]


def _forecast(practised: list[MemoryState], zone: ZoneInfo, language: str, now: datetime) -> Forecast:
    later = now + FORECAST
    return Forecast(
        practised=len(practised),
        today=round(sum(expected(memory, now) for memory in practised)),
        later=round(sum(expected(memory, later) for memory in practised)),
        day=day_words(later, zone, language),
    )


def _scores(
    session: Session, learner_id: uuid.UUID, path_id: int, slug: str, zone: ZoneInfo, language: str
) -> list[Score]:
    questions = (Item.path_id == path_id, Item.kind == "question", Item.retired_at.is_(None))
    quizzes = session.execute(
        select(Page.id, Page.slug, Page.title, func.count())
        .join(Item, Item.page_id == Page.id)
        .where(*questions, Page.kind == "quiz", Page.retired_at.is_(None))
        .group_by(Page.id, Page.slug, Page.title, Page.position)
        .order_by(Page.position, Page.id)
    ).all()
    last = find_last_sittings(session, learner_id, [page_id for page_id, *_ in quizzes])
    scores = []
    for page_id, quiz, title, count in quizzes:
        sitting, href = last.get(page_id), f"/paths/{slug}/quizzes/{quiz}"
        if sitting is None:
            scores.append(Score(title, href, count, 0, 0, ""))
            continue
        day = day_words(sitting.last_at, zone, language)
        asked, answered = len(sitting.questions), len(sitting.outcomes)
        scores.append(Score(title, href, asked, answered, sitting.right, day))
    return scores
