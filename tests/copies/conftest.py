"""A path that is published, a place for its clones, and people who learn from both."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.content.child import Renderer
from app.content.sync import SyncReport, sync
from app.db import Database
from app.library.copies import Copy, clone
from app.library.updates import Update, apply, prepare
from app.models import Answer, Enrolment, Item, Memory, User
from app.models import Path as PathRow

PATH = """---
title: Bread
tagline: From flour to crust
authors: [Ines]
license: CC-BY-4.0
parts:
  - title: Basics
    lessons: [crumb]
---

What bread is.
"""
LESSON = """---
title: Crumb
---

What is inside.

## Holes

Gas makes them, and a strong network of gluten holds them.

## Crust

It browns where it is hot and dry.
"""
DECK = """---
title: Cards
---

## What does yeast eat?
<!-- id: eats; see: lessons/crumb.md#holes -->

Sugar.

## What browns?
<!-- id: browns; see: lessons/crumb.md#crust -->

The crust.
"""
SLICE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
FILES = {"path.md": PATH, "lessons/crumb.md": LESSON, "flashcards.md": DECK, "figures/slice.svg": SLICE}
DUE = datetime.now(UTC) + timedelta(days=100)


@dataclass
class Shelf:
    """A content folder, the database it is synced to, and what people do there."""

    database: Database
    content: Path
    renderer: Renderer

    def put(self, slug: str, file: str, text: str) -> None:
        place = self.content / slug / file
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)

    def edit(self, slug: str, file: str, old: str, new: str) -> None:
        place = self.content / slug / file
        assert old in place.read_text(), f"{file} has no {old!r}"
        place.write_text(place.read_text().replace(old, new))

    def sync(self) -> list[SyncReport]:
        return sync(self.database, self.content, renderer=self.renderer)

    def clone(self, source: str = "bread", slug: str = "rolls", title: str = "") -> SyncReport:
        return clone(self.database, self.content, source, Copy(slug, title), renderer=self.renderer)

    def look(self, slug: str = "rolls", **picks: str) -> Update:
        """What an update would do."""
        with self.database.reading() as session:
            return prepare(session, self.content, slug, self.renderer, picks)  # type: ignore[arg-type]

    def update(self, slug: str = "rolls", picks: dict[str, str] | None = None) -> Update:
        with self.database.reading() as session:
            found = prepare(session, self.content, slug, self.renderer, picks)  # type: ignore[arg-type]
        if found.is_new:
            apply(self.database, self.content, slug, found, renderer=self.renderer)
        return found

    def text(self, slug: str, file: str) -> str:
        return (self.content / slug / file).read_text()

    def path(self, slug: str) -> PathRow:
        with self.database.reading() as session:
            return session.scalars(select(PathRow).where(PathRow.slug == slug)).one()

    def item(self, slug: str, key: str) -> Item:
        with self.database.reading() as session:
            own = select(Item).join(PathRow, PathRow.id == Item.path_id)
            return session.scalars(own.where(PathRow.slug == slug, Item.key == key)).one()

    def learner(self, *slugs: str) -> uuid.UUID:
        with self.database.writing() as session:
            person = User()
            session.add(person)
            session.flush()
            for slug in slugs:
                path_id = session.scalars(select(PathRow.id).where(PathRow.slug == slug)).one()
                session.add(Enrolment(user_id=person.id, path_id=path_id))
            return person.id

    def learn(self, person: uuid.UUID, item: Item) -> None:
        with self.database.writing() as session:
            memory = Memory(user_id=person, lineage=item.lineage, state=2, stability=50.0, difficulty=5.0)
            memory.due_at, memory.last_reviewed_at = DUE, DUE - timedelta(days=50)
            session.merge(memory)

    def answer(self, person: uuid.UUID, item: Item, key: str) -> None:
        with self.database.writing() as session:
            answer = Answer(user_id=person, item_id=item.id, version_id=item.version_id, seed="", given=["1"])
            answer.correctness, answer.idempotency_key = 1.0, key
            session.add(answer)

    def memory(self, person: uuid.UUID, item: Item) -> Memory | None:
        with self.database.reading() as session:
            return session.get(Memory, (person, item.lineage))


@pytest.fixture(scope="session")
def renderer() -> Iterator[Renderer]:
    with Renderer(processes=1) as one:
        yield one


@pytest.fixture
def shelf(database: Database, folder: Callable[..., Path], renderer: Renderer) -> Shelf:
    root = folder({f"bread/{file}": text for file, text in FILES.items()})
    made = Shelf(database, root, renderer)
    made.sync()
    return made
