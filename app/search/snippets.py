"""The piece of a text that shows best why it was found, cut at words."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from app.search.queries import Attempt, Found

LENGTH, LEAD = 240, 70
_SENTENCE = re.compile(r"(?<=[.!?…:]) ")


@dataclass(frozen=True)
class Piece:
    """Some words; `is_marked` where they are what was looked for."""

    text: str
    is_marked: bool = False


def mark(attempt: Attempt, text: str) -> tuple[Piece, ...]:
    """A whole text with what was looked for marked."""
    return _pieces(text, attempt.find_in(text), 0, len(text))


def snippet(attempt: Attempt, text: str) -> tuple[Piece, ...]:
    """About LENGTH characters of a text: where most of what was looked for stands together, else the beginning."""
    found = attempt.find_in(text)
    start = _sentence_before(text, _densest(found)) if found else 0
    end = _end(text, start)
    pieces = _pieces(text, found, start, end)
    before = [Piece("… ")] if start else []
    after = [Piece(" …")] if end < len(text) and text[end - 1] != "…" else []
    return (*before, *pieces, *after)


def _densest(found: Sequence[Found]) -> int:
    """Where the first of those stands that hold most different things within one snippet, and of these most in all."""
    starts = [each.start for each in found]
    best = (0, 0)
    place = starts[0]
    for i, start in enumerate(starts):
        inside = found[i : bisect_left(starts, start + LENGTH - LEAD)]
        score = (len({each.what for each in inside}), len(inside))
        if score > best:
            best, place = score, start
    return place


def _sentence_before(text: str, place: int) -> int:
    """The last beginning of a sentence at most LEAD characters before, else of a word."""
    if place <= LEAD:
        return 0
    lead = text[place - LEAD : place]
    beginnings = [match.end() for match in _SENTENCE.finditer(lead)]
    return place - LEAD + (beginnings[-1] if beginnings else lead.find(" ") + 1)


def _end(text: str, start: int) -> int:
    if len(text) <= start + LENGTH:
        return len(text)
    end = text.rfind(" ", start + LENGTH // 2, start + LENGTH + 1)
    return end if end > 0 else start + LENGTH


def _pieces(text: str, found: Sequence[Found], start: int, end: int) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    at = start
    for each in found:
        if each.start >= at and each.end <= end:
            pieces += [Piece(text[at : each.start]), Piece(text[each.start : each.end], True)]
            at = each.end
    return tuple(piece for piece in (*pieces, Piece(text[at:end])) if piece.text)
