"""The trail of a path: its parts, their lessons, the sections of each, and what may be recalled at a section's end."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from markupsafe import Markup, escape
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.library import pages_of
from app.models import Item, Page, Path, Sight
from app.progress.sittings import pretest_size

WORDS_A_MINUTE = 220
MOST_OFFERED = 3


@dataclass(frozen=True)
class Prompt:
    """A card or question that sees a section."""

    public_id: str
    kind: str


@dataclass(frozen=True)
class Stop:
    """A section on the trail. `public_id` is empty where nothing of a learner's record can hang on it."""

    anchor: str
    level: int
    heading: str
    heading_html: Markup
    html: Markup
    public_id: str
    prompts: tuple[Prompt, ...]

    @property
    def label(self) -> Markup:
        """The heading as the text of a link: without links of its own."""
        return self.heading_html if "<a" not in self.heading_html else escape(self.heading)

    @property
    def offered(self) -> tuple[Prompt, ...]:
        """The prompts at the section's end: questions and cards in turn, at most three."""
        runs = ([p for p in self.prompts if p.kind == kind] for kind in ("question", "card"))
        ranked = sorted(((rank, p) for run in runs for rank, p in enumerate(run)), key=lambda pair: pair[0])
        return tuple(prompt for _, prompt in ranked[:MOST_OFFERED])


@dataclass(frozen=True)
class Entry:
    """A line of an outline, and the lines below it."""

    stop: Stop
    below: tuple[Stop, ...]


@dataclass(frozen=True)
class Lesson:
    """A lesson on the trail; `number` counts from 1, `minutes` is the time to read it."""

    slug: str
    title: str
    summary: str
    part: str
    number: int
    address: str
    minutes: int
    html: Markup
    tail_html: Markup
    stops: tuple[Stop, ...]

    @property
    def outline(self) -> tuple[Entry, ...]:
        """Its sections as they hang together: each of the top level with those below it."""
        top = min((stop.level for stop in self.stops), default=2)
        entries: list[Entry] = []
        for stop in self.stops:
            if stop.level == top or not entries:
                entries.append(Entry(stop, ()))
            else:
                entries[-1] = Entry(entries[-1].stop, (*entries[-1].below, stop))
        return tuple(entries)

    def recalls(self, kind: str) -> int:
        """How many cards, or questions, see a section of it."""
        return len({p.public_id for stop in self.stops for p in stop.prompts if p.kind == kind})

    @property
    def pretest(self) -> int:
        """How many of them a pretest before it asks."""
        return pretest_size(self.recalls("question"))


@dataclass(frozen=True)
class Part:
    """A named run of lessons; the title is empty for those that stand before the first part, as the overview does."""

    title: str
    lessons: tuple[Lesson, ...]


@dataclass(frozen=True)
class Trail:
    parts: tuple[Part, ...]

    @property
    def lessons(self) -> tuple[Lesson, ...]:
        return tuple(lesson for part in self.parts for lesson in part.lessons)

    @property
    def minutes(self) -> int:
        return sum(lesson.minutes for lesson in self.lessons)


def reading_minutes(words: int) -> int:
    """Whole minutes, at least 1, at 220 words a minute: Brysbaert 2019 finds 238 for plain prose, and formulas slow."""
    return max(1, round(words / WORDS_A_MINUTE))


def trail_of(session: Session, path: Path) -> Trail:
    sections = _section_items(session, path)
    prompts = _prompts(session, path)
    lessons = [
        _lesson(page, number, path, sections, prompts)
        for number, page in enumerate(pages_of(session, path, "lesson"), 1)
    ]
    return Trail(tuple(Part(title, tuple(run)) for title, run in groupby(lessons, lambda lesson: lesson.part)))


def _lesson(
    page: Page,
    number: int,
    path: Path,
    sections: dict[tuple[int, str], Item],
    prompts: dict[int, tuple[Prompt, ...]],
) -> Lesson:
    return Lesson(
        slug=page.slug,
        title=page.title,
        summary=page.summary,
        part=page.part,
        number=number,
        address=f"/paths/{path.slug}/lessons/{page.slug}",
        minutes=reading_minutes(page.words),
        html=Markup(page.html),
        tail_html=Markup(page.tail_html),
        stops=tuple(_stop(section, sections.get((page.id, section["key"])), prompts) for section in page.sections),
    )


def _stop(section: dict[str, Any], item: Item | None, prompts: dict[int, tuple[Prompt, ...]]) -> Stop:
    return Stop(
        anchor=section["anchor"],
        level=section["level"],
        heading=section["heading"],
        heading_html=Markup(section["heading_html"]),
        html=Markup(section["html"]),
        public_id=item.public_id if item else "",
        prompts=prompts.get(item.id, ()) if item else (),
    )


def _section_items(session: Session, path: Path) -> dict[tuple[int, str], Item]:
    items = session.scalars(
        select(Item).where(Item.path_id == path.id, Item.kind == "section", Item.retired_at.is_(None))
    )
    return {(item.page_id, item.key): item for item in items}


def _prompts(session: Session, path: Path) -> dict[int, tuple[Prompt, ...]]:
    """For each section's item the cards and questions that see it; of a card with several faces, the first."""
    rows = session.execute(
        select(Sight.section_id, Item.public_id, Item.kind, Item.key)
        .join(Item, Item.id == Sight.item_id)
        .join(Page, Page.id == Item.page_id)
        .where(
            Item.path_id == path.id,
            Item.kind.in_(("question", "card")),
            Item.retired_at.is_(None),
            Page.retired_at.is_(None),
        )
        .order_by(Sight.position, Page.position, Item.position, Item.id)
    )
    seen: dict[int, dict[tuple[str, str], Prompt]] = defaultdict(dict)
    for section_id, public_id, kind, key in rows:
        seen[section_id].setdefault((kind, key.partition("~")[0]), Prompt(public_id, kind))
    return {section_id: tuple(prompts.values()) for section_id, prompts in seen.items()}
