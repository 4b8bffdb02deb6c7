"""A script becomes a recording whose cues are right to the sample."""

import io
import itertools
from collections.abc import Callable

import numpy as np
import pytest
import soundfile

from app.content.context import Parsed
from app.content.cues import Cue, read_cues, starts_of
from app.content.documents import Document
from app.content.mp3 import read_mp3
from app.podcast.render import Refused, Rendered, render
from app.podcast.sound import LOUDNESS, RATE, Samples, loudness
from tests.content.files import read
from tests.podcast.singing import SECONDS_A_WORD, Singer

HEAD = "---\ntitle: A duet\nvoices: {Maya: high, Theo: low}\n---\n\n"
DUET = f"""{HEAD}## One

**Maya:** One two three four. Five & six!

**Theo:** One two three four five six seven.

## Two

**Theo:** In 1962.

**Maya:** One two three four five.
"""
Tell = Callable[[int, int], None]


def script(text: str) -> tuple[Document, Parsed]:
    parsed = read(text, "podcast/e.md")
    assert parsed.document
    assert not parsed.problems
    return parsed.document, parsed


def sing(text: str = DUET, tell: Tell = lambda done, total: None) -> Rendered:
    return render(*script(text), Singer(), tell)


def heard(rendered: Rendered) -> Samples:
    samples, rate = soundfile.read(io.BytesIO(rendered.mp3), dtype="float32")
    assert rate == RATE
    return np.asarray(samples)


def cues(rendered: Rendered) -> tuple[Cue, ...]:
    captions = read_cues(rendered.vtt.decode())
    assert captions.wrong == ()
    return captions.cues


def test_each_sentence_is_a_cue_with_who_says_it() -> None:
    rendered = sing()
    assert [(cue.id, cue.speaker, cue.text) for cue in cues(rendered)] == [
        ("one/1", "Maya", "One two three four."),
        ("one/2", "Maya", "Five & six!"),
        ("one/3", "Theo", "One two three four five six seven."),
        ("two/1", "Theo", "In 1962."),
        ("two/2", "Maya", "One two three four five."),
    ]
    assert list(starts_of(cues(rendered))) == ["one", "two"]


def test_a_cue_lasts_as_long_as_its_sentence_sounds() -> None:
    rendered = sing()
    samples = heard(rendered)
    edge = 0.04
    for cue, words in zip(cues(rendered), (4, 3, 7, 4, 5), strict=True):
        assert cue.end - cue.start == pytest.approx(words * SECONDS_A_WORD + 0.1, abs=0.02), cue
        loud = np.abs(samples[round(cue.start * RATE) : round(cue.end * RATE)]) > 0.01
        first, last = np.flatnonzero(loud)[[0, -1]] / RATE
        assert first == pytest.approx(0.03, abs=edge / 2), cue
        assert cue.end - cue.start - last == pytest.approx(0.07, abs=edge), cue


def test_it_is_silent_between_sentences_longer_between_chapters() -> None:
    rendered = sing()
    samples, found = heard(rendered), cues(rendered)
    for before, after in itertools.pairwise(found):
        assert np.abs(samples[round(before.end * RATE) : round(after.start * RATE)]).max() < 0.003
    gaps = [after.start - before.end for before, after in itertools.pairwise(found)]
    assert gaps == pytest.approx([0.26, 0.24, 1.1, 0.24], abs=0.002)


def test_both_speakers_are_equally_loud_and_nothing_clips() -> None:
    rendered = sing()
    samples = heard(rendered)
    assert loudness(samples) == pytest.approx(LOUDNESS, abs=0.3)
    spoken = {
        name: np.concatenate(
            [samples[round(c.start * RATE) : round(c.end * RATE)] for c in cues(rendered) if c.speaker == name]
        )
        for name in ("Maya", "Theo")
    }
    assert loudness(spoken["Maya"]) == pytest.approx(loudness(spoken["Theo"]), abs=0.5)
    assert np.abs(samples).max() < 1


def test_it_is_an_mp3_of_48_kilobits_in_one_channel() -> None:
    rendered = sing()
    mp3 = read_mp3(rendered.mp3)
    assert mp3
    assert (mp3.kbits, mp3.rate, mp3.channels) == (48, 24_000, 1)
    assert mp3.seconds == pytest.approx(rendered.seconds, abs=0.1)
    assert b"A duet" in rendered.mp3
    assert b"Maya, Theo" in rendered.mp3


def test_the_same_script_gives_the_same_files() -> None:
    assert sing() == sing()
    assert sing().lock != sing(DUET.replace("Five", "Nine")).lock


def test_it_tells_how_far_it_is() -> None:
    told: list[tuple[int, int]] = []
    sing(tell=lambda done, total: told.append((done, total)))
    assert told == [(done, 5) for done in range(6)]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        (DUET.replace("high", "of_gold"), [(3, 10, "there is no voice of_gold for Maya; there are: high, low")]),
        (DUET.replace("Five &", "A mute").replace("In", "mute"), [(8, 31, "no sound is"), (14, 11, "no sound is")]),
        (DUET.replace("Five", "Inaudible inaudible"), [(8, 31, "nothing is to be heard")]),
    ],
)
def test_what_cannot_be_said_is_refused_with_its_place(text: str, problems: list[tuple[int, int, str]]) -> None:
    with pytest.raises(Refused) as refused:
        sing(text)
    for found, (line, column, message) in zip(refused.value.problems, problems, strict=True):
        assert (found.file, found.line, found.column) == ("podcast/e.md", line, column)
        assert found.message.startswith(message)
