"""Sound as numbers: silence cut and set, loudness measured and evened out, MP3 written. Needs the extra `podcast`.

Loudness after ITU-R BS.1770-5: K-weighting, then the mean power of 400 ms blocks, gated at -70 LUFS and at 10 LU below
the mean of what is left.
"""

import io
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Samples: TypeAlias = npt.NDArray[np.float32]

RATE = 24_000
"""Samples a second, mono."""
LOUDNESS = -18.0
"""LUFS; for one channel what -15 is for two, as loud as spoken podcasts are asked to be on phones."""
PEAK = 10 ** (-2 / 20)
"""Highest sample before MP3, whose decoded peaks stand a little higher."""
KBITS = 48

_SILENCE_DB = -58.0
_FRAME = RATE // 100
_KEEP_BEFORE = 3
_KEEP_AFTER = 7
_FADE = RATE // 125
# LAME begins with this many samples of nothing, and libsndfile writes no header from which players could know it.
ENCODER_DELAY = 1105
# It also turns everything down, for decoders that would clip.
ENCODER_GAIN = 0.95
_MP3_LEAST, _MP3_MOST = 8, 160


def trimmed(samples: Samples) -> Samples:
    """Without the silence at both ends, but for a breath, and faded there over 8 ms."""
    whole = samples[: len(samples) // _FRAME * _FRAME].reshape(-1, _FRAME)
    power = 10 * np.log10((whole.astype(np.float64) ** 2).mean(axis=1) + 1e-12)
    heard = np.flatnonzero(power > _SILENCE_DB)
    if not len(heard):
        return samples[:0]
    first, last = max(0, heard[0] - _KEEP_BEFORE), min(len(whole), heard[-1] + 1 + _KEEP_AFTER)
    return faded(samples[first * _FRAME : last * _FRAME])


def faded(samples: Samples) -> Samples:
    ramp = np.linspace(0, 1, min(_FADE, len(samples) // 2), dtype=np.float32)
    out = samples.copy()
    out[: len(ramp)] *= ramp
    out[len(out) - len(ramp) :] *= ramp[::-1]
    return out


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE), np.float32)


def loudness(samples: Samples, rate: int = RATE) -> float:
    """Integrated loudness of one channel, in LUFS; minus infinity for silence."""
    weighted = _k_weighted(samples, rate)
    block, hop = round(0.4 * rate), round(0.1 * rate)
    sums = np.concatenate([[0.0], np.cumsum(weighted**2)])
    begins = np.arange(0, max(1, len(weighted) - block + 1), hop)
    powers = (sums[np.minimum(begins + block, len(weighted))] - sums[begins]) / block
    kept = powers[_lufs(powers) > -70.0]
    if not len(kept):
        return float("-inf")
    kept = kept[_lufs(kept) > _lufs(kept.mean()) - 10.0]
    return float(_lufs(kept.mean()))


def at_loudness(samples: Samples, lufs: float, measured: float) -> Samples:
    return (samples * 10 ** ((lufs - measured) / 20)).astype(np.float32)


def limited(samples: Samples, peak: float = PEAK) -> Samples:
    """With no sample above `peak`: the gain goes down 5 ms before what is too loud and comes back within 50 ms."""
    over = np.maximum(np.abs(samples) / peak, 1.0)
    if over.max() == 1.0:
        return samples
    ahead, back = RATE // 200, RATE // 20
    held = _highest_around(over, ahead, back)
    # A mean over what the hold has widened by as much never lets through more than the hold does.
    window = np.hanning(2 * ahead + 1)
    gain = np.convolve(np.pad(1.0 / held, ahead, mode="edge"), window / window.sum(), mode="valid")
    return (samples * np.minimum(gain, 1.0 / over)).astype(np.float32)


def as_mp3(samples: Samples, title: str, artists: Sequence[str]) -> bytes:
    """48 kbit/s, mono. The first samples, which must be silent, give way to the encoder's delay, so that what stood at
    a second stays there."""
    import soundfile

    content = io.BytesIO()
    level = (_MP3_MOST - KBITS) / (_MP3_MOST - _MP3_LEAST)
    with soundfile.SoundFile(
        content, "w", RATE, 1, format="MP3", subtype="MPEG_LAYER_III", bitrate_mode="CONSTANT", compression_level=level
    ) as file:
        file.title = title
        file.artist = ", ".join(artists)
        file.write(samples[ENCODER_DELAY:] / np.float32(ENCODER_GAIN))
    return content.getvalue()


def _k_weighted(samples: Samples, rate: int) -> npt.NDArray[np.float64]:
    """Both filters of BS.1770, applied as one product in the frequency domain over a second of silence more, in which
    they ring out. The recommendation gives them at 48 kHz only; these are the analogue prototypes that give its
    coefficients there (as libebur128 and pyloudnorm derive them), for any rate."""
    size = len(samples) + rate
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(size))
    response = np.ones_like(z)
    for numerator, denominator in (_high_shelf(rate), _high_pass(rate)):
        response *= np.polyval(numerator[::-1], z) / np.polyval(denominator[::-1], z)
    return np.asarray(np.fft.irfft(np.fft.rfft(samples, size) * response, size)[: len(samples)])


def _high_shelf(rate: int) -> tuple[list[float], list[float]]:
    gain, q, k = 3.999843853973347, 0.7071752369554196, np.tan(np.pi * 1681.974450955533 / rate)
    high = 10 ** (gain / 20)
    band = high**0.4996667741545416
    a0 = 1 + k / q + k * k
    return (
        [(high + band * k / q + k * k) / a0, 2 * (k * k - high) / a0, (high - band * k / q + k * k) / a0],
        [1.0, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0],
    )


def _high_pass(rate: int) -> tuple[list[float], list[float]]:
    q, k = 0.5003270373238773, np.tan(np.pi * 38.13547087602444 / rate)
    a0 = 1 + k / q + k * k
    return [1.0, -2.0, 1.0], [1.0, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0]


def _lufs(power: npt.ArrayLike) -> npt.NDArray[np.float64]:
    return np.asarray(-0.691 + 10 * np.log10(np.maximum(power, 1e-12)))


def _highest_around(values: npt.NDArray[np.floating], before: int, after: int) -> npt.NDArray[np.floating]:
    """Each value raised to the highest of those up to `before` ahead of it and `after` behind it."""
    highest, width, wanted = np.pad(values, (after, before), constant_values=1.0), 1, before + after + 1
    while width < wanted:
        step = min(width, wanted - width)
        highest = np.maximum(highest[:-step], highest[step:])
        width += step
    return highest
