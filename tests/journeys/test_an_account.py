"""A visitor learns, signs up, signs out, and finds everything again in another browser."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.settling import settle
from tests.journeys.test_every_page import assert_accessible
from tests.journeys.test_from_landing_to_progress import PATH, no_sideways_scroll

PASSWORD = "a few words in a row"


def fits(page: Page) -> None:
    no_sideways_scroll(page)
    assert_accessible(page)


def test_maria_finds_her_progress_in_another_browser(visit: Callable[..., Page]) -> None:
    page = visit(1440)
    for _ in range(2):
        page.goto("/reviews?path=generative-ai")
        settle(page)
        page.keyboard.press("Space")
        with page.expect_response(re.compile("/reviews$")):
            page.get_by_role("button", name=re.compile("^Got it")).click()
        expect(page.get_by_role("button", name=re.compile("Undo|Take back"))).to_be_visible()
    page.goto(f"{PATH}/lessons/gan")
    settle(page)
    page.get_by_role("link", name="Sign in").click()
    expect(page).to_have_url(re.compile("/sign-in"))
    page.locator("main").get_by_role("link", name="Sign up").click()
    expect(page).to_have_url(re.compile("/sign-up"))
    fits(page)
    page.get_by_label("Email").fill("maria@example.org")
    page.get_by_label("Name").fill("Maria")
    # What was typed can be read, and pasted.
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_label("Password")).to_have_attribute("type", "text")
    page.locator("main").get_by_role("button", name="Sign up").click()
    page.wait_for_url(f"**{PATH}/lessons/gan")
    page.get_by_role("link", name="Maria").click()
    expect(page).to_have_url(re.compile("/profile$"))
    fits(page)
    page.get_by_role("button", name="Sign out").first.click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    assert page.context.cookies() == []

    other = visit(320, "dark", expected=422)
    other.goto("/sign-in")
    other.get_by_label("Email").fill("MARIA@example.org")
    other.get_by_label("Password").fill("not her password")
    other.locator("main").get_by_role("button", name="Sign in").click()
    expect(other.get_by_role("alert")).to_contain_text("do not belong together")
    fits(other)
    other.get_by_label("Password").fill(PASSWORD)
    other.locator("main").get_by_role("button", name="Sign in").click()
    expect(other.get_by_role("link", name="Maria")).to_be_visible()
    other.goto("/progress")
    expect(other.locator("dl", has_text="cards and questions practised").first).to_contain_text("2")
    other.goto("/profile")
    fits(other)
    other.goto("/profile/leaving")
    fits(other)


def test_without_javascript_it_is_the_same_door(visit: Callable[..., Page]) -> None:
    page = visit(768, javascript=False)
    page.goto("/about")
    page.get_by_role("link", name="Sign in").click()
    expect(page).to_have_url(re.compile("/sign-in"))
    page.locator("main").get_by_role("link", name="Sign up").click()
    # Both pages ask for an email.
    expect(page).to_have_url(re.compile("/sign-up"))
    page.get_by_label("Email").fill("ben@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign up").click()
    page.wait_for_url("**/about")
    page.goto("/profile")
    page.get_by_role("button", name="Sign out").click()
    expect(page).not_to_have_url(re.compile("/profile$"))
    assert page.context.cookies() == []
