"""What a learner has practised of a path: the memories of its current cards and questions, and the lessons they see."""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.models import Item, Memory, Page, Review, Sight
from app.progress.memory import MemoryState
from app.progress.recalls import MEMORY_COLUMNS, memory_from

KINDS = ("card", "question")


@dataclass(frozen=True)
class Practised:
    """A card or question with a memory; `lessons` are the slugs of those whose sections it sees."""

    memory: MemoryState
    lessons: frozenset[str]


@dataclass(frozen=True)
class Stock:
    """What there is to practise in a path, practised or not; `new_cards` were never asked, and `met_today` for the
    first time today."""

    items: int
    new_cards: int
    met_today: int


def find_practised(session: Session, learner_id: uuid.UUID, path_id: int) -> list[Practised]:
    """One for each memory, though several items of the path may share it."""
    page, section, lesson = aliased(Page), aliased(Item), aliased(Page)
    seen = (
        select(Sight.item_id, lesson.slug)
        .join(section, section.id == Sight.section_id)
        .join(lesson, lesson.id == section.page_id)
        .where(section.path_id == path_id, section.retired_at.is_(None))
        .where(lesson.kind == "lesson", lesson.retired_at.is_(None))
        .subquery()
    )
    rows = session.execute(
        select(Item.lineage, seen.c.slug, *MEMORY_COLUMNS)
        .join(Memory, (Memory.lineage == Item.lineage) & (Memory.user_id == learner_id))
        .join(page, page.id == Item.page_id)
        .outerjoin(seen, seen.c.item_id == Item.id)
        .where(Item.path_id == path_id, Item.kind.in_(KINDS), Item.retired_at.is_(None), page.retired_at.is_(None))
        .order_by(Item.lineage)
    )
    memories: dict[str, MemoryState] = {}
    lessons: dict[str, set[str]] = defaultdict(set)
    for lineage, lesson_slug, *columns in rows:
        memory = memories.get(lineage) or memory_from(columns)
        assert memory
        memories[lineage] = memory
        lessons[lineage] |= {lesson_slug} - {None}
    return [Practised(memory, frozenset(lessons[lineage])) for lineage, memory in memories.items()]


def find_stock(session: Session, learner_id: uuid.UUID, path_id: int, since: datetime) -> Stock:
    """`since` is when the learner's day began."""
    is_new = (Item.kind == "card") & Memory.lineage.is_(None)
    items, new_cards = session.execute(
        select(func.count(Item.lineage.distinct()), func.count(Item.lineage.distinct()).filter(is_new))
        .select_from(Item)
        .join(Page, Page.id == Item.page_id)
        .outerjoin(Memory, (Memory.lineage == Item.lineage) & (Memory.user_id == learner_id))
        .where(Item.path_id == path_id, Item.kind.in_(KINDS), Item.retired_at.is_(None), Page.retired_at.is_(None))
    ).one()
    met_today = session.scalar(
        select(func.count())
        .select_from(Review)
        .join(Item, Item.id == Review.item_id)
        .where(Review.user_id == learner_id, Review.reviewed_at >= since, Review.undone_at.is_(None))
        .where(Review.before.is_(None), Item.path_id == path_id, Item.kind == "card")
    )
    return Stock(items, new_cards, met_today or 0)
