"""Which card comes next: cases of the rule."""

import uuid

import pytest

from app.reviews.queue import Candidate, LastReview, Queue

A, B, C, N, S = (Candidate(n, name) for n, name in enumerate("abcns", 1))
SECTIONS = {1: {10}, 2: {10, 11}, 3: {12}}


def queue(
    due: tuple[Candidate, ...], new: tuple[Candidate, ...] = (), soon: tuple[Candidate, ...] = (), last: int = 0
) -> Queue:
    review = LastReview(uuid.UUID(int=1), last, 3) if last else None
    return Queue(due, new, soon, SECTIONS, done_today=0, unseen=0, last=review, next_due_at=None)


@pytest.mark.parametrize(
    ("waiting", "wanted", "expected"),
    [
        (queue((A, B, C)), "", A),
        (queue((A, B, C), last=1), "", C),
        (queue((A, B), last=1), "", A),
        (queue((A, B, C), last=3), "", A),
        (queue((A, B, C), last=99), "", A),
        (queue((), (N,), (S,)), "", N),
        (queue((A,), (N,), (S,)), "", A),
        (queue((), (), (S,)), "", S),
        (queue((), (), ()), "", None),
        (queue((A, B), (N,), (S,)), "b", B),
        (queue((A, B), (N,), (S,)), "n", N),
        (queue((A, B), (N,), (S,)), "s", S),
        (queue((A, B), (N,), (S,)), "gone", A),
        (queue((), (), ()), "a", None),
    ],
)
def test_it_chooses(waiting: Queue, wanted: str, expected: Candidate | None) -> None:
    assert waiting.next_card(wanted) == expected
