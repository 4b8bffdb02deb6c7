"""Cues: what is said when, as WebVTT holds it."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

_TIME = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d\.\d{3})"
_TIMING = re.compile(rf"\s*{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t].*)?", re.ASCII)
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>")
_TAG = re.compile(r"<[^>]*>?")


@dataclass(frozen=True)
class Cue:
    """A stretch of a recording, in seconds from its beginning, and what is said in it, as plain text. `id` is
    `anchor/n` for the nth sentence of a script's chapter where Cairn wrote it; `line` is where its times stand."""

    start: float
    end: float
    text: str
    speaker: str = ""
    id: str = ""
    line: int = 0


@dataclass(frozen=True)
class Wrong:
    line: int
    message: str


@dataclass(frozen=True)
class Captions:
    """What a WebVTT file says, in its order; and what is wrong in it, which a browser would pass over in silence."""

    cues: tuple[Cue, ...]
    wrong: tuple[Wrong, ...] = ()


def read_cues(text: str) -> Captions:
    """Reads WebVTT as browsers do: notes, styles and regions passed over, settings and markup dropped."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not re.match(r"WEBVTT(?:[ \t]|$)", lines[0]):
        return Captions((), (Wrong(1, 'this is not WebVTT; its first line is "WEBVTT"'),))
    cues: list[Cue] = []
    wrong: list[Wrong] = []
    for first, block in _blocks(lines):
        if first == 1 or re.match(r"(NOTE|STYLE|REGION)(?:[ \t]|$)", block[0]):
            continue
        named = "-->" not in block[0]
        timing = block[1] if named and len(block) > 1 else block[0]
        line = first + (timing is not block[0])
        times = _TIMING.fullmatch(timing)
        if times is None:
            wrong.append(Wrong(line, "a cue begins with its times, as in 00:01.000 --> 00:02.500"))
            continue
        words = "\n".join(block[2 if named else 1 :])
        speaker = _VOICE.search(words)
        cue = Cue(
            start=_seconds(*times.group(1, 2, 3)),
            end=_seconds(*times.group(4, 5, 6)),
            text=_plain(words),
            speaker=html.unescape(speaker[1]).strip() if speaker else "",
            id=block[0].strip() if named else "",
            line=line,
        )
        wrong.extend(_wrong(cue, cues[-1] if cues else None))
        cues.append(cue)
    return Captions(tuple(cues), tuple(wrong))


def write_cues(cues: Iterable[Cue]) -> str:
    """WebVTT that `read_cues` reads back, times to the millisecond."""
    blocks = ["WEBVTT\n"]
    for cue in cues:
        words = html.escape(cue.text, quote=False)
        voice = f"<v {html.escape(cue.speaker, quote=False)}>" if cue.speaker else ""
        name = f"{cue.id}\n" if cue.id else ""
        blocks.append(f"{name}{_clock(cue.start)} --> {_clock(cue.end)}\n{voice}{words}\n")
    return "\n".join(blocks)


def starts_of(cues: Iterable[Cue]) -> dict[str, float]:
    """When each chapter begins, by its anchor, as the ids of cues that Cairn wrote tell. Seconds."""
    starts: dict[str, float] = {}
    for cue in cues:
        anchor, slash, number = cue.id.rpartition("/")
        if slash and number.isdigit():
            starts.setdefault(anchor, cue.start)
    return starts


def _blocks(lines: list[str]) -> list[tuple[int, list[str]]]:
    """Runs of lines that are not blank, each with the number of its first line."""
    blocks: list[tuple[int, list[str]]] = []
    was_blank = True
    for number, line in enumerate(lines, start=1):
        if line and was_blank:
            blocks.append((number, []))
        if line:
            blocks[-1][1].append(line)
        was_blank = not line
    return blocks


def _wrong(cue: Cue, before: Cue | None) -> Iterable[Wrong]:
    if cue.end <= cue.start:
        yield Wrong(cue.line, "this cue ends before it begins; put its times right")
    if before and cue.start < before.start:
        yield Wrong(cue.line, "this cue begins before the one above it; put them in order")
    if not cue.text:
        yield Wrong(cue.line, "this cue says nothing; write its words below, or take it out")


def _plain(words: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", words)).split())


def _seconds(hours: str | None, minutes: str, seconds: str) -> float:
    return int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds)


def _clock(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"
