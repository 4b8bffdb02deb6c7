"""Questions in the daily queue: asked among the cards, explained, and on to the next; nothing is told before."""

import re
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update

from app.db import Database
from app.models import Item, Memory, Review
from tests.learner.folder import SECRET, Laid
from tests.learner.person import HTMX, Form, Person, fill
from tests.learner.test_answers import RIGHT, WRONG
from tests.learner.test_readings import nonce_of, read
from tests.learner.test_reviews import rate, shown
from tests.pages.client import OURS


def come_due(database: Database) -> None:
    """As if two days had passed for all that is remembered."""
    with database.writing() as session:
        session.execute(update(Memory).values(state=2, step=None, due_at=datetime.now(UTC) - timedelta(hours=1)))
        session.execute(update(Review).values(reviewed_at=Review.reviewed_at))


def ratings(database: Database) -> list[tuple[int, bool]]:
    with database.reading() as session:
        rows = session.scalars(select(Review).order_by(Review.reviewed_at)).all()
        return [(row.rating, row.answer_id is not None) for row in rows]


def test_a_question_missed_in_a_lesson_is_asked_again_in_the_queue(
    maria: Person, laid: Laid, database: Database
) -> None:
    maria.answer(laid.questions["single"], WRONG["single"])
    come_due(database)
    html = maria.open("/reviews")
    assert "What does the discriminator say?" in html
    assert SECRET not in html
    told = maria.follow(maria.send(Form(html, "/answers"), fill(html, RIGHT["single"])))
    assert "Right" in told
    assert re.search(r'href="/reviews"[^>]*>Go on<', told)
    assert ratings(database) == [(1, True), (3, True)]


def test_it_stays_in_the_path_that_is_reviewed(maria: Person, laid: Laid, database: Database) -> None:
    maria.answer(laid.questions["numeric"], WRONG["numeric"])
    come_due(database)
    html = maria.open("/reviews?path=generative-ai")
    told = maria.follow(maria.send(Form(html, "/answers"), fill(html, RIGHT["numeric"])))
    assert 'href="/reviews?path=generative-ai"' in told


def test_htmx_gets_the_question_and_what_it_was_worth_in_the_place_of_the_card(
    maria: Person, laid: Laid, database: Database
) -> None:
    maria.answer(laid.questions["text"], WRONG["text"])
    come_due(database)
    partial = maria.get("/reviews", **HTMX).text
    assert partial.startswith('<article class="flash flash--question" id="card"')
    response = maria.send(Form(partial, "/answers"), fill(partial, RIGHT["text"]), headers={**OURS, **HTMX})
    told = maria.get(response.headers["location"], **HTMX).text
    assert 'id="card"' in told
    assert 'hx-target="#card"' in told


def test_a_form_without_an_answer_comes_back_in_the_session(maria: Person, laid: Laid, database: Database) -> None:
    maria.answer(laid.questions["single"], WRONG["single"])
    come_due(database)
    response = maria.send(Form(maria.open("/reviews"), "/answers"), {})
    assert response.status_code == 422
    assert "Choose an answer first." in response.text
    assert 'name="session" value=""' in response.text
    assert ratings(database) == [(1, True)]


def test_a_hint_is_given_in_the_session(maria: Person, laid: Laid, database: Database) -> None:
    maria.answer(laid.questions["single"], WRONG["single"])
    come_due(database)
    html = maria.open("/reviews?path=generative-ai")
    asked = re.search(r'href="(/reviews\?[^"]*hint=1)"', html)
    assert asked
    assert "Think of a judge." in maria.open(asked[1].replace("&amp;", "&"))


def test_certain_and_wrong_comes_first(maria: Person, laid: Laid, database: Database) -> None:
    maria.answer(laid.questions["text"], WRONG["text"])
    maria.answer(laid.questions["numeric"], WRONG["numeric"], confidence="3")
    maria.answer(laid.questions["single"], RIGHT["single"], confidence="3")
    come_due(database)
    with database.writing() as session:
        # The surprise is the last to come due, and sees what none of the others sees.
        lineage = session.scalars(select(Item.lineage).where(Item.public_id == laid.questions["numeric"])).one()
        session.execute(
            update(Memory).where(Memory.lineage != lineage).values(due_at=datetime.now(UTC) - timedelta(days=9))
        )
    assert "Perplexity of 1/8?" in maria.open(f"/reviews?path={laid.slug}")


