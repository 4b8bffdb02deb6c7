"""cairn reschedule says what it did."""

from tests.cli.conftest import Cairn


def test_it_says_that_there_is_nothing_to_change(cairn: Cairn) -> None:
    ended = cairn("reschedule", "--dry-run")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == "0 memories replayed, 0 would change (0 moved · 0 missing · 0 without a review)\n"


def test_it_refuses_what_it_does_not_know(cairn: Cairn) -> None:
    assert cairn("reschedule", "everything").code == 2
