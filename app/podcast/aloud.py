"""Written English as it is read aloud: numbers, signs and abbreviations become the words a speaker would say.

What is left over, plain words and the stops that shape a sentence, is for the engine. Pure, and in one direction: each
rule sees what the rules before it have left.
"""

import re
from collections.abc import Callable, Mapping

from app.podcast.numbers import cardinal, decimal, one_by_one, ordinal, plural, year

Rule = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]

# Words of `say` wait in these characters, which no rule touches, until the rest is done.
_FIRST_STAND_IN = 0xE000
_LETTER = "A-Za-zÀ-ɏ\ue000-\uf8ff"
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.\d+|\d+"

_SCALES = {"K": "thousand", "k": "thousand", "M": "million", "B": "billion", "bn": "billion", "T": "trillion"}
_UNITS = {
    "%": "percent",
    "°C": "degrees Celsius",
    "°F": "degrees Fahrenheit",
    "°": "degrees",
    "KB": "kilobytes",
    "kB": "kilobytes",
    "MB": "megabytes",
    "GB": "gigabytes",
    "TB": "terabytes",
    "ms": "milliseconds",
    "s": "seconds",
    "min": "minutes",
    "h": "hours",
    "mm": "millimeters",
    "cm": "centimeters",
    "m": "meters",
    "km": "kilometers",
    "g": "grams",
    "kg": "kilograms",
    "Hz": "hertz",
    "kHz": "kilohertz",
    "MHz": "megahertz",
    "GHz": "gigahertz",
    "W": "watts",
    "kW": "kilowatts",
    "kWh": "kilowatt hours",
    "MWh": "megawatt hours",
    "px": "pixels",
}
_MONEY = {"$": ("dollar", "cent"), "€": ("euro", "cent"), "£": ("pound", "penny")}
_FRACTIONS = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4"}
_PARTS = {"2": "half", "3": "third", "4": "quarter"}
_ABBREVIATIONS = {
    "e.g.": "for example",
    "i.e.": "that is",
    "etc.": "et cetera",
    "vs.": "versus",
    "vs": "versus",
    "cf.": "compare",
    "et al.": "and others",
    "approx.": "approximately",
    "Dr.": "Doctor",
    "Mr.": "Mister",
    "Mrs.": "Missus",
    "Prof.": "Professor",
    "St.": "Saint",
    "a.m.": "A M",
    "p.m.": "P M",
    "24/7": "twenty-four seven",
    "w.r.t.": "with respect to",
}
_BEFORE_NUMBERS = {"No.": "number", "no.": "number", "Fig.": "figure", "Eq.": "equation", "p.": "page", "v": "version"}
_SIGNS = {
    "≈": "is about",
    "≠": "is not",
    "≤": "is at most",
    "≥": "is at least",
    "<": "is less than",
    ">": "is more than",
    "=": "equals",
    "±": "plus or minus",
    "+": "plus",
    "×": "times",
    "·": "times",
    "÷": "divided by",
    "→": "to",
    "∞": "infinity",
    "√": "the square root of",
    "∑": "the sum of",
    "∝": "is proportional to",
    "&": "and",
    "@": "at",
    "#": "number",
    "$": "dollars",
    "^": "to the",
    "~": "about",
    "*": "times",
}
_GREEK = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma"
_GREEK_ENDS = "tau upsilon phi chi psi omega"
_LETTERS = dict(zip("αβγδεζηθικλμνξοπρστυφχψω", f"{_GREEK} {_GREEK_ENDS}".split(), strict=True))


def aloud(text: str, say: Mapping[str, str]) -> str:
    """A sentence as it is spoken. `say` maps words, as written, to how they are pronounced: in words that sound so, or
    between slashes in the engine's own alphabet; those slashes are kept, and nothing else in the result has any."""
    text, stands_for = _hide(_plain_signs(text), say)
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    for character, word in stands_for.items():
        text = text.replace(character, word)
    return text.strip()


