"""The episode that ships: what is heard is what is written, as far as that can be told without listening.

`python -m tests.podcast.heard` listens.
"""

import hashlib
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.content.context import Context, Parsed
from app.content.cues import Cue, read_cues
from app.content.documents import Document
from app.content.mp3 import read_mp3
from app.content.parse import parse
from app.content.recording import chapters_of, read_lock
from app.content.script import sentences_of, spoken_digest
from app.podcast.sound import LOUDNESS, RATE, Samples, loudness

SCRIPT = Path(__file__).resolve().parents[2] / "content" / "generative-ai" / "podcast" / "episode.md"
VOICES = Path(__file__).resolve().parents[2] / "app" / "podcast" / "voices" / "english.npz"


@pytest.fixture(scope="module")
def parsed() -> Parsed:
    return parse(SCRIPT.read_bytes(), "podcast/episode.md", Context("generative-ai"))


@pytest.fixture(scope="module")
def document(parsed: Parsed) -> Document:
    assert parsed.document
    return parsed.document


@pytest.fixture(scope="module")
def cues() -> tuple[Cue, ...]:
    return read_cues(SCRIPT.with_suffix(".vtt").read_text()).cues


@pytest.fixture(scope="module")
def samples() -> Samples:
    heard, rate = soundfile.read(SCRIPT.with_suffix(".mp3"), dtype="float32")
    assert rate == RATE
    return np.asarray(heard)


def within(samples: Samples, cue: Cue) -> Samples:
    return samples[round(cue.start * RATE) : round(cue.end * RATE)]


def test_it_lasts_about_three_minutes_at_48_kilobits() -> None:
    mp3 = read_mp3(SCRIPT.with_suffix(".mp3").read_bytes())
    assert mp3
    assert 170 < mp3.seconds < 200
    assert (mp3.kbits, mp3.channels) == (48, 1)


def test_its_cues_are_the_sentences_of_the_script(parsed: Parsed, cues: tuple[Cue, ...]) -> None:
    assert [(cue.speaker, cue.text) for cue in cues] == [(name, s.text) for name, s in sentences_of(parsed.script)]


def test_cues_follow_each_other_and_end_before_the_recording_does(cues: tuple[Cue, ...]) -> None:
    mp3 = read_mp3(SCRIPT.with_suffix(".mp3").read_bytes())
    assert mp3
    assert all(before.end < after.start for before, after in pairwise(cues))
    assert mp3.seconds - 2 < cues[-1].end < mp3.seconds


def test_each_chapter_has_its_time(document: Document, cues: tuple[Cue, ...]) -> None:
    starts = chapters_of(document.sections, read_cues(SCRIPT.with_suffix(".vtt").read_text()))
    assert [start.heading for start in starts] == [section.heading for section in document.sections]
    assert starts[0].seconds == cues[0].start < 1


def test_its_lock_tells_of_this_script_and_these_voices(parsed: Parsed, document: Document) -> None:
    lock = read_lock(SCRIPT.with_suffix(".lock").read_text())
    assert lock.script == spoken_digest(parsed.script, document.front)
    assert lock.voices == sha256(VOICES)
    assert (lock.sound, lock.cues) == (sha256(SCRIPT.with_suffix(".mp3")), sha256(SCRIPT.with_suffix(".vtt")))


def test_it_is_as_loud_as_it_should_be_whoever_speaks(samples: Samples, cues: tuple[Cue, ...]) -> None:
    assert loudness(samples) == pytest.approx(LOUDNESS, abs=0.3)
    spoken = [
        loudness(np.concatenate([within(samples, cue) for cue in cues if cue.speaker == name]))
        for name in ("Maya", "Theo")
    ]
    assert abs(spoken[0] - spoken[1]) < 1


def test_nothing_clips_and_no_sentence_is_cut(samples: Samples, cues: tuple[Cue, ...]) -> None:
    assert np.abs(samples).max() < 10 ** (-0.5 / 20)
    soft = 10 ** (-40 / 20)
    for cue in cues:
        heard = within(samples, cue)
        assert np.abs(heard[: RATE // 100]).max() < soft, cue
        assert np.abs(heard[-RATE // 50 :]).max() < soft, cue
        assert -24 < loudness(heard) < -12, cue


def sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
