"""cairn backup and cairn restore: one file for all that is in the database, and one line where it cannot be."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import insert

from app.db import Database
from app.models import Blob
from tests.cli.conftest import Cairn
from tests.studio.rows import every_row

ROOT = Path(__file__).resolve().parents[2]


def test_it_takes_a_backup_and_puts_it_back(
    cairn: Cairn, database_url: str, database: Database, tmp_path: Path
) -> None:
    assert cairn("sync").code == 0
    before = every_row(database)
    ended = cairn("backup", str(tmp_path / "a.cairn"))
    assert (ended.code, ended.err) == (0, "")
    rows = sum(map(len, before.values()))
    assert ended.out.startswith(f"{tmp_path}/a.cairn: {rows} rows of {len(before)} tables, ")
    refused = cairn("restore", str(tmp_path / "a.cairn"))
    assert (refused.code, refused.out) == (1, "")
    assert refused.err == "cairn: the database holds people or paths; with --replace they are taken away first\n"
    database.dispose()
    restored = cairn("restore", str(tmp_path / "a.cairn"), "--replace")
    assert (restored.code, restored.err) == (0, "")
    assert restored.out.startswith(f"{tmp_path}/a.cairn: {rows} rows restored, as of 20")
    assert every_row(database) == before


def test_what_cannot_be_is_one_line(cairn: Cairn, tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.write_text("mine")
    for arguments, said in (
        (("backup", str(there)), f"{there} is there already; give the backup another name"),
        (("backup", str(tmp_path / "no" / "a")), f"{tmp_path}/no/a was not written: No such file or directory"),
        (("restore", str(tmp_path / "none")), "No such file or directory"),
        (("restore", str(tmp_path)), "Is a directory"),
        (("restore", str(there)), f"{there} is damaged or no backup of Cairn: File is not a zip file"),
    ):
        ended = cairn(*arguments)
        assert (ended.code, ended.out) == (1, "")
        assert said in ended.err
        assert len(ended.err.splitlines()) == 1
    assert there.read_text() == "mine"
    assert {file.name for file in tmp_path.iterdir() if not file.name.startswith("cairn.db")} == {"there", "content"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_full_disk_leaves_nothing(database: Database, database_url: str, tmp_path: Path) -> None:
    with database.writing() as session:
        session.execute(insert(Blob).values(sha256="0" * 64, content=os.urandom(400_000)))
    database.dispose()

    def fill_the_disk() -> None:
        # No file may grow beyond this: what a program sees is the same as where the disk is full.
        resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))

    ended = subprocess.run(
        [sys.executable, "-m", "app.cli", "backup", str(tmp_path / "a.cairn")],
        cwd=ROOT,
        env={**os.environ, "CAIRN_DATABASE_URL": database_url},
        preexec_fn=fill_the_disk,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == f"cairn: {tmp_path}/a.cairn was not written: File too large\n"
    assert not [file.name for file in tmp_path.iterdir() if "a.cairn" in file.name]
