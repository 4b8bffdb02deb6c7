"""How long an MP3 plays is told by its frames, without decoding."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.mp3 import read_mp3
from tests.content.mp3s import LARGE, SMALL, silence, tag


@pytest.mark.parametrize(
    ("content", "seconds", "kbits", "rate", "channels"),
    [
        (SMALL * 500, 12.0, 48, 24000, 1),
        (LARGE * 1000, 26.122, 128, 44100, 2),
        (tag(4000) + SMALL * 500, 12.0, 48, 24000, 1),
        (SMALL[:13] + b"Info".ljust(131, b"\0") + SMALL * 500, 12.0, 48, 24000, 1),
        (b"noise \xff\xf3\x64 noise" + SMALL * 500, 12.0, 48, 24000, 1),
        (SMALL * 250 + b"a break" + SMALL * 250, 12.0, 48, 24000, 1),
        (SMALL * 500 + b"TAG" + b"\0" * 125, 12.0, 48, 24000, 1),
    ],
)
def test_its_frames_say_how_long_it_is(content: bytes, seconds: float, kbits: int, rate: int, channels: int) -> None:
    found = read_mp3(content)
    assert found
    assert (round(found.seconds, 3), found.kbits, found.rate, found.channels) == (seconds, kbits, rate, channels)


@pytest.mark.parametrize("content", [b"", b"ID3", b"RIFF....WAVE" * 100, b"\xff" * 5000, b"OggS" * 40, tag(400)])
def test_what_is_none_is_not_taken_for_one(content: bytes) -> None:
    assert read_mp3(content) is None


@given(st.binary(max_size=600))
def test_any_bytes_can_be_read(content: bytes) -> None:
    read_mp3(content)
    read_mp3(b"ID3" + content)
    assert read_mp3(silence(1) + content)
