"""A learner forgets something while reading: it comes back further on, and what was missed twice opens by itself."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.settling import settle
from tests.journeys.test_every_page import assert_accessible
from tests.journeys.test_from_landing_to_progress import PATH, no_sideways_scroll

Visit = Callable[..., Page]
LESSON = f"{PATH}/lessons/gan"


def end_of(page: Page, section: str) -> Locator:
    return page.locator("section[data-item]", has=page.locator(f"#{section}")).locator(".section__end")


def rate(prompt: Locator, button: str) -> None:
    """Opens the card, turns it over and rates it."""
    settle(prompt.page)
    prompt.locator(".recall__open").click()
    prompt.get_by_role("link", name="Turn the card over").click()
    prompt.get_by_role("button", name=re.compile(button)).click()
    expect(prompt.get_by_text("Noted:")).to_be_focused()


def card_of(page: Page, section: str) -> Locator:
    return end_of(page, section).locator(".recalls:not(.again) .recall", has_text="card").first


def test_a_forgotten_card_is_met_again_at_the_end_of_the_next_section(visit: Visit) -> None:
    page = visit(320)
    page.goto(LESSON)
    forgotten, again = card_of(page, "objective"), end_of(page, "optimal-discriminator").locator(".again .recall")
    rate(forgotten, "Forgot")
    expect(again).to_have_count(1)
    forgotten.get_by_role("button", name="Close").click()
    expect(forgotten.locator(".recall__open")).to_be_focused()
    expect(forgotten).to_contain_text("forgotten")

    page.reload()
    expect(again).to_contain_text("a card you forgot")
    with page.expect_response(re.compile("/mine")):
        rate(again, "Got it")
    # What is being read is not taken away; the place empties when the page is opened anew.
    settle(page)
    expect(again.get_by_text("Noted: recalled")).to_be_visible()
    no_sideways_scroll(page)
    assert_accessible(page)
    page.reload()
    settle(page)
    expect(again).to_have_count(0)


def test_undone_where_it_stands_it_comes_back_nowhere(visit: Visit) -> None:
    page = visit()
    page.goto(LESSON)
    card, again = card_of(page, "objective"), end_of(page, "optimal-discriminator").locator(".again .recall")
    rate(card, "Forgot")
    expect(again).to_have_count(1)
    card.get_by_role("button", name="Undo").click()
    expect(again).to_have_count(0)


def test_back_to_the_paragraph_goes_there_and_marks_it(visit: Visit) -> None:
    page = visit()
    page.goto(LESSON)
    card = card_of(page, "objective")
    rate(card, "Got it")
    before = page.locator("#objective").evaluate("e => getComputedStyle(e).textDecorationLine")
    card.get_by_role("link", name="Back to the paragraph").click()
    expect(page).to_have_url(re.compile("#objective$"))
    heading = page.locator("#objective")
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()
    assert before == "none"
    assert heading.evaluate("e => getComputedStyle(e).textDecorationLine") == "underline"
    trail = "e => getComputedStyle(e.parentElement, '::before').content"
    assert heading.evaluate(trail) != page.locator("#idea").evaluate(trail)


def test_what_was_missed_twice_opens_by_itself_and_leaves_the_focus_alone(visit: Visit) -> None:
    page = visit()
    page.goto(LESSON)
    card = card_of(page, "objective")
    for _ in range(2):
        rate(card, "Forgot")
        card.get_by_role("button", name="Close").click()
    page.evaluate("scrollTo(0, 0)")
    page.reload()
    page.locator("missed-twice").wait_for(state="attached")
    page.get_by_role("link", name="In the whole article").focus()
    expect(page.locator(".prompt")).to_have_count(0)
    for place in (card, end_of(page, "optimal-discriminator").locator(".again .recall")):
        place.scroll_into_view_if_needed()
        expect(place.get_by_role("link", name="Turn the card over")).to_be_visible()
        expect(page.locator(".prompt")).to_have_count(1)
    expect(page.get_by_role("status").filter(has_text="missed twice")).to_have_count(1)
    expect(page.get_by_role("link", name="In the whole article")).to_be_focused()


def test_a_thing_is_open_in_one_place_only(visit: Visit) -> None:
    page = visit()
    page.goto(LESSON)
    card, again = card_of(page, "objective"), end_of(page, "optimal-discriminator").locator(".again .recall")
    rate(card, "Forgot")
    settle(page)
    again.locator(".recall__open").click()
    expect(again.locator(".prompt")).to_be_visible()
    expect(page.locator(".prompt")).to_have_count(1)
    ids = page.locator("[id]").evaluate_all("all => all.map((e) => e.id)")
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("address", [LESSON, f"{PATH}/article"])
def test_prompts_that_are_off_are_not_seen(visit: Visit, address: str) -> None:
    page = visit()
    page.goto("/profile#prompts")
    page.get_by_label("Offer something to recall").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(re.compile("saved=choices"))
    page.goto(address)
    page.locator("[data-prompts=off]").wait_for(state="attached")
    expect(page.locator(".recall:visible")).to_have_count(0)
    expect(page.locator(".flag:visible").first).to_be_visible()
    if address == LESSON:
        expect(page.locator("#prompts-said")).to_contain_text("turned off")


def test_by_keyboard_alone_a_prompt_opens_is_rated_and_closes(visit: Visit) -> None:
    page = visit()
    page.goto(LESSON)
    settle(page)
    card = card_of(page, "objective")
    card.locator(".recall__open").focus()
    page.keyboard.press("Enter")
    expect(card.locator(".prompt")).to_be_focused()
    for key in ("Tab", "Tab", "Tab"):
        page.keyboard.press(key)
        if page.evaluate("document.activeElement.textContent").strip() == "Turn the card over":
            break
    page.keyboard.press("Enter")
    expect(card.locator(".flash__back")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(card.get_by_text("Noted: not yet")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(card.locator(".recall__open")).to_be_focused()
