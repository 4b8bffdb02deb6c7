"""A lesson: outline, text, prompts, the way before and after."""

import re

from app.web.static import static_url
from tests.pages.bread import CARDS, CRUMB
from tests.pages.client import Client
from tests.pages.conftest import Author
from tests.pages.markup import read

ADDRESS = "/paths/bread/lessons/crumb"


def test_it_shows_where_one_is(ben: Client) -> None:
    page = read(ben.get(ADDRESS).text)
    assert page.text_of("lesson__title") == ["The crumb"]
    assert page.text_of("lesson__lead") == ["Why there are holes in it."]
    assert page.text_of("crumbs__step") == ["Paths", "Bread, from the start", "Dough"]
    assert page.text_of("lesson__facts") == ["Lesson 2 of 3 1 minute In the whole article"]


def test_its_outline_is_its_headings(ben: Client) -> None:
    page = read(ben.get(ADDRESS).text)
    assert page.text_of("outline__link") == ["Holes", "Gluten"]
    assert page.text_of("outline__sub") == ["Gluten"]
    assert {"#holes", "#gluten"} <= set(page.links)
    assert {"holes", "gluten"} <= set(page.ids)


def test_it_leads_before_and_after(ben: Client) -> None:
    text = ben.get(ADDRESS).text
    assert re.search(r'href="/paths/bread/lessons/overview" rel="prev"', text)
    assert re.search(r'href="/paths/bread/lessons/crust" rel="next"', text)
    assert 'rel="prev"' not in ben.get("/paths/bread/lessons/overview").text
    assert 'rel="next"' not in ben.get("/paths/bread/lessons/crust").text


def test_its_text_is_all_there(ben: Client) -> None:
    text = ben.get(ADDRESS).text
    for part in (
        "<math>",
        'class="code__body"',
        "<copy-code",
        'class="alert alert--note"',
        "<figcaption>",
        "references",
    ):
        assert part in text
    assert static_url("icons.svg") + "#copy" in text
    assert '"/static/icons.svg' not in text
    overview = ben.get("/paths/bread/lessons/overview").text
    assert "Before the first heading stands a sentence." in overview
    assert "Somebody forgot a porridge." in overview


def test_a_section_offers_at_most_three_that_see_it(ines: Author, maria: Client) -> None:
    more = "\n".join(
        f"## Why, asked again {n}?\n<!-- id: card-{n}; see: lessons/crumb.md#holes -->\n\nBecause {n}.\n"
        for n in range(5)
    )
    ines.write(**{"bread/flashcards/dough.md": CARDS + more})
    page = read(maria.get(ADDRESS).text)
    assert page.text_of("recall__count") == ["question, 1 of 3", "card, 2 of 3", "question, 3 of 3"]
    asked = [link for link in page.links if re.fullmatch("/items/[a-z2-7]{16}", link)]
    assert len(set(asked)) == 3
    assert page.text_of("lesson-end__line")[0].endswith("7 cards and 2 questions belong to this lesson.")


def test_no_answer_stands_in_it(ben: Client) -> None:
    text = ben.get(ADDRESS).text
    for answer in ("Gas is caught", "Yeast makes the gas", "Burnt is black", "carbon dioxide"):
        assert answer not in text


def test_its_sections_carry_the_ids_that_learning_hangs_on(ben: Client) -> None:
    text = ben.get(ADDRESS).text
    sections = re.findall(r'<section class="section" data-item="([a-z2-7]{16})">', text)
    assert len(set(sections)) == 2
    for public_id in sections:
        assert f'id="stone-{public_id}"' in text


def test_each_section_has_places_for_what_is_its_readers(ben: Client) -> None:
    text = ben.get(ADDRESS).text
    page = read(text)
    for section in re.findall(r'<section class="section" data-item="([a-z2-7]{16})">', text):
        assert {f"again-{section}", f"marked-{section}"} <= set(page.ids)
        assert f"/items/{section}/marks" in page.links
    assert page.text_of("flag__open") == ["Come back to this"] * 2
    assert "/profile#prompts" in page.links
    assert "<form" not in text.partition("<main")[2].partition("</main>")[0]


def test_a_heading_takes_the_focus_that_a_link_to_it_gives(ben: Client) -> None:
    assert '<h2 id="holes" tabindex="-1">' in ben.get(ADDRESS).text


def test_its_quiz_is_the_one_that_asks_about_it(ben: Client) -> None:
    assert "/paths/bread/quizzes/first" in read(ben.get(ADDRESS).text).links
    assert "/paths/bread/quizzes/first" not in read(ben.get("/paths/bread/lessons/crust").text).links


def test_a_lesson_without_a_heading_has_no_outline(ines: Author, maria: Client) -> None:
    ines.write(**{"bread/lessons/crust.md": "---\ntitle: The crust\n---\n\nBrown.\n", "bread/lessons/crumb.md": CRUMB})
    text = maria.get("/paths/bread/lessons/crust").text
    assert "<page-outline" not in text
    assert "Brown." in text
