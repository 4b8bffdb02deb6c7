"""What changed between two texts, line by line, and three texts made one. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

AROUND = 3
# Comparing takes at worst the product of both lengths, and more: beyond it, all between the first and the last
# difference counts as changed.
MOST_PRODUCT = 1_000_000
MOST_WORDS_PRODUCT = 250_000


Opcode = tuple[str, int, int, int, int]
Parts = tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Line:
    """A line of a comparison, with its number on either side, 0 where it is not there. `parts` are its pieces, with
    whether each differs from the line that it took the place of."""

    kind: Literal["same", "gone", "new"]
    old: int
    new: int
    parts: Parts


@dataclass(frozen=True)
class Comparison:
    """Runs of changed lines with a few around them, and how many lines came and went."""

    hunks: tuple[tuple[Line, ...], ...]
    added: int
    removed: int


def compare(old: str, new: str) -> Comparison:
    before, after = old.splitlines(), new.splitlines()
    hunks, added, removed = [], 0, 0
    for group in _grouped(_opcodes(before, after)):
        lines: list[Line] = []
        for tag, i, j, k, m in group:
            if tag == "equal":
                lines += [Line("same", i + n + 1, k + n + 1, ((before[i + n], False),)) for n in range(j - i)]
                continue
            removed, added = removed + j - i, added + m - k
            gone, come = _marked(before[i:j], after[k:m])
            lines += [Line("gone", i + n + 1, 0, parts) for n, parts in enumerate(gone)]
            lines += [Line("new", 0, k + n + 1, parts) for n, parts in enumerate(come)]
        hunks.append(tuple(lines))
    return Comparison(tuple(hunks), added, removed)


def moved_lines(old: str, new: str) -> Callable[[int], int]:
    """Where a line of the old text (from 1) stands in the new one; of a line that is gone, where it stood."""
    opcodes = _opcodes(old.splitlines(), new.splitlines())

    def moved(line: int) -> int:
        for tag, i, j, k, m in opcodes:
            if i < line <= j:
                return k + (line - i if tag == "equal" else max(1, min(line - i, m - k)))
        return line

    return moved


def _marked(gone: Sequence[str], come: Sequence[str]) -> tuple[list[Parts], list[Parts]]:
    """Lines that took each other's place, in order, with the words that differ; a line alone is not marked."""
    if len(gone) != len(come):
        return [((line, False),) for line in gone], [((line, False),) for line in come]
    pairs = [_words(a, b) for a, b in zip(gone, come, strict=True)]
    return [a for a, _ in pairs], [b for _, b in pairs]


def _words(old: str, new: str) -> tuple[Parts, Parts]:
    a, b = _split(old), _split(new)
    if len(a) * len(b) > MOST_WORDS_PRODUCT:
        return ((old, False),), ((new, False),)
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    if matcher.ratio() < 0.3:
        return ((old, False),), ((new, False),)
    left: list[tuple[str, bool]] = []
    right: list[tuple[str, bool]] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        if j > i:
            left.append(("".join(a[i:j]), tag != "equal"))
        if m > k:
            right.append(("".join(b[k:m]), tag != "equal"))
    return tuple(left), tuple(right)


def _split(line: str) -> list[str]:
    words: list[str] = []
    for character in line:
        if words and character.isalnum() and words[-1][-1].isalnum():
            words[-1] += character
        else:
            words.append(character)
    return words


@dataclass(frozen=True)
class Merged:
    """`conflicts` counts the places where both changed the same lines: there both stand, between marks."""

    text: str
    conflicts: int


def merge(base: str, mine: str, theirs: str) -> Merged:
    """What both made of `base`. Lines that only one of them changed are as that one has them."""
    origin, left, right = (text.splitlines(keepends=True) for text in (base, mine, theirs))
    out: list[str] = []
    conflicts = o = a = b = 0
    for start, end, a_start, b_start in [*_common(origin, left, right), (len(origin),) * 2 + (len(left), len(right))]:
        was, one, other = origin[o:start], left[a:a_start], right[b:b_start]
        if one == other or other == was:
            out += one
        elif one == was:
            out += other
        else:
            conflicts += 1
            out += ["<<<<<<< mine\n", *_ended(one), "=======\n", *_ended(other), ">>>>>>> theirs\n"]
        size = end - start
        out += origin[start:end]
        o, a, b = end, a_start + size, b_start + size
    return Merged("".join(out), conflicts)


def common(one: str, other: str) -> str:
    """The lines that two texts share: what they may have begun from, where nobody knows it."""
    lines, others = one.splitlines(keepends=True), other.splitlines(keepends=True)
    return "".join(line for _, i, j, _, _ in _equal(lines, others) for line in lines[i:j])


def _common(origin: list[str], left: list[str], right: list[str]) -> list[tuple[int, int, int, int]]:
    """Runs of `origin` that stand in both: start, end, and where each begins in the two."""
    runs = []
    for _, i, j, k, _ in _equal(origin, left):
        for _, n, m, p, _ in _equal(origin, right):
            start, end = max(i, n), min(j, m)
            if start < end:
                runs.append((start, end, k + start - i, p + start - n))
    return runs


def _equal(old: list[str], new: list[str]) -> list[Opcode]:
    return [opcode for opcode in _opcodes(old, new) if opcode[0] == "equal"]


def _opcodes(old: list[str], new: list[str]) -> list[Opcode]:
    """As SequenceMatcher's, in bounded time."""
    head = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    left = min(len(old), len(new)) - head
    tail = next((n for n in range(left) if old[-1 - n] != new[-1 - n]), left)
    a, b = old[head : len(old) - tail], new[head : len(new) - tail]
    found: list[Opcode] = [("equal", 0, head, 0, head)] if head else []
    if len(a) * len(b) > MOST_PRODUCT:
        found.append(("replace", head, head + len(a), head, head + len(b)))
    elif a or b:
        inner = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
        found += [(tag, i + head, j + head, k + head, m + head) for tag, i, j, k, m in inner]
    if tail:
        found.append(("equal", len(old) - tail, len(old), len(new) - tail, len(new)))
    return found


def _grouped(opcodes: list[Opcode]) -> list[list[Opcode]]:
    """Runs of changes with a few equal lines around each, joined where those would meet."""
    groups: list[list[Opcode]] = [[]]
    for n, (tag, i, j, k, m) in enumerate(opcodes):
        if tag != "equal":
            groups[-1].append((tag, i, j, k, m))
            continue
        is_first, is_last = n == 0, n == len(opcodes) - 1
        if not is_first and not is_last and j - i <= 2 * AROUND:
            groups[-1].append((tag, i, j, k, m))
            continue
        if not is_first:
            groups[-1].append((tag, i, min(j, i + AROUND), k, min(m, k + AROUND)))
            groups.append([])
        if not is_last:
            groups[-1].append((tag, max(i, j - AROUND), j, max(k, m - AROUND), m))
    return [group for group in groups if any(opcode[0] != "equal" for opcode in group)]


def _ended(lines: list[str]) -> list[str]:
    return [line if line.endswith("\n") else line + "\n" for line in lines]
