"""WebVTT is read as browsers read it, and what they would pass over is reported."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.cues import Cue, read_cues, starts_of, write_cues

WHOLE = """WEBVTT - An episode
Kind: captions

NOTE made by hand

STYLE
::cue { color: red }

one/1
00:01.000 --> 00:02.500 align:start
<v.loud Maya &amp; Ben>Salt &lt; <i>soup</i></v>
and more

01:02:03.250 --> 01:02:04.000
Nobody in particular.
"""


def test_it_reads_who_says_what_and_when() -> None:
    assert read_cues(WHOLE).wrong == ()
    assert read_cues(WHOLE).cues == (
        Cue(1.0, 2.5, "Salt < soup and more", "Maya & Ben", "one/1", 10),
        Cue(3723.25, 3724.0, "Nobody in particular.", line=14),
    )
    assert read_cues("\ufeff" + WHOLE.replace("\n", "\r\n")) == read_cues(WHOLE)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", [(1, "this is not WebVTT")]),
        ("1\n00:01.000 --> 00:02.000\nHi\n", [(1, "this is not WebVTT")]),
        ("WEBVTTX\n", [(1, "this is not WebVTT")]),
        ("WEBVTT\n", []),
        ("WEBVTT\n\n00:01,000 --> 00:02,000\nHi\n", [(3, "a cue begins with its times")]),
        ("WEBVTT\n\nname only\n", [(3, "a cue begins with its times")]),
        ("WEBVTT\n\n00:02.000 --> 00:02.000\nHi\n", [(3, "this cue ends before it begins")]),
        ("WEBVTT\n\nx\n00:01.000 --> 00:02.000\n<v Maya>\n", [(4, "this cue says nothing")]),
        (
            "WEBVTT\n\n00:05.000 --> 00:06.000\nHi\n\n00:04.000 --> 00:05.000\nHo\n",
            [(6, "this cue begins before the one above it")],
        ),
        ("WEBVTT\n\n00:61.000 --> 00:62.000\nHi\n", [(3, "a cue begins with its times")]),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, wrong: list[tuple[int, str]]) -> None:
    assert [(each.line, each.message.split(";")[0].split(", as")[0]) for each in read_cues(text).wrong] == wrong


WORDS = st.text(st.characters(categories=("L", "N", "P", "S"), exclude_characters="\x85"), min_size=1)
MILLISECONDS = st.integers(0, 10**8)


@given(WORDS, WORDS, MILLISECONDS, st.integers(1, 10**6))
def test_what_is_written_is_read_back(words: str, speaker: str, start: int, length: int) -> None:
    cue = Cue(start / 1000, (start + length) / 1000, words, speaker, "a-b/1")
    (read,) = read_cues(write_cues([cue])).cues
    assert (read.text, read.speaker, read.id) == (cue.text, cue.speaker, cue.id)
    assert read.start == pytest.approx(cue.start)
    assert read.end == pytest.approx(cue.end)


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    read_cues(text)
    read_cues(f"WEBVTT\n\n{text}\n\n00:01.000 --> {text}\n")


def test_chapters_begin_with_their_first_cue() -> None:
    cues = [Cue(1, 2, "A", id="one/1"), Cue(2, 3, "B", id="one/2"), Cue(3, 4, "C", id="two/1"), Cue(4, 5, "D", id="x")]
    assert starts_of(cues) == {"one": 1, "two": 3}
