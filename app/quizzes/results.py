"""What a finished sitting says: the score of each section, which to read, how it went before. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.library import Place
from app.progress.memory import CERTAIN
from app.progress.sittings import Outcome, Sitting

# A longer list of what to read again is not read.
MOST_TO_READ = 5


@dataclass(frozen=True)
class SectionScore:
    """`certain_but_wrong` counts the mistakes that the learner was sure of: the ones that cost most later."""

    place: Place
    right: int
    questions: int
    certain_but_wrong: int

    @property
    def share(self) -> float:
        return self.right / self.questions


def score_sections(sitting: Sitting, places: Mapping[int, Place]) -> list[SectionScore]:
    """One score for each section that a question of the sitting sees, in the order of their first question."""
    seen: dict[Place, list[Outcome]] = {}
    for question in sitting.questions:
        if question.item_id in places and question.item_id in sitting.outcomes:
            seen.setdefault(places[question.item_id], []).append(sitting.outcomes[question.item_id])
    return [
        SectionScore(
            place,
            sum(o.is_right for o in outcomes),
            len(outcomes),
            sum(not o.is_right and o.confidence == CERTAIN for o in outcomes),
        )
        for place, outcomes in seen.items()
    ]


def to_read_again(scores: Sequence[SectionScore]) -> list[SectionScore]:
    """Sections with a mistake, a few: first where the learner was certain, then the lowest score."""
    missed = [score for score in scores if score.right < score.questions]
    return sorted(missed, key=lambda score: (-score.certain_but_wrong, score.share))[:MOST_TO_READ]


def to_read_first(scores: Sequence[SectionScore]) -> list[SectionScore]:
    """After a pretest: every section that it asked about, those with a wrong guess first, else as they are read."""
    return sorted(scores, key=lambda score: score.right == score.questions)


def before(sitting: Sitting, sittings: Sequence[Sitting]) -> Sitting | None:
    """The finished sitting of the same scope before this one; `sittings` in the order of their beginning."""
    earlier = sittings[: [other.id for other in sittings].index(sitting.id)]
    same = [other for other in earlier if other.scope == sitting.scope and other.outcomes and other.is_done]
    return same[-1] if same else None
