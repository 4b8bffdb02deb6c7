"""What there is for each section of a path, and what is missing: a map for its authors."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.library import pages_of
from app.models import Flag, Item, Page, Path, Sight
from app.studio.first_answers import teachers_of
from app.studio.remembering import NOTHING, memory_of_sections
from app.studio.teach_again import FEWEST_LEARNERS

# What a section can lack, with the stub that begins it and the file it goes to where there is none of its kind yet.
STUBS = {
    "card": ("card", "flashcards.md"),
    "question": ("single", "quizzes/questions.md"),
    "audio": ("chapter", "podcast/episode.md"),
    "resource": ("resource", "resources.md"),
}
LACKS = ("text", *STUBS)
_HOLDS = {"deck": "card", "quiz": "question", "podcast": "audio", "resources": "resource"}


@dataclass(frozen=True)
class Covered:
    """A section: its `words`, how many cards, questions, chapters of the episode and resources see it (by what it can
    lack), flags that stand, and of what enough learners practised the share that would be recalled today. `begin` is
    where to write what is missing, by what is lacking."""

    heading: str
    level: int
    href: str
    edit_href: str
    words: int
    counts: Mapping[str, int]
    flags: int
    recalled: float | None
    learners: int
    begin: Mapping[str, str]

    @property
    def lacks(self) -> tuple[str, ...]:
        return (*(("text",) if not self.words else ()), *(kind for kind in STUBS if not self.counts[kind]))

    def does_lack(self, kind: str) -> bool:
        return bool(self.lacks) if kind == "any" else kind in self.lacks


@dataclass(frozen=True)
class CoveredLesson:
    title: str
    file: str
    sections: tuple[Covered, ...]


@dataclass(frozen=True)
class Coverage:
    """`lacking` counts the sections that lack each thing, and under "any" those that lack one at all."""

    lessons: tuple[CoveredLesson, ...]
    sections: int
    lacking: Mapping[str, int]


def find_coverage(session: Session, path: Path, now: datetime, without: str = "") -> Coverage:
    """Every section, lesson by lesson; or only those that lack this thing of LACKS, or "any" of them."""
    lessons = _lessons(session, path, now)
    every = [section for lesson in lessons for section in lesson.sections]
    lacking = {kind: sum(section.does_lack(kind) for section in every) for kind in ("any", *LACKS)}
    if without:
        chosen = [(one, tuple(s for s in one.sections if s.does_lack(without))) for one in lessons]
        lessons = [CoveredLesson(one.title, one.file, left) for one, left in chosen if left]
    return Coverage(tuple(lessons), len(every), lacking)


def _lessons(session: Session, path: Path, now: datetime) -> list[CoveredLesson]:
    items, seen, heard = _section_items(session, path), _seen(session, path), _heard(session, path)
    flags, first = _flags(session, path, seen), _first_files(session, path)
    minds = memory_of_sections(session, path, now, teachers_of(session, path))

    def covered(page: Page, section: Mapping[str, Any], targets: Mapping[str, str]) -> Covered:
        item = items[page.id, section["key"]]
        mind = minds.get(item.id, NOTHING)
        same = {section["key"], f"{page.key}#{section['anchor']}"}
        counts = {**seen.counts[item.id], "audio": sum(heard[key] for key in same)}
        edit, see = _edit(path, page.file), quote(f"{page.file}#{section['anchor']}")
        begin = {kind: f"{_edit(path, targets[kind])}?stub={stub}&see={see}" for kind, (stub, _) in STUBS.items()}
        return Covered(
            section["heading"],
            section["level"],
            f"/paths/{path.slug}/lessons/{page.slug}#{section['anchor']}",
            f"{edit}#L{item.line}",
            section["words"],
            {kind: counts.get(kind, 0) for kind in STUBS},
            flags[item.id],
            mind.share if mind.learners >= FEWEST_LEARNERS else None,
            mind.learners,
            {"text": f"{edit}#L{item.line}", **begin},
        )

    found = []
    for page in pages_of(session, path, "lesson"):
        here = [section for section in page.sections if (page.id, section["key"]) in items]
        usual = sum((seen.files[items[page.id, section["key"]].id] for section in here), Counter[tuple[str, str]]())
        targets = {kind: _target(kind, usual, first) for kind in STUBS}
        if here:
            sections = tuple(covered(page, section, targets) for section in here)
            found.append(CoveredLesson(page.title, page.file, sections))
    return found


def _edit(path: Path, file: str) -> str:
    return f"/studio/paths/{path.slug}/files/{quote(file)}"


@dataclass(frozen=True)
class _Seen:
    """`counts` of what sees a section by its item's id, and the `files` it stands in, each with what it is; `sections`
    that an item sees."""

    counts: Mapping[int, Counter[str]]
    files: Mapping[int, Counter[tuple[str, str]]]
    sections: Mapping[int, Sequence[int]]


def _section_items(session: Session, path: Path) -> dict[tuple[int, str], Any]:
    rows = session.execute(
        select(Item.id, Item.page_id, Item.key, Item.line).where(
            Item.path_id == path.id, Item.kind == "section", Item.retired_at.is_(None)
        )
    )
    return {(row.page_id, row.key): row for row in rows}


def _seen(session: Session, path: Path) -> _Seen:
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    sections: dict[int, list[int]] = defaultdict(list)
    files: dict[int, Counter[tuple[str, str]]] = defaultdict(Counter)
    for item_id, section, kind, file in session.execute(
        select(Item.id, Sight.section_id, Item.kind, Page.file)
        .join(Sight, Sight.item_id == Item.id)
        .join(Page, Page.id == Item.page_id)
        .where(Item.path_id == path.id, Item.retired_at.is_(None), Page.retired_at.is_(None))
    ):
        counts[section][kind] += 1
        sections[item_id].append(section)
        files[section][kind, file] += 1
    return _Seen(counts, files, sections)


def _flags(session: Session, path: Path, seen: _Seen) -> Counter[int]:
    """Flags "wrong" that stand, on a section or on what sees it, by the section's item id."""
    found: Counter[int] = Counter()
    for item_id, count in session.execute(
        select(Flag.item_id, func.count())
        .join(Item, Item.id == Flag.item_id)
        .where(Item.path_id == path.id, Item.retired_at.is_(None), Flag.kind == "wrong", Flag.settled_at.is_(None))
        .group_by(Flag.item_id)
    ):
        for section in (item_id, *seen.sections.get(item_id, ())):
            found[section] += count
    return found


def _heard(session: Session, path: Path) -> Counter[str]:
    """How many chapters of the episode see each section, by its key."""
    episodes = pages_of(session, path, "podcast")
    return Counter(key for page in episodes for chapter in page.sections for key in chapter["see"])


def _first_files(session: Session, path: Path) -> dict[str, str]:
    """The first file of each kind, by what it holds."""
    first: dict[str, str] = {}
    for page in pages_of(session, path, *_HOLDS):
        first.setdefault(_HOLDS[page.kind], page.file)
    return first


def _target(kind: str, usual: Counter[tuple[str, str]], first: Mapping[str, str]) -> str:
    """Where a new one of this kind goes: where most of those of the lesson stand, else the first file there is."""
    here = Counter({file: count for (held, file), count in usual.items() if held == kind})
    return here.most_common(1)[0][0] if here else first.get(kind, STUBS[kind][1])
