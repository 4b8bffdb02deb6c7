"""Loudness is measured as broadcasters measure it; what is too loud is held down, silence is cut."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.podcast.sound import PEAK, RATE, Samples, at_loudness, limited, loudness, silence, trimmed


def tone(seconds: float, hertz: float = 997, level: float = 0.0, rate: int = RATE) -> Samples:
    """A sine whose peak is `level` dBFS."""
    time = np.arange(round(seconds * rate)) / rate
    return (10 ** (level / 20) * np.sin(2 * np.pi * hertz * time)).astype(np.float32)


@pytest.mark.parametrize("rate", [24_000, 44_100, 48_000])
@pytest.mark.parametrize(
    ("hertz", "level", "lufs"),
    [
        # BS.1770: a full-scale sine of 997 Hz in one channel is -3.01 LKFS; EBU Tech 3341, case 1: both of -23 dBFS.
        (997, 0.0, -3.01),
        (997, -23.0, -26.01),
        # The 48 kHz coefficients printed in the recommendation take 5.57 dB from 40 Hz and give 3.97 to 4 kHz,
        # from which 0.69 are taken off again.
        (40, -10.0, -19.27),
        (4000, -10.0, -9.73),
    ],
)
def test_a_tone_is_as_loud_as_the_standard_says(hertz: float, level: float, lufs: float, rate: int) -> None:
    assert loudness(tone(5, hertz, level, rate), rate) == pytest.approx(lufs, abs=0.1)


def test_silence_and_whispers_between_words_do_not_count() -> None:
    loud = tone(10, level=-20)
    assert loudness(np.concatenate([loud, silence(30), tone(10, level=-60)])) == pytest.approx(loudness(loud), abs=0.1)
    assert loudness(silence(3)) == float("-inf")


def test_gain_brings_it_where_it_is_wanted() -> None:
    quiet = tone(3, level=-40)
    assert loudness(at_loudness(quiet, -18, loudness(quiet))) == pytest.approx(-18, abs=0.01)


@given(st.lists(st.floats(0, 4), min_size=1, max_size=20))
def test_no_sample_passes_the_peak_and_soft_ones_stay(levels: list[float]) -> None:
    loud = np.concatenate([tone(0.02) * np.float32(level) for level in levels])
    held = limited(loud)
    assert np.abs(held).max() <= PEAK * 1.000001
    assert (held * loud >= 0).all()
    soft = tone(0.2, level=-3)
    assert limited(soft) is soft


def test_the_ends_are_cut_to_a_breath_and_nothing_that_is_heard() -> None:
    word = tone(0.5, level=-12)
    cut = trimmed(np.concatenate([silence(0.4), word, silence(0.4)]))
    assert len(cut) / RATE == pytest.approx(0.6, abs=0.011)
    assert cut[0] == cut[-1] == 0
    assert loudness(cut) == pytest.approx(loudness(word), abs=0.5)
    assert len(trimmed(silence(1))) == 0
