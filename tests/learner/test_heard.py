"""Ask me about what I just heard: what sees the sections that the chapters until now are about."""

import re

import pytest

from app.db import Database
from app.podcast.heard import Prompt, choose, heard_chapters, read_until
from app.podcast.routes import Chapter
from tests.learner.episode import lay_episode, listen, page_of
from tests.learner.folder import SECRET, Laid
from tests.learner.person import HTMX, Person

HEARD = "/paths/generative-ai/podcast/heard"


@pytest.fixture
def episode(database: Database, laid: Laid) -> str:
    with database.writing() as session:
        return lay_episode(session, laid)


def asked(html: str) -> list[str]:
    return re.findall(r'class="recall" data-item="(\w+)"', html)


def test_only_what_was_heard_is_asked_about_and_nothing_is_told(maria: Person, laid: Laid, episode: str) -> None:
    # Sections are seen in turn: the first by every second question and every third card.
    first = {*list(laid.questions.values())[::2], *laid.cards[::3]}
    second = {*list(laid.questions.values())[1::2], *laid.cards[1::3]}
    early, late = maria.open(f"{HEARD}?until=30"), maria.open(f"{HEARD}?until=61")
    assert len(asked(early)) == 5
    assert set(asked(early)) <= first
    assert {len(set(asked(late)) & each) for each in (first, second)} == {2, 3}
    assert "until 0:30" in early
    assert "About the whole episode" in late
    for html in (early, late):
        assert SECRET not in html
        assert "<h1" in html
    assert "Nothing to ask yet" in maria.open(f"{HEARD}?until=0")

    partial = maria.get(f"{HEARD}?until=30", **HTMX)
    assert partial.text.startswith('<section class="heard" id="heard"')
    assert partial.headers["cache-control"] == "no-store"


def test_who_says_no_second_is_asked_about_what_was_noted(maria: Person, episode: str) -> None:
    for until in ("", "soon", "nan", "inf"):
        assert "About the whole episode" in maria.open(f"{HEARD}?until={until}"), until
    assert listen(maria, episode, 30) == 204
    assert "until 0:30" in maria.open(HEARD)
    assert "Nothing to ask yet" in maria.open(f"{HEARD}?until=-5")


def test_what_she_still_knows_comes_last(maria: Person, laid: Laid, episode: str) -> None:
    before = asked(maria.open(f"{HEARD}?until=30"))
    known = next(item for item in before if item in laid.cards)
    for _ in range(2):
        maria.rate(known, 3)
    assert known not in asked(maria.open(f"{HEARD}?until=30"))


def test_a_path_without_an_episode_has_nothing_to_ask(maria: Person, database: Database, laid: Laid) -> None:
    assert maria.get(HEARD).status_code == 404
    assert maria.get("/paths/nowhere/podcast/heard").status_code == 404
    assert maria.get("/paths/generative-ai/podcast/bar").status_code == 404
    with database.writing() as session:
        lay_episode(session, laid)
        page_of(session).sections = []
    assert "no question and no card" in maria.open(HEARD)


def prompts(said: str) -> list[Prompt]:
    """`q1 c2 c3!`: a question, a card, a card that is known."""
    kinds = {"q": "question", "c": "card"}
    return [Prompt(word.rstrip("!"), kinds[word[0]], word.endswith("!")) for word in said.split()]


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        ([], []),
        ([""], [""]),
        (["c1 q1 q2 c2"], ["q1 c1 q2 c2"]),
        (["c1! q1! c2 c3"], ["c2 c3 q1 c1"]),
        (["q1 q2 q3 q4", "q5 q6 q7"], ["q1 q2", "q5 q6 q7"]),
        (["q1 q2", "q2 q1"], ["q1", "q2"]),
        (["q1", "", "q2"], ["q1", "", "q2"]),
        (["q1", "q2", "q3", "q4", "q5", "q6"], ["", "q2", "q3", "q4", "q5", "q6"]),
    ],
)
def test_each_chapter_has_its_turn_the_last_one_first(offered: list[str], chosen: list[str]) -> None:
    found = choose([prompts(said) for said in offered])
    assert [" ".join(prompt.public_id for prompt in each) for each in found] == chosen


@pytest.mark.parametrize(
    ("starts", "until", "heard"),
    [
        ((0.4, 30, 60), 30.0, 1),
        ((0.4, 30, 60), 30.1, 2),
        ((0.4, None, 60), 100.0, 2),
        ((None, None), 1.0, 2),
        ((0.4, 30), None, 2),
        ((0.4, 30), 0.0, 0),
    ],
)
def test_a_chapter_is_heard_once_it_has_begun(starts: tuple[float | None, ...], until: float, heard: int) -> None:
    chapters = [Chapter(str(n), "", "", start) for n, start in enumerate(starts)]  # type: ignore[arg-type]
    assert len(heard_chapters(chapters, until)) == heard


def test_a_second_is_a_number() -> None:
    assert [read_until(said) for said in ("1.5", "-2", "", "x", "nan", "inf")] == [1.5, -2, None, None, None, None]
