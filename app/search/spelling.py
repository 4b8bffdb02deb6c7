"""Words that were meant: of those in headings, the nearest to a word that stands nowhere."""

from collections.abc import Collection, Iterable, Sequence
from difflib import get_close_matches

from app.content.words import is_unspaced, spell

LIKENESS = 0.75
SHORTEST = 4
MOST_OFF = 2
# A slip of the finger is worth finding in a few words; in a sentence it costs more than it helps.
MOST_WORDS = 4


def respell(words: Sequence[str], known: Collection[str]) -> str:
    """The words with each unknown one replaced by the nearest known, "" where that changes nothing."""
    meant = [_nearest(word, known) for word in words]
    return " ".join(meant) if meant != words else ""


def _nearest(word: str, known: Collection[str]) -> str:
    if len(word) < SHORTEST or is_unspaced(word) or any(other.startswith(word) for other in known):
        return word
    alike = [other for other in known if abs(len(other) - len(word)) <= MOST_OFF and len(other) >= SHORTEST]
    return next(iter(get_close_matches(word, alike, 1, LIKENESS)), word)


def vocabulary(headings: Iterable[str]) -> set[str]:
    return set(spell(" ".join(headings)).split())
