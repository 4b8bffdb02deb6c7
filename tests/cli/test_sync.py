"""`cairn sync`, `cairn ids` and `cairn retire`: what they say and how they end."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from app.db import Database
from app.models import Path as PathRow
from tests.cli.conftest import Cairn

PUBLISHED = "gans: revision 1 · 0 kept · 0 re-matched · 0 changed · 5 new · 0 lost · 0 learners affected\n"


def test_it_says_what_became_of_each_path(cairn: Cairn) -> None:
    assert cairn("sync").out == PUBLISHED
    ended = cairn("sync")
    assert (ended.code, ended.out) == (0, "gans: revision 1 · nothing changed\n")


def test_it_names_what_goes_by_another_key(cairn: Cairn, content: Path) -> None:
    cairn("sync")
    deck = content / "gans/flashcards.md"
    deck.write_text(deck.read_text().replace("id: sees;", "id: gan-sees;"))
    assert "  card sees → gan-sees (same text)\n" in cairn("sync").out


def test_a_dry_run_writes_nothing(cairn: Cairn, database: Database) -> None:
    assert cairn("sync", "--dry-run").out == PUBLISHED
    with database.reading() as session:
        assert session.scalars(select(PathRow)).all() == []


def test_a_refused_path_is_told_with_its_lines_and_ends_with_1(cairn: Cairn, content: Path) -> None:
    cairn("sync")
    (content / "gans/path.md").write_text("---\ntitle: [\n---\n")
    ended = cairn("sync")
    assert ended.code == 1
    assert f"{content}/gans/path.md:2:9: error: " in ended.err
    assert "learners stay on revision 1" in ended.out


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("CAIRN_DATABASE_URL", "mysql://localhost/cairn", "mysql is not supported"),
        ("CAIRN_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none", "the database does not answer"),
        ("CAIRN_DATABASE_URL", "sqlite:////proc/nowhere/cairn.db", "cairn: "),
        ("CAIRN_CONTENT_DIR", "/nowhere/at/all", "no path in /nowhere/at/all"),
        ("CAIRN_CONTENT_DIR", "", "this machine only serves"),
        ("CAIRN_PORT", "many", "CAIRN_PORT: "),
    ],
)
def test_what_cannot_be_done_is_one_line_and_1(
    cairn: Cairn, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, said: str
) -> None:
    monkeypatch.setenv(variable, value)
    ended = cairn("sync")
    assert (ended.code, ended.out) == (1, "")
    assert said in ended.err
    assert ended.err.count("\n") == 1


def test_a_dry_run_is_not_watched(cairn: Cairn) -> None:
    ended = cairn("sync", "--dry-run", "--watch")
    assert (ended.code, ended.err.count("\n")) == (2, 1)


def test_it_stamps_ids_that_change_no_key(cairn: Cairn, content: Path) -> None:
    cairn("sync")
    assert cairn("ids").out == "gans: 8 ids written\n"
    assert "5 kept · 0 re-matched · 0 changed · 0 lost" in cairn("sync").out
    assert cairn("ids").out == "gans: 0 ids written\n"


def test_it_stamps_nothing_where_there_are_errors(cairn: Cairn, content: Path) -> None:
    (content / "gans/path.md").write_text("no title\n")
    ended = cairn("ids")
    assert ended.code == 1
    assert "gans/path.md:1:1: error: " in ended.out
    assert (content / "gans/path.md").read_text() == "no title\n"


def test_it_retires_a_path_whose_folder_is_gone(cairn: Cairn, content: Path, database: Database) -> None:
    cairn("sync")
    shutil.rmtree(content / "gans")
    assert (
        cairn("retire", "gans").out == "gans: retired · 0 learners knew it, and find it again when its folder is back\n"
    )
    with database.reading() as session:
        assert session.scalars(select(PathRow)).one().retired_at is not None


def test_it_does_not_retire_a_path_that_is_still_there(cairn: Cairn, content: Path) -> None:
    cairn("sync")
    ended = cairn("retire", "gans")
    assert ended.code == 1
    assert "is still there" in ended.err


def test_it_does_not_retire_what_it_does_not_know(cairn: Cairn) -> None:
    ended = cairn("retire", "vaes")
    assert (ended.code, ended.err) == (1, "cairn: there is no path called vaes\n")


def test_help_names_every_command(cairn: Cairn) -> None:
    ended = cairn("--help")
    assert ended.code == 0
    assert all(f" {command} " in ended.out for command in ("serve", "sync", "check", "ids", "retire"))
