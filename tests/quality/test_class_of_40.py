"""Forty people take a quiz in which one key is wrong, and the command names its line."""

import json

import pytest

from app.cli import run
from app.settings import settings
from tests.quality.classes import MISKEYED, line_of, quiz
from tests.quality.conftest import School

HEADING = f"What about matter {MISKEYED}?"


@pytest.fixture
def cairn(school: School, database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    """The command line with the school's database: its exit code, and what it wrote."""
    monkeypatch.setenv("CAIRN_DATABASE_URL", database_url)

    def call(*arguments: str) -> tuple[int, str, str]:
        settings.cache_clear()
        monkeypatch.setattr("sys.argv", ["cairn", *arguments])
        with pytest.raises(SystemExit) as ended:
            run()
        written = capsys.readouterr()
        return int(ended.value.code or 0), written.out, written.err

    yield call
    settings.cache_clear()


def test_it_names_that_line_and_no_other(school: School, cairn) -> None:  # type: ignore[no-untyped-def]
    """One class after the other; how often a class names another line as well is in docs/benchmarks.md."""
    line = line_of(quiz(), HEADING)
    for seed in (1, 2, 3):
        school.leave()
        school.take(seed)
        code, out, err = cairn("quality", "bread")
        (named,) = out.splitlines()
        assert named.startswith(f"quizzes/basics.md:{line}:1: warning: item-rest r = −0.")
        assert named.endswith("prefers option 4 to the key; check the key [item-rest]")
        assert (code, err) == (0, "1 warning; 16 questions\n")

    assert cairn("quality", "bread", "--strict")[0] == 1
    (found,) = json.loads(cairn("quality", "bread", "--format", "json")[1])
    assert (found["file"], found["line"], found["rule"]) == ("quizzes/basics.md", line, "item-rest")
    log = json.loads(cairn("quality", "bread", "--format", "sarif")[1])
    assert log["runs"][0]["tool"]["driver"]["name"] == "cairn quality"
    assert len(log["runs"][0]["results"]) == 1


def test_nothing_is_said_of_a_handful_nor_of_a_key_put_right(school: School, cairn) -> None:  # type: ignore[no-untyped-def]
    said = "16 questions, 16 of them answered by fewer than 20 learners: too few to tell\n"
    assert cairn("quality", "bread", "--strict") == (0, "", f"0 warnings; {said}")
    school.take(1, learners=19)
    assert cairn("quality", "bread", "--strict") == (0, "", f"0 warnings; {said}")
    school.take(1)
    assert f":{line_of(quiz(), HEADING)}:1: " in cairn("quality", "bread")[1]
    # Same edition, same words, another key: what was answered before says nothing of it.
    school.write("quizzes/basics.md", quiz(miskeyed=None))
    school.sync()
    assert cairn("quality", "bread")[1] == ""
    school.take(2)
    assert cairn("quality", "bread")[1] == ""


def test_a_path_that_is_not_there_is_misuse_in_one_line(cairn) -> None:  # type: ignore[no-untyped-def]
    assert cairn("quality", "cake") == (1, "", "cairn: there is no path called cake\n")
