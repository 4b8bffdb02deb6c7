"""A pretest: a few questions on a lesson before it is read, from as many of its sections as can be."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.content.documents import ClozeBody, NumericBody, TextBody
from app.library import Place
from app.models import Item, ItemVersion, Page, Sight
from app.progress.sittings import Asked, pretest_size
from app.web.nonce import shuffled


@dataclass(frozen=True)
class Candidate:
    """A question that sees a section of the lesson; `section` counts the sections as they are read. `is_open`: it must
    be typed, where others can be guessed from what is shown."""

    item_id: int
    public_id: str
    section: int
    is_open: bool


def choose(candidates: Sequence[Candidate], seed: str) -> list[Asked]:
    """At most five, in the order in which the lesson answers them; none where there are not three. No section is asked
    about twice while another waits, and in each what can be guessed comes before what must be typed."""
    waiting: dict[int, list[Candidate]] = defaultdict(list)
    for candidate in shuffled(seed, candidates, lambda c: c.public_id):
        waiting[candidate.section].append(candidate)
    rounds = [
        (turn, candidate)
        for mixed in waiting.values()
        for turn, candidate in enumerate(sorted(mixed, key=lambda c: c.is_open))
    ]
    chosen = sorted(rounds, key=lambda pair: pair[0])[: pretest_size(len(candidates))]
    return [Asked(c.item_id, c.public_id) for _, c in sorted(chosen, key=lambda pair: (pair[1].section, pair[0]))]


def find_candidates(session: Session, lesson: Page) -> list[Candidate]:
    """Every question on a lesson, under the first of its sections that it sees."""
    section, quiz = aliased(Item), aliased(Page)
    rows = session.execute(
        select(Item.id, Item.public_id, section.position, ItemVersion.body)
        .join(Sight, Sight.item_id == Item.id)
        .join(section, section.id == Sight.section_id)
        .join(quiz, quiz.id == Item.page_id)
        .join(ItemVersion, ItemVersion.id == Item.version_id)
        .where(
            section.page_id == lesson.id,
            section.kind == "section",
            section.retired_at.is_(None),
            Item.kind == "question",
            Item.retired_at.is_(None),
            quiz.retired_at.is_(None),
        )
        .order_by(Sight.position, section.position)
    )
    found: dict[int, Candidate] = {}
    for item_id, public_id, position, body in rows:
        is_open = isinstance(body, NumericBody | TextBody | ClozeBody)
        found.setdefault(item_id, Candidate(item_id, public_id, position, is_open))
    return list(found.values())


def count_of(session: Session, lesson: Page) -> int:
    """How many questions a pretest of the lesson would ask; 0 where there are too few for one."""
    return pretest_size(len(find_candidates(session, lesson)))


def places_in(session: Session, lesson: Page, address: str, item_ids: Collection[int]) -> dict[int, Place]:
    """Where in the lesson at this address each of these items leads: to the first of its sections that it sees."""
    stands = {
        section["key"]: Place(section["key"], f"{address}#{section['anchor']}", section["heading"])
        for section in lesson.sections
    }
    rows = session.execute(
        select(Sight.item_id, Item.key)
        .join(Item, Item.id == Sight.section_id)
        .where(Sight.item_id.in_(item_ids), Item.page_id == lesson.id, Item.retired_at.is_(None))
        .order_by(Sight.position.desc())
    )
    return {item_id: stands[key] for item_id, key in rows if key in stands}
