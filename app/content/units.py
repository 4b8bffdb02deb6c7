"""A path's folder cut into what a merge decides about: keys of front matter, sections, cards, questions, terms.

A cut loses nothing: the units of a file, one after the other, are its bytes.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.content.context import slugify
from app.content.places import REFERENCES, kind_of

# Below which headings a file is cut; a lesson's sections end at the next heading of any level.
_LEVELS = {"path": (2, 6), "lesson": (2, 6), "deck": (2, 2), "quiz": (2, 2), "resources": (2, 2)}
_LEVELS |= {"glossary": (2, 2), "podcast": (2, 2)}
_FENCE = re.compile(rb" {0,3}(`{3,}|~{3,})(.*)", re.DOTALL)
_HEADING = re.compile(rb"(#{2,6})[ \t]+(.*?)[ \t]*#*\s*", re.DOTALL)
_ID = re.compile(rb"<!--(?:.*;)?\s*id\s*:\s*([^;\s]+)")
_FRONT_KEY = re.compile(rb"([^\s#:'\"-][^:]*?|\"[^\"]+\"|'[^']+')\s*:(?:\s|$)")
_LINE = re.compile(rb"[^\n]*\n|[^\n]+")
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Unit:
    """A piece of a file: `text` without blank lines at its end, which are its `gap`. `kind` is "front" (a key of the
    front matter, or a line around it), "head" (what stands before the first heading), "entry" (of a YAML file),
    "whole" (a file that is not cut), or the kind of page whose item it is. `key` is unique among those of its kind in
    the file; an item's is written in the file, or made from its heading."""

    kind: str
    key: str
    text: bytes
    gap: bytes = b""
    heading: str = ""

    @property
    def is_item(self) -> bool:
        return self.kind not in ("front", "head", "entry", "whole")

    @property
    def body(self) -> bytes:
        """What stands below the heading."""
        return self.text.partition(b"\n")[2]


def cut_folder(files: Mapping[str, bytes]) -> dict[str, list[Unit]]:
    return {file: cut_file(file, content) for file, content in sorted(files.items())}


def cut_file(file: str, content: bytes) -> list[Unit]:
    kind = kind_of(file)
    if file == REFERENCES and content.strip():
        return _named(_cut_yaml(content, "entry"))
    if kind is None or b"\0" in content:
        return [Unit("whole", "", content)]
    return _named(_cut_markdown(content, kind))


def conflicts_in(lines: Iterable[bytes]) -> Iterator[int]:
    """The lines, from 1, where a conflict of a merge stands, those in a block of code aside."""
    fence = b""
    for number, line in enumerate(lines, 1):
        if not fence and line.startswith((b"<<<<<<< ", b">>>>>>> ")):
            yield number
        fence, _ = stay_inside(line, fence, is_comment=False)


def join(units: list[Unit]) -> bytes:
    return b"".join(unit.text + unit.gap for unit in units)


def set_front(source: bytes, key: str, value: str | None) -> bytes:
    """The same file with another value of one key of its front matter, None: without it. No other byte changes; what
    has no front matter gets one."""
    lines: list[bytes] = _LINE.findall(source)
    newline = b"\r\n" if b"\r\n" in source else b"\n"
    end = _front_end(lines)
    if not end:
        return (
            source
            if value is None
            else b"".join([b"---", newline, _said(key, value), newline, b"---", newline, source])
        )
    units = _named(_cut_yaml(b"".join(lines[1:end]), "front"))
    kept = [unit for unit in units if unit.key != key]
    place = next((i for i, unit in enumerate(units) if unit.key == key), len(units))
    if value is not None:
        gap = units[place].gap if place < len(units) else newline
        above = _comments(units[place].text) if place < len(units) else b""
        kept.insert(place, Unit("front", key, above + _said(key, value), gap))
    return lines[0] + join(kept) + b"".join(lines[end:])


def front_value(source: bytes, key: str) -> str:
    """What a key of the front matter says on its line, without quotation marks; empty where there is none."""
    lines: list[bytes] = _LINE.findall(source)
    for line in lines[1 : _front_end(lines) or 1]:
        found = _FRONT_KEY.match(line)
        if found and found[1].decode("utf-8", "replace").strip("\"'") == key:
            said = line[found.end() :].decode("utf-8", "replace").strip()
            return said[1:-1] if len(said) > 1 and said[0] == said[-1] and said[0] in "\"'" else said
    return ""


