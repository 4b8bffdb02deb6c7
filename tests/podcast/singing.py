"""An engine that hums instead of speaking: a tone for each word, so that tests need no model."""

import re

import numpy as np

from app.podcast.render import Unspeakable
from app.podcast.sound import RATE, Samples, silence

SECONDS_A_WORD = 0.3


class Singer:
    """`low` hums softly at 150 Hz, `high` loudly at 300 Hz; each sentence with silence around it, as a model does."""

    name = "Singer 1"
    voices = ("high", "low")
    voices_sha256 = "ab" * 32

    def phonemes(self, text: str) -> str:
        if "mute" in text.lower():
            raise Unspeakable("no sound is known for this")
        return text

    def say(self, phonemes: str, voice: str) -> Samples:
        words = len(re.findall(r"\w+", phonemes))
        time = np.arange(round(words * SECONDS_A_WORD * RATE)) / RATE
        hertz, level = {"high": (300, 0.5), "low": (150, 0.05)}[voice]
        tone = level * np.sin(2 * np.pi * hertz * time)
        if "inaudible" in phonemes:
            tone *= 0
        return np.concatenate([silence(0.35), tone.astype(np.float32), silence(0.45)])
