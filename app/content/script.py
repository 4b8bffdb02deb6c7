"""A script as it is spoken: chapters, who says each line, and the sentences of it, one cue each."""

import hashlib
import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain

from markdown_it.token import Token

from app.content.context import Chapter, Line, Reading, Sentence, Spot
from app.content.markdown import Block
from app.content.rendering import plain

# A sentence ends where its stop is followed by a space and what can begin another.
_END = re.compile(r"[.!?…]+[\"”’)\]]*\s+(?=[\"“‘(\[]*[^\W_a-z])")
# A stop behind an abbreviation or an initial ends none.
_NEVER_LAST = re.compile(r"(?:\b(?:Dr|Mr|Mrs|Ms|Prof|St|Fig|Eq|vs|cf|approx|e\.g|i\.e)|(?:^|[\s.(])[A-HJ-Z])\.$")
_LINKS = ("link_open", "term", "citation", "footnote_ref")
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


def set_apart(words: Sequence[Token], anchor: str, first: int) -> list[Token]:
    """The same inline tokens with each sentence in an element of its own: `anchor/n`, as its cue is called, n from
    `first` on. It is a link to itself, but for a sentence that holds a link. Markup that goes on past a sentence's end
    is closed there and opened again in the next one."""
    # White space is not counted: a sentence's text has less of it than its tokens.
    ends = list(accumulate(_sound(text) for text in split_sentences(plain(words))))
    out: list[Token] = []
    said: list[Token] = []
    within: list[Token] = []
    at = number = 0
    for token in chain.from_iterable(_cut(words, ends)):
        if token.nesting:
            within.append(token) if token.nesting > 0 else within.pop()
            if said:
                said.append(token)
            continue
        sound = _sound(plain([token]))
        if sound and not said:
            number = bisect_right(ends, at)
            said.extend(within)
        (said if said or sound else out).append(token)
        at += sound
        if said and bisect_right(ends, at) > number:
            closing = [_closing(opened) for opened in reversed(within)]
            out.extend(_sentence([*said, *closing], f"{anchor}/{first + number}"))
            said.clear()
    return out


def _cut(words: Sequence[Token], ends: Sequence[int]) -> Iterator[Iterator[Token]]:
    """The tokens, texts cut where a sentence ends and the white space behind it does; `ends` count what is no space."""
    at = 0
    for token in words:
        if token.type == "text":
            wanted = [end - at for end in ends if at < end <= at + _sound(token.content)]
            yield (token.copy(content=piece) for piece in _pieces(token.content, wanted))
        else:
            yield iter((token,))
        at += 0 if token.nesting else _sound(plain([token]))


def _pieces(text: str, ends: Sequence[int]) -> Iterator[str]:
    before = 0
    for end in ends:
        found = re.match(rf"(\s*)((?:\S\s*){{{end - before - 1}}}\S)", text)
        assert found
        yield from filter(None, found.groups())
        text, before = text[found.end() :], end
    rest = text.lstrip()
    yield from filter(None, (text[: len(text) - len(rest)], rest))


def _sound(text: str) -> int:
    return len("".join(text.split()))


def _closing(opened: Token) -> Token:
    return Token(opened.type.replace("_open", "_close"), opened.tag, -1, markup=opened.markup)


def _sentence(said: Sequence[Token], id: str) -> Iterator[Token]:
    is_link = not any(token.type in _LINKS for token in said)
    attrs: dict[str, str | int | float] = {"class": "sentence", "id": id}
    if is_link:
        # Out of the order of Tab: there are many, and the player's script makes one of them its stop.
        attrs |= {"href": f"#{id}", "tabindex": "-1"}
    yield Token("sentence_open", "a" if is_link else "span", 1, attrs=attrs)
    yield from said
    yield Token("sentence_close", "a" if is_link else "span", -1)


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
