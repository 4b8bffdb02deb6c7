"""A real server on the real content, and a real browser in front of it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests import browser as browsers
from tests.journeys.serving import ROOT, serving

WIDTHS = (320, 768, 1440)
SCHEMES = ("light", "dark")
# Milliseconds; far more than anything takes, so that a slow machine fails no test.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest begins first: else one worker has nothing to do while the other ends it."""
    items.sort(key=lambda item: "test_sixty_days" not in item.nodeid)


@pytest.fixture(scope="session")
def site_var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the server of `site` keeps its database, `cairn.db`."""
    return tmp_path_factory.mktemp("var")


@pytest.fixture(scope="session")
def site(site_var: Path) -> Iterator[str]:
    """Address of `cairn serve` on `content/`, with a database of its own."""
    with serving(site_var, ROOT / "content") as address:
        yield address


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    quiet = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    return {**browser_type_launch_args, "executable_path": browsers.find(), "args": quiet}


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Opens a fresh browser profile: `visit(320, "dark", javascript=False)`; below 768 pixels it has a touch screen.

    What a page asks of another host, and any error on its console but a status `expected`, fails the test.
    """
    opened: list[BrowserContext] = []
    wrong: list[str] = []

    def open_page(
        width: int = 1440, scheme: str = "light", *, javascript: bool = True, expected: int | None = None
    ) -> Page:
        context = browser.new_context(
            base_url=site,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
            java_script_enabled=javascript,
            reduced_motion="reduce",
            has_touch=width < 768,
            timezone_id="UTC",
        )
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        page = context.new_page()
        page.on(
            "request",
            lambda r: None if r.url.startswith((site, "data:")) else wrong.append(f"asked another host: {r.url}"),
        )
        page.on("pageerror", lambda e: wrong.append(f"script error: {e}"))

        def on_console(message: ConsoleMessage) -> None:
            is_expected = expected and f"status of {expected}" in message.text
            if message.type == "error" and not is_expected:
                wrong.append(f"console: {message.text}")

        page.on("console", on_console)
        return page

    yield open_page
    for context in opened:
        context.close()
    assert wrong == []
