"""What somebody typed, as words to look for: no text is wrong, and none means anything but its words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from app.content.words import MARK, RUN, UNSPACED, fold, is_simple, is_unspaced, spell, words_of
from app.db import Form

MOST_CHARACTERS, MOST_WORDS = 200, 12
# A word of fewer letters stands for itself and its plural, a longer one for all that begins as it does.
BEGINS_OTHERS = 4
# Asked in a sentence, these say nothing about what is sought.
_SMALL = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at be by can do does for from has have how i in is it its of on or s t that the this to was "
        "what when where which who why will with",
    )
)
_QUOTED = re.compile(r'"([^"]*)"')
_ENDINGS = re.compile(r"(?:(?<=[^aious])s|(?<=.{5})(?:ies|y)|e|(?<=[sxz])es|(?<=[cs]h)es|(?<!e)ed|ing)$")

Wanted = tuple[tuple[Form, ...], ...]
"""Each entry is one thing that is wanted, in any of its forms."""


@dataclass(frozen=True)
class Found:
    """From where to where; `what` tells the things wanted apart."""

    start: int
    end: int
    what: int


@dataclass(frozen=True)
class Attempt:
    """One way to look: for places that have every word, or any."""

    wanted: Wanted
    every: bool = True

    def find_in(self, text: str) -> list[Found]:
        """Where a text has what is wanted, in its order: folding leaves it as long as it is."""
        folded = fold(text)
        whole = self._whole if is_simple(folded) else self._whole_of_any_script
        return [Found(*match.span(), match.lastindex or 0) for match in whole.finditer(folded)]

    def has_all(self, text: str) -> bool:
        folded = fold(text)
        each = self._each if is_simple(folded) else self._each_of_any_script
        return all(pattern.search(folded) for pattern in each)

    # Two kinds, because it takes milliseconds to compile a set of characters that has other scripts in it.

    @cached_property
    def _whole(self) -> re.Pattern[str]:
        return _compile(self.wanted)

    @cached_property
    def _each(self) -> list[re.Pattern[str]]:
        return [_compile([forms]) for forms in self.wanted]

    @cached_property
    def _whole_of_any_script(self) -> re.Pattern[str]:
        return _compile(self.wanted, UNSPACED, f"{MARK}*")

    @cached_property
    def _each_of_any_script(self) -> list[re.Pattern[str]]:
        return [_compile([forms], UNSPACED, f"{MARK}*") for forms in self.wanted]


@dataclass(frozen=True)
class Query:
    """`text` is what the field shows again. Nothing is wanted where it has no letter or digit, or one alone."""

    text: str
    wanted: Wanted

    @property
    def words(self) -> list[str]:
        return spell(self.text).split()

    def attempts(self) -> Iterator[Attempt]:
        """From the strictest to the most lenient. The last word may be half typed."""
        if not self.wanted:
            return
        yield Attempt(self.wanted)
        begun = (*self.wanted[:-1], tuple(Form(form.words, True) for form in self.wanted[-1]))
        if not any(form.is_begun for form in self.wanted[-1]):
            yield Attempt(begun)
        if len(begun) > 1:
            yield Attempt(begun, every=False)


def read_query(typed: str) -> Query:
    text = " ".join(typed.replace("\0", " ").split())[:MOST_CHARACTERS].strip()
    quoted = [tuple(word.text for word in words_of(fold(found))) for found in _QUOTED.findall(text)]
    phrases = [(words, True) for words in quoted if words]
    phrases += [(words, False) for words in _phrases(_QUOTED.sub(" ", text))]
    telling = [(words, is_exact) for words, is_exact in phrases if is_exact or words[0] not in _SMALL]
    kept = list(dict.fromkeys(telling or phrases))[:MOST_WORDS]
    if [len(word) for words, _ in kept for word in words] == [1] and kept[0][0][0].isascii():
        kept = []
    return Query(text, tuple((Form(words),) if is_exact else _forms(words) for words, is_exact in kept))


def stem(word: str) -> str:
    """A word without its last inflection, English fashion: what its other forms begin with, too."""
    cut = _ENDINGS.sub("", word)
    if len(cut) > BEGINS_OTHERS and cut[-1] == cut[-2] and word.endswith(("ed", "ing")):
        cut = cut[:-1]
    return cut if len(cut) >= BEGINS_OTHERS or (len(cut) > 1 and f"{cut}s" == word) else word


def _phrases(text: str) -> Iterator[tuple[str, ...]]:
    """Each word; of a script without spaces, each run."""
    for run in RUN.finditer(fold(text)):
        for unspaced, words in groupby((word.text for word in words_of(run[0])), is_unspaced):
            if unspaced:
                yield tuple(words)
            else:
                yield from ((word,) for word in words)


def _forms(words: tuple[str, ...]) -> tuple[Form, ...]:
    word = words[0]
    if len(words) > 1 or len(word) == 1 or not word.isalpha():
        return (Form(words),)
    beginning = stem(word)
    if len(beginning) >= BEGINS_OTHERS:
        # The word as it was typed counts twice, so that it comes first.
        return Form(words), Form((beginning,), True)
    return tuple(Form((form,)) for form in dict.fromkeys((word, beginning, f"{beginning}s")))


def _compile(wanted: Sequence[tuple[Form, ...]], edge: str = "", mark: str = "") -> re.Pattern[str]:
    """A group for each thing wanted; a word ends at a space or a character of `edge`, a letter may carry a `mark`.
    Whole words stand together: to look for their edges once is six times as fast."""
    apart: list[str] = []
    whole: list[str] = []
    for forms in wanted:
        unspaced = is_unspaced(forms[0].words[0])
        between, rest = ("", "") if unspaced else (" +", f"[^ {edge}]*")
        said = (
            between.join("".join(letter + mark for letter in word) for word in form.words) + rest * form.is_begun
            for form in forms
        )
        (apart if unspaced else whole).append(f"({'|'.join(said)})")
    if whole:
        apart.append(f"(?<![^ {edge}])(?:{'|'.join(whole)})(?![^ {edge}])")
    return re.compile("|".join(apart))
