"""The personal fragment of a content page."""

import re

from sqlalchemy import event, select, update

from app.db import Database
from app.models import Item, Memory, Sight
from tests.learner.folder import Laid, lay_path, retire
from tests.learner.past import age
from tests.learner.person import Form, Person
from tests.learner.test_answers import RIGHT
from tests.learner.test_readings import nonce_of, read
from tests.learner.test_reviews import make_due

LESSON = "/paths/generative-ai/mine?at=lessons/gan&revision=3"
LANDING = "/paths/generative-ai/mine?at=landing&revision=3"


def stones(html: str) -> dict[str, str]:
    return dict(re.findall(r'<span id="stone-([^"]+)" class="stone stone--(\w+)"', html))


def test_a_stranger_gets_a_nonce_and_nothing_else(maria: Person, laid: Laid) -> None:
    for url in (LESSON, LANDING):
        html = maria.open(url)
        assert re.fullmatch(r'<div class="mine" data-nonce="[^"]+">\s*<input [^>]*name="again"[^>]*>\s*</div>\s*', html)


def test_each_time_it_is_another_nonce(maria: Person, laid: Laid) -> None:
    assert nonce_of(maria) != nonce_of(maria)


def test_a_section_read_is_a_stone(maria: Person, laid: Laid) -> None:
    read(maria, laid.sections[1], nonce_of(maria))
    assert stones(maria.open(LESSON)) == {laid.sections[1]: "read"}
    assert stones(maria.open(LANDING)) == {laid.sections[1]: "read"}


def test_a_lesson_read_to_its_end_is_a_stone_too(maria: Person, laid: Laid) -> None:
    for section in laid.sections:
        read(maria, section, nonce_of(maria))
    assert stones(maria.open(LANDING))["lesson-gan"] == "read"
    assert len(stones(maria.open(LANDING))) == 4


def test_what_is_recalled_lies_on_top(maria: Person, laid: Laid) -> None:
    maria.answer(laid.questions["single"], RIGHT["single"])
    assert stones(maria.open(LESSON)) == {laid.sections[0]: "practised"}


def test_what_is_forgotten_does_not(maria: Person, laid: Laid) -> None:
    maria.rate(laid.cards[0], 1)
    assert stones(maria.open(LESSON)) == {}


def test_it_says_how_many_cards_are_due(maria: Person, laid: Laid, database: Database) -> None:
    for card in laid.cards[:3]:
        maria.rate(card, 3)
    maria.answer(laid.questions["single"], RIGHT["single"])
    assert 'id="due"' not in maria.open(LESSON)
    make_due(database, "Front 0", "Front 1")
    for url in (LESSON, LANDING, "/paths/generative-ai/mine?at=flashcards"):
        assert '<span class="due__count">2</span>' in maria.open(url)


def test_a_retired_card_is_not_due(maria: Person, laid: Laid, database: Database) -> None:
    maria.rate(laid.cards[0], 3)
    make_due(database, "Front 0")
    with database.writing() as session:
        retire(session, laid.cards[0])
    assert 'id="due"' not in maria.open(LESSON)


def test_a_card_that_only_a_path_not_begun_still_has_is_not_due(maria: Person, laid: Laid, database: Database) -> None:
    maria.rate(laid.cards[0], 3)
    make_due(database, "Front 0")
    with database.writing() as session:
        clone = lay_path(session, slug="clone")
        lineage = session.scalars(select(Item.lineage).where(Item.public_id == laid.cards[0])).one()
        session.execute(update(Item).where(Item.public_id == clone.cards[0]).values(lineage=lineage))
    assert '<span class="due__count">1</span>' in maria.open(LESSON)
    with database.writing() as session:
        retire(session, laid.cards[0])
    assert 'id="due"' not in maria.open(LESSON)


def test_the_landing_page_says_where_to_go_on(maria: Person, laid: Laid) -> None:
    assert "continue" not in maria.open(LANDING)
    read(maria, laid.sections[1], nonce_of(maria))
    html = maria.open(LANDING)
    assert 'href="/paths/generative-ai/lessons/gan#collapse"' in html
    assert "Continue: The collapse" in html
    assert "continue" not in maria.open(LESSON)


def test_after_the_last_section_it_goes_on_with_the_first_unread(maria: Person, laid: Laid) -> None:
    read(maria, laid.sections[2], nonce_of(maria))
    assert "Continue: The game" in maria.open(LANDING)
    for section in laid.sections:
        read(maria, section, nonce_of(maria))
    assert "continue" not in maria.open(LANDING)


def forecast(html: str) -> str:
    found = re.search(r'<p class="lesson-end__forecast" id="forecast" hx-swap-oob="true">(.*?)</p>', html)
    return re.sub("</?b>", "", found[1]) if found else ""


