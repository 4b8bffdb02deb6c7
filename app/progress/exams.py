"""How the queue plans for an exam: enough new items a day, then three days of polish. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from app.progress.memory import MemoryState, expected
from app.progress.times import read_day

# What is met in the last days before an exam is hardly remembered in it: until then everything has been met.
POLISH_DAYS = 3
MOST_NEW_FOR_EXAM = 50
SURE = 0.95
# An item polished a while ago is left alone, or a weak one would come back for as long as one sits there.
POLISH_PAUSE = timedelta(hours=12)
LATEST_YEARS = 2
MORNING = time(9)


class NotAnExamDay(Exception):
    """No queue can plan for what the form says. Its text is a sentence for the learner."""


@dataclass(frozen=True)
class ExamPlan:
    """What the queue does until the exam: `new_a_day` of the `unseen` up to and with the day `meet_until`, where
    `unmet` of them will be left; from then on it polishes."""

    exam_day: date
    days_left: int
    unseen: int
    new_a_day: int
    meet_until: date
    unmet: int

    @property
    def is_over(self) -> bool:
        return self.days_left < 0

    @property
    def is_polishing(self) -> bool:
        return 0 <= self.days_left < POLISH_DAYS


def plan_exam(today: date, exam_day: date, unseen: int, usual: int, *, met_today: int = 0) -> ExamPlan:
    """The plan as it stands on the learner's day `today`; arguments as of `new_for_exam`."""
    new = new_for_exam(today, exam_day, unseen, usual, met_today=met_today)
    to_come = max(new * _days_to_meet(today, exam_day) - met_today, 0)
    return ExamPlan(
        exam_day,
        days_left=(exam_day - today).days,
        unseen=unseen,
        new_a_day=new,
        meet_until=exam_day - timedelta(days=POLISH_DAYS),
        unmet=max(unseen - to_come, 0),
    )


def new_for_exam(today: date, exam_day: date | None, unseen: int, usual: int, *, met_today: int = 0) -> int:
    """How many new items the learner's day `today` brings in all: `unseen` have never been met (nor those `met_today`,
    when the day began), `usual` is the number of any other day.

    Spread so that all are met at least three days before the exam: never fewer than usual, unless fewer are left, and
    never more than 50 because of it. Without an exam, in its last three days and after it: as usual. Whoever asks
    during the day takes off what was met already: `new_for_exam(…, met_today=met) - met` are still to come.
    """
    left = unseen + met_today
    days = _days_to_meet(today, exam_day) if exam_day else 0
    wanted = min(ceil(left / days), MOST_NEW_FOR_EXAM) if days > 0 else 0
    return min(max(usual, wanted), left)


def needs_polish(memory: MemoryState, now: datetime, exam_at: datetime) -> bool:
    """Whether an item is asked again though it is not due: in the last three days (72 hours) before the exam, where its
    predicted recall on the exam morning is below 0.95. At most once in twelve hours."""
    if not timedelta() < exam_at - now <= timedelta(days=POLISH_DAYS):
        return False
    return now - memory.last_reviewed_at >= POLISH_PAUSE and expected(memory, exam_at) < SURE


def exam_morning(exam_day: date, zone: ZoneInfo) -> datetime:
    """Nine o'clock there, as `exam_at` of `needs_polish`."""
    return datetime.combine(exam_day, MORNING, zone)


def read_exam_day(said: str, today: date) -> date:
    """A day from today to two years ahead, as a date field sends it. Raises NotAnExamDay."""
    day = read_day(said)
    if day is None:
        raise NotAnExamDay("Choose the day of the exam, or write it like 2027-06-12.")
    if day < today:
        raise NotAnExamDay("That day is past: choose one that is still to come.")
    if day > latest_exam_day(today):
        raise NotAnExamDay("That is more than two years ahead: choose an earlier day.")
    return day


def latest_exam_day(today: date) -> date:
    """Two years on; of a leap day, the 28 February."""
    try:
        return today.replace(year=today.year + LATEST_YEARS)
    except ValueError:
        return today.replace(year=today.year + LATEST_YEARS, day=28)


def _days_to_meet(today: date, exam_day: date) -> int:
    """How many days there are to meet new items, today included."""
    return (exam_day - today).days - POLISH_DAYS + 1
