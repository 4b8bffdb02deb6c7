"""Two texts compared, and three made one."""

import sys
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.studio.differences import compare, merge, moved_lines

LINES = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "d\n", "\n"]), max_size=12).map("".join)


@given(LINES, LINES)
def test_a_comparison_tells_how_one_becomes_the_other(old: str, new: str) -> None:
    found = compare(old, new)
    lines = [line for hunk in found.hunks for line in hunk]
    assert found.added - found.removed == len(new.splitlines()) - len(old.splitlines())
    for line in lines:
        text = "".join(part for part, _ in line.parts)
        assert not line.old or old.splitlines()[line.old - 1] == text
        assert not line.new or new.splitlines()[line.new - 1] == text
    assert bool(lines) == (old.splitlines() != new.splitlines())


@given(LINES, LINES)
def test_a_line_that_stayed_is_found_where_it_stands_now(old: str, new: str) -> None:
    numbers = range(1, len(old.splitlines()) + 1)
    places = [moved_lines(old, new)(n) for n in numbers]
    assert places == sorted(places)
    assert [moved_lines(old, f"new\n{old}")(n) for n in numbers] == [n + 1 for n in numbers]


def test_it_marks_the_words_that_differ() -> None:
    (hunk,) = compare("the old cat sat\n", "the new cat sat\n").hunks
    assert [[text for text, differs in line.parts if differs] for line in hunk] == [["old"], ["new"]]


def test_a_few_lines_stand_around_each_change() -> None:
    old = "".join(f"{n}\n" for n in range(40))
    hunks = compare(old, old.replace("5\n", "five\n", 1).replace("\n30\n", "\nthirty\n")).hunks
    assert [(hunk[0].old, hunk[-1].old) for hunk in hunks] == [(3, 9), (28, 34)]


def calls_of(work: Callable[[], object]) -> int:
    """How many functions are called, those of the library that are written in C among them."""
    count = 0

    def hear(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(hear)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def test_the_work_grows_with_the_text_where_every_line_is_another() -> None:
    def texts(lines: int) -> tuple[str, str]:
        return "".join(f"{n}\n" for n in range(lines)), "".join(f"x{n % 7}\n" for n in range(lines))

    found = compare(*texts(20_000))
    assert (found.removed, found.added) == (20_000, 20_000)
    few, many = (calls_of(partial(compare, *texts(lines))) for lines in (2_000, 20_000))
    assert many < 20 * few
    few, many = (calls_of(partial(compare, "word " * words, "wort " * words)) for words in (5_000, 50_000))
    assert many < 20 * few


@given(LINES, LINES)
def test_what_only_one_of_them_changed_is_as_they_have_it(base: str, other: str) -> None:
    assert merge(base, base, other).text == other
    assert merge(base, other, base).text == other
    assert merge(base, other, other).text == other


@pytest.mark.parametrize(
    ("mine", "theirs", "text", "conflicts"),
    [
        ("A\nb\nc\n", "a\nb\nC\n", "A\nb\nC\n", 0),
        ("a\nb\nc\nmore\n", "first\na\nb\nc\n", "first\na\nb\nc\nmore\n", 0),
        ("a\nmine\nc\n", "a\ntheirs\nc\n", "a\n<<<<<<< mine\nmine\n=======\ntheirs\n>>>>>>> theirs\nc\n", 1),
        ("a\nc\n", "a\nB\nc\n", "a\n<<<<<<< mine\n=======\nB\n>>>>>>> theirs\nc\n", 1),
    ],
)
def test_both_changes_stand_in_the_merged_text(mine: str, theirs: str, text: str, conflicts: int) -> None:
    found = merge("a\nb\nc\n", mine, theirs)
    assert (found.text, found.conflicts) == (text, conflicts)
