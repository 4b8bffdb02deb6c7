"""`cairn check`: every problem with its place; exit 0 clean, 1 errors, 2 misuse."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Cairn

CLEAN = "0 errors, "
# It opens no database, as a test below holds.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_it_finds_nothing_wrong(cairn: Cairn, content: Path) -> None:
    ended = cairn("check")
    assert ended.code == 0
    assert ended.err.startswith(CLEAN)


def test_it_tells_every_error_with_file_line_and_column(cairn: Cairn, content: Path) -> None:
    (content / "gans/path.md").write_text("no title\n")
    (content / "gans/quizzes/basics.md").write_text("---\ntitle: Basics\n---\n\n## Who?\n\nNobody knows.\n")
    ended = cairn("check")
    assert ended.code == 1
    assert "gans/path.md:1:1: error: " in ended.out
    assert "gans/quizzes/basics.md:5:1: error: " in ended.out
    assert not ended.err.startswith(CLEAN)


def test_it_takes_a_folder_of_paths_or_one_path(cairn: Cairn, content: Path) -> None:
    (content / "gans/path.md").write_text("no title\n")
    assert "gans/path.md:1:1: error" in cairn("check", str(content)).out
    assert "\npath.md:1:1: error" in "\n" + cairn("check", str(content / "gans")).out


def test_warnings_count_only_if_strict(cairn: Cairn, content: Path) -> None:
    lesson = content / "gans/lessons/idea.md"
    lesson.write_text(lesson.read_text() + "\n[nowhere](nowhere.md)\n")
    assert cairn("check").code == 0
    ended = cairn("check", "--strict")
    assert ended.code == 1
    assert "warning" in ended.out


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_it_writes_for_programs(cairn: Cairn, content: Path, form: str) -> None:
    (content / "gans/path.md").write_text("no title\n")
    ended = cairn("check", "--format", form)
    assert ended.code == 1
    assert ended.err == ""
    read = json.loads(ended.out)
    assert (read if form == "json" else read["runs"][0]["results"]) != []


def test_it_tells_of_two_folders_with_one_id(cairn: Cairn, content: Path) -> None:
    for name in ("one", "two"):
        (content / name).mkdir()
        (content / name / "path.md").write_text("---\nid: same\ntitle: Same\n---\n")
    ended = cairn("check")
    assert ended.code == 1
    assert ended.out.count("has the id same too") == 2


@pytest.mark.parametrize(
    "arguments",
    [("check", "nowhere"), ("check", "--format", "pdf"), ("check", "--loud"), ("frobnicate",), ("check", "/")],
)
def test_misuse_ends_with_2(cairn: Cairn, arguments: tuple[str, ...]) -> None:
    ended = cairn(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err


def test_it_needs_no_database(cairn: Cairn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAIRN_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    assert cairn("check").code == 0


def test_it_shows_what_sees_each_section(cairn: Cairn, content: Path) -> None:
    lesson = content / "gans/lessons/idea.md"
    lesson.write_text(lesson.read_text() + "\n## Seen by nobody\n\nYet it says something.\n")
    ended = cairn("check", "--coverage")
    lines = ended.out.splitlines()
    (unseen,) = [line for line in lines if line.startswith("lessons/idea.md#seen-by-nobody ")]
    assert unseen.endswith("0 cards    0 questions  nothing to recall")
    (count,) = [line for line in lines if line.endswith("sections have a card or a question")]
    covered, _, total = count.split()[:3]
    assert int(covered) < int(total)


def test_coverage_is_for_people(cairn: Cairn) -> None:
    assert cairn("check", "--coverage", "--format", "json").code == 2
