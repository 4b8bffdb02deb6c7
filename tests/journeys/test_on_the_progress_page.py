"""The progress page in a browser: an exam is set in place, and days are walked with the arrow keys."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import WIDTHS
from tests.journeys.settling import settle
from tests.journeys.test_every_page import assert_accessible
from tests.journeys.test_from_landing_to_progress import answer_whatever, no_sideways_scroll


@pytest.mark.parametrize("width", WIDTHS)
def test_maria_sets_an_exam_where_she_sees_what_she_would_recall(visit: Callable[..., Page], width: int) -> None:
    page = visit(width, "dark" if width == 768 else "light")
    page.goto("/reviews?path=generative-ai")
    settle(page)
    page.keyboard.press("Space")
    page.get_by_role("button", name=re.compile("Got it")).click()
    expect(page.get_by_role("button", name=re.compile("Undo"))).to_be_visible()
    page.goto("/paths/generative-ai/quizzes/core")
    page.get_by_role("button", name="Begin").click()
    answer_whatever(page)
    page.get_by_role("link", name="Next").wait_for()

    page.goto("/progress")
    settle(page)
    expect(page.get_by_text(re.compile("Today you would recall"))).to_be_visible()
    day = (datetime.now(UTC) + timedelta(days=21)).date().isoformat()
    page.evaluate("window.same = true")
    page.get_by_label("Day of the exam").fill(day)
    page.get_by_role("button", name="Plan for it").click()
    expect(page.get_by_text("then three days of polish.")).to_be_visible()
    assert page.evaluate("window.same"), "the page was loaded anew"
    expect(page.locator(".exam__said")).to_be_focused()
    expect(page.get_by_role("img", name="What you would recall")).to_be_visible()
    page.get_by_text("The same in numbers").click()
    expect(page.get_by_role("row", name=re.compile(r"^Today \d"))).to_be_visible()
    no_sideways_scroll(page)
    assert_accessible(page)

    page.locator("a.day").focus()
    expect(page.locator(".day__words", has_text="2 recalls")).to_have_css("opacity", "1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="History")).to_be_visible()
    expect(page.locator(".event")).to_have_count(2)
    no_sideways_scroll(page)
    assert_accessible(page)


def test_one_day_is_a_tab_stop_and_arrows_go_to_the_others(visit: Callable[..., Page]) -> None:
    page = visit(1440)
    page.goto("/progress")
    settle(page)
    cell = '<td><a class="day day--1" href="/history?day=2026-06-{day}">{day}</a></td>'
    rows = "".join(f"<tr>{cell.format(day=day)}{cell.format(day=day + 7)}</tr>" for day in range(10, 13))
    page.evaluate(
        "html => document.querySelector('main').innerHTML = html", f"<day-grid><table>{rows}</table></day-grid>"
    )
    days = page.locator("a.day[tabindex='0']")
    expect(days).to_have_text("19")
    days.focus()
    for key, there in (("ArrowLeft", "18"), ("ArrowUp", "17"), ("ArrowUp", "12"), ("Home", "10"), ("ArrowLeft", "10")):
        page.keyboard.press(key)
        expect(page.locator("a.day:focus")).to_have_text(there)
        expect(days).to_have_text(there)
    page.keyboard.press("End")
    expect(page.locator("a.day:focus")).to_have_text("19")