def _plain_signs(text: str) -> str:
    for sign, written in _FRACTIONS.items():
        text = re.sub(rf"(?<=\d){sign}", f" and {written}", text).replace(sign, written)
    text = re.sub(r"(?<=\w)[’‘](?=\w)|(?<=s)’(?=\s)|[’‘](?=\d0s\b)", "'", text)
    return text.replace("‘", "").replace("’", "").replace("\u00a0", " ").replace("\u202f", " ").replace("⁄", "/")


def _hide(text: str, say: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    stands_for: dict[str, str] = {}
    for word in sorted(say, key=len, reverse=True):
        # A plural's s belongs to it: GANs.
        found = re.compile(rf"(?<!\w){re.escape(word)}(?P<plural>'?s)?(?!\w)")
        for suffix in ("", "s"):
            character = chr(_FIRST_STAND_IN + len(stands_for))
            stands_for[character] = _pronounced(say[word].strip(), suffix)
            text = found.sub(lambda m, c=character, s=suffix: c if bool(m["plural"]) == bool(s) else m[0], text)  # type: ignore[misc]
    return text, stands_for


def _pronounced(word: str, suffix: str) -> str:
    if re.fullmatch(r"/[^/]+/", word):
        return f"{word[:-1]}{'z' if suffix else ''}/"
    return f"{word}'s" if suffix else word


def _amount(written: str) -> str:
    whole, _, fraction = written.replace(",", "").partition(".")
    return decimal(whole, fraction) if fraction else cardinal(whole)


def _measured(found: re.Match[str]) -> str:
    unit = _UNITS[found["unit"]]
    is_one = found["number"] == "1" and unit != "percent"
    singular = re.sub(r"(degree|[a-z]{4,}(?<!hert))s\b", r"\1", unit) if is_one else unit
    return f"{_amount(found['number'])} {singular}"


def _money(found: re.Match[str]) -> str:
    one, hundredth = _MONEY[found["sign"]]
    number, scale = found["number"], found["scale"]
    if scale:
        return f"{_amount(number)} {_SCALES.get(scale, scale)} {one}s"
    whole, _, fraction = number.replace(",", "").partition(".")
    words = f"{cardinal(whole)} {one}{'' if whole == '1' else 's'}"
    cents = fraction.ljust(2, "0")[:2].lstrip("0")
    if cents:
        many = {"penny": "pence"}.get(hundredth, f"{hundredth}s")
        words += f" and {cardinal(cents)} {hundredth if cents == '1' else many}"
    return words


def _clock(found: re.Match[str]) -> str:
    hours, minutes = found["hours"], found["minutes"]
    if minutes == "00":
        return f"{cardinal(hours.lstrip('0') or '0')} o'clock"
    spoken = f"oh {cardinal(minutes[1])}" if minutes[0] == "0" else cardinal(minutes)
    return f"{cardinal(hours.lstrip('0') or '0')} {spoken}"


def _fraction(found: re.Match[str]) -> str:
    above, below = found["above"], found["below"]
    part = _PARTS.get(below) or (ordinal(below) if len(above) == 1 and 1 < int(below) < 21 else "")
    if not part or int(above) >= int(below):
        return f"{cardinal(above)} over {cardinal(below)}"
    many = "halves" if part == "half" else f"{part}s"
    return f"{cardinal(above)} {part if above == '1' else many}"


def _applied(found: re.Match[str]) -> str:
    """p(x|z) → p of x given z; what stands inside is applied in turn."""
    inside = re.sub(r"\s*[|∣]\s*", " given ", found["inside"])
    return f"{found['name']} of {inside}"


def _rule(pattern: str, replacement: str | Callable[[re.Match[str]], str]) -> Rule:
    return re.compile(pattern), replacement


def _either(words: Mapping[str, str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_RULES: tuple[Rule, ...] = (
    _rule(r"\.\.\.", "…"),
    _rule(r"\s+[–-]+\s+|\s*—\s*", " — "),
    _rule(rf"(?<![\w.])({_either(_ABBREVIATIONS)})(?!\w)", lambda m: _ABBREVIATIONS[m[1]]),
    _rule(rf"(?<!\w)({_either(_BEFORE_NUMBERS)})\s?(?=\d)", lambda m: f"{_BEFORE_NUMBERS[m[1]]} "),
    _rule(r"\b([A-Z])\.(?=[A-Z]\.)", r"\1 "),
    # Formulas: innermost brackets first, as often as they nest.
    *[_rule(rf"(?<![{_LETTER}])(?P<name>[A-Za-zα-ω])\((?P<inside>[^()]*)\)", _applied)] * 3,
    _rule(r"(?<=[\w)])²", " squared"),
    _rule(r"(?<=[\w)])³", " cubed"),
    # Numbers with what stands around them.
    _rule(
        rf"(?P<sign>[$€£])\s?(?P<number>{_NUMBER})(?:\s?(?P<scale>bn|million|billion|trillion|[KkMBT])(?![{_LETTER}]))?",
        _money,
    ),
    _rule(r"\b(?P<hours>[01]?\d|2[0-3]):(?P<minutes>[0-5]\d)\b", _clock),
    _rule(r"\b(\d+)(?:st|nd|rd|th)\b", lambda m: ordinal(m[1])),
    _rule(r"\b(1[1-9]\d\d|20\d\d)s\b", lambda m: plural(year(m[1]))),
    _rule(r"'?\b([2-9]0)s\b", lambda m: plural(cardinal(m[1]))),
    _rule(r"\b(\d+)[–-]\1\b", r"\1 \1"),
    _rule(r"(?<=\d)\s?[–-]\s?(?=\d)", " to "),
    _rule(r"(?<=\d)[x×](?=\d)", " by "),
    _rule(r"(?<=\d)(?:\s?×|x)(?!\s?[\dA-Za-z])", " times"),
    _rule(r"\b(?P<above>\d+)/(?P<below>\d+)\b", _fraction),
    _rule(rf"(?<![{_LETTER}\d\s])[−-](?=\d)|(?<=\s)[−-](?=\d)|^[−-](?=\d)", "minus "),
    _rule(
        rf"(?P<number>{_NUMBER})\s?(?P<unit>{_either(_UNITS)})(?![{_LETTER}\d])",
        _measured,
    ),
    _rule(
        rf"(?<![{_LETTER}])(?P<number>{_NUMBER})(?P<scale>bn|[KkMBT])(?![{_LETTER}\d])",
        lambda m: f"{_amount(m['number'])} {_SCALES[m['scale']]}",
    ),
    _rule(rf"(?<=[{_LETTER}])-(?=\d)", " "),
    _rule(rf"(?<=[{_LETTER}])(?=\d)", " "),
    _rule(rf"(?<=\d)-?(?=[{_LETTER}])", " "),
    _rule(r"(?<![\d.,])(1[1-9]\d\d|20\d\d)(?![\d]|[.,]\d)", lambda m: year(m[1])),
    _rule(r"(?<=\d)((?:\.\d+){2,})", lambda m: " point ".join(("", *map(one_by_one, m[1].split(".")[1:])))),
    _rule(rf"(?:{_NUMBER})", lambda m: _amount(m[0])),
    # Signs.
    _rule(r"%", " percent "),
    _rule(rf"({_either(_LETTERS)})", lambda m: f" {_LETTERS[m[1]]} "),
    _rule(rf"\s?({_either(_SIGNS)})\s?", lambda m: f" {_SIGNS[m[1]]} "),
    _rule(rf"(?<=[{_LETTER}])\.(?=[a-z])", " dot "),
    _rule(r"[/_|\\]", " "),
    _rule(r"\s*[(\[{]\s*", ", "),
    _rule(r"\s*[)\]}](?=\s*[,.;:!?…—]|$)", ""),
    _rule(r"\s*[)\]}]\s*", ", "),
    _rule(r"[−–]", " "),
    _rule(r"^[\s,;:]+", ""),
    _rule(r"\s+(?=[,.;:!?…])", ""),
    _rule(r",(?=[,.;:!?…])", ""),
    _rule(r"\s+", " "),
)
