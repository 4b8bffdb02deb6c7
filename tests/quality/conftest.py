"""A path whose quiz has one question with a wrong key, in a folder and in the database."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from app.content.child import Renderer
from app.content.sync import sync
from app.db import Database
from app.models import Answer, Enrolment
from app.models import Path as PathRow
from tests.quality.classes import LESSON, PATH, answer_all, picks, quiz

DECK = "---\ntitle: Cards\n---\n\n## Why knead?\n<!-- id: why; see: lessons/dough.md#kneading -->\n\nFor gluten.\n"


@dataclass
class School:
    """Where the path stands, and how to put a class through its quiz."""

    database: Database
    folder: Path
    renderer: Renderer
    path_id: int = 0

    def write(self, file: str, text: str) -> None:
        place = self.folder / "bread" / file
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)

    def sync(self) -> None:
        (report,) = sync(self.database, self.folder, renderer=self.renderer)
        assert report.outcome != "refused", [str(problem) for problem in report.problems]
        with self.database.reading() as session:
            self.path_id = session.scalars(select(PathRow.id)).one()

    def take(self, seed: int, learners: int = 40) -> None:
        """A new class takes the quiz."""
        with self.database.writing() as session:
            answer_all(session, self.path_id, list(picks(seed, learners)))

    def leave(self) -> None:
        """Nobody has ever been here."""
        with self.database.writing() as session:
            session.execute(delete(Answer))
            session.execute(delete(Enrolment))


@pytest.fixture(scope="session")
def renderer() -> Iterator[Renderer]:
    with Renderer(processes=1) as one:
        yield one


@pytest.fixture
def school(database: Database, folder: Callable[..., Path], renderer: Renderer) -> School:
    root = folder(
        {
            "bread/path.md": PATH,
            "bread/lessons/dough.md": LESSON,
            "bread/quizzes/basics.md": quiz(),
            "bread/flashcards.md": DECK,
        }
    )
    made = School(database, root, renderer)
    made.sync()
    return made
