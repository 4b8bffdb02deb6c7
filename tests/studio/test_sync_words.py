"""A line of the log of syncs, read back."""

import pytest

from app.content.documents import Problem
from app.content.sync import SyncReport
from app.studio.sync_words import Told, read_line

ERROR = Problem("path.md", 1, 1, "error", "title", "no title")


@pytest.mark.parametrize(
    ("report", "told"),
    [
        (SyncReport("a", 3, "refused", problems=(ERROR, ERROR)), Told(3, 2, {})),
        (SyncReport("a", None, "refused", problems=(ERROR,)), Told(0, 1, {})),
        (
            SyncReport("a", 2, "published", kept=14, edited=3, changed=1, added=2, returned=4, retired=5, learners=37),
            Told(
                2,
                0,
                {"kept": 14, "edited": 3, "re-matched": 0, "changed": 1, "new": 2, "returned": 4, "lost": 5}
                | {"learners": 37},
            ),
        ),
        (SyncReport("a", 2, "unchanged"), None),
    ],
)
def test_a_line_is_read_back_as_it_was_meant(report: SyncReport, told: Told | None) -> None:
    assert read_line(str(report)) == told


def test_what_is_no_such_line_is_not_read() -> None:
    for line in ("", "something else", "a: revision 2 · 3 apples", "a: revision two · 3 kept"):
        assert read_line(line) is None
