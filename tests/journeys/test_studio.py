"""Ines teaches in the browser: she edits a lesson, publishes it, and does not write over what Omar saved."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.db import Database
from tests.accounts import COOKIE, make_account
from tests.journeys.serving import serving
from tests.journeys.test_every_page import assert_accessible
from tests.journeys.test_from_landing_to_progress import no_sideways_scroll
from tests.sync.conftest import FILES, QUIZ

AT = "/studio/paths/gans"
LESSON = f"{AT}/files/lessons/idea.md"


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("studio")


@pytest.fixture(scope="module")
def site(var: Path) -> Iterator[str]:
    """Takes the place of the site of the other journeys: a small path of their own to write in."""
    for file, text in FILES.items():
        (var / "content/gans" / file).parent.mkdir(parents=True, exist_ok=True)
        (var / "content/gans" / file).write_text(text)
    with serving(var, var / "content") as address:
        yield address


@pytest.fixture(scope="module")
def tokens(site: str, var: Path) -> dict[str, str]:
    database = Database(f"sqlite:///{var}/cairn.db")
    made = {name: make_account(database, name, paths={"gans": "instructor"})[COOKIE] for name in ("Ines", "Omar")}
    database.dispose()
    return made


@pytest.fixture
def meet(visit: Callable[..., Page], site: str, tokens: dict[str, str]) -> Callable[..., Page]:
    def open_browser(name: str, *how: object, **more: object) -> Page:
        page = visit(*how, **more)
        page.context.add_cookies([{"name": COOKIE, "value": tokens[name], "url": site}])
        return page

    return open_browser


def rewrite(page: Page, old: str, new: str) -> None:
    text = page.input_value("#source")
    assert old in text
    page.fill("#source", text.replace(old, new))


def test_an_edit_is_saved_published_and_seen_by_learners(meet: Callable[..., Page], visit: Callable[..., Page]) -> None:
    ines = meet("Ines", javascript=False)
    ines.goto("/studio")
    ines.get_by_role("link", name="GANs").click()
    ines.get_by_role("link", name="The idea").click()
    rewrite(ines, "They compete.", "They play a game.")
    ines.get_by_role("button", name="Save draft").click()
    said = ines.get_by_role("status").filter(has_text="Draft")
    expect(said).to_have_text("Draft saved. Learners see it when you publish.")
    learner = visit()
    learner.goto("/paths/gans/lessons/idea")
    expect(learner.get_by_text("They compete.")).to_be_visible()
    ines.get_by_role("button", name="Publish…").click()
    expect(ines.get_by_text("Nobody loses anything")).to_be_visible()
    ines.get_by_label("What you changed").fill("A kinder word")
    ines.get_by_role("button", name="Publish now").click()
    expect(ines.get_by_text("Published as revision 2")).to_be_visible()
    # Every process asks twice a second what has changed.
    until = time.monotonic() + 60
    while not learner.get_by_text("They play a game.").is_visible():
        assert time.monotonic() < until
        learner.reload()


def test_two_who_edit_one_file_are_shown_both(meet: Callable[..., Page]) -> None:
    ines, omar = (meet(name, javascript=False, expected=409) for name in ("Ines", "Omar"))
    for person in (ines, omar):
        person.goto(LESSON)
    rewrite(omar, "A generator and", "One generator and")
    omar.get_by_role("button", name="Save draft").click()
    expect(omar.get_by_text("Draft saved.")).to_be_visible()
    rewrite(ines, "## The game", "## The match")
    ines.get_by_role("button", name="Save draft").click()
    expect(ines.get_by_role("heading", name="Meanwhile Omar saved this file too")).to_be_visible()
    ines.get_by_role("button", name="Put both into the text").click()
    expect(ines.get_by_text("Both are in the text below")).to_be_visible()
    text = ines.input_value("#source")
    assert "One generator and" in text
    assert "## The match" in text
    ines.get_by_role("button", name="Save draft").click()
    expect(ines.get_by_text("Draft saved.")).to_be_visible()
    omar.goto(LESSON)
    assert omar.input_value("#source") == text


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1440, "light")])
def test_the_studio_is_accessible_and_fits(meet: Callable[..., Page], var: Path, width: int, scheme: str) -> None:
    page = meet("Ines", width, scheme)
    ours = {"Sec-Fetch-Site": "same-origin"}
    assert page.request.post(f"{AT}/files/quizzes/basics.md", headers=ours, form=_broken(page)).ok
    idea = var / "content/gans/lessons/idea.md"
    idea.write_text(idea.read_text() + "\nOn disk.\n")
    for address in ("/studio", f"{AT}?checked=1", LESSON, f"{AT}/publish", f"{AT}/history", f"{AT}/history/1"):
        page.goto(address)
        if address == LESSON:
            expect(page.locator("#checked")).to_be_visible()
        no_sideways_scroll(page)
        assert_accessible(page)
    for address in ("new", "uploads", "moves/lessons/idea.md"):
        page.goto(f"{AT}/{address}")
        no_sideways_scroll(page)
        assert_accessible(page)


def _broken(page: Page) -> dict[str, str | float | bool]:
    """The quiz with an answer that is none."""
    page.goto(f"{AT}/files/quizzes/basics.md")
    base = page.locator("input[name=base]").input_value()
    return {"text": QUIZ.replace("= 2", "= two"), "base": base}
