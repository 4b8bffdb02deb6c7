"""What a learner has done and would recall, on one page."""

import re

from app.db import Database
from tests.learner.folder import Laid, lay_path
from tests.learner.person import HTMX, Person
from tests.learner.sittings import answer_one, begin, take
from tests.learner.test_answers import RIGHT
from tests.learner.test_readings import nonce_of, read
from tests.learner.test_reviews import make_due


def sums(html: str) -> dict[str, str]:
    found = re.findall(r'<div class="sums__one"><dt>(.*?)</dt><dd>(.*?)</dd>', html)
    return {name: re.sub(r"</?span>", "", value) for name, value in found}


def test_before_anything_is_done_it_says_how_it_begins(maria: Person, laid: Laid) -> None:
    assert "No stone laid yet" in maria.open("/progress")


def test_it_counts_what_was_done(maria: Person, laid: Laid) -> None:
    read(maria, laid.sections[0], nonce_of(maria))
    maria.rate(laid.cards[0], 3)
    maria.rate(laid.cards[1], 1)
    html = maria.open("/progress")
    assert sums(html) == {"sections read": "1 of 3", "cards practised": "2 of 5", "due now": "0"}
    assert "Continue: The objective" in html
    assert re.search(r"Today you would recall <b>1 of 2</b>\. On \w+ \d+, without review, <b>1</b>\.", html)


def test_it_says_what_is_due_and_leads_there(maria: Person, laid: Laid, database: Database) -> None:
    maria.rate(laid.cards[0], 3)
    make_due(database, "Front 0")
    html = maria.open("/progress")
    assert "<b>1</b> card is due." in html
    assert sums(html)["due now"] == "1"
    assert 'href="/reviews"' in html


def test_it_shows_the_trail_in_miniature(maria: Person, laid: Laid) -> None:
    read(maria, laid.sections[0], nonce_of(maria))
    maria.answer(laid.questions["true-false"], RIGHT["true-false"])
    mini = maria.open("/progress").partition("trail--mini")[2].partition("</ol>")[0]
    assert re.findall(r'visually-hidden">([\w ]+)<', mini) == ["read", "practised", "not read"]


def test_it_shows_the_last_result_of_each_quiz(maria: Person, laid: Laid) -> None:
    maria.answer(laid.questions["single"], RIGHT["single"])
    assert "not taken yet" in maria.open("/progress")
    take(maria, laid, wrong=("single", "text"))
    assert re.search(r"6 of 8, \w+ \d+", maria.open("/progress"))
    # A retake of what was missed is no result of the quiz; one that is begun anew is.
    take(maria, laid, scope="missed")
    assert re.search(r"6 of 8, \w+ \d+", maria.open("/progress"))
    answer_one(maria, laid, begin(maria))
    assert "1 of 8 answered" in maria.open("/progress")


def test_a_path_not_begun_is_not_on_it(maria: Person, laid: Laid, database: Database) -> None:
    with database.writing() as session:
        lay_path(session, slug="other")
    maria.rate(laid.cards[0], 3)
    html = maria.open("/progress")
    assert "Path generative-ai" in html
    assert "Path other" not in html


def test_it_is_nobody_elses(maria: Person, chen: Person, laid: Laid) -> None:
    maria.rate(laid.cards[0], 3)
    assert "No stone laid yet" in chen.open("/progress")


def test_htmx_is_sent_to_the_page(maria: Person, laid: Laid) -> None:
    assert maria.get("/progress", **HTMX).headers["hx-redirect"].endswith("/progress")


def test_nothing_is_posted_to_it(maria: Person) -> None:
    assert maria.post("/progress").status_code == 405
