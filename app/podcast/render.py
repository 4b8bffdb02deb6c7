"""A script becomes a recording: sentences are spoken one by one, so that each cue's times are known to the sample."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Protocol

import numpy as np

from app.content.context import Parsed, Sentence
from app.content.cues import Cue, write_cues
from app.content.documents import Document, Problem
from app.content.recording import Lock
from app.content.script import spoken_digest
from app.podcast.aloud import aloud
from app.podcast.sound import LOUDNESS, RATE, Samples, as_mp3, at_loudness, limited, loudness, silence, trimmed

# Seconds of silence. Trimmed speech keeps a tenth of a second of its own. Who answers does so sooner than who goes on.
LEAD = 0.4
BETWEEN_SENTENCES = 0.26
BETWEEN_LINES = 0.24
BETWEEN_CHAPTERS = 1.1
TAIL = 0.8


class Unspeakable(Exception):
    """A sentence that the engine cannot say; the text says why, and what to do."""


class Engine(Protocol):
    """What speaks. `name` tells apart engines that would sound different."""

    @property
    def name(self) -> str: ...
    @property
    def voices(self) -> tuple[str, ...]: ...
    @property
    def voices_sha256(self) -> str: ...
    def phonemes(self, text: str) -> str: ...
    def say(self, phonemes: str, voice: str) -> Samples: ...


@dataclass(frozen=True)
class Rendered:
    """The files that go beside a script."""

    mp3: bytes
    vtt: bytes
    lock: Lock
    seconds: float


@dataclass(frozen=True)
class _Utterance:
    """A sentence, how it sounds, and the silence before it in seconds."""

    cue: str
    speaker: str
    sentence: Sentence
    phonemes: str
    pause: float


class Refused(Exception):
    """A script that cannot be spoken as it stands."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = tuple(problems)


def render(document: Document, parsed: Parsed, engine: Engine, tell: Callable[[int, int], None]) -> Rendered:
    """Speaks a script that has been read without errors. `tell` hears how many sentences are done, of how many.
    Raises Refused."""
    cast = document.front.get("voices", {})
    utterances = _prepare(document, parsed, engine)
    spoken: list[Samples] = []
    tell(0, len(utterances))
    for each in utterances:
        samples = trimmed(engine.say(each.phonemes, cast[each.speaker]))
        if not len(samples):
            raise Refused([_problem(document, each.sentence, "nothing is to be heard of this; write it otherwise")])
        spoken.append(samples)
        tell(len(spoken), len(utterances))
    spoken = _evened(spoken, [each.speaker for each in utterances])
    whole, begins = _joined(spoken, [each.pause for each in utterances])
    cues = [
        Cue(begin / RATE, (begin + len(samples)) / RATE, each.sentence.text, each.speaker, each.cue)
        for each, samples, begin in zip(utterances, spoken, begins, strict=True)
    ]
    mp3 = as_mp3(whole, document.title, tuple(cast))
    vtt = write_cues(cues).encode()
    return Rendered(mp3, vtt, lock_of(document, parsed, engine, mp3, vtt), len(whole) / RATE)


def lock_of(document: Document, parsed: Parsed, engine: Engine, mp3: bytes, vtt: bytes) -> Lock:
    return Lock(
        script=spoken_digest(parsed.script, document.front),
        engine=engine.name,
        voices=engine.voices_sha256,
        sound=hashlib.sha256(mp3).hexdigest(),
        cues=hashlib.sha256(vtt).hexdigest(),
    )


def _prepare(document: Document, parsed: Parsed, engine: Engine) -> list[_Utterance]:
    """Every sentence as it is to be said. All that no voice can say is refused at once."""
    say: Mapping[str, str] = document.front.get("say", {})
    problems = list(_unknown_voices(document, parsed, engine))
    utterances: list[_Utterance] = []
    for chapter in parsed.script:
        number, pause = 0, BETWEEN_CHAPTERS if utterances else LEAD
        for line in chapter.lines:
            for sentence in line.sentences:
                number += 1
                try:
                    phonemes = engine.phonemes(aloud(sentence.text, say))
                except Unspeakable as reason:
                    problems.append(_problem(document, sentence, str(reason)))
                    continue
                utterances.append(_Utterance(f"{chapter.anchor}/{number}", line.speaker, sentence, phonemes, pause))
                pause = BETWEEN_SENTENCES
            pause = BETWEEN_LINES if number else pause
    if problems:
        raise Refused(problems)
    return utterances


def _unknown_voices(document: Document, parsed: Parsed, engine: Engine) -> Iterator[Problem]:
    voices: dict[str, Any] = document.front.get("voices", {})
    for name, voice in voices.items():
        if voice not in engine.voices:
            message = f"there is no voice {voice} for {name}; there are: {', '.join(engine.voices)}"
            spot = parsed.voices[name]
            yield Problem(document.file, spot.line, spot.column, "error", "voice", message)


def _problem(document: Document, sentence: Sentence, message: str) -> Problem:
    return Problem(document.file, sentence.line, sentence.column, "error", "speech", message)


def _evened(spoken: Sequence[Samples], speakers: Sequence[str]) -> list[Samples]:
    """Every speaker equally loud, over all that they say: a sentence may be softer than another."""
    measured = {
        name: loudness(np.concatenate([s for s, said in zip(spoken, speakers, strict=True) if said == name]))
        for name in set(speakers)
    }
    return [at_loudness(s, LOUDNESS, measured[name]) for s, name in zip(spoken, speakers, strict=True)]


def _joined(spoken: Sequence[Samples], pauses: Sequence[float]) -> tuple[Samples, list[int]]:
    """The whole recording, and at which of its samples each sentence begins."""
    parts = [part for pause, samples in zip(pauses, spoken, strict=True) for part in (silence(pause), samples)]
    ends = list(accumulate(len(part) for part in parts))
    whole = np.concatenate([*parts, silence(TAIL)])
    # Twice: what the limiter holds down is missing from the loudness.
    for _ in range(2):
        whole = limited(at_loudness(whole, LOUDNESS, loudness(whole)))
    return whole, ends[::2]
