"""What a learner has done in each path they have begun, and what they would recall of it."""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.library import Place, readable_by
from app.models import Enrolment, Item, Page, Path
from app.progress.exam_days import find_exam_days
from app.progress.exams import ExamPlan, plan_exam
from app.progress.forecast import foresee
from app.progress.levels import LEVELS, Level
from app.progress.outlook import Ahead, LessonName, Outlook, PartOutlook, day_ahead, look_ahead, look_at_parts
from app.progress.practised import Stock, find_practised, find_stock
from app.progress.shown import find_place
from app.progress.sittings import find_last_sittings
from app.progress.standings import Standing, next_to_read, standings
from app.progress.times import date_words, day_start, day_words, in_days, learning_day


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
class ExamDay:
    """The exam that was set, in words: the day, how long until then, the last day for what is new."""

    plan: ExamPlan
    day: str
    wait: str
    meet_until: str


@dataclass(frozen=True)
class Journey:
    """A path that was begun. `levels` counts its sections by level, `read` those that were read; `items` are the cards
    and questions there are; `unbegun` the lessons of which nothing was done."""

    slug: str
    title: str
    go_on: Place | None
    levels: Mapping[Level, int]
    read: int
    items: int
    ahead: Ahead
    outlook: Outlook
    parts: tuple[PartOutlook, ...]
    unbegun: int
    exam: ExamDay | None
    scores: tuple[Score, ...]

    @property
    def href(self) -> str:
        return f"/paths/{self.slug}"

    @property
    def sections(self) -> int:
        return sum(self.levels.values())


@dataclass(frozen=True)
class Traveller:
    """Whose journeys, and what they depend on: `usual` is how many new items a day brings them, `pace` their seconds a
    review."""

    learner_id: uuid.UUID
    zone: ZoneInfo
    language: str
    usual: int
    pace: float
    now: datetime

    @property
    def today(self) -> date:
        return learning_day(self.now, self.zone)


def journeys(session: Session, who: Traveller, slug: str = "") -> tuple[Journey, ...]:
    """The paths begun, the latest first; or the one of this slug, where it was begun."""
    paths = session.execute(
        select(Path.id, Path.slug, Path.title)
        .join(Enrolment, Enrolment.path_id == Path.id)
        .where(Enrolment.user_id == who.learner_id, readable_by(who.learner_id), *([Path.slug == slug] if slug else []))
        .order_by(Enrolment.enrolled_at.desc(), Path.id)
    ).all()
    exams = find_exam_days(session, who.learner_id, [path.id for path in paths])
    return tuple(_journey(session, who, path, exams.get(path.id)) for path in paths)


def _journey(session: Session, who: Traveller, path: Sequence[Any], exam_day: date | None) -> Journey:
    path_id, slug, title = path
    found = standings(session, who.learner_id, path_id, who.zone, who.now)
    practised = find_practised(session, who.learner_id, path_id)
    stock = find_stock(session, who.learner_id, path_id, day_start(who.now, who.zone))
    following = next_to_read(found)
    by_lesson = {name: [s.level for s in run] for name, run in groupby(found, lambda standing: standing.lesson)}
    ahead = day_ahead(who.today, exam_day, who.language)
    # The seed settles the simulation, so that a day tells one number and not several.
    seed = f"{who.learner_id} {path_id} {who.today}"
    forecast = foresee([one.memory for one in practised], who.now, ahead.days, seed, is_exam=ahead.is_exam)
    lessons = _lessons(session, path_id)
    parts = look_at_parts(f"/paths/{slug}", lessons, practised, by_lesson, who.now, ahead, forecast.gained)
    return Journey(
        slug=slug,
        title=title,
        go_on=find_place(session, slug, following.item_id) if following else None,
        levels=_tally(found),
        read=sum(standing.read_at is not None for standing in found),
        items=stock.items,
        ahead=ahead,
        outlook=look_ahead(forecast, ahead, who.pace, who.language),
        parts=parts,
        unbegun=len(lessons) - sum(len(part.lessons) for part in parts),
        exam=_exam(who, exam_day, stock) if exam_day else None,
        scores=tuple(_scores(session, who.learner_id, path_id, slug, who.zone, who.language)),
    )


def _tally(found: Sequence[Standing]) -> dict[Level, int]:
    counts = Counter(standing.level for standing in found)
    return {level: counts[level] for level in LEVELS}


def _lessons(session: Session, path_id: int) -> list[LessonName]:
    rows = session.execute(
        select(Page.slug, Page.title, Page.part)
        .where(Page.path_id == path_id, Page.kind == "lesson", Page.retired_at.is_(None))
        .order_by(Page.position, Page.id)
    )
    return [LessonName(*row) for row in rows]


def _exam(who: Traveller, exam_day: date, stock: Stock) -> ExamDay:
    plan = plan_exam(who.today, exam_day, stock.new_cards, who.usual, met_today=stock.met_today)
    return ExamDay(
        plan,
        day=date_words(exam_day, who.today, who.language),
        wait=in_days(plan.days_left, who.language),
        meet_until=date_words(plan.meet_until, who.today, who.language),
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
