"""The editor in the browser: Ines types, sees what is wrong in the margin and the page beside it."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, Route, expect

from app.db import Database
from tests.accounts import make_account
from tests.journeys.serving import serving
from tests.sync.conftest import FILES

Visit = Callable[..., Page]
FILE = "/studio/paths/gans/files/lessons/idea.md"
LONG = "".join(f"\n## Part {n}\n\n{'They compete, and neither wins. ' * 12}\n" for n in range(30))


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("var")


@pytest.fixture(scope="module")
def site(var: Path) -> Iterator[str]:
    for file, text in FILES.items():
        place = var / "content" / "gans" / file
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text + (LONG if file == "lessons/idea.md" else ""))
    with serving(var, var / "content") as address:
        yield address


@pytest.fixture(scope="module")
def cookies(var: Path, site: str) -> Any:
    database = Database(f"sqlite:///{var}/cairn.db")
    made = make_account(database, "Ines", paths={"gans": "instructor"})
    database.dispose()
    return [{"name": name, "value": value, "url": site} for name, value in made.items()]


@pytest.fixture
def edit(visit: Visit, cookies: Any) -> Visit:
    """Opens a file in the editor; waits until it has been checked."""

    def open_file(address: str = FILE, *, javascript: bool = True, **how: Any) -> Page:
        page = visit(javascript=javascript, **how)
        context: BrowserContext = page.context
        context.add_cookies(cookies)
        page.add_init_script(
            "window.broken = []; addEventListener('securitypolicyviolation', (e) => broken.push(e.violatedDirective))"
        )
        page.goto(address)
        if javascript:
            expect(page.locator("#problems li").first).to_be_attached()
        return page

    return open_file


def expect_text(page: Page, part: str) -> None:
    """The text, as the form would send it, has this in it, or at its end where `part` ends with a line."""
    ending = "$" if part.endswith("\n") else ""
    expect(page.locator("#source")).to_have_value(re.compile(re.escape(part) + ending))


def test_what_is_typed_is_shown_and_what_is_wrong_with_it_stands_in_the_margin(edit: Visit) -> None:
    page = edit()
    preview = page.frame_locator("#preview iframe")
    expect(preview.locator("h1")).to_have_text("The idea")
    page.locator(".cm-content").click()
    page.keyboard.press("Control+Home")
    for _ in range(8):
        page.keyboard.press("ArrowDown")
    page.keyboard.type("Here is a *new* line.\n\n$$\\frac{$$\n\n")
    expect(preview.locator("em")).to_have_text("new")
    expect(page.locator(".cm-lint-marker-error")).to_be_visible()
    problem = page.locator("#problems .problem--error").first
    expect(problem).to_contain_text("Line 11")
    expect(preview.locator(".proof-note")).to_contain_text("Line 11")
    expect_text(page, "Here is a *new* line.")
    # In step: what is at the top of the text is at the top of the page.
    page.locator(".cm-scroller").evaluate("scroller => scroller.scrollTop = scroller.scrollHeight")
    page.wait_for_function("() => document.querySelector('#preview iframe').contentWindow.scrollY > 2000")
    problem.get_by_role("link").click()
    expect(page.locator(".cm-activeLine")).to_have_text("$$\\frac{$$")
    page.wait_for_function("() => document.querySelector('#preview iframe').contentWindow.scrollY < 1000")
    found = [v["id"] for v in Axe().run(page, options={"iframes": False}).response["violations"]]
    assert found == []
    assert page.evaluate("broken") == []


def test_until_the_server_has_answered_the_published_page_is_shown_and_nothing_is_said_of_the_text(
    visit: Visit, cookies: Any
) -> None:
    page = visit()
    page.context.add_cookies(cookies)
    page.route("**/*", lambda route: None if route.request.method == "POST" else route.continue_())
    page.goto(FILE)
    expect(page.locator(".cm-content")).to_be_visible()
    expect(page.locator("#checked")).to_be_hidden()
    expect(page.get_by_role("status").filter(has_text="Preparing the preview…")).to_be_visible()
    shown = page.frame_locator("#preview iframe")
    expect(shown.locator("h1")).to_have_text("The idea")
    expect(shown.locator(".masthead, script")).to_have_count(0)
    assert [v["id"] for v in Axe().run(page, options={"iframes": False}).response["violations"]] == []


def test_a_question_is_inserted_as_one_step_with_its_first_words_selected(edit: Visit) -> None:
    page = edit("/studio/paths/gans/files/quizzes/basics.md")
    before = page.locator("#source").input_value()
    page.get_by_role("button", name="One right").first.click()
    expect_text(page, "1. [x] The right answer")
    page.keyboard.press("Control+z")
    expect(page.locator("#source")).to_have_value(before)
    page.get_by_role("button", name="One right").first.click()
    page.keyboard.type("What is it?")
    expect_text(page, "## What is it?\n<!-- see: lessons/idea.md#two-players -->\n\n1. [x]")
    page.locator(".tools__open").click()
    page.get_by_role("button", name="See a section").click()
    page.keyboard.type("game")
    page.locator(".cm-tooltip-autocomplete li").get_by_text("The game").click()
    expect_text(page, "<!-- see: lessons/idea.md#two-players, lessons/idea.md#the-game -->")
    page.keyboard.press("Escape")
    # Letters typed here are no shortcuts of the page, and Tab leads out.
    page.keyboard.type("?j/")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("Tab")
    expect(page.locator("source-editor")).not_to_be_focused()


def test_an_address_opens_a_stub_or_a_line_and_unsaved_text_comes_back(edit: Visit) -> None:
    page = edit("/studio/paths/gans/files/flashcards.md?stub=card&see=lessons/idea.md%23the-game")
    expect_text(page, "<!-- see: lessons/idea.md#the-game -->\n\nThe answer behind it\n")
    # The browser is lost; the same person comes back.
    page.evaluate("window.addEventListener('beforeunload', (e) => e.stopImmediatePropagation(), true)")
    page.goto("/studio/paths/gans/files/flashcards.md#L8:1")
    page.reload()
    expect(page.locator("#unsaved")).to_contain_text(re.compile(r"unsaved text from (now|\d+ (second|minute)s? ago)"))
    expect(page.locator(".cm-activeLine")).to_contain_text("Only the discriminator")
    page.get_by_role("button", name="Take it").click()
    expect_text(page, "The answer behind it\n")


def test_on_a_phone_text_and_page_take_turns(edit: Visit) -> None:
    page = edit(width=320)
    expect(page.locator("#preview")).to_be_hidden()
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".cm-content")).to_be_hidden()
    expect(page.frame_locator("#preview iframe").locator("h1")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_without_javascript_it_is_a_plain_field(edit: Visit) -> None:
    page = edit(javascript=False)
    field = page.get_by_role("textbox", name="Markdown")
    field.fill(field.input_value().replace("They compete.", "They really compete.", 1))
    expect(page.locator("#source-tools")).to_be_hidden()
    page.get_by_role("button", name="Save draft").click()
    expect(page).to_have_url(re.compile("saved=draft"))
    expect(field).to_have_value(re.compile("They really compete."))


def test_a_draft_is_saved_where_one_stands(edit: Visit) -> None:
    page = edit("/studio/paths/gans/files/quizzes/basics.md")
    before, status = page.input_value("#source"), page.locator("#saved")
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("\n## Here\n\nIs a word.")
    page.evaluate("window.stays = true")
    expect(page.locator(".edit__changed")).to_be_visible()
    page.keyboard.press("Control+s")
    expect(status).to_have_text("Draft saved. Learners see it when you publish.")
    expect(page.locator(".edit__changed")).to_be_hidden()
    # The cursor stays where it was, and the text before can be had again.
    page.keyboard.type(" Yes.")
    expect_text(page, "Is a word. Yes.")
    expect(status).to_be_hidden()
    page.get_by_role("button", name="Save draft").click()
    expect(status).to_be_visible()
    expect(page.get_by_role("button", name="Save draft")).to_be_focused()
    page.keyboard.press("Control+s")
    expect(status).to_be_visible()
    page.locator(".cm-content").focus()
    for _ in range(20):
        if page.input_value("#source") == before:
            break
        page.keyboard.press("Control+z")
    expect(page.locator("#source")).to_have_value(before)
    page.keyboard.press("Control+s")
    expect(status).to_contain_text("no draft is left")
    assert page.evaluate("window.stays")
    page.get_by_role("button", name="Publish…").click()
    page.wait_for_url("**/publish")


def test_what_could_not_be_saved_is_not_taken_for_saved(edit: Visit) -> None:
    page = edit("/studio/paths/gans/files/quizzes/basics.md", expected=503)
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("\nNot lost.")
    page.route("**/files/**", lambda route: route.fulfill(status=503))
    page.keyboard.press("Control+s")
    expect(page.locator("net-status")).to_be_visible()
    expect(page.locator(".edit__changed")).to_be_visible()
    page.unroute("**/files/**")
    page.reload()
    page.locator("#unsaved").get_by_role("button").first.click()
    expect_text(page, "Not lost.")


def test_what_was_saved_elsewhere_meanwhile_is_compared_with_the_text_that_stays(edit: Visit) -> None:
    ines, other = edit("/studio/paths/gans/files/path.md", expected=409), edit("/studio/paths/gans/files/path.md")
    for page, key, words in ((other, "Control+End", "Elsewhere.\n"), (ines, "Control+Home", "")):
        page.locator(".cm-content").click()
        page.keyboard.press(key)
        page.keyboard.type(words)
    other.keyboard.press("Control+s")
    expect(other.locator("#saved")).to_contain_text("Draft saved")
    for _ in range(4):
        ines.keyboard.press("ArrowDown")
    ines.keyboard.press("End")
    ines.keyboard.type("\nmine: too")
    expect_text(ines, "mine: too")
    text = ines.input_value("#source")
    # Twice in haste: what has been saved meanwhile is not written over by the second, which nobody has seen.
    held: list[Route] = []
    ines.route("**/files/path.md", lambda route: route.continue_() if held else held.append(route))
    with ines.expect_request("**/files/path.md"):
        ines.keyboard.press("Control+s")
    ines.keyboard.press("Control+s")
    held[0].continue_()
    clash = ines.get_by_role("region", name="Meanwhile you saved this file elsewhere")
    expect(clash).to_be_focused()
    expect(ines.locator("net-status")).to_be_hidden()
    expect(ines.locator("#source")).to_have_value(text)
    clash.get_by_role("button", name="Put both into the text").click()
    expect(ines.locator(".notice")).to_be_focused()
    expect_text(ines, "Elsewhere.")
    expect_text(ines, "mine: too")
    ines.get_by_role("button", name="Save draft").click()
    expect(ines.locator("#saved")).to_contain_text("Draft saved")
    expect(clash).to_have_count(0)
    ines.locator(".cm-content").focus()
    ines.keyboard.press("Control+z")
    expect(ines.locator("#source")).to_have_value(text)
