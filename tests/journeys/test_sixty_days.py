"""Maria reviews for sixty days in a real browser, with a head that forgets by another curve than ours."""

import random
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.serving import serving
from tests.journeys.settling import settle
from tests.journeys.test_keyboard import ASKED, TURNED
from tests.learner.head import Trace

CARDS, DAYS = 16, 60
PATH = "---\ntitle: Sixty days\nparts:\n  - title: All\n    lessons: [one]\n---\n\nA path to remember.\n"
LESSON = "---\ntitle: One\n---\n\n" + "".join(f"## Section {n}\n\nAbout {n}.\n\n" for n in range(4))
DECK = "---\ntitle: Cards\n---\n\n" + "".join(
    f"## What is fact {n}?\n<!-- id: fact-{n}; see: lessons/one.md#section-{n % 4} -->\n\nIt is {n}.\n\n"
    for n in range(CARDS)
)


class Calendar:
    """The server's clock: every day at nine, and minutes that go by while Maria sits there."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.began = datetime.now(UTC)
        nine = self.began.replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=1)
        self.ahead = nine - self.began
        self.write()

    @property
    def now(self) -> datetime:
        return self.began + self.ahead

    def pass_by(self, time: timedelta) -> None:
        self.ahead += time
        self.write()

    def write(self) -> None:
        # The server reads it whenever it asks for the time, and must never find it half written.
        beside = self.file.with_suffix(".new")
        beside.write_text(str(self.ahead.total_seconds()))
        beside.replace(self.file)


@pytest.fixture(scope="module")
def calendar(tmp_path_factory: pytest.TempPathFactory) -> Calendar:
    return Calendar(tmp_path_factory.mktemp("clock") / "ahead")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, calendar: Calendar) -> Iterator[str]:
    content = tmp_path_factory.mktemp("content")
    files = {"path.md": PATH, "lessons/one.md": LESSON, "flashcards.md": DECK}
    for file, text in files.items():
        place = content / "sixty" / file
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    with serving(
        tmp_path_factory.mktemp("var"), content, "-m", "tests.journeys.clocked", str(calendar.file)
    ) as address:
        yield address


def review_all(page: Page, calendar: Calendar, traces: dict[str, Trace], lot: random.Random) -> int:
    """Does the day's session to its end; gives how many cards it asked for."""
    page.goto("/reviews?path=sixty")
    settle(page)
    asked = 0
    while page.locator("#card-front").count():
        front = page.locator("#card-front").inner_text()
        asked += 1
        assert asked < 100, "the queue does not empty"
        knows = traces[front].is_recalled(calendar.now, lot) if front in traces else lot.random() < 0.8
        if front not in traces:
            traces[front] = Trace(0.3, 3.0, 2.3 if knows else 0.5, calendar.now)
        page.keyboard.press("Space")
        page.locator(TURNED).wait_for()
        calendar.pass_by(timedelta(seconds=20))
        page.keyboard.press("2" if knows else "1")
        page.locator(ASKED).wait_for()
    expect(page.locator(".flash__done")).to_be_visible()
    return asked


def test_the_queue_empties_and_leaves_longer_pauses(visit: Callable[..., Page], calendar: Calendar) -> None:
    page, lot = visit(), random.Random(4)
    traces: dict[str, Trace] = {}
    asked = []
    for _ in range(DAYS):
        began = calendar.now
        asked.append(review_all(page, calendar, traces, lot))
        calendar.pass_by(began + timedelta(days=1) - calendar.now)
    assert len(traces) == CARDS
    first, second, last = sum(asked[:10]), sum(asked[10:30]) / 2, sum(asked[30:]) / 3
    assert first > second > last > 0
    page.goto("/progress")
    said = re.search(r"(\d+) of (\d+)", page.locator(".journey__forecast").first.inner_text())
    assert said
    kept = sum(trace.recall(calendar.now) for trace in traces.values())
    assert int(said[2]) == CARDS
    assert abs(int(said[1]) - kept) / CARDS < 0.1
