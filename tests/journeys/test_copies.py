"""An admin makes a path her own and takes in what became better; an instructor gives back what he made better."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from app.content.child import Renderer
from app.content.sync import sync
from app.db import Database
from tests.accounts import COOKIE, make_account
from tests.copies.conftest import FILES
from tests.journeys.conftest import PATIENCE
from tests.journeys.serving import serving
from tests.journeys.test_every_page import assert_accessible
from tests.journeys.test_from_landing_to_progress import no_sideways_scroll

CRUST, MINE, THEIRS = (
    "It browns where it is hot and dry.",
    "Ours browns late.",
    "It browns where it is hot, dry and sweet.",
)


@dataclass
class Bakery:
    """A server with the path `bread`, and people with an account in front of it."""

    address: str
    content: Path
    database: Database
    enter: Callable[..., Page]

    def edit(self, path: str, old: str, new: str) -> None:
        place = self.content / path / "lessons/crumb.md"
        assert old in place.read_text()
        place.write_text(place.read_text().replace(old, new))

    def sync(self) -> None:
        with Renderer(processes=1) as renderer:
            sync(self.database, self.content, renderer=renderer)

    def lesson(self, path: str) -> str:
        return (self.content / path / "lessons/crumb.md").read_text()


@pytest.fixture(scope="module")
def bakery(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Bakery]:
    var = tmp_path_factory.mktemp("bakery")
    content, opened = var / "content", list[BrowserContext]()
    for file, text in FILES.items():
        place = content / "bread" / file
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    with serving(var, content) as address:
        database = Database(f"sqlite:///{var}/cairn.db")

        def enter(name: str, *, width: int = 1440, scheme: str = "light", **roles: object) -> Page:
            context = browser.new_context(
                base_url=address,
                viewport={"width": width, "height": 900},
                color_scheme="dark" if scheme == "dark" else "light",
                reduced_motion="reduce",
            )
            context.set_default_timeout(PATIENCE)
            opened.append(context)
            token = make_account(database, name, **roles)[COOKIE]  # type: ignore[arg-type]
            context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
            return context.new_page()

        yield Bakery(address, content, database, enter)
        for context in opened:
            context.close()
        database.dispose()


def test_an_admin_clones_a_path_and_settles_a_conflict(bakery: Bakery) -> None:
    page = bakery.enter("Ada", role="admin")
    page.goto("/paths/bread")
    page.get_by_role("link", name="Make it your own").first.click()
    name = page.get_by_label("Name in addresses")
    name.fill("bread")
    page.get_by_role("button", name="Make my copy").click()
    expect(page.get_by_role("alert")).to_contain_text("The name bread is taken")
    name.fill("rolls")
    page.get_by_label("Title").fill("Rolls")
    held: list[Route] = []
    page.route("**/clones", lambda route: held.append(route))
    bar = page.get_by_role("progressbar", name="Making the copy")
    expect(bar).to_be_hidden()
    with page.expect_request("**/studio/underway/*") as asked:
        page.get_by_role("button", name="Make my copy").click()
    expect(bar).to_be_visible()
    assert asked.value.url.rpartition("/")[2] in (held[0].request.post_data or "")
    held[0].continue_()
    page.wait_for_url("**/studio/paths/rolls*")

    bakery.edit("rolls", CRUST, MINE)
    bakery.edit("bread", CRUST, THEIRS)
    bakery.edit("bread", "Gas makes them", "Gas of yeast makes them")
    bakery.sync()
    page.goto("/studio")
    page.get_by_role("link", name="The original has changed").click()
    crust = page.get_by_role("group", name="Section Crust")
    expect(crust.get_by_role("group", name="Take the original's")).to_contain_text(THEIRS)
    page.get_by_role("button", name="Take it into my path").click()
    expect(page.get_by_role("alert")).to_contain_text("1 is still to settle")
    assert_accessible(page)
    crust.get_by_label("Make one text of both").check()
    text = crust.get_by_role("textbox")
    expect(text).to_have_value(f"## Crust\n\n{MINE}\n{THEIRS}")
    text.fill(f"## Crust\n\n{MINE} It is hot, dry and sweet there.")
    page.set_viewport_size({"width": 320, "height": 800})
    no_sideways_scroll(page)
    page.get_by_role("button", name="Take it into my path").click()
    expect(page.get_by_role("status")).to_contain_text("learners have it as revision 3")
    expect(page.get_by_role("link", name="Not what you wanted?")).to_have_attribute(
        "href", "/studio/paths/rolls/history/2"
    )
    assert f"{MINE} It is hot, dry and sweet there.\n" in bakery.lesson("rolls")
    assert "Gas of yeast" in bakery.lesson("rolls")


def test_an_instructor_gives_back_and_the_original_takes_it(bakery: Bakery) -> None:
    ben = bakery.enter("Ben", role="instructor")
    ben.goto("/paths/bread/clones/new")
    ben.get_by_label("Name in addresses").fill("buns")
    ben.get_by_role("button", name="Make my copy").click()
    ben.wait_for_url("**/studio/paths/buns*")
    bakery.edit("buns", "What is inside.", "Inside.")
    bakery.edit("buns", "a strong network", "our strong network")
    bakery.sync()
    ben.goto("/studio/paths/buns/suggest")
    ben.get_by_role("checkbox", name="Section Holes").uncheck()
    ben.get_by_label("What it is good for").fill("Shorter, and truer")
    ben.get_by_role("button", name="Send it").click()
    expect(ben.get_by_role("status")).to_contain_text("Sent.")

    ines = bakery.enter("Ines", width=320, scheme="dark", paths={"bread": "instructor"})
    ines.goto("/studio")
    ines.get_by_role("link", name="1 suggestion waits").click()
    expect(ines.get_by_text("Shorter, and truer")).to_be_visible()
    ines.get_by_role("link", name="From Ben").click()
    expect(ines).to_have_url(re.compile(r"/suggestions/[^/]+$"))
    ines.get_by_text("Look", exact=False).first.click()
    expect(ines.locator("ins").first).to_have_text("Inside")
    no_sideways_scroll(ines)
    assert_accessible(ines)
    ines.get_by_role("button", name="Take it", exact=True).click()
    expect(ines.get_by_role("status")).to_contain_text("Taken")
    assert "\nInside.\n" in bakery.lesson("bread")
    assert "our strong" not in bakery.lesson("bread")
    ben.goto("/studio/paths/buns/suggest")
    expect(ben.get_by_text("taken", exact=True)).to_be_visible()