def _said(key: str, value: str) -> bytes:
    return f"{key}: {value}".encode()


def _comments(text: bytes) -> bytes:
    """The lines above a key that belong to it."""
    lines = _LINE.findall(text)
    first = next(i for i, line in enumerate(lines) if _FRONT_KEY.match(line))
    return b"".join(lines[:first])


def _cut_markdown(content: bytes, kind: str) -> Iterator[Unit]:
    lines = _LINE.findall(content)
    end = _front_end(lines)
    if end:
        yield _unit("front", "---", lines[:1])
        yield from _cut_yaml(b"".join(lines[1:end]), "front")
        yield _unit("front", "--- end", lines[end : end + 1])
    low, high = _LEVELS[kind]
    piece: list[bytes] = []
    heading, fence, is_comment = "", b"", False
    for line in lines[end + 1 if end else 0 :]:
        found = None if fence or is_comment else _HEADING.fullmatch(line)
        if found and low <= len(found[1]) <= high:
            yield _item(kind, heading, piece)
            piece, heading = [], found[2].decode("utf-8", "replace")
        fence, is_comment = stay_inside(line, fence, is_comment)
        piece.append(line)
    yield _item(kind, heading, piece)


def _front_end(lines: list[bytes]) -> int:
    """The index of the line that closes the front matter, 0 where there is none."""
    if not lines or lines[0].removeprefix(_BOM).rstrip() != b"---":
        return 0
    return next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == b"---"), 0)


def _cut_yaml(content: bytes, kind: str) -> Iterator[Unit]:
    """Each key at the margin with the lines below it, and the comments above."""
    piece: list[bytes] = []
    above: list[bytes] = []
    key = ""
    for line in _LINE.findall(content):
        found = _FRONT_KEY.match(line)
        if found:
            if piece or key:
                yield _unit(kind, key, piece)
            piece, above = [*above, line], []
            key = found[1].decode("utf-8", "replace").strip("\"'")
        elif line.startswith(b"#") or (not line.strip() and above):
            above.append(line)
        else:
            piece += [*above, line]
            above = []
    if piece or above:
        yield _unit(kind, key, piece + above)


def stay_inside(line: bytes, fence: bytes, is_comment: bool) -> tuple[bytes, bool]:
    """What is open after this line: a block of code by its mark, or a comment."""
    if is_comment:
        return b"", b"-->" not in line
    found = _FENCE.match(line)
    if fence:
        closes = found and found[1].startswith(fence) and not found[2].strip()
        return (b"" if closes else fence), False
    if found and not (found[1].startswith(b"`") and b"`" in found[2]):
        return found[1], False
    return b"", line.lstrip().startswith(b"<!--") and b"-->" not in line


def _item(kind: str, heading: str, lines: list[bytes]) -> Unit:
    is_head = not lines or not _HEADING.fullmatch(lines[0])
    if is_head:
        return _unit("head", "", lines)
    said = _ID.match(lines[1].strip()) if len(lines) > 1 else None
    key = said[1].decode("utf-8", "replace") if said else slugify(heading)[:100] or "untitled"
    return _unit(kind, key, lines, heading)


def _unit(kind: str, key: str, lines: list[bytes], heading: str = "") -> Unit:
    whole = b"".join(lines)
    text = whole.rstrip(b" \t\r\n")
    return Unit(kind, key, text, whole[len(text) :], heading)


def _named(units: Iterator[Unit]) -> list[Unit]:
    """The same, a second of one key called …-2. An empty head is there too: every file has a place before its items."""
    found: list[Unit] = []
    used: set[tuple[str, str]] = set()
    for unit in units:
        key, number = unit.key, 1
        while (unit.kind, key) in used:
            number += 1
            key = f"{unit.key}-{number}"
        used.add((unit.kind, key))
        found.append(Unit(unit.kind, key, unit.text, unit.gap, unit.heading))
    return found


def quoted(text: str) -> str:
    """A text as YAML has it, on one line."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'
