"""What a new file may be called."""

from pathlib import Path

import pytest

from app.content.safe import UnsafePath
from app.studio.names import new_file, slug_of_title

THERE = ["path.md", "lessons/idea.md", "lessons/größe.md", "figures/a.svg"]


@pytest.mark.parametrize(
    ("said", "file"),
    [
        ("lessons/new.md", "lessons/new.md"),
        (" lessons/new.md ", "lessons/new.md"),
        ("lessons/cafe\u0301.md", "lessons/caf\u00e9.md"),
        ("quizzes/a.md", "quizzes/a.md"),
        ("figures/b.svg", "figures/b.svg"),
    ],
)
def test_a_plain_name_is_taken_and_composed(tmp_path: Path, said: str, file: str) -> None:
    assert new_file(tmp_path, said, THERE) == file


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("../outside.md", "letters, digits"),
        ("/etc/passwd", "letters, digits"),
        ("lessons/../../x.md", "letters, digits"),
        ("lessons\\x.md", "letters, digits"),
        ("lessons/.hidden.md", "letters, digits"),
        ("lessons/a b.md", "letters, digits"),
        ("lessons/\u202ea.md", "letters, digits"),
        ("lessons/con.md", "keep the name con"),
        ("figures/aux.svg", "keep the name aux"),
        ("figures/LPT1.svg", "keep the name LPT1"),
        ("lessons/" + "x" * 300 + ".md", "at most 300"),
        ("lessons/a" + "\u0301\u0323" * 250_000 + ".md", "at most 300"),
        ("figures/a.svg.bak", "left out"),
        ("notes/a.md", "not be read"),
        ("lessons/idea.md", "there is a file lessons/idea.md"),
        ("lessons/IDEA.md", "there is a file lessons/idea.md"),
        ("lessons/GRO\u0308SSE.md", "there is a file lessons/größe.md"),
        ("Lessons/new.svg", "there is a folder lessons"),
        ("figures", "figures is a folder"),
        ("path.md/x.svg", "path.md is a file"),
    ],
)
def test_a_name_that_is_unsafe_or_taken_is_refused_in_words(tmp_path: Path, said: str, why: str) -> None:
    with pytest.raises(UnsafePath, match=why):
        new_file(tmp_path, said, THERE)


def test_a_name_through_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "figures").symlink_to("/tmp")
    with pytest.raises(UnsafePath, match="symbolic"):
        new_file(tmp_path, "figures/x.svg", [])


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("The Game", "the-game"),
        ("  What is $D(G(z))$?", "what-is-d-g-z"),
        ("Größe", "größe"),
        ("../../etc", "etc"),
        ("…", ""),
        ("a" * 100, "a" * 60),
    ],
)
def test_a_title_makes_a_name(title: str, slug: str) -> None:
    assert slug_of_title(title) == slug