def test_a_lesson_says_what_would_be_recalled_of_it(maria: Person, laid: Laid, database: Database) -> None:
    read(maria, laid.sections[1], nonce_of(maria))
    assert forecast(maria.open(LESSON)) == ""
    maria.rate(laid.cards[0], 3)
    maria.rate(laid.cards[1], 1)
    maria.answer(laid.questions["single"], RIGHT["single"])
    assert forecast(maria.open(LESSON)) == "Today you would recall 2 of 3 from this lesson."
    assert forecast(maria.open(LANDING)) == ""
    assert forecast(maria.open("/paths/generative-ai/mine?at=article")) == ""


def test_a_forecast_that_is_no_more_is_taken_away(maria: Person, laid: Laid) -> None:
    html = maria.follow(maria.rate(laid.cards[0], 3))
    assert forecast(maria.open(f"{LESSON}&again=1"))
    maria.send(Form(html, "/reviews/"))
    assert 'id="forecast" hx-swap-oob="true"></p>' in maria.open(f"{LESSON}&again=1")
    assert 'id="forecast"' not in maria.open(LESSON)
    assert 'id="forecast"' not in maria.open(f"{LANDING}&again=1")


def test_what_sees_two_sections_of_a_lesson_is_recalled_once(maria: Person, laid: Laid, database: Database) -> None:
    with database.writing() as session:
        card = session.scalars(select(Item).where(Item.public_id == laid.cards[0])).one()
        section = session.scalars(select(Item).where(Item.public_id == laid.sections[1])).one()
        session.add(Sight(item_id=card.id, section_id=section.id, position=1))
    maria.rate(laid.cards[0], 3)
    assert forecast(maria.open(LESSON)) == "Today you would recall 1 of 1 from this lesson."


def test_stones_and_forecast_decay(maria: Person, laid: Laid, database: Database) -> None:
    """Both cards of a section are recalled on two days: its cairn is solid, and comes down as they are forgotten."""
    with database.writing() as session:
        for question in laid.questions.values():
            retire(session, question)
    sees_first = (laid.cards[0], laid.cards[3])
    for _ in range(2):
        age(database, 1)
        for card in sees_first:
            maria.rate(card, 3)
    found = []
    for days in (0, 20, 1000):
        age(database, days)
        html = maria.open(LESSON)
        found.append((stones(html)[laid.sections[0]], forecast(html)))
        assert stones(maria.open(LANDING)) == stones(html)
    first, later, last = found
    assert first == ("solid", "Today you would recall 2 of 2 from this lesson.")
    assert later == ("familiar", "Today you would recall 2 of 2 from this lesson.")
    assert last == ("practised", "Today you would recall 1 of 2 from this lesson.")


REVISIONS = {"2": True, "3": False, "4": False, "": False, "x": False, "²": False, "9" * 5000: False}


def test_it_offers_to_load_an_old_page_again(maria: Person, laid: Laid) -> None:
    for revision, is_old in REVISIONS.items():
        html = maria.open(f"/paths/generative-ai/mine?at=lessons/gan&revision={revision}")
        assert ("This page has been changed" in html) == is_old, revision
        assert ('href="/paths/generative-ai/lessons/gan"' in html) == is_old, revision


def test_a_page_that_is_none_breaks_nothing(maria: Person, laid: Laid) -> None:
    read(maria, laid.sections[1], nonce_of(maria))
    for at in ("", "lessons/none", "lessons/", "x" * 2000, '"><script>', "../../x"):
        html = maria.open(f"/paths/generative-ai/mine?at={at}&revision=1")
        assert stones(html) == {}, at
        assert "<script" not in html, at


def test_an_unknown_path_is_not_found(maria: Person, laid: Laid) -> None:
    maria.open("/paths/none/mine", 404)


def test_it_is_another_for_ben(maria: Person, ben: Person, laid: Laid) -> None:
    read(maria, laid.sections[1], nonce_of(maria))
    assert stones(ben.open(LESSON)) == {}


def test_it_takes_few_queries_however_much_was_done(maria: Person, laid: Laid, database: Database) -> None:
    for section in laid.sections:
        read(maria, section, nonce_of(maria))
    for card in laid.cards:
        maria.rate(card, 3)
    with database.writing() as session:
        session.execute(update(Memory).values(state=2, step=None))
    said: list[str] = []
    engine = maria.app.state.database.engine
    event.listen(engine, "before_cursor_execute", lambda *about: said.append(about[2]))
    for url, most in ((LESSON, 7), (LANDING, 6)):
        said.clear()
        maria.open(url)
        assert len([statement for statement in said if statement.startswith("SELECT")]) <= most, said
