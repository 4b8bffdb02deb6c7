"""A folder with a small path, the database it is synced to, and Maria and Ben, who learn from it."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.content.child import Renderer
from app.content.sync import SyncReport, sync
from app.db import Database
from app.models import Answer, Base, Blob, Item, Memory, Page, Reading, Revision, User
from app.models import Path as PathRow

PATH = "---\ntitle: GANs\n---\n\nTwo networks, one game.\n"
LESSON = (
    "---\ntitle: The idea\n---\n\n## Two players\n\nA generator and a discriminator.\n\n## The game\n\nThey compete.\n"
)
DECK = """---
title: Cards
---

## What does the generator see?
<!-- id: sees; see: lessons/idea.md#two-players -->

Only the discriminator's gradient.

## What does the discriminator say?

The probability that a sample is real, as it sees the matter.
"""
QUIZ = """---
title: Basics
---

## How many networks does a GAN have?
<!-- see: lessons/idea.md#two-players -->

= 2

> A generator and a discriminator.
"""
FILES = {"path.md": PATH, "lessons/idea.md": LESSON, "flashcards.md": DECK, "quizzes/basics.md": QUIZ}
LEARNED, DUE = datetime(2026, 1, 1, tzinfo=UTC), datetime.now(UTC) + timedelta(days=100)


@dataclass
class Site:
    database: Database
    content: Path
    renderer: Renderer

    def write(self, **files: str) -> None:
        """Writes files of the path `gans`, named as Python allows: `lessons__idea` is lessons/idea.md."""
        for name, text in files.items():
            self.put(f"gans/{name.replace('__', '/')}.md", text)

    def put(self, file: str, text: str | bytes) -> None:
        place = self.content / file
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text.encode() if isinstance(text, str) else text)

    def replace(self, file: str, old: str, new: str) -> None:
        place = self.content / "gans" / file
        assert old in place.read_text()
        place.write_text(place.read_text().replace(old, new))

    def sync(self, *, dry_run: bool = False) -> SyncReport:
        """The only report."""
        (report,) = self.sync_all(dry_run=dry_run)
        return report

    def sync_all(self, *, dry_run: bool = False) -> list[SyncReport]:
        return sync(self.database, self.content, renderer=self.renderer, dry_run=dry_run)

    def items(self, kind: str = "card") -> dict[str, Item]:
        """The items of a kind, retired ones too, by key, with page and version."""
        with self.database.reading() as session:
            found = select(Item).options(joinedload(Item.page), joinedload(Item.version)).where(Item.kind == kind)
            return {item.key: item for item in session.scalars(found)}

    def pages(self) -> dict[str, Page]:
        with self.database.reading() as session:
            return {page.key: page for page in session.scalars(select(Page))}

    def path(self, key: str = "gans") -> PathRow:
        with self.database.reading() as session:
            return session.scalars(select(PathRow).where(PathRow.key == key)).one()

    def revision(self) -> Revision:
        with self.database.reading() as session:
            return session.scalars(select(Revision).join(PathRow, PathRow.revision_id == Revision.id)).one()

    def blob(self, file: str) -> bytes:
        with self.database.reading() as session:
            blob = session.get(Blob, self.revision().manifest[file])
            assert blob
            return blob.content

    def counts(self) -> dict[str, int]:
        """How many rows each table has; that of the schedulers is filled by its migration, that of syncs by each."""
        with self.database.reading() as session:
            tables = [table for table in Base.metadata.sorted_tables if table.name not in ("schedulers", "syncs")]
            return {t.name: session.scalar(select(func.count()).select_from(t)) or 0 for t in tables}

    def visitor(self) -> uuid.UUID:
        with self.database.writing() as session:
            user = User()
            session.add(user)
            session.flush()
            return user.id

    def learn(self, item: Item, *, person: uuid.UUID | None = None) -> uuid.UUID:
        """Somebody, or this person, remembers an item for a hundred days more."""
        person = person or self.visitor()
        with self.database.writing() as session:
            memory = Memory(user_id=person, lineage=item.lineage, state=2, stability=50.0, difficulty=5.0)
            memory.due_at, memory.last_reviewed_at = DUE, LEARNED
            session.add(memory)
        return person

    def read(self, item: Item, person: uuid.UUID) -> None:
        with self.database.writing() as session:
            session.add(Reading(user_id=person, item_id=item.id))

    def answer(self, item: Item, person: uuid.UUID) -> None:
        with self.database.writing() as session:
            answer = Answer(user_id=person, item_id=item.id, version_id=item.version_id, seed="", given=["2"])
            answer.correctness, answer.idempotency_key = 1.0, str(person)
            session.add(answer)

    def memory(self, person: uuid.UUID) -> Memory:
        with self.database.reading() as session:
            return session.scalars(select(Memory).where(Memory.user_id == person)).one()


@pytest.fixture(scope="session")
def renderer() -> Iterator[Renderer]:
    with Renderer(processes=1) as opened:
        yield opened


@pytest.fixture
def empty_site(database: Database, folder: Callable[..., Path], renderer: Renderer) -> Site:
    return Site(database, folder({"notes.txt": "not a path"}), renderer)


@pytest.fixture
def site(empty_site: Site) -> Site:
    """With the path `gans`, in the database too."""
    for file, text in FILES.items():
        empty_site.put(f"gans/{file}", text)
    report = empty_site.sync()
    assert report.outcome == "published", report.problems
    return empty_site
