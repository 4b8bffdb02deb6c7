"""From the first answers of a class to what each question is worth, edition by edition. Pure."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from app.content.documents import NumericBody, Question, SingleBody, TextBody
from app.quizzes.grading import fold
from app.studio.estimates import Estimate, by_chance, correlation, share, thirds

# Fewer learners than these tell nothing of a question; fewer other questions nothing of a learner.
FEWEST = 20
FEWEST_OTHERS = 3
# The top third prefers a wrong option where a coin would say so less often than this: of two or three people it is
# chance. An honest key is far from such a coin; how often one is suspected is in docs/benchmarks.md.
SURPRISING = 0.10
MOST_TYPED = 4
_ACCEPTED = ""


@dataclass(frozen=True, eq=False)
class Meaning:
    """A question as long as it meant the same: its `edition`, and `since` when. Each is its own, as a row is."""

    item_id: int
    edition: int
    since: datetime
    question: Question


@dataclass(frozen=True)
class FirstAnswer:
    """A learner's first answer to a question, and what the question was then; `given` as an answer's row holds it."""

    learner: Hashable
    meaning: Meaning
    given: Sequence[object]
    correctness: float
    seconds: float | None


@dataclass(frozen=True)
class Choice:
    """An option, or what was typed. `number` counts options from 1 and is 0 for what was typed, `text` says it; empty:
    whatever is accepted. `thirds` are how many of the top, the middle and the bottom third chose it, `all` how many."""

    number: int
    text: str
    is_right: bool
    all: int
    thirds: tuple[int, int, int]


@dataclass(frozen=True)
class Preference:
    """So many of the top third chose a wrong option and not the right one, and so many the other way round."""

    wrong: Choice
    right: Choice
    more: int
    fewer: int


@dataclass(frozen=True)
class Weight:
    """What the first answers to a meaning say. `rest` is the item–rest correlation; `sizes` are those of the thirds;
    `seconds` the median."""

    meaning: Meaning
    n: int
    facility: Estimate | None
    rest: Estimate | None
    choices: tuple[Choice, ...]
    sizes: tuple[int, int, int]
    preference: Preference | None
    seconds: float | None

    @property
    def is_enough(self) -> bool:
        return self.n >= FEWEST


def weigh(meanings: Sequence[Meaning], answers: Iterable[FirstAnswer]) -> dict[Meaning, Weight]:
    """The questions of one quiz, in all that they meant, by the first answers of its learners. A learner's rest is
    their mean over the other questions of the quiz, of which they answered at least three."""
    of_meaning: dict[Meaning, list[FirstAnswer]] = {meaning: [] for meaning in meanings}
    sums: dict[Hashable, float] = defaultdict(float)
    counts: Counter[Hashable] = Counter()
    for answer in answers:
        of_meaning[answer.meaning].append(answer)
        sums[answer.learner] += answer.correctness
        counts[answer.learner] += 1

    def rests(answers: Sequence[FirstAnswer]) -> dict[Hashable, float]:
        """Rounded, so that two sums of the same marks are the same, in whichever order they were added."""
        return {
            a.learner: round((sums[a.learner] - a.correctness) / (counts[a.learner] - 1), 9)
            for a in answers
            if counts[a.learner] > FEWEST_OTHERS
        }

    return {meaning: _weigh(meaning, given, rests(given)) for meaning, given in of_meaning.items()}


def _weigh(meaning: Meaning, answers: Sequence[FirstAnswer], rests: Mapping[Hashable, float]) -> Weight:
    ends = thirds(list(rests.values()))
    ranked = (
        [(answer, ends.place(rests[answer.learner])) for answer in answers if answer.learner in rests] if ends else []
    )
    chosen = {id(answer): _chosen(meaning.question, answer) for answer in answers}
    choices = _choices(meaning.question, [(chosen[id(a)], place) for a, place in ranked], list(chosen.values()))
    top = [chosen[id(answer)] for answer, place in ranked if place == 0]
    sizes = Counter(place for _, place in ranked)
    times = [answer.seconds for answer in answers if answer.seconds is not None]
    return Weight(
        meaning,
        len(answers),
        facility=share([answer.correctness for answer in answers]),
        rest=correlation([(a.correctness, rests[a.learner]) for a in answers if a.learner in rests]),
        choices=tuple(choice for _, choice in choices),
        sizes=(sizes[0], sizes[1], sizes[2]),
        preference=_preference(choices, top),
        seconds=median(times) if times else None,
    )


def _chosen(question: Question, answer: FirstAnswer) -> frozenset[str]:
    """What an answer chose, by key; of something typed the folded text, or _ACCEPTED. Empty for other kinds."""
    match question:
        case SingleBody():
            return frozenset(map(str, answer.given))
        case TextBody() | NumericBody() if answer.given:
            return frozenset((_ACCEPTED if answer.correctness == 1 else fold(str(answer.given[0])),))
        case _:
            return frozenset()


def _choices(
    question: Question, ranked: Sequence[tuple[frozenset[str], int]], chosen: Sequence[frozenset[str]]
) -> list[tuple[str, Choice]]:
    """By key: the options in the order of the file; or what is accepted, and what was typed most of all else."""
    in_all = Counter(key for keys in chosen for key in keys)
    in_third = Counter((key, place) for keys, place in ranked for key in keys)

    def choice(number: int, key: str, text: str, is_right: bool) -> tuple[str, Choice]:
        counts = (in_third[key, 0], in_third[key, 1], in_third[key, 2])
        return key, Choice(number, text, is_right, in_all[key], counts)

    match question:
        case SingleBody():
            return [choice(n, o.key, o.text, o.is_right) for n, o in enumerate(question.options, 1)]
        case TextBody() | NumericBody():
            typed = sorted((-count, key) for key, count in in_all.items() if key != _ACCEPTED)[:MOST_TYPED]
            return [choice(0, _ACCEPTED, "", True), *(choice(0, key, key, False) for _, key in typed)]
        case _:
            return []


def _preference(choices: Sequence[tuple[str, Choice]], top: Sequence[frozenset[str]]) -> Preference | None:
    """The wrong option that the top third most clearly prefers to a right one, if it is no chance."""
    rights = [(key, one) for key, one in choices if one.is_right]
    wrongs = [(key, one) for key, one in choices if not one.is_right]
    found = []
    for wrong_key, wrong in wrongs:
        for right_key, right in rights:
            more = sum(wrong_key in keys and right_key not in keys for keys in top)
            fewer = sum(right_key in keys and wrong_key not in keys for keys in top)
            if more > fewer and by_chance(more, fewer) <= SURPRISING:
                found.append(Preference(wrong, right, more, fewer))
    return max(found, key=lambda one: (one.more - one.fewer, -one.wrong.number), default=None)
