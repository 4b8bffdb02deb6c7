"""The metadata line below a heading: `<!-- id: vae-elbo; level: 2; see: lessons/vae.md#elbo -->`."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from app.content.context import Link, Reading, Spot
from app.content.fronts import ID_PATTERN

_ENTRY = re.compile(r"([a-z]+)\s*:\s*(.*)", re.DOTALL)
_IS_META = re.compile(r"(^|;)\s*[a-z]+\s*:")
_LOOKS_LIKE_META = re.compile(r"\s*(id|level|tags|see|edition|reverse|ref|minutes|aliases|start)\s*:")
_CLOCK = re.compile(r"(?:(\d{1,2}):(?=[0-5]\d:))?(\d{1,3}):([0-5]\d(?:\.\d{1,3})?)", re.ASCII)
_ANCHOR = re.compile(r"[^\W_][\w-]{0,99}")


@dataclass(frozen=True)
class Meta:
    """What a metadata line says; `see` in the author's words, `file#anchor`; `start` in seconds."""

    id: str = ""
    level: int | None = None
    tags: tuple[str, ...] = ()
    see: tuple[str, ...] = ()
    edition: int = 1
    reverse: bool = False
    ref: str = ""
    minutes: int = 0
    aliases: tuple[str, ...] = ()
    start: float | None = None


def is_meta(comment: str) -> bool:
    """Whether a comment directly below a heading is metadata; other words there are dropped."""
    return bool(_IS_META.search(comment))


def looks_like_meta(comment: str) -> bool:
    """Whether a comment elsewhere was most likely meant as metadata."""
    return bool(_LOOKS_LIKE_META.match(comment))


def read_meta(reading: Reading, comment: str, line: int, keys: frozenset[str]) -> Meta:
    """Reads `id: x; level: 2; …`. What is wrong is reported and left out. `keys` are those that mean something here."""
    found: dict[str, object] = {}
    column = reading.lines[line - 1].find("<!--") + 5
    for raw in comment.split(";"):
        entry, at = raw.strip(), Spot(line, column + len(raw) - len(raw.lstrip()))
        column += len(raw) + 1
        if not entry:
            continue
        parts = _ENTRY.fullmatch(entry)
        if not parts:
            reading.error("meta", f'"{entry[:40]}" is not "key: value"', at)
            continue
        key, value = parts[1], parts[2]
        if key not in keys:
            reading.error("meta", f"{key} means nothing here; what does: {', '.join(sorted(keys))}", at)
        elif key in found:
            reading.error("meta", f"{key} is written twice; keep one", at)
        else:
            read = _READERS[key](reading, value, Spot(line, at.column + parts.start(2)))
            if read is not None:
                found[key] = read
    return Meta(**found)  # type: ignore[arg-type]


def _read_id(reading: Reading, value: str, at: Spot) -> str | None:
    pattern = ID_PATTERN if reading.kind in ("deck", "quiz", "resources") else _ANCHOR
    if pattern.fullmatch(value):
        return value
    reading.error("meta-id", "an id has letters, digits and - only, and begins with a letter or digit", at)
    return None


def _read_number(low: int, high: int) -> Callable[[Reading, str, Spot], int | None]:
    def read(reading: Reading, value: str, at: Spot) -> int | None:
        if value.isascii() and value.isdigit() and len(value) < 7 and low <= int(value) <= high:
            return int(value)
        reading.error("meta-number", f'"{value[:20]}" is not a whole number from {low} to {high}', at)
        return None

    return read


def _read_words(reading: Reading, value: str, at: Spot) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.strip() for word in value.split(",") if word.strip()))


def _read_see(reading: Reading, value: str, at: Spot) -> tuple[str, ...]:
    found = []
    for word in _read_words(reading, value, at):
        file, _, anchor = word.partition("#")
        spot = Spot(at.line, at.column + value.index(word))
        if not file.endswith(".md") or not anchor:
            reading.error("see", f'"{word[:60]}" names no section; write it as lessons/gan.md#training', spot)
            continue
        reading.links.append(Link("see", file, anchor, spot.line, spot.column))
        found.append(word)
    return tuple(found)


def _read_truth(reading: Reading, value: str, at: Spot) -> bool | None:
    if value in ("true", "false"):
        return value == "true"
    reading.error("meta", 'write "true", or leave it out', at)
    return None


def _read_clock(reading: Reading, value: str, at: Spot) -> float | None:
    found = _CLOCK.fullmatch(value)
    if not found:
        reading.error("meta-time", f'"{value[:20]}" is not a time in the recording; write it as 2:31 or 1:02:31', at)
        return None
    hours, minutes, seconds = found.groups()
    return int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds)


def _read_word(reading: Reading, value: str, at: Spot) -> str:
    return value


_READERS: dict[str, Callable[[Reading, str, Spot], object]] = {
    "id": _read_id,
    "level": _read_number(1, 5),
    "tags": _read_words,
    "see": _read_see,
    "edition": _read_number(1, 100_000),
    "reverse": _read_truth,
    "ref": _read_word,
    "minutes": _read_number(1, 100_000),
    "aliases": _read_words,
    "start": _read_clock,
}
