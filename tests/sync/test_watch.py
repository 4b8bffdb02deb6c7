"""A saved edit is published by itself; a broken one changes nothing but a message."""

import os
import queue
import shutil
import threading
from collections.abc import Callable, Iterator

import pytest

from app.content.sync import SyncReport
from app.content.watch import watch
from tests.sync.conftest import LESSON, PATH, Site

# Seconds; far more than it takes, so that a slow machine fails no test.
PATIENCE = 60


class Watched:
    """A site that is watched, and what it tells."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.told: queue.Queue[SyncReport] = queue.Queue()
        self.failures: list[Exception] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def _watch(self) -> None:
        watch(
            self.site.database,
            self.site.content,
            renderer=self.site.renderer,
            tell=self._tell,
            fail=self.failures.append,
            stop=self._stop,
        )

    def _tell(self, reports: list[SyncReport]) -> None:
        for report in reports:
            self.told.put(report)

    def next(self) -> SyncReport:
        return self.told.get(timeout=PATIENCE)

    def until(self, is_it: Callable[[SyncReport], bool]) -> SyncReport:
        """The next report that is so. Before it others may be told: a file may be read while it is half written."""
        while not is_it(report := self.next()):
            pass
        return report

    def published(self) -> int | None:
        return self.until(lambda report: report.outcome == "published").revision

    def end(self) -> None:
        self._stop.set()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()


@pytest.fixture
def watched(site: Site) -> Iterator[Watched]:
    site.replace("path.md", "one game", "one game, saved just before the watch began")
    made = Watched(site)
    assert made.next().revision == 2
    yield made
    made.end()


def test_it_publishes_each_saved_edit(watched: Watched) -> None:
    watched.site.write(path=PATH.replace("one game", "a game"))
    assert watched.published() == 3
    watched.site.write(lessons__new=LESSON.replace("The idea", "Another"))
    assert (watched.published(), watched.site.pages().keys() >= {"lessons/new.md"}) == (4, True)


def test_an_editor_that_writes_aside_and_renames_is_understood(watched: Watched) -> None:
    aside = watched.site.content / "gans/.path.md.swp"
    aside.write_text(PATH.replace("one game", "a game"))
    os.replace(aside, watched.site.content / "gans/path.md")
    assert watched.next().revision == 3


def test_a_broken_file_changes_nothing_but_a_message_with_its_line(watched: Watched) -> None:
    before = watched.site.counts()
    watched.site.write(path="---\ntitle: GANs\ntitle: [\n---\n")
    report = watched.until(lambda report: any(problem.rule == "yaml" for problem in report.problems))
    assert report.outcome == "refused"
    assert [(p.file, p.line) for p in report.problems if p.rule == "yaml"] == [("gans/path.md", 3)]
    assert watched.site.counts() == before
    watched.site.write(path=PATH)
    assert watched.published() == 3


def test_a_folder_that_vanished_is_watched_again_when_it_is_back(watched: Watched) -> None:
    aside = watched.site.content.parent / "aside"
    shutil.copytree(watched.site.content, aside)
    shutil.rmtree(watched.site.content)
    assert watched.next().outcome == "refused"
    (aside / "gans/path.md").write_text(PATH.replace("one game", "a game"))
    os.replace(aside, watched.site.content)
    assert watched.published() == 3


def test_a_database_that_does_not_answer_is_told_and_tried_again(watched: Watched) -> None:
    with watched.site.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE revisions RENAME TO set_aside")
    watched.site.write(path=PATH.replace("one game", "a game"))
    while not watched.failures:
        threading.Event().wait(0.01)
    with watched.site.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE set_aside RENAME TO revisions")
    watched.site.write(path=PATH.replace("one game", "another game"))
    assert watched.published() == 3
