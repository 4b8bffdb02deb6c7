"""What can be asked about the chapters of an episode that were heard so far."""

import math
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.library import sections_by_key
from app.models import Item, Memory, Page, Path, Sight
from app.podcast.routes import Chapter

MOST = 5


@dataclass(frozen=True)
class Prompt:
    """A card or question that sees a section. `is_known`: the learner would recall it still, so others come first."""

    public_id: str
    kind: str
    is_known: bool = False


@dataclass(frozen=True)
class Asked:
    """What is asked about a chapter."""

    chapter: Chapter
    prompts: tuple[Prompt, ...]


def read_until(said: str) -> float | None:
    """The second that somebody has listened until; None where what they sent is none."""
    try:
        second = float(said)
    except ValueError:
        return None
    return second if math.isfinite(second) else None


def heard_chapters(chapters: Sequence[Chapter], until: float | None) -> list[Chapter]:
    """Those that begin before this second; all of them where it, or when they begin, is not known."""
    if until is None or all(chapter.start is None for chapter in chapters):
        return list(chapters)
    return [chapter for chapter in chapters if chapter.start is not None and chapter.start < until]


def choose(offered: Sequence[Sequence[Prompt]], most: int = MOST) -> list[list[Prompt]]:
    """For each chapter, in the order given, what is asked of it: in turn one of each chapter, from the last one back,
    each prompt once. Within a chapter what is not known comes first, questions and cards in turn."""
    chosen: list[list[Prompt]] = [[] for _ in offered]
    seen: set[str] = set()
    rounds = zip_longest(*(_ranked(prompts) for prompts in reversed(offered)))
    for turn in rounds:
        for place, prompt in zip(reversed(chosen), turn, strict=True):
            if prompt and prompt.public_id not in seen and len(seen) < most:
                seen.add(prompt.public_id)
                place.append(prompt)
    return chosen


def ask_about(
    session: Session, path: Path, chapters: Sequence[Chapter], learner_id: uuid.UUID | None, now: datetime
) -> list[Asked]:
    """What to ask about these chapters, of those about which something can be asked."""
    sections = sections_by_key(session, path, {key for chapter in chapters for key in chapter.sees})
    prompts = _prompts(session, list(sections.values()), learner_id, now)
    offered = [[p for key in chapter.sees for p in prompts.get(sections.get(key, 0), ())] for chapter in chapters]
    asked = map(Asked, chapters, map(tuple, choose(offered)))
    return [each for each in asked if each.prompts]


def _ranked(prompts: Sequence[Prompt]) -> Iterator[Prompt]:
    for is_known in (False, True):
        runs = ([p for p in prompts if p.kind == kind and p.is_known == is_known] for kind in ("question", "card"))
        for pair in zip_longest(*runs):
            yield from filter(None, pair)


def _prompts(
    session: Session, section_ids: Sequence[int], learner_id: uuid.UUID | None, now: datetime
) -> Mapping[int, list[Prompt]]:
    """The cards and questions that see each section; of a card with several faces, the first."""
    known = and_(Memory.lineage == Item.lineage, Memory.user_id == learner_id, Memory.due_at > now)
    rows = session.execute(
        select(Sight.section_id, Item.public_id, Item.kind, Item.key, Memory.lineage)
        .join(Item, Item.id == Sight.item_id)
        .join(Page, Page.id == Item.page_id)
        .outerjoin(Memory, known)
        .where(
            Sight.section_id.in_(section_ids),
            Item.kind.in_(("question", "card")),
            Item.retired_at.is_(None),
            Page.retired_at.is_(None),
        )
        .order_by(Sight.position, Page.position, Item.position, Item.id)
    )
    found: dict[int, dict[tuple[str, str], Prompt]] = {}
    for section_id, public_id, kind, key, lineage in rows:
        faces = found.setdefault(section_id, {})
        faces.setdefault((kind, key.partition("~")[0]), Prompt(public_id, kind, lineage is not None))
    return {section_id: list(faces.values()) for section_id, faces in found.items()}
