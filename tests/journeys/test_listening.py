"""Listening in the browser: the voice, the sentence that is spoken, keys, other pages and devices, no JavaScript."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.settling import settle
from tests.journeys.test_every_page import assert_accessible
from tests.journeys.test_from_landing_to_progress import PATH, no_sideways_scroll

Visit = Callable[..., Page]
PODCAST = f"{PATH}/podcast"
SECOND, NEXT = "Word by word, or by two dials", "The aunt at the table"


# A sentence lasts a second or two, and a slow machine may take as long to look at it: a quarter as fast. It is what the
# player keeps of the speed that was chosen last.
SLOWLY = "localStorage['listening-rate'] ??= '0.25'"


def audio(page: Page, name: str) -> Any:
    return page.locator("podcast-player audio").evaluate(f"audio => audio.{name}")


def wait_until_it_plays(page: Page, second: float, most: float = 15) -> None:
    """Until the voice is past this second, and not far from it: at most so many seconds."""
    page.wait_for_function(
        "([second, most]) => { const { paused, currentTime } = document.querySelector('audio') ?? {};"
        " return paused === false && currentTime > second && currentTime < second + most }",
        arg=[second, most],
    )


def test_maria_listens_and_the_transcript_follows(visit: Visit) -> None:
    page = visit()
    page.add_init_script(SLOWLY)
    page.goto(PODCAST)
    settle(page)
    page.get_by_role("button", name="Play").click()
    # The sentence first, which is soon over.
    spoken = page.locator(".sentence[aria-current=true]")
    expect(spoken).to_have_text("My grandmother left me forty soup recipes, Theo.")
    wait_until_it_plays(page, 0)

    page.get_by_role("button", name=NEXT).click()
    expect(spoken).to_have_text("My aunt would spit out beige.")
    expect(page.get_by_role("button", name=NEXT)).to_have_attribute("aria-current", "true")
    wait_until_it_plays(page, 71)
    page.get_by_text("That’s how a chatbot talks.").click()
    expect(spoken).to_have_text("That’s how a chatbot talks.")
    expect(page.locator(".player__chapter")).to_have_text(SECOND)
    wait_until_it_plays(page, 37)
    page.get_by_role("button", name="Pause").click()

    media = page.evaluate("[navigator.mediaSession.metadata.title, navigator.mediaSession.metadata.artist]")
    assert media == ["The forty-first soup", "Maya, Theo"]
    page.get_by_label("Speed").select_option("1.5")
    with page.expect_response(re.compile("/heard")):
        page.get_by_role("link", name="Ask me").click()
    expect(page.locator("#heard")).to_be_focused()
    page.locator("#heard .recall__open").first.click()
    expect(page.locator("#heard form").first).to_be_visible()
    page.reload()
    expect(page.locator(".player__clock")).to_contain_text(re.compile("0:(3[789]|4.)"))
    assert audio(page, "playbackRate") == 1.5


def test_the_keys_of_the_player_are_its_own(visit: Visit) -> None:
    page = visit()
    page.goto(PODCAST)
    settle(page)
    place = page.get_by_role("slider")
    expect(place).to_be_visible()
    place.focus()
    for key, second in (("l", 15), ("ArrowRight", 30), ("j", 15), ("ArrowLeft", 0), ("ArrowLeft", 0)):
        page.keyboard.press(key)
        expect(page.locator("podcast-player audio"), key).to_have_js_property("currentTime", second)
    expect(place).to_have_attribute("aria-valuetext", "0:00 of 3:15")
    page.keyboard.press("k")
    wait_until_it_plays(page, 0.1)
    page.keyboard.press("Space")
    expect(page.locator("podcast-player audio")).to_have_js_property("paused", True)
    assert page.evaluate("scrollY") == 0

    stops = page.locator(".sentence[tabindex='0']")
    expect(stops).to_have_count(1)
    stops.focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_text("Hers, but new.")).to_be_focused()
    page.keyboard.press("Enter")
    wait_until_it_plays(page, 5)
    expect(stops).to_have_count(1)


def test_the_voice_goes_along_to_a_lesson_until_she_stops_it(visit: Visit) -> None:
    page = visit(320, "dark")
    page.add_init_script(SLOWLY)
    page.goto(PODCAST)
    page.get_by_role("button", name=SECOND).click()
    wait_until_it_plays(page, 28)
    # On a narrow window the deck goes along to the transcript too.
    page.locator(".transcript__see").first.scroll_into_view_if_needed()
    expect(page.locator(".player--away .player__deck")).to_be_in_viewport()
    no_sideways_scroll(page)
    page.get_by_role("link", name="Learn a pile").click()
    wait_until_it_plays(page, 28, 60)
    bar = page.locator(".player--bar .player__deck")
    expect(bar).to_be_in_viewport()
    expect(page).to_have_title(re.compile("^What"))
    no_sideways_scroll(page)
    assert_accessible(page)
    page.evaluate("scrollTo(0, 1e6)")
    page.wait_for_function(
        "() => document.querySelector('.colophon__inner').getBoundingClientRect().bottom"
        " <= document.querySelector('.player--bar .player__deck').getBoundingClientRect().top"
    )

    lesson = page.url
    page.get_by_role("link", name=re.compile("^Next")).click()
    # It plays on the page before too.
    expect(page).not_to_have_url(lesson)
    wait_until_it_plays(page, 28, 60)
    page.go_back()
    expect(page.locator(".player--bar .player__clock")).to_have_text(re.compile(r"0:(2[89]|[3-5]\d) / 3:15"))
    with page.expect_request(re.compile("/listens$")) as noted:
        page.get_by_role("button", name="Stop listening").click()
    assert re.search(r"second=\d\d", noted.value.post_data or "")
    assert page.evaluate("sessionStorage.listening") is None
    with page.expect_response(re.compile("/mine")):
        page.reload()
    settle(page)
    expect(bar).to_have_count(0)


def test_she_goes_on_at_another_device_and_hears_it_to_the_end(visit: Visit) -> None:
    phone, desk = visit(320), visit(1440)
    phone.add_init_script(SLOWLY)
    phone.goto(PODCAST)
    # Nothing is told to the server before the page is whole.
    settle(phone)
    phone.get_by_role("button", name=NEXT).click()
    wait_until_it_plays(phone, 71)
    with phone.expect_response(re.compile("/listens$")):
        phone.get_by_role("button", name="Pause").click()

    desk.context.add_cookies([dict(cookie) for cookie in phone.context.cookies()])  # type: ignore[misc]
    desk.goto(PATH)
    expect(desk.locator(".player__clock")).to_contain_text("1:1")
    desk.get_by_role("button", name=re.compile("Go on at 1:1")).click()
    wait_until_it_plays(desk, 71)
    desk.locator("podcast-player").evaluate("player => player.seek(194.5)")
    expect(desk.get_by_text("Heard to the end")).to_be_visible()
    phone.goto(PODCAST)
    expect(phone.get_by_text("Heard to the end")).to_be_visible()
    expect(phone.locator(".player__clock")).to_contain_text("0:00")


# As Safari does: a page speaks only once somebody has touched it. Chromium lets one speak that was reached by a click.
STRICT = """
const play = HTMLMediaElement.prototype.play;
let isAsked = false;
addEventListener("click", () => { isAsked = true }, true);
HTMLMediaElement.prototype.play = function () {
  return isAsked ? play.call(this) : Promise.reject(new DOMException("", "NotAllowedError"));
};
"""


def test_a_browser_that_wants_to_be_asked_first_is_asked(visit: Visit) -> None:
    page = visit(768)
    page.add_init_script(STRICT)
    page.goto(PODCAST)
    page.get_by_role("button", name=SECOND).click()
    wait_until_it_plays(page, 28)
    page.get_by_role("link", name="Learn a pile").click()
    expect(page.get_by_text("Go on listening at 0:")).to_be_visible()
    page.get_by_role("button", name="Play").click()
    wait_until_it_plays(page, 28, 60)
    expect(page.locator(".player__chapter")).to_have_text(SECOND)


@pytest.mark.parametrize("width", [320, 1440])
def test_ben_listens_without_javascript(visit: Visit, width: int) -> None:
    page = visit(width, javascript=False)
    page.goto(PODCAST)
    expect(page.locator("audio")).to_be_visible()
    expect(page.locator(".player__deck")).to_be_hidden()
    page.get_by_role("link", name=NEXT).click()
    expect(page).to_have_url(re.compile("#the-aunt-at-the-table$"))
    page.get_by_role("link", name="Ask me").click()
    expect(page).to_have_url(re.compile("/heard"))
    no_sideways_scroll(page)
    page.get_by_role("link", name="Recall question").first.click()
    expect(page).to_have_url(re.compile("/items/"))
