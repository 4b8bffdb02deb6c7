"""Ada makes Ines an instructor, gives her a link for a new password, and keeps a backup; Ines sees none of it."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from app.db import Database
from tests.accounts import make_account
from tests.journeys.test_every_page import assert_accessible

Visit = Callable[..., Page]


def test_ada_looks_after_people_and_backups(visit: Visit, site: str, site_var: Path) -> None:
    database = Database(f"sqlite:///{site_var}/cairn.db")
    ada, ines, phone = visit(), visit(expected=404), visit(320, "dark")
    for page, name, role in ((ada, "Ada-of-the-server", "admin"), (ines, "Ines-the-new", "learner")):
        cookie = make_account(database, name, role=role)["cairn"]
        page.context.add_cookies([{"name": "cairn", "value": cookie, "url": site}])
    database.dispose()

    answer = ines.goto("/studio")
    assert answer
    assert answer.status == 404
    ada.goto("/studio/admin/people")
    ada.get_by_label("Name or email").fill("ines-the")
    ada.keyboard.press("Enter")
    expect(ada).to_have_url(re.compile("ines-the"))
    ada.get_by_role("link", name="Ines-the-new").click()
    ada.get_by_label("Instructor").check()
    ada.get_by_role("button", name="Save the role").click()
    expect(ada.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    ada.get_by_role("button", name="Make a link").click()
    link = ada.get_by_label("Link", exact=True).input_value()
    assert_accessible(ada)
    answer = ines.goto("/studio")
    assert answer
    assert answer.status == 200
    phone.goto(link)
    phone.locator("input[name=password]").fill("a long walk in the hills")
    phone.get_by_role("button", name="Save and sign in").click()
    expect(phone).not_to_have_url(link)
    phone.goto("/profile")
    expect(phone.get_by_text("ines-the-new@example.org").first).to_be_visible()

    ada.goto("/studio/admin/backups")
    ada.get_by_role("button", name="Back up now").click()
    expect(ada).to_have_url(re.compile("made="))
    with ada.expect_download() as kept:
        ada.locator("a[href*='/studio/admin/backups/']").first.click()
    assert Path(kept.value.path()).stat().st_size > 100_000
    answer = ines.goto("/studio/admin/backups")
    assert answer
    assert answer.status == 404