def test_a_guess_that_was_right_comes_back_sooner(maria: Person, laid: Laid, database: Database) -> None:
    maria.answer(laid.questions["single"], RIGHT["single"], confidence="1")
    maria.answer(laid.questions["numeric"], RIGHT["numeric"], confidence="2")
    assert [rating for rating, _ in ratings(database)] == [2, 3]


def test_cards_before_an_answer_can_still_be_taken_back(maria: Person, laid: Laid, database: Database) -> None:
    html = rate(maria, maria.open("/reviews"), 3)
    assert shown(html) == "Front 1"
    maria.answer(laid.questions["single"], WRONG["single"])
    html = maria.follow(maria.send(Form(maria.open("/reviews"), "method=delete")))
    assert shown(html) == "Front 0"
    assert "method=delete" not in html


def test_how_long_a_card_was_looked_at_is_kept(maria: Person, laid: Laid, database: Database) -> None:
    rate(maria, maria.open("/reviews"), 3)
    with database.reading() as session:
        review = session.scalars(select(Review)).one()
    assert review.seconds is not None
    assert 0 <= review.seconds < 60


def test_a_time_that_cannot_be_is_not_kept(maria: Person, laid: Laid, database: Database) -> None:
    for since in ("1", "99999999999999", "-5", "x", "²"):
        html = maria.open(f"/items/{laid.cards[0]}?flip=1&since={since}")
        maria.send(Form(html, "/reviews"), {"rating": "3"})
    with database.reading() as session:
        assert set(session.scalars(select(Review.seconds))) == {None}


def test_four_buttons_come_by_choice(maria: Person, laid: Laid) -> None:
    maria.send(Form(maria.open("/profile"), "/profile"), {"buttons": "4", "time_zone": "", "new_per_day": ""})
    html = maria.open(f"/reviews?card={laid.cards[0]}&flip=1")
    assert Form(html, "/reviews").offers["rating"] == ["1", "2", "3", "4"]
    assert re.search(r"Hard.*?>6 min<", html)
    assert re.search(r"Easy.*?>8 days<", html)


def test_a_learner_chooses_how_many_new_ones_a_day(maria: Person, laid: Laid) -> None:
    maria.send(Form(maria.open("/profile"), "/profile"), {"buttons": "2", "time_zone": "", "new_per_day": "1"})
    html = rate(maria, maria.open("/reviews"), 3)
    assert shown(html) == "Front 0"
    html = rate(maria, html, 3)
    assert "That is all for now" in html
    assert "4 new cards wait for the days to come." in html


def test_the_end_says_what_was_done_and_what_comes_tomorrow(maria: Person, laid: Laid) -> None:
    html = maria.open("/reviews")
    html = rate(maria, html, 1)
    while shown(html):
        html = rate(maria, html, 3)
    text = re.sub(r"<[^>]+>", "", html)
    assert re.search(r"today\s*\d+ asked, \d+ recalled", text)
    assert re.search(r"by tomorrow night\s*\d+ to recall\s*about \d+ minute", text)


def test_questions_of_what_was_read_come_tomorrow_though_every_card_was_met(maria: Person, laid: Laid) -> None:
    maria.send(Form(maria.open("/profile"), "/profile"), {"buttons": "4", "time_zone": "", "new_per_day": "5"})
    for card in laid.cards:
        maria.rate(card, 4)
    read(maria, laid.sections[0], nonce_of(maria))
    text = re.sub(r"<[^>]+>", "", maria.open("/reviews"))
    assert "That is all for now" in text
    assert re.search(r"by tomorrow night\s*2 to recall", text)


def test_nobody_opens_the_answer_of_another_in_a_session(maria: Person, chen: Person, laid: Laid) -> None:
    html = maria.open(f"/items/{laid.questions['single']}")
    where = maria.send(Form(html, "/answers"), fill(html, RIGHT["single"])).headers["location"]
    chen.rate(laid.cards[0], 3)
    assert chen.get(f"{where}?session=").status_code == 404
