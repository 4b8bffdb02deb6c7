"""What is wrong changes nothing: learners stay on the last good revision, and are told nothing of it."""

import shutil

import pytest

from tests.sync.conftest import DECK, FILES, LESSON, PATH, Site


@pytest.mark.parametrize(
    ("file", "text"),
    [
        pytest.param("path.md", "---\ntitle: [\n", id="half-written front matter"),
        pytest.param("path.md", "", id="emptied"),
        pytest.param("path.md", '---\ntitle: "G\\0ANs"\n---\n', id="a zero character"),
        pytest.param("path.md", '---\ntitle: "G\\uD800ANs"\n---\n', id="half a character"),
        pytest.param("lessons/idea.md", b"---\ntitle: The idea\n---\n\xff\xfe\n", id="not UTF-8"),
        pytest.param("lessons/idea.md", b"---\ntitle: The idea\n---\nzero\x00byte\n", id="a zero byte"),
        pytest.param("lessons/idea.md", "x" * 300_000, id="too large"),
        pytest.param("flashcards.md", DECK + "\n## What else?\n<!-- id: sees -->\n\nNothing.\n", id="an id twice"),
        pytest.param("flashcards.md", DECK + f"\n## Who?\n\n==Not {'very ' * 90}many== people.\n", id="a key too long"),
    ],
)
def test_a_path_with_an_error_is_refused_whole(site: Site, file: str, text: str | bytes) -> None:
    before = site.counts()
    site.write(lessons__new=LESSON.replace("The idea", "A new idea"))
    site.put(f"gans/{file}", text)
    report = site.sync()
    assert (report.outcome, report.revision) == ("refused", 1)
    assert any(p.severity == "error" and p.file == f"gans/{file}" for p in report.problems), report.problems
    assert site.counts() == before
    assert "learners stay on revision 1" in str(report)


def test_a_path_refused_at_first_shows_nothing(empty_site: Site) -> None:
    empty_site.put("gans/path.md", "---\ntitle: [\n")
    report = empty_site.sync()
    assert (report.slug, report.outcome, report.revision) == ("gans", "refused", None)
    assert "nothing is shown yet" in str(report)
    assert set(empty_site.counts().values()) == {0}


def test_a_mended_path_is_published(site: Site) -> None:
    site.write(path="---\ntitle: [\n")
    site.sync()
    site.write(path=PATH)
    assert site.sync().outcome == "unchanged"


def test_one_broken_path_does_not_hold_up_the_others(site: Site) -> None:
    site.put("broken/path.md", "")
    site.replace("path.md", "one game", "a game")
    assert {r.slug: r.outcome for r in site.sync_all()} == {"broken": "refused", "gans": "published"}


def test_warnings_are_told_and_hold_up_nothing(site: Site) -> None:
    site.replace("lessons/idea.md", "They compete.", "They compete, see [more](more.md).")
    report = site.sync()
    assert report.outcome == "published"
    assert any(p.severity == "warning" for p in report.problems)


@pytest.mark.parametrize("what", ["content", "gans", "gans/path.md"])
def test_a_folder_that_vanished_is_an_alarm_and_no_deletion(site: Site, what: str) -> None:
    before = site.counts()
    gone = site.content.parent / "content" / ("" if what == "content" else what)
    gone.unlink() if gone.is_file() else shutil.rmtree(gone)
    report = site.sync()
    assert (report.slug, report.outcome, report.revision) == ("gans", "refused", 1)
    assert [problem.rule for problem in report.problems] == ["path-vanished"]
    assert "cairn retire gans" in report.problems[0].message
    assert site.counts() == before
    assert site.path().retired_at is None
    assert site.items()["sees"].retired_at is None


def test_a_folder_that_is_back_is_unchanged(site: Site) -> None:
    (site.content / "gans").rename(site.content.parent / "aside")
    site.sync()
    (site.content.parent / "aside").rename(site.content / "gans")
    assert site.sync().outcome == "unchanged"


def test_an_empty_folder_without_any_path_is_nothing(empty_site: Site) -> None:
    assert empty_site.sync_all() == []


def test_hostile_words_are_kept_as_words(site: Site) -> None:
    hostile = "'); DROP TABLE items; -- \u202e\U0001f4a9 <script>"
    site.write(flashcards=DECK.replace("What does the generator see?", hostile))
    report = site.sync()
    assert report.outcome == "published"
    assert site.items()["sees"].version.body.heading.startswith("'); DROP TABLE items;")
    assert FILES.keys() == site.revision().manifest.keys()
