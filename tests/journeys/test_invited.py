"""A seminar of its own: Ines invites Maria by link, Maria learns there, Chen finds nothing, and Ines lets Maria go."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from app.db import Database
from app.models import Path as PathRow
from tests.accounts import make_account
from tests.journeys.settling import settle
from tests.learner.folder import lay_path

Visit = Callable[..., Page]
SEMINAR = "/paths/seminar"


def test_ines_invites_maria_who_learns_until_she_is_let_go(visit: Visit, site: str, site_var: Path) -> None:
    database = Database(f"sqlite:///{site_var}/cairn.db")
    with database.writing() as session:
        session.get_one(PathRow, lay_path(session, slug="seminar").path_id).visibility = "private"

    def meet(name: str, *, expected: int | None = None, **paths: str) -> Page:
        page = visit(expected=expected)
        cookie = make_account(database, name, paths=paths)["cairn"]
        page.context.add_cookies([{"name": "cairn", "value": cookie, "url": site}])
        return page

    ines, maria, chen = (
        meet("Ines-of-the-seminar", seminar="owner"),
        meet("Maria-of-the-seminar", expected=404),
        meet("Chen-the-stranger", expected=404),
    )
    database.dispose()

    ines.goto("/studio/paths/seminar/members")
    ines.get_by_role("link", name="Invite somebody").click()
    ines.get_by_role("button", name="Make the invitation").click()
    expect(ines.get_by_role("status").filter(has_text="copy its link")).to_be_visible()
    ines.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ines.get_by_role("button", name="Copy").click()
    link = ines.get_by_label("Link of the invitation").input_value()
    ines.wait_for_function("async (link) => await navigator.clipboard.readText() === link", arg=link)

    maria.goto(link)
    expect(maria.get_by_text("Ines-of-the-seminar invites you to learn")).to_be_visible()
    maria.get_by_role("button", name="Accept").click()
    maria.wait_for_url(f"**{SEMINAR}")
    maria.goto(f"{SEMINAR}/lessons/gan")
    settle(maria)
    maria.locator(".recall__open").first.click()
    expect(maria.locator(".recall form[action*='/items/'], .recall a[href*='flip=1']").first).to_be_visible()
    maria.goto("/")
    expect(maria.get_by_role("heading", name="Your own shelf")).to_be_visible()
    expect(maria.get_by_role("link", name="Path seminar")).to_be_visible()

    chen.goto("/")
    settle(chen)
    expect(chen.get_by_role("heading", name="Generative AI, explained")).to_be_visible()
    expect(chen.get_by_role("heading", name="Your own shelf")).to_have_count(0)
    answer = chen.goto(SEMINAR)
    assert answer
    assert answer.status == 404

    ines.reload()
    ines.locator("summary", has_text="Maria-of-the-seminar").click()
    ines.get_by_role("button", name="Remove Maria-of-the-seminar").click()
    expect(ines.get_by_role("status").filter(has_text="no longer a member")).to_be_visible()
    expect(ines.get_by_label("Link of the invitation")).to_have_count(0)
    for address in (f"{SEMINAR}/lessons/gan", SEMINAR):
        answer = maria.goto(address)
        assert answer
        assert answer.status == 404
    maria.goto("/progress")
    expect(maria.get_by_text("Path seminar")).to_have_count(0)
