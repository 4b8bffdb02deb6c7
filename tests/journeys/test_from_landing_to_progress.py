"""A learner comes, reads, flips a card, answers a question, and sees what they know: at every size, light and dark."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import SCHEMES, WIDTHS
from tests.journeys.settling import settle

PATH = "/paths/generative-ai"
Visit = Callable[..., Page]


def no_sideways_scroll(page: Page) -> None:
    settle(page)
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert width <= 0, f"{page.url} scrolls sideways by {width} px"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_maria_walks_from_the_landing_page_to_her_progress(visit: Visit, width: int, scheme: str) -> None:
    page = visit(width, scheme)
    page.goto("/")
    page.get_by_role("link", name="Generative AI, explained").first.click()
    expect(page.get_by_role("heading", level=1, name="Generative AI, explained")).to_be_visible()
    no_sideways_scroll(page)

    # Looking at a page gives no cookie; having read a section does, which a slow machine may come to meanwhile.
    page.route("**/readings", lambda route: route.fulfill(status=204))
    page.get_by_role("link", name="Generative adversarial networks").first.click()
    expect(page.get_by_role("heading", level=1, name="Generative adversarial networks")).to_be_visible()
    no_sideways_scroll(page)
    assert page.context.cookies() == []
    page.unroute("**/readings")

    page.goto(f"{PATH}/flashcards")
    page.locator("flip-card summary").first.click()
    expect(page.locator("flip-card details[open]").first).to_be_visible()
    no_sideways_scroll(page)

    page.goto("/reviews?path=generative-ai")
    settle(page)
    page.keyboard.press("Space")
    page.get_by_role("button", name=re.compile("Got it")).click()
    expect(page.get_by_role("button", name=re.compile("Undo|Take back"))).to_be_visible()
    assert [cookie["name"] for cookie in page.context.cookies()] == ["cairn"]
    no_sideways_scroll(page)

    page.goto(f"{PATH}/quizzes/core")
    page.get_by_role("button", name="Begin").click()
    answer_whatever(page)
    expect(page.get_by_role("link", name=re.compile("Next"))).to_be_visible()
    no_sideways_scroll(page)

    page.goto("/progress")
    expect(page.get_by_role("heading", level=2, name="Generative AI, explained")).to_be_visible()
    no_sideways_scroll(page)


def answer_whatever(page: Page) -> None:
    """Answers the question that is shown, whatever its kind, and sends it."""
    form = page.locator("form[action*='/answers']").first
    expect(form).to_be_visible()
    if (choices := form.locator("input[name=given]")).count():
        kind = choices.first.get_attribute("type")
        choices.first.check(force=True) if kind in ("radio", "checkbox") else choices.first.fill("1")
    for gap in form.locator("input[name^='given.']").all():
        gap.fill("x")
    for partner in form.locator("select.match__right").all():
        partner.select_option(index=1)
    form.get_by_role("button", name=re.compile("Answer|Guess", re.I)).first.click()
