"""From what learners see to the text behind it: a link for those who teach the path, and for nobody else."""

import pytest

from app.db import Database
from tests.accounts import make_account
from tests.learner.folder import Laid
from tests.learner.person import Person

FILES = "/studio/paths/generative-ai/files/"


@pytest.fixture
def ines(maria: Person, database: Database) -> Person:
    maria.cookies.update(make_account(database, "Ines", paths={"generative-ai": "instructor"}))
    return maria


def test_a_page_leads_who_teaches_it_to_its_file(ines: Person, ben: Person, database: Database) -> None:
    tree = '/studio/paths/generative-ai"'
    ways = {"landing": f"{FILES}path.md", "lessons/gan": f"{FILES}gan.md", "flashcards": f"{FILES}flashcards.md"}
    ways |= dict.fromkeys(("article", "lessons/none", "nowhere"), tree)
    for at, way in ways.items():
        assert f'masthead__edit" href="{way}' in ines.open(f"/paths/generative-ai/mine?at={at}"), at
    assert "masthead__edit" not in ben.open("/paths/generative-ai/mine?at=landing")
    ben.cookies.update(make_account(database, "Omar"))
    assert "masthead__edit" not in ben.open("/paths/generative-ai/mine?at=landing")


def test_a_section_a_question_and_a_quiz_lead_there_too(ines: Person, ben: Person, laid: Laid) -> None:
    for item, words in ((laid.sections[1], "Edit this section"), (laid.questions["single"], "Edit this question")):
        assert f'<a href="{FILES}' in ines.open(f"/items/{item}/marks").partition('class="marks__all"')[2]
        assert words in ines.open(f"/items/{item}/marks")
        assert "Edit this" not in ben.open(f"/items/{item}/marks")
    quiz = "/paths/generative-ai/quizzes/core"
    assert f'href="{FILES}core.md"' in ines.open(quiz)
    assert "Edit this quiz" not in ben.open(quiz)


def test_who_teaches_another_path_is_led_nowhere_here(ben: Person, database: Database, laid: Laid) -> None:
    ben.cookies.update(make_account(database, "Omar", role="instructor"))
    assert "masthead__edit" in ben.open("/paths/generative-ai/mine?at=landing")
    make_account(database, "Ada", paths={"generative-ai": "owner"})
    assert "masthead__edit" not in ben.open("/paths/generative-ai/mine?at=landing")
    assert "Edit this" not in ben.open(f"/items/{laid.sections[0]}/marks")
