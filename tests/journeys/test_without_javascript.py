"""With scripts off everything a learner does still works: links, forms, folds."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.test_from_landing_to_progress import PATH, answer_whatever

Visit = Callable[..., Page]


def test_ben_answers_a_quiz_to_its_end(visit: Visit) -> None:
    page = visit(768, javascript=False)
    page.goto(f"{PATH}/quizzes/core")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url(re.compile("/sittings/"))
    sitting = page.url
    for _ in range(60):
        if not page.locator("form[action*='/answers']").count():
            break
        answer_whatever(page)
        page.wait_for_url(re.compile("/answers/"))
        page.get_by_role("link", name=re.compile("Next|result|score", re.I)).first.click()
        # A click does not wait for the page that it leads to.
        page.wait_for_url(re.compile("/sittings/"))
    expect(page.get_by_role("button", name=re.compile("again", re.I)).first).to_be_visible()
    assert page.url == sitting
    page.get_by_role("button", name=re.compile("^Retake")).click()
    expect(page).not_to_have_url(sitting)
    expect(page).to_have_url(re.compile("/sittings/"))


def test_ben_sends_an_empty_form_and_is_told(visit: Visit) -> None:
    page = visit(320, javascript=False, expected=422)
    page.goto(f"{PATH}/quizzes/core")
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_role("alert")).to_be_visible()
    answer_whatever(page)
    expect(page.get_by_role("link", name=re.compile("Next"))).to_be_visible()


def test_ben_reviews_a_card_and_takes_it_back(visit: Visit) -> None:
    page = visit(320, javascript=False)
    page.goto("/reviews?path=generative-ai")
    front = page.locator("#card-front").inner_text()
    page.get_by_role("link", name=re.compile("Turn")).click()
    page.get_by_role("button", name=re.compile("Got it")).click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    expect(page.locator("#card-front")).not_to_have_text(front, use_inner_text=True)
    page.get_by_role("button", name=re.compile("Undo|Take back")).click()
    expect(page.locator("#card-front")).to_have_text(re.compile(re.escape(front[:30])))


def test_ben_reads_folds_and_terms(visit: Visit) -> None:
    page = visit(320, javascript=False)
    page.goto(f"{PATH}/lessons/vae")
    page.locator("page-outline summary").click()
    expect(page.locator("page-outline nav")).to_be_visible()
    page.locator(".term__link").first.focus()
    expect(page.locator(".term__tip").first).to_be_visible()
    page.locator(".recall__open").first.click()
    expect(page).to_have_url(re.compile("/items/"))
    expect(page.locator("h1")).to_have_count(1)
