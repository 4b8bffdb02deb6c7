"""What was forgotten comes back at the end of the next section, until it is recalled; missed twice, it opens itself."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from app.db import Database
from app.models import Review, User
from app.progress.again import MOST_AGAIN, Again, Lapse, come_back
from app.progress.memory import AGAIN, EASY, GOOD, HARD
from app.progress.standings import Standing
from tests.learner.folder import Laid, retire
from tests.learner.person import HTMX, Form, Person, fill
from tests.learner.test_answers import RIGHT
from tests.learner.test_mine import LANDING, LESSON, stones
from tests.learner.test_undo import undo

ARTICLE = "/paths/generative-ai/mine?at=article&revision=3"
RELOADED = f"{LESSON}&again=1"
WRONG = "What it shows"


def again(html: str) -> dict[str, list[str]]:
    """The items that come back, by the section at whose end they do."""
    found: dict[str, list[str]] = {}
    for section, item in re.findall(r'hx-swap-oob="beforeend:#again-(\w+)"><in-place [^>]*data-item="(\w+)"', html):
        found.setdefault(section, []).append(item)
    return found


def opened(html: str) -> list[str]:
    found = re.search(r'<missed-twice [^>]*data-items="([^"]*)"', html)
    return found[1].split() if found else []


def standing(n: int, lesson: str = "gan") -> Standing:
    return Standing(n, f"section{n}", lesson, None, "unread")


def lapse(section: int, item: str = "a") -> Lapse:
    return Lapse(section, item, "card", is_twice=False)


SECTIONS = [standing(1), standing(2), standing(3), standing(4, "vae"), standing(5, "vae")]


@pytest.mark.parametrize(
    ("lapses", "there"),
    [
        ([], []),
        ([lapse(1)], [("section2", "a")]),
        ([lapse(3)], []),
        ([lapse(5)], []),
        ([lapse(9)], []),
        ([lapse(1), lapse(2)], [("section3", "a")]),
        ([lapse(1), lapse(3)], [("section2", "a")]),
        ([lapse(4, "b"), lapse(1, "a")], [("section5", "b"), ("section2", "a")]),
        ([lapse(1, item) for item in "abcde"], [("section2", "a"), ("section2", "b"), ("section2", "c")]),
    ],
)
def test_it_comes_back_in(lapses: list[Lapse], there: list[tuple[str, str]]) -> None:
    assert come_back(SECTIONS, lapses) == tuple(Again(section, item, "card") for section, item in there)


@given(st.lists(st.tuples(st.integers(1, 6), st.sampled_from("abcdefgh")), unique=True))
def test_never_where_it_is_offered_anyhow_nor_more_than_three(seen: list[tuple[int, str]]) -> None:
    found = come_back(SECTIONS, [lapse(section, item) for section, item in seen])
    for one in found:
        section = int(one.section.removeprefix("section"))
        assert (section, one.public_id) not in seen
        assert (section - 1, one.public_id) in seen
        assert sum(other.section == one.section for other in found) <= MOST_AGAIN
    assert len(set(found)) == len(found)


def test_a_forgotten_card_comes_back_in_the_next_section_until_it_is_recalled(maria: Person, laid: Laid) -> None:
    maria.rate(laid.cards[0], AGAIN)
    for url in (LESSON, ARTICLE):
        assert again(maria.open(url)) == {laid.sections[1]: [laid.cards[0]]}
    assert again(maria.open(LANDING)) == {}
    maria.rate(laid.cards[0], GOOD)
    assert again(maria.open(LESSON)) == {}


def test_a_question_not_wholly_right_does_too(maria: Person, laid: Laid) -> None:
    maria.answer(laid.questions["single"], WRONG)
    maria.answer(laid.questions["multiple"], ["Flows"])
    maria.answer(laid.questions["true-false"], "False")
    assert again(maria.open(LESSON)) == {laid.sections[1]: [laid.questions["multiple"], laid.questions["single"]]}


def test_what_was_recalled_by_a_guess_is_recalled(maria: Person, laid: Laid) -> None:
    maria.answer(laid.questions["single"], WRONG)
    maria.answer(laid.questions["single"], RIGHT["single"], confidence="1")
    assert again(maria.open(LESSON)) == {}


def test_what_was_hard_is_not_forgotten(maria: Person, laid: Laid) -> None:
    maria.rate(laid.cards[0], HARD)
    assert again(maria.open(LESSON)) == {}


def test_what_was_forgotten_in_the_last_section_waits_in_the_queue(maria: Person, laid: Laid) -> None:
    maria.rate(laid.cards[2], AGAIN)
    assert again(maria.open(LESSON)) == {}


def test_what_is_undone_was_not_forgotten(maria: Person, laid: Laid) -> None:
    html = maria.follow(maria.rate(laid.cards[0], AGAIN))
    undo(maria, html)
    assert again(maria.open(LESSON)) == {}


def test_what_is_retired_does_not_come_back(maria: Person, laid: Laid, database: Database) -> None:
    maria.rate(laid.cards[0], AGAIN)
    with database.writing() as session:
        retire(session, laid.cards[0])
    assert again(maria.open(LESSON)) == {}


def test_it_comes_back_to_nobody_else(maria: Person, ben: Person, laid: Laid) -> None:
    maria.rate(laid.cards[0], AGAIN)
    ben.rate(laid.cards[1], GOOD)
    assert again(ben.open(LESSON)) == {}
    ben.rate(laid.cards[0], AGAIN)
    assert again(ben.open(LESSON)) == {laid.sections[1]: [laid.cards[0]]}


def test_with_prompts_off_nothing_comes_back_or_opens(maria: Person, laid: Laid, database: Database) -> None:
    for _ in range(2):
        maria.rate(laid.cards[0], AGAIN)
    with database.writing() as session:
        session.execute(update(User).values(prompts_off_at=User.created_at))
    html = maria.open(LESSON)
    assert again(html) == {}
    assert opened(html) == []
    assert 'data-prompts="off"' in html
    assert "Recall in the text is turned off." in html
    assert '<a href="/profile#prompts">Turn it on</a>' in html


def test_with_prompts_on_nothing_is_said_of_it(maria: Person, laid: Laid) -> None:
    maria.rate(laid.cards[0], AGAIN)
    assert "prompts" not in maria.open(LESSON)


@pytest.mark.parametrize(
    ("ratings", "is_open"),
    [
        ([AGAIN], False),
        ([AGAIN, AGAIN], True),
        ([GOOD, AGAIN, AGAIN], True),
        ([AGAIN, GOOD, AGAIN], False),
        ([AGAIN, AGAIN, GOOD], False),
        ([AGAIN, AGAIN, HARD], False),
        ([AGAIN, AGAIN, EASY, AGAIN], False),
    ],
)
def test_it_opens_by_itself_after(maria: Person, laid: Laid, ratings: list[int], is_open: bool) -> None:
    for rating in ratings:
        maria.rate(laid.cards[0], rating)
    for url in (LESSON, ARTICLE):
        assert opened(maria.open(url)) == ([laid.cards[0]] if is_open else [])


def test_a_failure_undone_does_not_count_for_the_two(maria: Person, laid: Laid) -> None:
    maria.rate(laid.cards[0], AGAIN)
    html = maria.follow(maria.rate(laid.cards[0], AGAIN))
    undo(maria, html)
    html = maria.open(LESSON)
    assert opened(html) == []
    assert again(html) == {laid.sections[1]: [laid.cards[0]]}


def test_the_last_section_of_a_lesson_opens_by_itself_too(maria: Person, laid: Laid) -> None:
    for _ in range(2):
        maria.rate(laid.cards[2], AGAIN)
    assert opened(maria.open(LESSON)) == [laid.cards[2]]


def test_a_page_that_has_an_earlier_fragment_is_told_what_is_no_more(maria: Person, laid: Laid) -> None:
    maria.rate(laid.cards[0], AGAIN)
    first, later = maria.open(LESSON), maria.open(RELOADED)
    assert "delete:.again" not in first
    assert stones(first) == {}
    assert "delete:.again" in later
    assert '<span id="due" class="due" hx-swap-oob="true"></span>' in later
    for section in laid.sections:
        assert f'<span id="stone-{section}" class="stone" hx-swap-oob="true"></span>' in later


def test_whatever_changes_it_makes_the_page_ask_again(maria: Person, laid: Laid) -> None:
    def trigger(location: str) -> str | None:
        said: str | None = maria.get(location, **HTMX).headers.get("hx-trigger")
        return said

    card, question = f"/items/{laid.cards[0]}", f"/items/{laid.questions['single']}"
    assert [trigger(url) for url in (card, f"{card}?flip=1", question, f"{card}?rated=none")] == [None] * 4
    rated = maria.rate(laid.cards[0], AGAIN)
    html = maria.open(rated.headers["location"])
    assert trigger(rated.headers["location"]) == "mine-changed"
    assert trigger(maria.send(Form(html, "method=delete")).headers["location"]) == "mine-changed"
    html = maria.open(question)
    assert trigger(maria.send(Form(html), fill(html, WRONG)).headers["location"]) == "mine-changed"


def test_it_asks_little_of_the_database_when_nothing_is_forgotten(
    maria: Person, laid: Laid, database: Database
) -> None:
    maria.rate(laid.cards[0], GOOD)
    with database.writing() as session:
        session.execute(update(Review).values(rating=AGAIN))
    # The memory says that it is remembered; no review is looked at.
    assert again(maria.open(LESSON)) == {}
