"""Search in a browser: as it is typed, with the address following; by the key; on a phone; without scripts."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.settling import settle
from tests.journeys.test_from_landing_to_progress import PATH, no_sideways_scroll

Visit = Callable[..., Page]


def test_results_come_while_maria_types_and_the_way_back_leads_to_them(visit: Visit) -> None:
    page = visit()
    page.goto(f"{PATH}/lessons/vae")
    settle(page)
    page.keyboard.press("/")
    page.keyboard.type("poster")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/search\?q=poster&path=generative-ai$"))
    expect(page).to_have_title("poster · Search · Cairn")
    count = page.get_by_role("status").filter(has_text="places")
    settle(page)
    before = count.inner_text()
    page.keyboard.press("/")
    page.keyboard.press("End")
    page.keyboard.type("ior collapse")
    expect(page.locator(".hit__title").first).to_have_text("Posterior collapse")
    expect(count).not_to_have_text(before, use_inner_text=True)
    expect(page).to_have_url(re.compile(r"/search\?q=posterior\+collapse&path=generative-ai$"))
    expect(page).to_have_title("posterior collapse · Search · Cairn")
    expect(page.locator("#q")).to_be_focused()
    page.locator(".hit__title a").first.click()
    page.wait_for_url(re.compile(r"#posterior-collapse$|#collapse$|/glossary#"))
    page.go_back()
    expect(page.locator("#q")).to_have_value("posterior collapse")
    expect(page.locator(".hit__title").first).to_have_text("Posterior collapse")


def test_nothing_and_too_little_are_said_as_they_are_typed(visit: Visit) -> None:
    page = visit()
    page.goto("/search")
    settle(page)
    field = page.locator("#q")
    expect(field).to_be_focused()
    field.press_sequentially("x")
    expect(page.get_by_role("status").filter(has_text="too little")).to_be_visible()
    field.press_sequentially("ylophone")
    expect(page.get_by_role("status").filter(has_text="Nothing found for “xylophone”.")).to_be_visible()
    field.fill("")
    expect(page.get_by_text("Any word of the lessons")).to_be_visible()
    expect(page).to_have_url(re.compile("/search$"))


def test_a_phone_has_a_link_to_it(visit: Visit) -> None:
    page = visit(320)
    page.goto(f"{PATH}/lessons/vae")
    expect(page.locator(".find")).to_be_hidden()
    page.get_by_role("link", name="Search").click()
    page.wait_for_url("**/search?**")
    settle(page)
    expect(page.locator("#q")).to_be_focused()
    page.locator("#q").press_sequentially("elbo")
    expect(page.locator(".hit").first).to_be_visible()
    no_sideways_scroll(page)


def test_ben_searches_without_scripts(visit: Visit) -> None:
    page = visit(768, javascript=False)
    page.goto(f"{PATH}/lessons/vae")
    page.get_by_role("searchbox").fill("ELBO, derived")
    page.get_by_role("button", name="Search").click()
    expect(page).to_have_url(re.compile("/search.*derived"))
    page.get_by_role("link", name="The ELBO, derived twice").click()
    expect(page).to_have_url(re.compile("/lessons/vae#elbo$"))
    page.go_back()
    page.get_by_role("searchbox").fill("elbo")
    page.get_by_role("button", name="Search").click()
    expect(page).to_have_url(re.compile("/search.*elbo"))
    page.get_by_role("link", name=re.compile("two steps of EM")).click()
    expect(page).to_have_url(re.compile("/items/"))
