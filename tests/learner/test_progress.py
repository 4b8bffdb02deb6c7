"""What a learner has done and would recall, on one page."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.content.documents import SectionBody
from app.db import Database
from app.models import Item, Memory, Page, Path, Review, Sight, now
from tests.learner.folder import Laid, lay_item, lay_page, lay_path, retire
from tests.learner.past import age
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


def said(html: str) -> str:
    """The forecast in words."""
    (found,) = re.findall(r'<p class="journey__forecast">(.*?)</p>', html, re.S)
    return " ".join(re.sub(r"<[^>]+>", "", found).split())


def test_it_counts_what_was_done(maria: Person, laid: Laid) -> None:
    read(maria, laid.sections[0], nonce_of(maria))
    maria.rate(laid.cards[0], 3)
    maria.answer(laid.questions["single"], RIGHT["single"])
    html = maria.open("/progress")
    assert sums(html)["sections read"] == "1 of 3"
    assert sums(html)["cards and questions practised"] == "2 of 13"
    assert "Continue: The objective" in html


def test_it_says_what_would_be_recalled_today_and_on_a_day_to_come(
    maria: Person, laid: Laid, database: Database
) -> None:
    maria.rate(laid.cards[0], 3)
    maria.rate(laid.cards[1], 1)
    age(database, 1)
    day = r"[A-Z]\w+ \d+(, \d{4})?"
    begin = rf"Today you would recall 1 of 2\. On {day}, without review, 1"
    assert re.fullmatch(rf"{begin}; with 1 minute a week, 2\.", said(maria.open("/progress")))


def test_the_minutes_are_those_of_the_learners_own_pace(maria: Person, laid: Laid, database: Database) -> None:
    for card in laid.cards:
        for _ in range(3):
            maria.rate(card, 1)
    with database.writing() as session:
        session.execute(update(Review).values(seconds=90.0))
    slow = re.search(r"with (\d+) minutes a week", said(maria.open("/progress")))
    with database.writing() as session:
        session.execute(update(Review).values(seconds=30.0))
    quick = re.search(r"with (\d+) minutes a week", said(maria.open("/progress")))
    assert slow
    assert quick
    assert int(slow[1]) == pytest.approx(3 * int(quick[1]), abs=2)


def test_reading_alone_forecasts_nothing(maria: Person, laid: Laid) -> None:
    read(maria, laid.sections[0], nonce_of(maria))
    html = maria.open("/progress")
    assert said(html) == "Nothing to forecast yet: practise one card, and it begins."
    assert "plot__drawing" not in html
    assert "Exam day" in html


def test_what_is_not_due_before_the_day_costs_nothing(maria: Person, laid: Laid, database: Database) -> None:
    maria.rate(laid.cards[0], 3)
    with database.writing() as session:
        session.execute(update(Memory).values(state=2, step=None, stability=90.0, due_at=now() + timedelta(days=90)))
    html = maria.open("/progress")
    assert said(html).endswith("without review, 1; nothing is due before.")
    assert "plot__curve--without" in html
    assert "plot__curve--reviewed" not in html


def test_it_says_what_is_due_and_leads_there(maria: Person, laid: Laid, database: Database) -> None:
    maria.rate(laid.cards[0], 3)
    assert "Nothing is due." in maria.open("/progress")
    make_due(database, "Front 0")
    html = maria.open("/progress")
    assert "<b>1</b> item is due." in html
    assert 'href="/reviews"' in html


def test_the_plot_is_told_in_words_and_in_numbers(maria: Person, laid: Laid, database: Database) -> None:
    for card in laid.cards:
        maria.rate(card, 3)
    age(database, 2)
    html = maria.open("/progress")
    assert re.search(r"<desc [^>]*>Of 5 practised, 5 today\. On [^:]+: \d without review, 5 if", html)
    rows = re.findall(r'<tr><th scope="row">([^<]+)</th><td[^>]*>(\d)</td><td[^>]*>(\d)</td></tr>', html)
    assert rows[0] == ("Today", "5", "5")
    assert len(rows) == 7
    without = [int(number) for _, number, _ in rows]
    assert without == sorted(without, reverse=True)
    assert "style=" not in html.partition("<figure")[2].partition("</figure>")[0]


def test_it_looks_at_each_lesson_and_each_part(maria: Person, laid: Laid, database: Database) -> None:
    with database.writing() as session:
        path = session.get_one(Path, laid.path_id)
        lay_page(session, path, "lesson", "vae", 5, "Autoencoders", sections=("bound",))
        more = lay_page(session, path, "lesson", "flows", 4, "Flows", sections=("jacobian",))
        section = lay_item(session, more, "section", "jacobian", 0, SectionBody(heading="J", source="", level=2))
        card = session.scalars(select(Item).where(Item.public_id == laid.cards[0])).one()
        session.add(Sight(item_id=card.id, section_id=section.id, position=1))
        session.execute(update(Page).where(Page.slug != "vae").values(part="Families"))
    for card_id in laid.cards[:2]:
        maria.rate(card_id, 3)
    html = maria.open("/progress")
    rows = re.findall(r'<tr class="parts__(\w+)"><th[^>]*>(?:<a[^>]*>)?([^<]+)<.*?parts__number">([^<]*)<', html, re.S)
    # The card that both lessons see counts in each of them, and once in their part.
    assert rows == [
        ("part", "Families", "2 of 2"),
        ("lesson", "Adversaries", "2 of 2"),
        ("lesson", "Flows", "1 of 1"),
    ]
    assert "One lesson is still to be begun." in html


def test_a_lesson_and_its_part_say_what_the_queue_would_keep(maria: Person, laid: Laid, database: Database) -> None:
    def rows(html: str) -> list[list[str]]:
        found = re.findall(r'<tr class="parts__(?:part|lesson)">(.*?)</tr>', html, re.S)
        return [re.findall(r'parts__number">([^<]*)<', row) for row in found]

    for _ in range(3):
        maria.rate(laid.cards[0], 1)
    age(database, 1)
    html = maria.open("/progress")
    assert "without review" in html
    assert "with the queue" in html
    # Forgotten now and ever after, unless it is reviewed.
    assert rows(html) == [["0 of 1", "0", "1"]] * 2
    with database.writing() as session:
        session.execute(update(Memory).values(state=2, stability=400, due_at=now() + timedelta(days=300)))
    # What is not due before the day has nothing to be said of the queue.
    assert {len(row) for row in rows(maria.open("/progress"))} == {2}


def test_a_retired_item_is_not_forecast(maria: Person, laid: Laid, database: Database) -> None:
    maria.rate(laid.cards[0], 3)
    maria.rate(laid.cards[1], 3)
    with database.writing() as session:
        retire(session, laid.cards[0])
    assert "recall 1 of 1." in said(maria.open("/progress"))
    with database.writing() as session:
        session.execute(update(Page).where(Page.kind == "deck").values(retired_at=now()))
    assert "Nothing to forecast yet" in said(maria.open("/progress"))


def test_it_counts_the_sections_of_each_level(maria: Person, laid: Laid) -> None:
    read(maria, laid.sections[0], nonce_of(maria))
    maria.answer(laid.questions["true-false"], RIGHT["true-false"])
    legend = maria.open("/progress").partition('<ul class="legend">')[2].partition("</ul>")[0]
    counts = re.findall(r"<b>(\d+)</b> ([\w ]+)<", legend)
    assert counts == [("1", "not read"), ("1", "read"), ("1", "practised"), ("0", "familiar"), ("0", "solid")]


def test_it_shows_the_trail_in_miniature(maria: Person, laid: Laid) -> None:
    read(maria, laid.sections[0], nonce_of(maria))
    maria.answer(laid.questions["true-false"], RIGHT["true-false"])
    mini = maria.open("/progress").partition("trail--mini")[2].partition("</ol>")[0]
    assert re.findall(r'visually-hidden">([\w ]+)<', mini) == ["read", "practised", "not read"]


def test_it_shows_the_last_result_of_each_quiz(maria: Person, laid: Laid) -> None:
    maria.answer(laid.questions["single"], RIGHT["single"])
    assert "Not taken yet:" in maria.open("/progress")
    take(maria, laid, wrong=("single", "text"))
    html = maria.open("/progress")
    assert re.search(r"6 of 8, \w+ \d+", html)
    assert "Not taken yet:" not in html
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
