"""Which item is which: what a folder says now, matched with what the database knows, so that progress survives edits.

By key, then by text (`match_surely`); what is left on both sides, by likeness (`match_alike`). Nothing is guessed where
two candidates compete: a wrong match would hand one item's memories to another.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, TypeVar

MOST_TRIED = 200
BODY_LIKENESS = 0.8
HEADING_LIKENESS = 0.9
# Characters. A body shorter than a LINE says too little. From LONG on, difflib leaves frequent elements out, which of
# letters are nearly all.
LINE, LONG, VERY_LONG = 30, 200, 30_000

Reason = Literal["same key", "former key", "same text", "same body", "same heading", "same answer"]


@dataclass(frozen=True)
class Known:
    """An item of the database. `place` names its file; `aliases` are keys it once had."""

    id: int
    kind: str
    key: str
    place: Hashable
    digest: str
    is_retired: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """An item as its file says it now, known by its kind and key. `has_id`: its key is written in the file, not made
    from its heading; `is_blank`: nothing stands below its heading."""

    kind: str
    key: str
    place: Hashable
    digest: str
    has_id: bool = False
    is_blank: bool = False


@dataclass(frozen=True)
class Wording:
    """What an item says, in plain text. `answer` is what must be recalled; None of a text that is only read."""

    heading: str
    body: str
    answer: str | None


@dataclass(frozen=True)
class Match:
    known: Known
    found: Found
    reason: Reason

    @property
    def is_reworded(self) -> bool:
        """Another key, and other words for what is to be known."""
        return self.reason in ("same heading", "same answer")


@dataclass(frozen=True)
class Matching:
    """Who is who, and what is left: `lost` knows no retired items, for those were lost before."""

    matches: tuple[Match, ...]
    lost: tuple[Known, ...]
    new: tuple[Found, ...]


def match_surely(known: Sequence[Known], found: Sequence[Found]) -> Matching:
    """Matches by key, by a key that an item once had, and by text; retired items too, which return so."""
    sides = _Sides(known, found)
    sides.pair("same key", lambda k: [(k.kind, k.key, k.digest)], lambda f: (f.kind, f.key, f.digest))
    # Of two headings alike, the second is called …-2: when the first goes, or they swap, the text knows better.
    sides.pair(
        "same text",
        lambda k: [] if k.is_retired else [(k.kind, k.digest, k.place)],
        lambda f: None if f.has_id else (f.kind, f.digest, f.place),
    )
    sides.pair("same key", lambda k: [(k.kind, k.key)], lambda f: (f.kind, f.key))
    sides.pair("former key", lambda k: [(k.kind, alias) for alias in k.aliases], lambda f: (f.kind, f.key))
    sides.pair("same text", lambda k: [(k.kind, k.digest, k.place)], lambda f: (f.kind, f.digest, f.place))
    # In another file, a heading without text below it says too little.
    sides.pair("same text", lambda k: [(k.kind, k.digest)], lambda f: None if f.is_blank else (f.kind, f.digest))
    return sides.matching()


def match_alike(
    matching: Matching, known_wording: Callable[[Known], Wording], found_wording: Callable[[Found], Wording]
) -> Matching:
    """Matches what `match_surely` left over, of one kind and file, by `likeness`. Only where exactly one fits, seen
    from both sides; none at all where more than MOST_TRIED are left on a side."""
    if max(len(matching.lost), len(matching.new)) > MOST_TRIED:
        return matching
    pairs: list[Match] = []
    by_file = _grouped(matching.new, lambda f: (f.kind, f.place))
    for group, lost in _grouped(matching.lost, lambda k: (k.kind, k.place)).items():
        alike = [
            Match(k, f, reason)
            for k in lost
            for f in by_file.get(group, ())
            if (reason := likeness(known_wording(k), found_wording(f)))
        ]
        of_known, of_found = Counter(m.known.id for m in alike), Counter(m.found for m in alike)
        pairs += [m for m in alike if of_known[m.known.id] == of_found[m.found] == 1]
    gone, come = {m.known.id for m in pairs}, {m.found for m in pairs}
    return Matching(
        matching.matches + tuple(pairs),
        tuple(k for k in matching.lost if k.id not in gone),
        tuple(f for f in matching.new if f not in come),
    )


def likeness(before: Wording, after: Wording) -> Reason | None:
    """Why `after` may be an edit of `before`; None where it is something else.

    Of a text that is only read, an equal body of more than a line. Else equal heading, and body and answer alike; or
    equal answer, and headings alike in which no number, sign, negation or capitalised word changed.
    """
    if before.answer is None and len(before.body) >= LINE and before.body == after.body:
        return "same body"
    answers = before.answer or "", after.answer or ""
    if _folded(before.heading) == _folded(after.heading):
        # The answer too: of one sentence, two cards may each hide another word.
        is_edit = _are_alike(before.body, after.body, BODY_LIKENESS) and _are_alike(*answers, BODY_LIKENESS)
        return "same heading" if is_edit else None
    if not answers[0].strip() or _folded(answers[0]) != _folded(answers[1]):
        return None
    is_edit = _weighty(before.heading) == _weighty(after.heading) and _are_alike(
        before.heading, after.heading, HEADING_LIKENESS
    )
    return "same answer" if is_edit else None


class _Sides:
    """Both sides while they are matched, in rounds: who has found a partner takes no part in the next."""

    def __init__(self, known: Sequence[Known], found: Sequence[Found]) -> None:
        self.known = {k.id: k for k in known}
        self.found = {(f.kind, f.key): f for f in found}
        self.matches: list[Match] = []

    def pair(
        self, reason: Reason, of_known: Callable[[Known], Iterable[Hashable]], of_found: Callable[[Found], Hashable]
    ) -> None:
        """Pairs those who share a mark, where one on each side bears it. The living go before the retired."""
        found = _grouped(self.found.values(), of_found)
        for living in (True, False):
            known: dict[Hashable, list[Known]] = defaultdict(list)
            for k in self.known.values():
                if k.is_retired != living:
                    for mark in of_known(k):
                        known[mark].append(k)
            for mark, bearers in known.items():
                left = [f for f in found.get(mark, ()) if (f.kind, f.key) in self.found]
                if len(left) == len(bearers) == 1 and bearers[0].id in self.known:
                    self._join(Match(bearers[0], left[0], reason))

    def _join(self, match: Match) -> None:
        del self.known[match.known.id]
        del self.found[match.found.kind, match.found.key]
        self.matches.append(match)

    def matching(self) -> Matching:
        lost = tuple(k for k in self.known.values() if not k.is_retired)
        return Matching(tuple(self.matches), lost, tuple(self.found.values()))


_T = TypeVar("_T")
# Numbers with their sign, words, and signs that compare.
_TOKEN = re.compile(r"[-+−]?\d+(?:[.,]\d+)*|[^\W\d_]\w*(?:['’]\w+)*|[<>≤≥≠=±]")
_NEGATION = re.compile(
    r"(?:not?|non|nor|never|none|nothing|nobody|neither|without|cannot|except|un\w+|\w+n['’]t)", re.I
)


def _grouped(things: Iterable[_T], by: Callable[[_T], Hashable]) -> dict[Hashable, list[_T]]:
    groups: dict[Hashable, list[_T]] = defaultdict(list)
    for thing in things:
        groups[by(thing)].append(thing)
    return groups


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _weighty(text: str) -> Counter[str]:
    """What turns a sentence into another one: numbers, signs, negations, names."""
    return Counter(
        t
        for t in _TOKEN.findall(text)
        if not t[0].isalpha() or any(c.isupper() or c.isdigit() for c in t) or _NEGATION.fullmatch(t)
    )


def _are_alike(before: str, after: str, least: float) -> bool:
    """Letter by letter, long texts word by word, and of very long ones only how often each word stands there."""
    longest = max(len(before), len(after))
    matcher = SequenceMatcher(None, *((before, after) if longest < LONG else (before.split(), after.split())))
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return False
    return longest > VERY_LONG or matcher.ratio() >= least
