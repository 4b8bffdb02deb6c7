"""A learner marks a section and writes beside it, and finds both again: in the text and on a page of their own."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import SCHEMES
from tests.journeys.settling import settle
from tests.journeys.test_every_page import assert_accessible
from tests.journeys.test_from_landing_to_progress import PATH, no_sideways_scroll

Visit = Callable[..., Page]
LESSON = f"{PATH}/lessons/gan"


def section(page: Page) -> Locator:
    return page.locator("section[data-item]", has=page.locator("#objective"))


def test_a_flag_and_a_note_are_found_again(visit: Visit) -> None:
    page = visit()
    page.goto(LESSON)
    settle(page)
    place, sign = section(page).locator(".section__end > .flag"), section(page).locator(".marked__open")
    place.get_by_role("link").click()
    place.get_by_label("Something is wrong here").check()
    place.get_by_label("Why, in a line or two").fill("A sign is missing")
    place.get_by_role("button", name="Flag it").click()
    expect(place.get_by_role("status")).to_be_focused()
    expect(sign).to_have_accessible_name("Your marks: something is wrong here")
    place.get_by_label("Your note on this section").fill("Two players,\none function")
    place.get_by_role("button", name="Save the note").click()
    expect(sign).to_have_accessible_name("Your marks: something is wrong here, a note")

    page.reload()
    sign.click()
    marks = section(page).locator(".marked > .marks")
    expect(marks.get_by_label("Your note on this section")).to_have_value("Two players,\none function")
    expect(marks).to_contain_text("A sign is missing")

    page.goto("/progress")
    page.get_by_role("link", name="Your flags and notes").click()
    expect(page.get_by_text("A sign is missing")).to_be_visible()
    expect(page.get_by_text("Two players,")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Done")).click()
    expect(page.get_by_role("status")).to_be_focused()
    expect(page.get_by_text("A sign is missing")).to_have_count(0)
    page.get_by_role("link", name="What it optimises", exact=True).click()
    expect(page).to_have_url(re.compile("lessons/gan#objective$"))


def test_what_is_open_stays_open_and_its_sign_goes_when_it_is_closed(visit: Visit) -> None:
    page = visit()
    page.goto(LESSON)
    settle(page)
    place, marked = section(page).locator(".section__end > .flag"), section(page).locator(".marked")
    place.get_by_role("link").click()
    place.get_by_role("button", name="Flag it").click()
    marked.locator(".marked__open").click()
    expect(marked.locator(".marks")).to_be_visible()
    expect(place.locator(".marks")).to_have_count(0)
    settle(page)
    with page.expect_response(re.compile("/mine")):
        marked.get_by_role("button", name=re.compile("^Done")).click()
    settle(page)
    expect(marked.get_by_role("button", name="Undo")).to_be_visible()
    marked.get_by_role("button", name="Close").click()
    expect(marked.locator(".marked__open")).to_have_count(0)


def test_what_cannot_be_kept_is_said_where_it_stands(visit: Visit) -> None:
    page = visit(expected=422)
    page.goto(LESSON)
    settle(page)
    place = section(page).locator(".section__end > .flag")
    place.get_by_role("link").click()
    remark = place.get_by_label("Why, in a line or two")
    remark.fill("x" * 2001)
    place.get_by_role("button", name="Flag it").click()
    expect(place.get_by_role("alert")).to_contain_text("2,000")
    expect(remark).to_be_focused()
    expect(remark).to_have_value("x" * 2001)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_it_is_accessible_and_fits_a_phone(visit: Visit, scheme: str) -> None:
    page = visit(320, scheme)
    page.goto(LESSON)
    settle(page)
    place = section(page).locator(".section__end > .flag")
    place.get_by_role("link").click()
    place.get_by_label("Why, in a line or two").fill("x" * 120)
    place.get_by_role("button", name="Flag it").click()
    expect(place.get_by_role("status")).to_be_visible()
    expect(section(page).locator(".marked__open")).to_be_visible()
    no_sideways_scroll(page)
    assert_accessible(page)
    page.goto("/notes")
    no_sideways_scroll(page)
    assert_accessible(page)
    page.get_by_role("link", name=re.compile("^Edit")).click()
    expect(page).not_to_have_url(re.compile("/notes$"))
    no_sideways_scroll(page)
    assert_accessible(page)


def test_without_javascript_it_is_a_page_of_its_own(visit: Visit) -> None:
    page = visit(javascript=False)
    page.goto(LESSON)
    section(page).locator(".section__end > .flag").get_by_role("link").click()
    page.get_by_label("Your note on this section").fill("On paper")
    page.get_by_role("button", name="Save the note").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.get_by_role("link", name="All your flags and notes").click()
    expect(page.get_by_text("On paper")).to_be_visible()
