"""What is worth an author's look, said as `cairn check` says it: on the line that asks. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from app.content.documents import NumericBody, Problem, Severity, SingleBody, TextBody, TrueFalseBody
from app.studio.estimates import Estimate, share
from app.studio.weighing import FEWEST, Preference, Weight

# A question tells who knows the rest where its item-rest correlation is at least this.
WORTHLESS_BELOW = 0.20
# What nearly everybody gets right tells nothing of anybody.
NEARLY_ALL = 0.95
SLOWER = 3.0
# Reviews are asked for when one in ten is about to be forgotten.
FORGOTTEN_ABOVE = 0.30
LONGEST_NOTE = 280
MOST_QUOTED = 3


@dataclass(frozen=True)
class Place:
    file: str
    line: int


@dataclass(frozen=True)
class Said:
    """What a learner wrote with a flag; `is_older`: of a text that has been changed since."""

    note: str
    is_older: bool


def judge(place: Place, weight: Weight) -> list[Problem]:
    """A warning where the question does not tell who knows the rest, or the top third prefers a wrong option to the
    key; nothing of a handful."""
    if not weight.is_enough:
        return []
    rest, preference = weight.rest, weight.preference
    is_low = rest is not None and rest.high < WORTHLESS_BELOW and rest.n >= FEWEST
    if not (is_low or (preference and sum(weight.sizes) >= FEWEST)):
        return []
    figure = f"item-rest r = {_interval(rest)}, n = {rest.n}" if rest else f"n = {weight.n}"
    said = (
        _preferred(weight, preference) if preference else "who knows the rest does no better here; check what it asks"
    )
    return [_problem(place, "warning", "item-rest" if is_low else "distractor", f"{figure}: {said}")]


def remark(place: Place, weight: Weight, usual_seconds: float) -> list[Problem]:
    """Notes, which are no fault by themselves: what nearly all get right or wrong, an option that nobody takes, a
    question that takes much longer than is usual in its quiz."""
    if not weight.is_enough or weight.facility is None:
        return []
    said, facility, n = [], weight.facility, weight.n
    right = round(facility.value * n)
    if facility.value >= NEARLY_ALL:
        said.append(("too-easy", f"{right} of {n} got it right: it tells nobody apart"))
    if facility.value <= 1 - NEARLY_ALL:
        said.append(("too-hard", f"{right} of {n} got it right; check what it asks and where it is taught"))
    if isinstance(weight.meaning.question, SingleBody):
        dead = [str(c.number) for c in weight.choices if not c.all and not c.is_right]
        if dead:
            which = " or ".join(", ".join(dead).rsplit(", ", 1))
            said.append(("never-chosen", f"nobody of {n} chose option {which}; write one that tempts"))
    if weight.seconds and usual_seconds and weight.seconds > SLOWER * usual_seconds:
        figure = f"takes {_minutes(weight.seconds)} (median, n = {n}), the others {_minutes(usual_seconds)}"
        said.append(("slow", f"{figure}; say it in fewer words, or make two of it"))
    return [_problem(place, "note", rule, text) for rule, text in said]


def usual_seconds(weights: Sequence[Weight]) -> float:
    """How long a question of a quiz takes as a rule, 0 where that is not known."""
    times = [weight.seconds for weight in weights if weight.seconds is not None and weight.is_enough]
    return median(times) if len(times) > 2 else 0.0


def judge_card(place: Place, reviews: int, forgotten: int) -> list[Problem]:
    """Of reviews of a card that was known before: how often it was forgotten, where one in ten is expected."""
    found = share([1.0] * forgotten + [0.0] * (reviews - forgotten)) if reviews >= FEWEST else None
    if found is None or found.low <= FORGOTTEN_ABOVE:
        return []
    figure = f"forgotten in {forgotten} of {reviews} reviews, where one in ten is expected"
    return [_problem(place, "warning", "lapses", f"{figure}; ask less at once, or give it a hint")]


def quote(place: Place, said: Sequence[Said]) -> Problem:
    """What learners flagged on a line, as one message, with their own words."""
    notes = list(dict.fromkeys(_shortened(one.note) for one in said if one.note.strip()))
    quoted = ", ".join(f"“{note}”" for note in notes[:MOST_QUOTED])
    more = f", and {len(notes) - MOST_QUOTED} more" if len(notes) > MOST_QUOTED else ""
    return _problem(place, "warning", "flag", words_for(said) + (f": {quoted}{more}" if notes else ""))


def words_for(said: Sequence[Said]) -> str:
    """How many learners say so."""
    who = "a learner says" if len(said) == 1 else f"{len(said)} learners say"
    when = ", before it was last changed" if all(one.is_older for one in said) else ""
    return f"{who} something is wrong here{when}"


def _shortened(note: str) -> str:
    words = " ".join(note.split())
    return f"{words[:LONGEST_NOTE].rstrip()}…" if len(words) > LONGEST_NOTE else words


def number_words(value: float) -> str:
    """Two decimals with a true minus, never −0.00: −0.21, 0.35."""
    text = f"{value:.2f}"
    return "0.00" if float(text) == 0 else text.replace("-", "\N{MINUS SIGN}")


def _interval(found: Estimate) -> str:
    return f"{number_words(found.value)} [{number_words(found.low)}, {number_words(found.high)}]"


def _preferred(weight: Weight, found: Preference) -> str:
    question, wrong = weight.meaning.question, found.wrong
    match question:
        case TrueFalseBody():
            return f"the top third prefers “{wrong.text}” to the key; check the key"
        case TextBody() | NumericBody():
            return f"the top third answers “{wrong.text}”, which is not accepted; accept it, or ask more narrowly"
        case SingleBody() if sum(c.is_right for c in weight.choices) > 1:
            return f"the top third marks option {wrong.number} rather than option {found.right.number}; check the key"
        case _:
            return f"the top third prefers option {wrong.number} to the key; check the key"


def _minutes(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"


def _problem(place: Place, severity: Severity, rule: str, message: str) -> Problem:
    return Problem(place.file, place.line, 1, severity, rule, message)
