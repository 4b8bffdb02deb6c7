"""A review session: what is due, a few new cards, each rating kept at once."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update

from app.db import Database
from app.models import Item, Memory, Review, Sight
from tests.learner.folder import Laid, add_version, card, lay_path, retire
from tests.learner.person import HTMX, Form, Person
from tests.pages.client import OURS


def shown(html: str) -> str:
    """The front of the card that the session shows, empty if it shows none."""
    found = re.search(r'<div class="flash__front"[^>]*><p>(.*?)</p>', html)
    return found[1] if found else ""


def turn(person: Person, html: str) -> str:
    address = re.search(r'href="([^"]+)"[^>]*data-key="Space"', html)
    assert address
    return person.open(address[1].replace("&amp;", "&"))


def rate(person: Person, html: str, rating: int) -> str:
    """Turns the card that is shown, rates it, and gives the page that follows."""
    return person.follow(person.send(Form(turn(person, html), "/reviews"), {"rating": str(rating)}))


def make_due(database: Database, *fronts: str, hours: int = 24) -> None:
    """As if the cards had been graduated and their time had come, the first the longest ago."""
    now = datetime.now(UTC)
    with database.writing() as session:
        for n, front in enumerate(fronts):
            item = session.scalars(select(Item).where(Item.key == f"flashcards.md#card{front[-1]}")).one()
            values: dict[str, Any] = {"state": 2, "step": None, "due_at": now - timedelta(hours=hours - n)}
            values["last_reviewed_at"] = now - timedelta(days=5)
            session.execute(update(Memory).where(Memory.lineage == item.lineage).values(**values))


def reviews(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Review)) or 0


def test_a_stranger_sees_the_new_cards_in_their_order(maria: Person, laid: Laid) -> None:
    assert shown(maria.open("/reviews?path=generative-ai")) == "Front 0"
    assert shown(maria.open("/reviews")) == "Front 0"


def test_the_buttons_say_when_the_card_comes_back(maria: Person, laid: Laid) -> None:
    html = turn(maria, maria.open("/reviews"))
    assert re.search(r'value="1".*?Forgot.*?>1 min<', html)
    assert re.search(r'value="3".*?Got it.*?>10 min<', html)
    assert Form(html, "/reviews").offers["rating"] == ["1", "3"]


def test_each_rating_is_kept_at_once_and_the_next_card_comes(maria: Person, laid: Laid, database: Database) -> None:
    html = rate(maria, maria.open("/reviews"), 3)
    assert reviews(database) == 1
    assert shown(html) == "Front 1"
    with database.reading() as session:
        memory = session.scalars(select(Memory)).one()
        review = session.scalars(select(Review)).one()
    assert memory.due_at - memory.last_reviewed_at == timedelta(minutes=10)
    assert (review.rating, review.before, review.scheduler) == (3, None, "fsrs-6 6.3.2")


def test_only_so_many_new_cards_come_in_a_day(maria: Person, laid: Laid) -> None:
    html, met = maria.open("/reviews"), set()
    for _ in range(4):
        met.add(shown(html))
        html = rate(maria, html, 3)
    assert met == {"Front 0", "Front 1", "Front 2", "Front 3"}
    assert shown(html) == "Front 0"


def test_new_cards_come_again_the_next_day(maria: Person, laid: Laid, database: Database) -> None:
    html = maria.open("/reviews")
    for _ in range(8):
        html = rate(maria, html, 3)
    assert "That is all for now" in html
    assert "One new card waits for tomorrow." in html
    yesterday = datetime.now(UTC) - timedelta(days=1)
    with database.writing() as session:
        session.execute(update(Review).values(reviewed_at=yesterday))
    assert shown(maria.open("/reviews")) == "Front 4"


def test_a_forgotten_card_comes_back_before_the_session_ends(maria: Person, laid: Laid) -> None:
    html = rate(maria, maria.open("/reviews"), 1)
    came = []
    while front := shown(html):
        came.append(front)
        html = rate(maria, html, 3)
    assert came.count("Front 0") == 2
    assert "That is all for now" in html


def test_due_cards_come_before_new_ones_and_the_longest_due_first(
    maria: Person, laid: Laid, database: Database
) -> None:
    html = maria.open("/reviews")
    for _ in range(3):
        html = rate(maria, html, 3)
    make_due(database, "Front 1", "Front 0")
    came = []
    for _ in range(3):
        html = maria.open("/reviews")
        came.append(shown(html))
        rate(maria, html, 3)
    # Card 3 sees the section of card 0, so another new one comes between them.
    assert came == ["Front 1", "Front 0", "Front 4"]


def test_two_of_one_section_do_not_follow_each_other_while_another_is_due(
    maria: Person, laid: Laid, database: Database
) -> None:
    html = maria.open("/reviews")
    for _ in range(4):
        html = rate(maria, html, 3)
    # Cards 0 and 3 see the same section, and card 3 was the last.
    make_due(database, "Front 0", "Front 3", "Front 1")
    came = []
    for _ in range(3):
        html = maria.open("/reviews")
        came.append(shown(html))
        rate(maria, html, 3)
    assert came == ["Front 1", "Front 0", "Front 3"]


def test_only_the_path_asked_for_comes(maria: Person, laid: Laid, database: Database) -> None:
    with database.writing() as session:
        lay_path(session, slug="other")
    assert "Path other" in maria.open("/reviews?path=other")
    html = rate(maria, maria.open("/reviews?path=other"), 3)
    assert "Path other" in html
    assert "Path generative-ai" in maria.open("/reviews?path=generative-ai")


def test_without_a_path_it_is_what_was_begun(maria: Person, laid: Laid, database: Database) -> None:
    with database.writing() as session:
        lay_path(session, slug="other")
    rate(maria, maria.open("/reviews?path=other"), 3)
    html = maria.open("/reviews")
    while shown(html):
        assert "Path other" in html
        html = rate(maria, html, 3)


def test_a_card_known_in_the_original_is_known_in_its_clone(maria: Person, laid: Laid, database: Database) -> None:
    with database.writing() as session:
        clone = lay_path(session, slug="clone")
        for mine, theirs in zip(laid.cards, clone.cards, strict=True):
            lineage = session.scalars(select(Item.lineage).where(Item.public_id == mine)).one()
            session.execute(update(Item).where(Item.public_id == theirs).values(lineage=lineage))
    rate(maria, maria.open("/reviews?path=generative-ai"), 3)
    assert shown(maria.open("/reviews?path=clone")) == "Front 1"


def test_it_says_what_was_done_and_when_the_next_is_due(maria: Person, laid: Laid) -> None:
    html = maria.open("/reviews")
    while shown(html):
        html = rate(maria, html, 3)
    assert re.search(r"<b>8</b> <span[^>]*>asked, 8 recalled", html)
    assert re.search(r'The next one is due <time datetime="[^"]+">in \d+ \w+</time>', html)


def test_it_says_that_nothing_is_due(maria: Person, laid: Laid, database: Database) -> None:
    html = maria.open("/reviews")
    while shown(html):
        html = rate(maria, html, 3)
    with database.writing() as session:
        session.execute(update(Review).values(reviewed_at=datetime.now(UTC) - timedelta(days=1)))
        retire(session, laid.cards[4])
    html = maria.open("/reviews")
    assert "Nothing is due" in html
    assert "The next one is due" in html


def test_what_is_due_a_little_later_waits_unless_it_is_being_learned(
    maria: Person, laid: Laid, database: Database
) -> None:
    html = maria.open("/reviews")
    while shown(html):
        html = rate(maria, html, 3)
    soon = datetime.now(UTC) + timedelta(minutes=10)
    with database.writing() as session:
        session.execute(update(Memory).values(due_at=soon))
    assert shown(maria.open("/reviews")) == ""
    with database.writing() as session:
        session.execute(update(Memory).values(state=3, step=0))
    assert shown(maria.open("/reviews")) == "Front 0"


def test_a_path_without_cards_has_nothing_due(maria: Person, database: Database) -> None:
    with database.writing() as session:
        lay_path(session, slug="bare", cards=0)
    assert "Nothing is due" in maria.open("/reviews?path=bare")


def test_it_counts_what_is_done_and_what_is_left(maria: Person, laid: Laid) -> None:
    html = maria.open("/reviews")
    assert re.search(r'value="0" max="4"', html)
    html = rate(maria, html, 3)
    assert re.search(r'value="1" max="5"', html)
    assert "<b>4</b> left" in html


def test_a_retired_card_comes_no_more(maria: Person, laid: Laid, database: Database) -> None:
    with database.writing() as session:
        retire(session, laid.cards[0])
    assert shown(maria.open("/reviews")) == "Front 1"
    response = maria.get(f"/items/{laid.cards[0]}")
    assert response.status_code == 404
    assert 'href="/paths/generative-ai"' in response.text


def test_a_card_retired_while_it_was_open_still_takes_the_rating(maria: Person, laid: Laid, database: Database) -> None:
    html = turn(maria, maria.open("/reviews"))
    with database.writing() as session:
        retire(session, laid.cards[0])
    assert shown(maria.follow(maria.send(Form(html, "/reviews"), {"rating": "3"}))) == "Front 1"
    assert reviews(database) == 1


def test_it_keeps_the_version_that_was_shown(maria: Person, laid: Laid, database: Database) -> None:
    html = turn(maria, maria.open("/reviews"))
    with database.writing() as session:
        item = session.scalars(select(Item).where(Item.public_id == laid.cards[0])).one()
        was = item.version_id
        item.version_id = add_version(session, item, card(0).model_copy(update={"back_html": "<p>New</p>"})).id
    maria.send(Form(html, "/reviews"), {"rating": "3"})
    with database.reading() as session:
        assert session.scalars(select(Review.version_id)).one() == was


def test_a_card_whose_meaning_was_edited_says_so_until_it_is_reviewed(
    maria: Person, laid: Laid, database: Database
) -> None:
    rate(maria, maria.open("/reviews"), 3)
    now = datetime.now(UTC)
    with database.writing() as session:
        session.execute(update(Memory).values(due_at=now, changed_at=now))
    html = maria.open("/reviews")
    assert shown(html) == "Front 0"
    assert "changed since you learned it" in html
    rate(maria, html, 3)
    with database.reading() as session:
        assert session.scalars(select(Memory.changed_at)).one() is None


def test_a_rating_sent_twice_counts_once(maria: Person, laid: Laid, database: Database) -> None:
    form = Form(turn(maria, maria.open("/reviews")), "/reviews")
    for rating in ("3", "1"):
        assert shown(maria.follow(maria.send(form, {"rating": rating}))) == "Front 1"
    assert reviews(database) == 1
    with database.reading() as session:
        assert session.scalars(select(Review.rating)).one() == 3


def test_a_card_asked_for_that_is_not_waiting_gives_the_next(maria: Person, laid: Laid, database: Database) -> None:
    maria.rate(laid.cards[2], 4)
    with database.writing() as session:
        retire(session, laid.cards[3])
    for wanted in ("aaaaaaaaaaaaaaaa", laid.cards[2], laid.cards[3], laid.sections[0]):
        assert shown(maria.open(f"/reviews?card={wanted}&flip=1")) == "Front 0"


def test_htmx_gets_the_card_alone(maria: Person, laid: Laid) -> None:
    partial = maria.get("/reviews?path=generative-ai", **HTMX).text
    assert partial.startswith('<article class="flash" id="card"')
    back = maria.get(f"/reviews?path=generative-ai&card={laid.cards[0]}&flip=1", **HTMX).text
    response = maria.send(Form(back, "/reviews"), {"rating": "3"}, headers={**OURS, **HTMX})
    assert shown(maria.get(response.headers["location"], **HTMX).text) == "Front 1"


def test_a_card_by_itself_says_when_it_comes_back(maria: Person, laid: Laid) -> None:
    html = maria.follow(maria.rate(laid.cards[1], 3))
    assert "This card comes back in 10 minutes." in html
    assert f'id="prompt-{laid.cards[1]}"' in html


def test_ben_is_not_shown_what_maria_has_due(maria: Person, ben: Person, laid: Laid) -> None:
    rate(maria, maria.open("/reviews"), 1)
    assert shown(ben.open("/reviews")) == "Front 0"
    assert "Undo" not in ben.open("/reviews")


def test_a_card_that_sees_nothing_comes_too(maria: Person, laid: Laid, database: Database) -> None:
    with database.writing() as session:
        session.query(Sight).delete()
    html = maria.open("/reviews")
    for _ in range(4):
        html = rate(maria, html, 3)
    make_due(database, "Front 0", "Front 1")
    assert shown(maria.open("/reviews")) == "Front 0"
