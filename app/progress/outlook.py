"""What a learner would recall of a path, of its parts and of its lessons: today, and on a day to come. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from app.progress.forecast import Forecast
from app.progress.levels import Level
from app.progress.memory import expect
from app.progress.pace import minutes_of
from app.progress.plot import Plot, plot
from app.progress.practised import Practised
from app.progress.times import date_words

USUAL_DAYS = 30


@dataclass(frozen=True)
class Ahead:
    """The day that is looked at: the learner's `today`, so many days on, with its words; an exam, or thirty days."""

    today: date
    days: int
    words: str
    is_exam: bool


@dataclass(frozen=True)
class Outlook:
    """Of so many `practised` items, how many would be recalled: today; on the day ahead if none is reviewed; and if the
    queue is followed, for so many `minutes` a week (0: nothing is due before). No plot where there is nothing to draw.
    """

    practised: int
    today: int
    without: int
    reviewed: int
    minutes: int
    plot: Plot | None


@dataclass(frozen=True)
class LessonOutlook:
    """`levels` of its sections, in order. Of so many `practised` items, how many would be recalled: today; on the day
    ahead if none is reviewed; and if the queue is followed."""

    title: str
    href: str
    levels: tuple[Level, ...]
    practised: int
    today: int
    later: int
    reviewed: int


@dataclass(frozen=True)
class PartOutlook:
    """`lessons` are those that were begun. An item that several of them see counts once."""

    title: str
    practised: int
    today: int
    later: int
    reviewed: int
    lessons: tuple[LessonOutlook, ...]


@dataclass(frozen=True)
class LessonName:
    slug: str
    title: str
    part: str


def day_ahead(today: date, exam_day: date | None, language: str) -> Ahead:
    """The exam if one is to come, else the day in thirty days."""
    if exam_day and exam_day >= today:
        return Ahead(today, (exam_day - today).days, date_words(exam_day, today, language), True)
    day = today + timedelta(days=USUAL_DAYS)
    return Ahead(today, USUAL_DAYS, date_words(day, today, language), False)


def look_ahead(forecast: Forecast, ahead: Ahead, pace: float, language: str) -> Outlook:
    """`pace` in seconds a review."""

    def name(days: int) -> str:
        return date_words(ahead.today + timedelta(days=days), ahead.today, language)

    return Outlook(
        practised=forecast.items,
        today=forecast.today,
        without=forecast.without,
        reviewed=forecast.reviewed,
        minutes=minutes_of(forecast.minutes_a_week(pace) * 60) if forecast.reviews else 0,
        plot=plot(forecast, name) if forecast.items and ahead.days else None,
    )


def look_at_parts(
    address: str,
    lessons: Sequence[LessonName],
    practised: Sequence[Practised],
    levels: Mapping[str, Sequence[Level]],
    now: datetime,
    ahead: Ahead,
    gained: Sequence[float] = (),
) -> tuple[PartOutlook, ...]:
    """The parts with a lesson that was begun: a section read, or an item practised. `levels` by the lesson's slug;
    `gained` is what following the queue does for each of the `practised`, nothing where that is not asked."""
    later = now + timedelta(days=ahead.days)
    won = list(zip(practised, gained or [0.0] * len(practised), strict=True))
    parts = []
    for title, run in groupby(lessons, lambda lesson: lesson.part):
        slugs, begun = set(), []
        for lesson in run:
            slugs.add(lesson.slug)
            mine = [pair for pair in won if lesson.slug in pair[0].lessons]
            stones = tuple(levels.get(lesson.slug, ()))
            if mine or any(level != "unread" for level in stones):
                href = f"{address}/lessons/{lesson.slug}"
                begun.append(LessonOutlook(lesson.title, href, stones, *_counts(mine, now, later)))
        if begun:
            seen = [pair for pair in won if not slugs.isdisjoint(pair[0].lessons)]
            parts.append(PartOutlook(title, *_counts(seen, now, later), tuple(begun)))
    return tuple(parts)


def _counts(won: Sequence[tuple[Practised, float]], now: datetime, later: datetime) -> tuple[int, int, int, int]:
    memories = [one.memory for one, _ in won]
    left = expect(memories, later)
    reviewed = min(max(left + sum(gained for _, gained in won), 0.0), float(len(memories)))
    return len(memories), round(expect(memories, now)), round(left), round(reviewed)
