"""The landing page: every part of the path, in one order, and the trail that shows the whole tree."""

from tests.pages.client import Client
from tests.pages.conftest import Author
from tests.pages.markup import read

ORDER = ["Overview", "Podcast", "Resources", "Flashcards", "Quizzes", "Deep article", "Glossary"]


def test_its_parts_stand_in_their_order(ben: Client) -> None:
    page = read(ben.get("/paths/bread").text)
    assert page.text_of("hero__title") == ["Bread, from the start"]
    assert page.text_of("leg__title") == ORDER
    assert len(page.text_of("leg__voice")) == len(ORDER)
    assert page.text_of("summit__title") == ["Now lay your own stone"]


def test_the_trail_shows_parts_lessons_and_sections(ben: Client) -> None:
    page = read(ben.get("/paths/bread").text)
    assert page.text_of("trail__title") == ["Before you set out", "Dough"]
    assert page.text_of("trail__name") == ["Bread in five minutes", "The crumb", "The crust"]
    assert page.text_of("trail__section") == ["What bread is", "Where it began", "Holes", "Gluten", "Browning"]
    assert "/paths/bread/lessons/crumb#gluten" in page.links


def test_each_part_leads_to_its_page(ben: Client) -> None:
    links = set(read(ben.get("/paths/bread").text).links)
    rooms = ("lessons/overview", "podcast", "resources", "flashcards", "quizzes/first", "article", "glossary")
    assert {f"/paths/bread/{room}" for room in rooms} <= links
    assert "/reviews?path=bread" in links
    assert "https://creativecommons.org/licenses/by-sa/4.0/" in links


def test_it_says_the_paths_own_words(ben: Client) -> None:
    text = ben.get("/paths/bread").text
    assert "You have eaten it all your life." in text
    assert "<h3>Then bake</h3>" in text


def test_a_part_that_has_nothing_is_left_out(ines: Author, maria: Client) -> None:
    for file in ("podcast/episode.md", "flashcards/dough.md", "quizzes/first.md", "resources.md", "glossary.md"):
        (ines.folder / "bread" / file).unlink()
    ines.sync()
    answer = maria.get("/paths/bread")
    assert read(answer.text).text_of("leg__title") == ["Overview", "Deep article"]
    for room in ("podcast", "flashcards", "resources", "glossary"):
        missing = maria.get(f"/paths/bread/{room}")
        assert missing.status_code == 404
        assert 'href="/paths/bread"' in missing.text


def test_a_path_without_lessons_is_still_a_page(ines: Author, maria: Client) -> None:
    ines.folder.joinpath("cake").mkdir()
    ines.write(**{"cake/path.md": "---\ntitle: Cake\n---\n\nSoon.\n"})
    answer = maria.get("/paths/cake")
    assert answer.status_code == 200
    assert "Soon." in answer.text
    assert maria.get("/paths/cake/article").status_code == 404


def test_the_learners_part_is_asked_for_apart(ben: Client) -> None:
    assert "/paths/bread/mine?at=landing&revision=1" in read(ben.get("/paths/bread").text).links
