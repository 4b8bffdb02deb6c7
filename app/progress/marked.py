"""Which sections of a path a learner has flagged or written on, in one plain query: content pages ask for this."""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, bindparam, literal, select, union_all
from sqlalchemy.orm import Session

from app.db import run
from app.models import Flag, Item, Note

_LEARNER: BindParameter[Any] = bindparam("learner")
_SECTION = (Item.path_id == bindparam("path"), Item.kind == "section", Item.retired_at.is_(None))
NOTE = "note"

_MARKS = union_all(
    select(Item.public_id, Flag.kind)
    .join(Flag, Flag.item_id == Item.id)
    .where(Flag.user_id == _LEARNER, Flag.settled_at.is_(None), *_SECTION),
    select(Item.public_id, literal(NOTE))
    .join(Note, Note.item_id == Item.id)
    .where(Note.user_id == _LEARNER, *_SECTION),
)


@dataclass(frozen=True)
class Marked:
    """A section (its public id) with the kinds of what was put on it: those of flags that stand, and "note"."""

    section: str
    kinds: frozenset[str]


def find_marked(session: Session, learner_id: uuid.UUID, path_id: int) -> list[Marked]:
    kinds: dict[str, set[str]] = defaultdict(set)
    for public_id, kind in run(session, _MARKS, learner=learner_id, path=path_id):
        kinds[public_id].add(kind)
    return [Marked(section, frozenset(found)) for section, found in kinds.items()]
