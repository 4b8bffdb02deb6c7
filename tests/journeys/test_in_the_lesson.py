"""A lesson in the browser: a prompt opens in place, a term explains itself, reading is noted, code is copied."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.settling import settle
from tests.journeys.test_from_landing_to_progress import PATH, answer_whatever

Visit = Callable[..., Page]


def test_a_recall_prompt_opens_and_is_answered_in_place(visit: Visit) -> None:
    page = visit()
    page.goto(f"{PATH}/lessons/gan")
    settle(page)
    page.locator(".recall__open", has_text="question").first.click()
    expect(page.locator(".recall form[action*='/answers']").first).to_be_visible()
    answer_whatever(page)
    expect(
        page.get_by_role("heading", name=re.compile("Right|Not this time|Partly|Nearly", re.I)).first
    ).to_be_visible()
    assert page.url.endswith("/lessons/gan")


def test_reading_is_noted_and_there_after_a_reload(visit: Visit) -> None:
    page = visit(1440)
    page.goto(f"{PATH}/lessons/gan")
    section = page.locator("section[data-item]").first
    with page.expect_response(re.compile("/readings$")) as noted:
        section.scroll_into_view_if_needed()
        section.locator("> :not(section, .section__end, .marked)").last.scroll_into_view_if_needed()
    assert noted.value.status == 204
    page.goto(PATH)
    expect(page.locator(".stone--read").first).to_be_attached()
    expect(page.locator("#continue")).to_contain_text("Continue")


def test_a_term_explains_itself_on_tap_and_escape_hides_it(visit: Visit) -> None:
    page = visit(320)
    page.goto(f"{PATH}/lessons/gan")
    settle(page)
    page.locator(".term__link").first.tap()
    tip = page.locator(".term__tip").first
    expect(tip).to_be_visible()
    assert page.url.endswith("/lessons/gan")
    box = tip.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()


def test_code_is_copied(visit: Visit) -> None:
    page = visit()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{PATH}/lessons/gan")
    page.locator("copy-code button").first.click()
    page.wait_for_function("async () => (await navigator.clipboard.readText()).includes('import numpy as np')")


def test_two_tabs_and_the_back_button_count_an_answer_once(visit: Visit) -> None:
    page = visit()
    page.goto(f"{PATH}/quizzes/core")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_text("Question 1 of")).to_be_visible()
    sitting = page.url
    second = page.context.new_page()
    second.goto(page.url)
    answer_whatever(page)
    expect(page.get_by_role("link", name=re.compile("Next"))).to_be_visible()
    answer_whatever(second)
    expect(second.get_by_role("link", name=re.compile("Next"))).to_be_visible()
    page.get_by_role("link", name=re.compile("Next")).click()
    expect(page.get_by_text("Question 2 of")).to_be_visible()
    page.go_back()
    page.goto(sitting)
    expect(page.get_by_text("Question 2 of")).to_be_visible()
