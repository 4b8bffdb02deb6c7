"""The table of public pages: filled once, dropped when the source changes, never filled with what is out of date."""

import threading
import time
from collections.abc import Hashable

from app.web.public import PublicTable, Source
from app.web.replies import Reply

PATH = 1


def page(text: str, repeat: int = 1) -> Reply:
    return Reply(text.encode() * repeat, "text/html", compress=False)


class Content:
    """A path whose revision can be raised, as a sync does."""

    def __init__(self) -> None:
        self.revision = 1

    def stamps(self) -> dict[int, Hashable]:
        return {PATH: self.revision}

    @property
    def source(self) -> Source:
        return Source(PATH, self.revision)


def test_it_draws_a_page_once() -> None:
    content = Content()
    table = PublicTable(content.stamps)
    drawn = table.fill("/a", content.source, lambda: page("one"))
    assert table.find("/a") is drawn
    assert table.fill("/a", content.source, lambda: page("two")) is drawn
    assert table.fills == 1


def test_it_drops_a_page_when_its_source_has_changed() -> None:
    content = Content()
    table = PublicTable(content.stamps)
    table.fill("/a", content.source, lambda: page("one"))
    content.revision = 2
    table.refresh()
    assert table.find("/a") is None
    assert table.size == 0


def test_it_keeps_a_page_whose_source_is_the_same() -> None:
    content = Content()
    table = PublicTable(content.stamps)
    drawn = table.fill("/a", content.source, lambda: page("one"))
    table.refresh()
    assert table.find("/a") is drawn


def test_it_drops_the_pages_of_a_path_that_has_gone() -> None:
    stamps: dict[int, Hashable] = {PATH: 1}
    table = PublicTable(lambda: dict(stamps))
    table.fill("/a", Source(PATH, 1), lambda: page("one"))
    stamps.clear()
    table.refresh()
    assert table.find("/a") is None


def test_a_fill_from_an_old_revision_does_not_enter_after_the_drop() -> None:
    content = Content()
    table = PublicTable(content.stamps)
    old = content.source
    began, changed = threading.Event(), threading.Event()

    def draw_slowly() -> Reply:
        began.set()
        changed.wait(60)
        return page("old")

    answers: list[Reply] = []
    slow = threading.Thread(target=lambda: answers.append(table.fill("/a", old, draw_slowly)))
    slow.start()
    began.wait(60)
    content.revision = 2
    table.refresh()
    changed.set()
    slow.join(60)
    assert answers[0].plain.body["body"] == b"old"
    assert table.find("/a") is None
    table.fill("/a", content.source, lambda: page("new"))
    found = table.find("/a")
    assert found
    assert found.plain.body["body"] == b"new"


def test_a_page_of_a_revision_newer_than_the_last_look_is_kept_at_once() -> None:
    content = Content()
    table = PublicTable(content.stamps)
    table.refresh()
    content.revision = 2
    drawn = table.fill("/a", content.source, lambda: page("new"))
    assert table.find("/a") is drawn


def test_many_who_ask_at_once_have_it_drawn_once() -> None:
    content = Content()
    table = PublicTable(content.stamps)
    together = threading.Barrier(8)

    def draw_slowly() -> Reply:
        time.sleep(0.05)
        return page("one")

    def ask() -> None:
        together.wait(60)
        table.fill("/a", content.source, draw_slowly)

    askers = [threading.Thread(target=ask) for _ in range(8)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join(60)
    assert table.fills == 1


def test_it_lets_go_of_the_least_recently_asked_for() -> None:
    content = Content()
    table = PublicTable(content.stamps, limit=100)
    for name in range(33):
        table.fill(f"/{name}", content.source, lambda: page("abc"))
    assert table.find("/0")
    table.fill("/new", content.source, lambda: page("abc"))
    assert table.find("/0")
    assert table.find("/1") is None
    assert table.size <= 100


def test_it_does_not_keep_a_page_that_would_fill_it() -> None:
    content = Content()
    table = PublicTable(content.stamps, limit=160)
    table.fill("/a", content.source, lambda: page("0123456789x"))
    assert table.find("/a") is None


def test_what_is_fixed_stays() -> None:
    content = Content()
    table = PublicTable(content.stamps, {"/static/a.js": page("a")}, limit=1)
    content.revision = 2
    table.refresh()
    assert table.find("/static/a.js")
