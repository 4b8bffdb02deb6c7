"""What a learner has forgotten of a path and not recalled since, in two plain queries: content pages ask for this."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from fsrs import State
from sqlalchemy import BindParameter, bindparam, func, select
from sqlalchemy.orm import Session

from app.db import run
from app.models import Item, Memory, Review, Sight
from app.progress.again import Lapse
from app.progress.memory import AGAIN

_LEARNER: BindParameter[Any] = bindparam("learner")

# As MemoryState.is_lapsed says it.
_LAPSED = (
    select(Sight.section_id, Item.public_id, Item.kind, Item.lineage)
    .join(Item, Item.id == Sight.item_id)
    .join(Memory, (Memory.lineage == Item.lineage) & (Memory.user_id == _LEARNER))
    .where(
        Item.path_id == bindparam("path"),
        Item.kind.in_(("card", "question")),
        Item.retired_at.is_(None),
        Memory.state != int(State.Review),
        Memory.step == 0,
    )
    .order_by(Memory.last_reviewed_at.desc(), Item.id)
)

_LAPSED_AT = _LAPSED.where(Sight.section_id.in_(bindparam("sections", expanding=True)))

_NEWEST_FIRST = func.row_number().over(
    partition_by=Review.lineage, order_by=(Review.reviewed_at.desc(), Review.id.desc())
)
_RATED = (
    select(Review.lineage, Review.rating, _NEWEST_FIRST.label("place"))
    .where(
        Review.user_id == _LEARNER,
        Review.lineage.in_(bindparam("lineages", expanding=True)),
        Review.undone_at.is_(None),
    )
    .subquery()
)
_LAST_TWO = select(_RATED.c.lineage, _RATED.c.rating).where(_RATED.c.place <= 2).order_by(_RATED.c.place)


def find_lapses(
    session: Session, learner_id: uuid.UUID, path_id: int, sections: Sequence[int] | None = None
) -> list[Lapse]:
    """One for each section that a forgotten card or question sees, of these item ids or any of the path; the latest
    forgotten first."""
    about = {"learner": learner_id, "path": path_id}
    if sections is None:
        rows = run(session, _LAPSED, **about).all()
    else:
        rows = run(session, _LAPSED_AT, **about, sections=sections).all()
    if not rows:
        return []
    ratings: dict[str, list[int]] = defaultdict(list)
    lineages = list({row.lineage for row in rows})
    for lineage, rating in run(session, _LAST_TWO, learner=learner_id, lineages=lineages):
        ratings[lineage].append(rating)
    # A memory can stand at its first step after a recall too, a hard one: the last rating tells.
    return [
        Lapse(section_id, public_id, kind, is_twice=ratings[lineage] == [AGAIN, AGAIN])
        for section_id, public_id, kind, lineage in rows
        if ratings[lineage][:1] == [AGAIN]
    ]
