"""Stamps ids into a path's files, so that headings and files can be renamed and learners keep what they did."""

import os
import re
import tempfile
from dataclasses import dataclass
from itertools import accumulate, takewhile
from pathlib import Path

from app.content.child import Renderer
from app.content.context import MAX_SOURCE_BYTES
from app.content.documents import Document, Problem
from app.content.load import load
from app.content.safe import place, read

_COMMENT = re.compile(rb"(\s*<!--)(.*)", re.DOTALL)
_UNDERLINE = re.compile(rb" {0,3}(=+|-+)\s*")
_ID = re.compile(rb"[\"']?id[\"']?\s*:")
_PLAIN = re.compile(r"[a-z][\w./-]*")
_YAML_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off"})
_BOM = b"\xef\xbb\xbf"


class NotStamped(Exception):
    """The folder has errors, so its keys are in doubt; `problems` says which."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("ids are stamped only where `cairn check` finds no error")
        self.problems = problems


@dataclass(frozen=True)
class Stamp:
    """Bytes to put into a file before byte `offset`."""

    offset: int
    text: bytes


def stamp(folder: Path, *, renderer: Renderer | None = None) -> int:
    """Writes an id for every file, section and item of a path that has none, and says how many. No key changes, and no
    byte but those put in. Raises NotStamped where the folder has errors."""
    if renderer is None:
        with Renderer() as own:
            return stamp(folder, renderer=own)
    loaded = load(folder, renderer=renderer)
    if loaded.catalog is None:
        raise NotStamped(tuple(p for p in loaded.problems if p.severity == "error"))
    count = 0
    for document in loaded.catalog.documents:
        source = read(folder, document.file, MAX_SOURCE_BYTES)
        stamps = stamps_for(document, source)
        if stamps:
            _write(place(folder, document.file), put_in(source, stamps))
        count += len(stamps)
    return count


def stamp_file(file: str, source: bytes) -> bytes:
    """A Markdown file with the id that it goes by as long as it has none: its name. So it can be renamed."""
    newline = b"\r\n" if b"\r\n" in source else b"\n"
    start = len(_BOM) if source.startswith(_BOM) else 0
    lines = re.findall(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", source[start:])
    front = list(takewhile(lambda line: line.rstrip() != b"---", lines[1:])) if _has_front(lines) else []
    if any(_ID.match(line) for line in front):
        return source
    return put_in(source, [_stamp_file(file, lines, start, newline)])


def stamps_for(document: Document, source: bytes) -> list[Stamp]:
    """What to put into a document's source, in order of place."""
    newline = b"\r\n" if b"\r\n" in source else b"\n"
    start = len(_BOM) if source.startswith(_BOM) else 0
    # A lone carriage return ends a line too, as the parser has it.
    lines = re.findall(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", source[start:])
    starts = list(accumulate(map(len, lines), initial=start))
    stamps = []
    if "id" not in document.front:
        stamps.append(_stamp_file(document.key, lines, start, newline))
    done: set[int] = set()
    for item in document.items:
        if item.has_id or item.line in done or item.kind == "episode":
            continue
        done.add(item.line)
        key = item.key.partition("#")[2] if item.kind == "section" else item.key.partition("~")[0]
        stamps.append(_stamp_heading(key, lines, starts, _last_line(lines, item.line), newline))
    return sorted(stamps, key=lambda s: s.offset)


def put_in(source: bytes, stamps: list[Stamp]) -> bytes:
    """A source with its stamps, which are in order of place."""
    parts, start = [], 0
    for each in stamps:
        parts += [source[start : each.offset], each.text]
        start = each.offset
    return b"".join([*parts, source[start:]])


def _stamp_file(key: str, lines: list[bytes], start: int, newline: bytes) -> Stamp:
    said = key if _PLAIN.fullmatch(key) and key not in _YAML_WORDS else f'"{key}"'
    text = b"id: " + said.encode() + newline
    if _has_front(lines):
        return Stamp(start + len(lines[0]), text)
    return Stamp(start, b"---" + newline + text + b"---" + newline)


def _has_front(lines: list[bytes]) -> bool:
    return bool(lines) and lines[0].rstrip() == b"---"


def _last_line(lines: list[bytes], line: int) -> int:
    """The last line of the heading that begins in `line`: that of its underline where it has one."""
    if lines[line - 1].lstrip().startswith(b"#"):
        return line
    return next((n for n in range(line + 1, len(lines) + 1) if _UNDERLINE.fullmatch(lines[n - 1])), line)


def _stamp_heading(key: str, lines: list[bytes], starts: list[int], line: int, newline: bytes) -> Stamp:
    """Into the metadata line below a heading where there is one, else as a new line."""
    following = lines[line] if line < len(lines) else b""
    comment = _COMMENT.match(following)
    if comment and following.rstrip().endswith(b"-->") and re.search(rb"(^|;)\s*[a-z]+\s*:", comment[2]):
        return Stamp(starts[line] + len(comment[1]), f" id: {key};".encode())
    ending = b"" if lines[line - 1].endswith((b"\n", b"\r")) else newline
    return Stamp(starts[line], ending + f"<!-- id: {key} -->".encode() + (newline if not ending else b""))


def _write(file: Path, content: bytes) -> None:
    """Replaces a file whole, so that nobody reads half of it."""
    descriptor, temporary = tempfile.mkstemp(dir=file.parent, prefix=".", suffix=".tmp")
    try:
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(content)
        os.chmod(temporary, file.stat().st_mode & 0o777)
        os.replace(temporary, file)
    except BaseException:
        os.unlink(temporary)
        raise
