"""A script as it is spoken: chapters, who says each line, and the sentences of it, one cue each."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from app.content.context import Chapter, Line, Reading, Sentence, Spot
from app.content.markdown import Block
from app.content.rendering import plain

# A sentence ends where its stop is followed by a space and what can begin another.
_END = re.compile(r"[.!?…]+[\"”’)\]]*\s+(?=[\"“‘(\[]*[^\W_a-z])")
# A stop behind an abbreviation or an initial ends none.
_NEVER_LAST = re.compile(r"(?:\b(?:Dr|Mr|Mrs|Ms|Prof|St|Fig|Eq|vs|cf|approx|e\.g|i\.e)|(?:^|[\s.(])[A-HJ-Z])\.$")
_HEARD = re.compile(r"\w")
_WORDS_TO_FIND = 4


@dataclass(frozen=True)
class Spoken:
    """A paragraph that begins with `**Name:**`."""

    name: str
    words: list[Token]


def spoken(block: Block) -> Spoken | None:
    """Who says a paragraph, and what; none where it does not say who."""
    children = block.tokens[1].children or [] if block.kind == "paragraph" else []
    strong = [i for i, token in enumerate(children) if token.type in ("strong_open", "strong_close")]
    if len(strong) < 2 or plain(children[: strong[0]]).strip():
        return None
    name, words = plain(children[strong[0] : strong[1]]).strip(), children[strong[1] + 1 :]
    if name.endswith(":"):
        name = name[:-1]
    elif words and words[0].content.startswith(":"):
        words = [words[0].copy(content=words[0].content[1:]), *words[1:]]
    else:
        return None
    if words and words[0].type == "text":
        words = [words[0].copy(content=words[0].content.lstrip()), *words[1:]]
    return Spoken(name, words)


def read_line(reading: Reading, block: Block, said: Spoken) -> Line:
    """The sentences of a paragraph, each with its place; what has no sound is reported."""
    for token in said.words:
        if token.type.startswith("math_inline"):
            message = "a formula cannot be read aloud; say it in words"
            reading.warn("speech", message, reading.find(f"${token.content}$", block.line, block.last_line))
    sentences: list[Sentence] = []
    is_silent, source = False, "\n".join(reading.lines[block.line - 1 : block.last_line])
    at = source.find(said.name) + len(said.name)
    for text in split_sentences(plain(said.words)):
        at = max(at, _find(source, text, at))
        spot = Spot(block.line + source.count("\n", 0, at), at - source.rfind("\n", 0, at))
        if _HEARD.search(text):
            sentences.append(Sentence(text, spot.line, spot.column))
        else:
            is_silent = True
            reading.error("speech", f'"{text[:20]}" has no sound; write words, or take it out', spot)
        at += 1
    if not sentences and not is_silent:
        reading.error("speech", f"{said.name} says nothing here; write it, or take the line out", block.line)
    return Line(said.name, tuple(sentences))


def _find(source: str, text: str, at: int) -> int:
    """Where a sentence begins in the Markdown, found by as many of its first words as stand there without markup."""
    words = text.split()[:_WORDS_TO_FIND]
    starts = (" ".join(words[:count]) for count in range(len(words), 0, -1))
    return next((found for start in starts if (found := source.find(start, at)) >= 0), -1)


def split_sentences(text: str) -> list[str]:
    """The sentences of a paragraph, in order; joined by single spaces they are its text again."""
    text = " ".join(text.split())
    sentences: list[str] = []
    begin = 0
    for found in _END.finditer(text):
        if not _NEVER_LAST.search(text[begin : found.end()].rstrip()):
            sentences.append(text[begin : found.end()].rstrip())
            begin = found.end()
    return [*sentences, text[begin:]] if text[begin:] else sentences


def sentences_of(script: Sequence[Chapter]) -> Iterator[tuple[str, Sentence]]:
    """Each sentence with the name of who says it."""
    for chapter in script:
        for line in chapter.lines:
            for sentence in line.sentences:
                yield line.speaker, sentence


def spoken_digest(script: Sequence[Chapter], front: Mapping[str, object]) -> str:
    """Digest of all that can be heard: voices, pronunciations, who says what, and the chapters' anchors, which stand
    in the cues. A new link, heading or id leaves it, and so the recording, as it is. 64 hex digits."""
    said = [
        front.get("voices", {}),
        front.get("say", {}),
        [(chapter.anchor, [(s.speaker, [t.text for t in s.sentences]) for s in chapter.lines]) for chapter in script],
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
