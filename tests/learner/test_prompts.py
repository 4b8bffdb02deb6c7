"""A recall prompt, in place or on a page of its own: the verdict, why, and the way back to the paragraph."""

import re

from app.progress.memory import AGAIN, GOOD
from tests.learner.folder import Laid
from tests.learner.person import HTMX, Form, Person, fill
from tests.learner.test_answers import RIGHT

GAME = "/paths/generative-ai/lessons/gan#game"


def answered(person: Person, item: str, given: str, **headers: str) -> str:
    html = person.open(f"/items/{item}")
    location = person.send(Form(html, "/answers"), fill(html, given)).headers["location"]
    return person.get(location, **headers).text


def rated(person: Person, item: str, rating: int, **headers: str) -> str:
    return person.get(person.rate(item, rating).headers["location"], **headers).text


def test_after_an_answer_a_link_leads_back_to_the_paragraph(maria: Person, laid: Laid) -> None:
    for headers in ({}, HTMX):
        for html in (
            answered(maria, laid.questions["single"], RIGHT["single"], **headers),
            rated(maria, laid.cards[0], GOOD, **headers),
        ):
            assert re.search(rf'<a class="button[^>]*href="{GAME}">Back to the paragraph', html)


def test_only_in_place_can_it_be_closed(maria: Person, laid: Laid) -> None:
    card, question = f"/items/{laid.cards[0]}", f"/items/{laid.questions['single']}"
    for url in (card, f"{card}?flip=1", question):
        assert "data-close" not in maria.open(url), url
        assert maria.get(url, **HTMX).text.count("data-close") == 1, url
    assert "data-close" not in answered(maria, laid.questions["single"], RIGHT["single"])
    assert "data-close" not in rated(maria, laid.cards[0], GOOD)
    assert "data-close" in answered(maria, laid.questions["numeric"], "8", **HTMX)
    assert "data-close" in rated(maria, laid.cards[1], GOOD, **HTMX)


def test_it_says_what_a_closed_one_is_known_by(maria: Person, laid: Laid) -> None:
    assert 'data-said="recalled"' in rated(maria, laid.cards[0], GOOD, **HTMX)
    assert 'data-said="forgotten"' in rated(maria, laid.cards[0], AGAIN, **HTMX)
    assert 'data-said="recalled"' in answered(maria, laid.questions["single"], RIGHT["single"], **HTMX)
    assert 'data-said="missed"' in answered(maria, laid.questions["single"], "What it shows", **HTMX)


def test_what_was_missed_is_said_to_come_back(maria: Person, laid: Laid) -> None:
    assert "asked again further on" in rated(maria, laid.cards[0], AGAIN)
    assert "asked this again further on" in answered(maria, laid.questions["single"], "What it shows")
    assert "further on" not in rated(maria, laid.cards[0], GOOD)
    assert "further on" not in answered(maria, laid.questions["single"], RIGHT["single"])


def test_a_rating_that_is_none_of_mine_shows_the_card(maria: Person, ben: Person, laid: Laid) -> None:
    location = maria.rate(laid.cards[0], GOOD).headers["location"]
    ben.rate(laid.cards[1], GOOD)
    other = location.replace(laid.cards[0], laid.cards[1])
    for person, url in ((ben, location), (maria, other), (maria, f"/items/{laid.cards[0]}?rated=x")):
        assert "Turn the card over" in person.open(url), url
