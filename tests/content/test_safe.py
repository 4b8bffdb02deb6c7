"""Which paths are safe."""

import os
from pathlib import Path

import pytest

from app.content.safe import UnsafePath, files_below, place, read
from tests.content.files import Folder


@pytest.mark.parametrize("file", ["a.md", "lessons/a.md", "figures/a-b_c+d.1.svg", "1.md", "_x.md", "größe.md"])
def test_a_plain_name_has_a_place_below_the_root(tmp_path: Path, file: str) -> None:
    assert place(tmp_path, file) == tmp_path / file


@pytest.mark.parametrize(
    "file",
    [
        "",
        ".",
        "..",
        "../a.md",
        "a/../../b.md",
        "/etc/passwd",
        "a//b.md",
        "a/./b.md",
        "a\\b.md",
        "C:a.md",
        "a\0.md",
        "a\n.md",
        " a.md",
        "a b.md",
        ".hidden",
        "a/.git/config",
        "-rf",
        "a.",
        "con",
        "NUL.md",
        "lpt1.txt",
        "<x>.md",
        "a?.md",
        "x" * 300 + ".md",
        "/".join(["abc"] * 100),
    ],
)
def test_a_name_that_could_lead_elsewhere_is_refused(tmp_path: Path, file: str) -> None:
    with pytest.raises(UnsafePath):
        place(tmp_path, file)


def test_a_symbolic_link_is_refused_as_file_and_as_folder(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.md").write_text("x")
    root = tmp_path / "root"
    root.mkdir()
    (root / "file.md").symlink_to(tmp_path / "outside" / "secret.md")
    (root / "folder").symlink_to(tmp_path / "outside")
    for file in ("file.md", "folder/secret.md"):
        with pytest.raises(UnsafePath, match="symbolic"):
            read(root, file, 100)
    assert [(f.file, "symbolic" in f.reason) for f in files_below(root)] == [("file.md", True), ("folder", True)]


def test_a_file_over_the_limit_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "large.md").open("wb") as opened:
        opened.truncate(10_000_000_000)
    with pytest.raises(UnsafePath, match="10,000,000,000 bytes"):
        read(tmp_path, "large.md", 1000)


def test_a_pipe_is_refused_and_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    with pytest.raises(UnsafePath):
        read(tmp_path, "pipe.md", 1000)
    assert files_below(tmp_path)[0].reason


def test_hidden_files_and_left_overs_are_no_content(folder: Folder) -> None:
    root = folder(dict.fromkeys((".git/config", ".a.md.swp", "a.md~", "#a.md#", "b.tmp", "a.md", "lessons/b.md"), "x"))
    assert [f.file for f in files_below(root)] == ["a.md", "lessons/b.md"]


def test_a_name_that_is_not_unicode_is_refused(tmp_path: Path) -> None:
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.md"))).write_text("x")
    (found,) = files_below(tmp_path)
    assert found.reason
    found.file.encode()
