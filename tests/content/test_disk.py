"""Files take others' places all together or not at all."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.content.disk import replacing

BEFORE = {"a.md": b"old a", "lessons/b.md": b"old b", "c.md": b"old c"}
AFTER = {"a.md": b"new a", "lessons/b.md": None, "figures/deep/d.svg": b"new d"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for file, content in BEFORE.items():
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_bytes(content)
    (tmp_path / "a.md").chmod(0o600)
    return tmp_path


def found(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


def test_all_are_put_in_place_and_nothing_is_left_over(folder: Path) -> None:
    with replacing(folder, AFTER) as put_in_place:
        put_in_place()
    assert found(folder) == {"a.md": b"new a", "c.md": b"old c", "figures/deep/d.svg": b"new d"}
    assert (folder / "a.md").stat().st_mode & 0o777 == 0o600
    assert (folder / "figures/deep/d.svg").stat().st_mode & 0o777 == 0o644


def test_an_error_after_that_puts_the_old_ones_back(folder: Path) -> None:
    def fail_afterwards() -> None:
        with replacing(folder, AFTER) as put_in_place:
            put_in_place()
            assert found(folder) != BEFORE
            raise RuntimeError("the database does not answer")

    with pytest.raises(RuntimeError):
        fail_afterwards()
    assert found(folder) == BEFORE
    assert not (folder / "figures").exists()


def test_one_that_cannot_be_put_takes_the_others_back(folder: Path) -> None:
    (folder / "z").mkdir()
    (folder / "z" / "in the way").write_bytes(b"")
    with pytest.raises(IsADirectoryError), replacing(folder, {**AFTER, "z": b"x"}) as put_in_place:
        put_in_place()
    assert found(folder) == {**BEFORE, "z/in the way": b""}


FULL = """
import resource, signal, sys
from pathlib import Path
from app.content.disk import replacing
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
with replacing(Path(sys.argv[1]), {"a.md": b"small", "c.md": b"x" * 5000}) as put_in_place:
    put_in_place()
"""


def test_a_full_disk_changes_no_file(folder: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    ended = subprocess.run([sys.executable, "-c", FULL, str(folder)], cwd=root, capture_output=True, text=True)
    assert "File too large" in ended.stderr
    assert found(folder) == BEFORE


KILLED = """
import os, signal, sys
from pathlib import Path
from app.content.disk import replacing
put, done = os.replace, []
def put_one(*names):
    if done: os.kill(os.getpid(), signal.SIGKILL)
    done.append(put(*names))
os.replace = put_one
with replacing(Path(sys.argv[1]), {"a.md": b"new a", "lessons/b.md": b"new b"}) as put_in_place:
    put_in_place()
"""


def test_who_is_killed_leaves_each_file_whole_and_a_later_one_clears_up(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = Path(__file__).resolve().parents[2]
    ended = subprocess.run([sys.executable, "-c", KILLED, str(folder)], cwd=root)
    assert ended.returncode == -9
    left = found(folder)
    assert {file: left[file] for file in BEFORE} == {**BEFORE, "a.md": b"new a"}
    assert len(left) > len(BEFORE)
    mine = folder / f".cairn-{os.getpid()}-x.tmp"
    for other in (mine, folder / ".another.tmp"):
        other.write_bytes(b"")
    for file in folder.rglob(".cairn-*.tmp"):
        # A second name of an old file is as old as that file.
        os.utime(file, (0, 0))
    with replacing(folder, {"c.md": b"new c"}) as put_in_place:
        put_in_place()
    # Their process may live where one does not see it, on another machine with the same disk.
    assert found(folder).keys() == {*left, mine.name, ".another.tmp"}
    monkeypatch.setattr("app.content.disk.LEFT_FOR", 0)
    with replacing(folder, {"c.md": b"newer c"}) as put_in_place:
        put_in_place()
    assert found(folder).keys() - BEFORE.keys() == {mine.name, ".another.tmp"}
