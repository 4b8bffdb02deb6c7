"""How right an answer is. Pure: a question's body and what was given, in; correctness, out."""

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from app.content.documents import (
    ClozeBody,
    MatchingBody,
    MultipleBody,
    NumericBody,
    OrderingBody,
    Question,
    SingleBody,
    TextBody,
)

# Share of a tolerance by which binary fractions may miss it: 0.1 + 0.2 is within 0.3 ± 0.
SLACK = 1e-9


@dataclass(frozen=True)
class Grade:
    """`correctness` 0..1; `marks` says of each entry of what was given whether it is right, in the same order."""

    correctness: float
    marks: tuple[bool, ...]

    @property
    def is_right(self) -> bool:
        return self.correctness == 1


def grade(question: Question, given: Sequence[Any]) -> Grade:
    """Grades what `given.read` made of a form. It has one entry for each
    option chosen (single, true-false, multiple: its key), line (ordering: keys in the order given),
    pair (matching: [left key, right key]), gap (cloze: text), or the one text typed (numeric, text)."""
    match question:
        case MultipleBody():
            return _grade_choices(question, given)
        case SingleBody():
            right = {o.key for o in question.options if o.is_right}
            marks = tuple(key in right for key in given)
            return Grade(float(marks == (True,)), marks)
        case OrderingBody():
            return _grade_order([o.key for o in question.options], given)
        case MatchingBody():
            partners = {p.left.key: p.right.key for p in question.pairs}
            marks = tuple(partners.get(left) == right for left, right in given)
            return Grade(sum(marks) / len(partners), marks)
        case NumericBody():
            slack = SLACK * max(abs(question.value), question.tolerance)
            near = any(abs(n - question.value) <= question.tolerance + slack for n in numbers(given[0]))
            return Grade(float(near), (near,))
        case TextBody():
            said = is_accepted(given[0], question.accepted)
            return Grade(float(said), (said,))
        case ClozeBody():
            marks = tuple(is_accepted(text, gap) for text, gap in zip(given, question.gaps, strict=True))
            return Grade(sum(marks) / len(marks), marks)


def _grade_choices(question: MultipleBody, given: Sequence[str]) -> Grade:
    """The share of right options chosen less the share of wrong ones, not below 0: choosing all gains nothing."""
    right = {o.key for o in question.options if o.is_right}
    wrong = {o.key for o in question.options} - right
    marks = tuple(key in right for key in given)
    lost = marks.count(False) / len(wrong) if wrong else 0.0
    return Grade(max(marks.count(True) / len(right) - lost, 0.0), marks)


def _grade_order(right: Sequence[str], given: Sequence[str]) -> Grade:
    """Kendall's tau, not below 0: pairs in order less pairs out of order, by all pairs. A guess is worth little,
    a swap of neighbours costs little."""
    place = {key: i for i, key in enumerate(right)}
    pairs = [place[a] < place[b] for a, b in combinations(given, 2)]
    tau = (2 * pairs.count(True) - len(pairs)) / len(pairs) if pairs else 1.0
    return Grade(max(tau, 0.0), tuple(a == b for a, b in zip(given, right, strict=True)))


# Text

_SAME = str.maketrans(
    {"‘": "'", "’": "'", "ʼ": "'", "“": '"', "”": '"', "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-"}
)
_ACCENTS = re.compile("[\u0300-\u036f]")


def is_accepted(text: str, accepted: Sequence[str]) -> bool:
    return fold(text) in {fold(one) for one in accepted}


def fold(text: str) -> str:
    """What is compared of a text. Of no matter: case, width and compatibility forms (NFKC), accents, typographic quotes
    and dashes, white space, and punctuation around the whole. An accent is a matter of keyboards: who types Erdos has
    recalled Erdős. Marks that make another letter elsewhere, as in Japanese or Hindi, stay."""
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.translate(_SAME)))
    folded = " ".join(unicodedata.normalize("NFKC", plain).casefold().split())
    return folded.strip(" .,;:!?\"'") or folded


# Numbers

_DIGITS = r"(?P<digits>\d[\d.,]*|[.,]\d+)"
_POWER = r"(?:[eE]|[x×*·]10\^)(?P<exponent>[+-]?\d{1,4})"
_NUMBER = re.compile(rf"(?P<sign>[+-]?)(?:{_DIGITS}(?:{_POWER})?|10\^(?P<power>[+-]?\d{{1,4}}))")
_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+")
_LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_BETWEEN_THOUSANDS = re.compile(r"(?<=\d)[\s_'’](?=\d{3}(?!\d))")
_OTHER_SPACE = re.compile(r"(?<!\d)\s+|\s+(?!\d)")


def numbers(text: str) -> tuple[float, ...]:
    """What a typed number may mean, empty if it is none: 0.98, 0,98, 1 000, 1,000.5, 1.000,5, 1e-3, 1.2×10⁵, 3/4, 98 %.

    "1,000" is a thousand to some and one to others, and "98 %" may be asked for as 98 or as 0.98: both readings count.
    """
    powers = _RAISED.sub(lambda m: "^" + m[0].translate(_LOWERED), text.replace("−", "-"))
    compact = _OTHER_SPACE.sub("", _BETWEEN_THOUSANDS.sub("", powers))
    if compact.endswith("%"):
        plain = _plain_numbers(compact[:-1])
        return plain + tuple(n / 100 for n in plain)
    above, slash, below = compact.partition("/")
    if not slash:
        return _plain_numbers(compact)
    return tuple(a / b for a in _plain_numbers(above) for b in _plain_numbers(below) if b and math.isfinite(a / b))


def _plain_numbers(compact: str) -> tuple[float, ...]:
    match = _NUMBER.fullmatch(compact)
    if not match:
        return ()
    readings = ["1"] if match["power"] else _decimals(match["digits"])
    found = (float(f"{match['sign']}{digits}e{match['power'] or match['exponent'] or 0}") for digits in readings)
    return tuple(n for n in found if math.isfinite(n))


_GROUPED_BY_COMMAS = re.compile(r"\d{1,3}(,\d{3})+(\.\d*)?")
_GROUPED_BY_POINTS = re.compile(r"\d{1,3}(\.\d{3})+(,\d*)?")


def _decimals(digits: str) -> list[str]:
    """The readings of digits with points and commas, as Python writes numbers."""
    readings = []
    if digits.count(".") <= 1 and "," not in digits:
        readings.append(digits)
    if digits.count(",") == 1 and "." not in digits:
        readings.append(digits.replace(",", "."))
    if _GROUPED_BY_COMMAS.fullmatch(digits):
        readings.append(digits.replace(",", ""))
    if _GROUPED_BY_POINTS.fullmatch(digits):
        readings.append(digits.replace(".", "").replace(",", "."))
    return readings
