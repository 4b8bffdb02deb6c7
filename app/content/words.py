"""Text as the words that search compares: the same for what is indexed, what is asked and what is marked."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# Letters that Unicode does not take apart.
_PLAIN = str.maketrans("øłđħŧ", "oldht")
# Scripts that put no space between words: here each character is a word, and a run of them a phrase.
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_IS_UNSPACED = re.compile(f"[{UNSPACED}]")
# All marks that stand on letters are this one in folded text, and none in a word; so are hyphens and joiners unseen.
MARK = "\u0300"
_UNSEEN = "\u00ad\u200c\u200d"
_WORD = re.compile(f"[{UNSPACED}]|[^ {UNSPACED}]+")
RUN = re.compile(r"[^ ]+")


@dataclass(frozen=True)
class Word:
    """A word of a text, and where it stands there."""

    text: str
    start: int
    end: int


def fold(text: str) -> str:
    """A text of the same length: letters without case and accent, digits, and spaces for all else."""
    # Most text is ASCII, where bytes are folded many times faster than characters.
    return text.encode().translate(_ASCII).decode() if text.isascii() else text.translate(_FOLDS)


def words_of(folded: str) -> Iterator[Word]:
    for found in _WORD.finditer(folded):
        word = found[0].replace(MARK, "")
        if word:
            yield Word(word, found.start(), found.end())


def spell(text: str) -> str:
    """The words of a text with a space between them, as the index takes them in."""
    folded = fold(text)
    return folded if is_simple(folded) else " ".join(word.text for word in words_of(folded))


def is_unspaced(word: str) -> bool:
    return bool(_IS_UNSPACED.match(word))


def is_simple(folded: str) -> bool:
    """Whether each of its words is a run of plain letters and digits between spaces."""
    return folded.isascii() or not (MARK in folded or _IS_UNSPACED.search(folded))


class _Folds(dict[int, str]):
    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold(chr(code))
        return folded


_FOLDS = _Folds()


def _fold(character: str) -> str:
    kind = unicodedata.category(character)[0]
    if kind == "M" or character in _UNSEEN:
        return MARK
    if is_unspaced(character):
        return character if kind in "LN" else " "
    apart = "".join(c for c in unicodedata.normalize("NFKD", character) if unicodedata.category(c)[0] != "M")
    small = apart.casefold()
    if len(small) != 1:
        return character.lower()[:1] if kind == "L" else " "
    small = small.translate(_PLAIN)
    return small if unicodedata.category(small)[0] == "L" or small.isdecimal() else " "


_ASCII = bytes(ord(_fold(chr(code))) if code < 128 else code for code in range(256))
