"""Numbers in English words, as American speakers say them."""

import re

_ONES = re.findall(r"\w+", "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen")
_ONES += re.findall(r"\w+", "fifteen sixteen seventeen eighteen nineteen")
_TENS = re.findall(r"\w+", "_ _ twenty thirty forty fifty sixty seventy eighty ninety")
_THOUSANDS = ("", " thousand", " million", " billion", " trillion")
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
# Longer ones nobody hears as an amount.
_MOST_DIGITS = 15


def cardinal(digits: str) -> str:
    """42 → forty-two. Digits that are a name rather than an amount (a leading zero, very many) one by one."""
    if len(digits) > _MOST_DIGITS or (digits.startswith("0") and len(digits) > 1):
        return one_by_one(digits)
    number = int(digits)
    if number == 0:
        return "zero"
    groups = []
    for scale in _THOUSANDS:
        number, group = divmod(number, 1000)
        if group:
            groups.append(_under_thousand(group) + scale)
    return " ".join(reversed(groups))


def one_by_one(digits: str) -> str:
    return " ".join(_ONES[int(digit)] for digit in digits)


def decimal(whole: str, fraction: str) -> str:
    """3.14 → three point one four."""
    return f"{cardinal(whole or '0')} point {one_by_one(fraction)}"


def ordinal(digits: str) -> str:
    """41 → forty-first."""
    before, last = _split_last(cardinal(digits))
    if last in _ORDINALS:
        return before + _ORDINALS[last]
    return before + (last[:-1] + "ieth" if last.endswith("y") else last + "th")


def year(digits: str) -> str:
    """1962 → nineteen sixty-two; 1905 → nineteen oh five; 2006 → two thousand six; 2024 → twenty twenty-four."""
    century, rest = divmod(int(digits), 100)
    if century % 10 == 0 and rest < 10:
        return cardinal(digits)
    if rest == 0:
        return f"{_under_thousand(century)} hundred"
    return f"{_under_thousand(century)} {'oh ' if rest < 10 else ''}{_under_thousand(rest)}"


def plural(words: str) -> str:
    """sixty → sixties; hundred → hundreds."""
    before, last = _split_last(words)
    if last.endswith("y"):
        return f"{before}{last[:-1]}ies"
    return f"{before}{last}{'es' if last.endswith('x') else 's'}"


def _split_last(words: str) -> tuple[str, str]:
    """All but the last word, with the space or hyphen behind it, and the last."""
    end = max(words.rfind(" "), words.rfind("-")) + 1
    return words[:end], words[end:]


def _under_thousand(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    words = [f"{_ONES[hundreds]} hundred"] if hundreds else []
    if rest >= 20:
        tens, ones = divmod(rest, 10)
        words.append(_TENS[tens] + (f"-{_ONES[ones]}" if ones else ""))
    elif rest:
        words.append(_ONES[rest])
    return " ".join(words)
