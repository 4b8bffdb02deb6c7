"""A script's recording: the sound, its cues, and the lock that says what they were made from; pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields

from app.content.context import Parsed
from app.content.cues import Captions, read_cues, starts_of
from app.content.documents import Document, Problem, Section
from app.content.mp3 import read_mp3
from app.content.script import spoken_digest

_LOCK_HEAD = "# Written by `cairn podcast render`: what the recording beside it was made from. Do not edit.\n"


@dataclass(frozen=True)
class Lock:
    """What a rendered recording was made from, and what was made; digests are sha256 in hex. `script` is the digest
    of what the script says aloud (`spoken_digest`); `engine` names all that makes the voices sound as they do."""

    script: str
    engine: str
    voices: str
    sound: str
    cues: str


@dataclass(frozen=True)
class Start:
    """Where a chapter begins, in seconds."""

    anchor: str
    heading: str
    seconds: float


def read_lock(text: str) -> Lock:
    """Reads `key: value` lines; what is missing is empty, so that no digest equals it."""
    found = dict(re.findall(r"^(\w+): *(.*?) *$", text, re.M))
    return Lock(**{field.name: found.get(field.name, "") for field in fields(Lock)})


def write_lock(lock: Lock) -> str:
    return _LOCK_HEAD + "".join(f"{key}: {value}\n" for key, value in asdict(lock).items())


def chapters_of(sections: Sequence[Section], captions: Captions) -> list[Start]:
    """The chapters of a recording that have a time: the author's `start`, else that of the chapter's first cue."""
    starts = starts_of(captions.cues)
    times = [(section, starts.get(section.anchor) if section.start is None else section.start) for section in sections]
    return [Start(section.anchor, section.heading, seconds) for section, seconds in times if seconds is not None]


def recording_problems(
    document: Document, parsed: Parsed, files: Mapping[str, bytes], manifest: Mapping[str, str]
) -> Iterator[Problem]:
    """What is wrong with the files beside a script. A recording without a lock is the author's own: nothing says that
    it should match the script word by word."""
    stem = document.file.removesuffix(".md")
    sound, cues, lock = (f"{stem}.{kind}" for kind in ("mp3", "vtt", "lock"))
    captions = read_cues(files.get(cues, b"WEBVTT").decode("utf-8", "replace"))
    for wrong in captions.wrong:
        yield Problem(cues, wrong.line, 1, "error", "cue", wrong.message)
    if sound not in files:
        return
    if lock in files:
        locked = read_lock(files[lock].decode("utf-8", "replace"))
        yield from _locked(document, parsed, locked, {sound: manifest[sound], cues: manifest.get(cues, "")})
    played = read_mp3(files[sound])
    if played is None:
        yield Problem(sound, 1, 1, "warning", "audio", "this is not an MP3 file; save it as one")
        return
    late = next((cue for cue in captions.cues if cue.start >= played.seconds), None)
    if late:
        message = f"the recording is over after {_clock(played.seconds)}, before this cue; it belongs to another one"
        yield Problem(cues, late.line, 1, "warning", "cue-late", message)
    yield from _chapters(document, parsed, chapters_of(document.sections, captions), played.seconds)


def _locked(document: Document, parsed: Parsed, lock: Lock, made: Mapping[str, str]) -> Iterator[Problem]:
    sound, cues = made
    if spoken_digest(parsed.script, document.front) != lock.script:
        message = f"{sound} was not made from this script; render it again"
        yield Problem(document.file, 1, 1, "warning", "audio-old", message)
    for file, digest in ((sound, lock.sound), (cues, lock.cues)):
        if made[file] != digest:
            message = f"{file} is not the one that was rendered; render it again, or delete the lock if it is your own"
            yield Problem(document.file, 1, 1, "warning", "audio-other", message)


def _chapters(document: Document, parsed: Parsed, starts: Sequence[Start], seconds: float) -> Iterator[Problem]:
    before = 0.0
    for start in starts:
        line = parsed.lines.get(start.anchor, 1)
        if start.seconds >= seconds:
            message = f"this chapter begins at {_clock(start.seconds)}, but the recording ends at {_clock(seconds)}"
        elif start.seconds < before:
            message = f"this chapter begins at {_clock(start.seconds)}, before the one above it; put its start right"
        else:
            before = start.seconds
            continue
        yield Problem(document.file, line, 1, "warning", "chapter-time", message)


def _clock(seconds: float) -> str:
    return f"{int(seconds // 60)}:{int(seconds % 60):02}"
