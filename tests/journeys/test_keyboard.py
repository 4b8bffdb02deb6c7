"""Everything by keyboard: cards turn, ratings land, sections follow each other, the list of keys opens and closes."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.settling import settle
from tests.journeys.test_from_landing_to_progress import PATH

Visit = Callable[..., Page]
# A card, or that there is none any more, as htmx has made it ready; and the buttons below its back.
ASKED, TURNED = ".flash__turn[data-htmx-powered], .flash__done", ".rate[data-htmx-powered]"


def test_space_turns_a_card_numbers_rate_it_and_u_takes_it_back(visit: Visit) -> None:
    page = visit()
    page.goto("/reviews?path=generative-ai")
    settle(page)
    front = page.locator("#card-front").inner_text()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name=re.compile("Forgot"))).to_be_visible()
    page.keyboard.press("1")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    expect(page.locator("#card-front")).not_to_have_text(front, use_inner_text=True)
    page.keyboard.press("u")
    expect(page.locator("#card-front")).to_have_text(front, use_inner_text=True)


def test_a_forgotten_card_comes_back_before_the_session_ends(visit: Visit) -> None:
    page = visit()
    page.goto("/reviews?path=generative-ai")
    settle(page)
    forgotten = page.locator("#card-front").inner_text()
    seen = []
    for n in range(60):
        front = page.locator("#card-front")
        if not front.count():
            break
        seen.append(front.inner_text())
        page.keyboard.press("Space")
        page.locator(TURNED).wait_for()
        page.keyboard.press("1" if n == 0 else "2")
        page.locator(ASKED).wait_for()
    assert seen.count(forgotten) >= 2
    expect(page.get_by_role("heading", name=re.compile("all for now|done|enough", re.I))).to_be_visible()


def test_j_and_k_walk_through_the_sections(visit: Visit) -> None:
    page = visit()
    page.goto(f"{PATH}/lessons/gan")
    settle(page)
    before = page.evaluate("scrollY")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.wait_for_function("before => scrollY > before", arg=before)
    further = page.evaluate("scrollY")
    page.keyboard.press("k")
    page.wait_for_function("further => scrollY < further", arg=further)


def test_a_question_mark_lists_the_keys_and_escape_closes_the_list(visit: Visit) -> None:
    page = visit()
    page.goto(PATH)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_the_first_tab_leads_past_the_masthead(visit: Visit) -> None:
    page = visit()
    page.goto(PATH)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
