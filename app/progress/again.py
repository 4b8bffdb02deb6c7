"""Which forgotten items come back where in the text: at the end of the section after the one that they see. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.progress.standings import Standing

MOST_AGAIN = 3


@dataclass(frozen=True)
class Lapse:
    """A card or question that was forgotten and not recalled since, at one section (an item id) that it sees.
    `is_twice`: its last two recalls failed."""

    section_id: int
    public_id: str
    kind: str
    is_twice: bool


@dataclass(frozen=True)
class Again:
    """It is asked again at the end of this section (a public id)."""

    section: str
    public_id: str
    kind: str


def come_back(sections: Sequence[Standing], lapses: Sequence[Lapse]) -> tuple[Again, ...]:
    """Where each comes back: in the next of the `sections` (in reading order) of the same lesson, unless it sees that
    one too and is offered there anyhow; at most three in a section, the first of `lapses` before the later. What was
    forgotten in the last section of a lesson waits in the queue."""
    following = {one.item_id: other for one, other in pairwise(sections) if one.lesson == other.lesson}
    seen = {(lapse.section_id, lapse.public_id) for lapse in lapses}
    found: dict[str, list[Again]] = defaultdict(list)
    for lapse in lapses:
        after = following.get(lapse.section_id)
        if after and (after.item_id, lapse.public_id) not in seen and len(found[after.public_id]) < MOST_AGAIN:
            found[after.public_id].append(Again(after.public_id, lapse.public_id, lapse.kind))
    return tuple(again for there in found.values() for again in there)
