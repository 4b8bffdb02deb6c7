"""The cards to leaf through: every face, its back folded, the section it asks about."""

from tests.pages.client import Client
from tests.pages.markup import read


def test_it_shows_every_face_of_every_card(ben: Client) -> None:
    page = read(ben.get("/paths/bread/flashcards").text)
    assert page.text_of("deck__title") == ["Dough cards"]
    assert page.text_of("deck__count") == ["5 cards"]
    assert page.text_of("card__question") == [
        "What holds the gas in a dough?",
        "The rise of a loaf Yeast eats and gives off carbon dioxide.",
        "The rise of a loaf Yeast eats sugar and gives off .",
        "Brown",
        "The colour of a crust.",
    ]
    assert page.text_of("card__back")[0] == "Gluten."


def test_the_back_is_folded_and_works_without_a_script(ben: Client) -> None:
    text = ben.get("/paths/bread/flashcards").text
    assert text.count('<details class="card__fold">') == 5
    assert "<details open" not in text


def test_a_card_leads_to_the_section_it_sees(ben: Client) -> None:
    page = read(ben.get("/paths/bread/flashcards").text)
    assert page.text_of("card__see") == ["Holes", "Holes", "Holes", "Browning", "Browning"]
    assert "/paths/bread/lessons/crust#holes" in page.links
