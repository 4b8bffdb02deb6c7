"""Every page at every size, light and dark: axe finds nothing, nothing scrolls sideways, no other host is asked."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.conftest import SCHEMES, WIDTHS
from tests.journeys.settling import settle
from tests.journeys.test_from_landing_to_progress import PATH, answer_whatever, no_sideways_scroll

PAGES = (
    "/",
    "/about",
    PATH,
    f"{PATH}/lessons/overview",
    f"{PATH}/lessons/diffusion",
    f"{PATH}/flashcards",
    f"{PATH}/quizzes/core",
    f"{PATH}/lessons/gan/pretest",
    f"{PATH}/resources",
    f"{PATH}/glossary",
    f"{PATH}/podcast",
    "/reviews",
    "/reviews?path=generative-ai",
    "/progress",
    "/history",
    "/notes",
    "/profile",
    "/search",
    "/search?q=log+likelihood",
    "/search?q=likelihod+zzz",
)


def assert_accessible(page: Page, *, is_whole: bool = True) -> None:
    if is_whole:
        settle(page)
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("address", PAGES)
def test_it_is_accessible_and_fits(visit: Callable[..., Page], address: str, width: int, scheme: str) -> None:
    page = visit(width, scheme)
    page.goto(address)
    no_sideways_scroll(page)
    assert_accessible(page)


@pytest.mark.parametrize("address", ["/", PATH, f"{PATH}/lessons/gan", f"{PATH}/podcast"])
def test_it_is_accessible_before_what_is_the_learners_own_has_come(visit: Callable[..., Page], address: str) -> None:
    page = visit(320)
    page.route(re.compile(r"/(mine|who)(\?|$)"), lambda route: None)
    page.goto(address)
    assert_accessible(page, is_whole=False)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_whole_article_fits(visit: Callable[..., Page], width: int) -> None:
    page = visit(width)
    page.goto(f"{PATH}/article")
    no_sideways_scroll(page)


def test_the_whole_article_is_accessible(visit: Callable[..., Page]) -> None:
    # Once: all that it is made of is seen at every size in the lessons, and axe takes its time with so much of it.
    page = visit(1440)
    page.goto(f"{PATH}/article")
    assert_accessible(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_that_is_not_there_leads_onward(visit: Callable[..., Page], width: int) -> None:
    page = visit(width, expected=404)
    page.goto(f"{PATH}/lessons/nowhere")
    no_sideways_scroll(page)
    assert_accessible(page)
    page.locator("main").get_by_role("link").first.click()
    expect(page).not_to_have_url(re.compile("/nowhere$"))
    expect(page.locator("h1")).not_to_be_empty()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_follows_an_answer_is_accessible(visit: Callable[..., Page], width: int, scheme: str) -> None:
    page = visit(width, scheme)
    page.goto(f"{PATH}/quizzes/flows-to-energy")
    page.get_by_role("button", name="Begin").click()
    page.get_by_text("Question 1 of").wait_for()
    no_sideways_scroll(page)
    assert_accessible(page)
    answer_whatever(page)
    page.get_by_role("link", name="Next").wait_for()
    no_sideways_scroll(page)
    assert_accessible(page)
    page.goto("/progress")
    no_sideways_scroll(page)
    assert_accessible(page)


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1440, "light")])
def test_guesses_and_what_to_read_after_them_are_accessible(
    visit: Callable[..., Page], width: int, scheme: str
) -> None:
    page = visit(width, scheme)
    page.goto(f"{PATH}/lessons/gan")
    page.get_by_role("link", name="Guess first").click()
    page.get_by_role("button", name="Start guessing").click()
    for n in range(5):
        page.get_by_text(f"Guess {n + 1} of 5").wait_for()
        answer_whatever(page)
        if n == 0:
            page.locator(".feedback").wait_for()
            assert_accessible(page)
        page.get_by_role("link", name="Next question" if n < 4 else "See what to read").click()
    page.get_by_role("heading", level=1, name="Of these 5 you knew").wait_for()
    no_sideways_scroll(page)
    assert_accessible(page)
