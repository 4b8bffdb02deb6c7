"""Quotation marks and apostrophes as a book sets them, in the language of the path. Pure."""

from collections.abc import Mapping, Sequence

# Opening and closing, outer and inner. A path in a language that is not here keeps what its author typed.
MARKS: Mapping[str, str] = {
    "da": "»«›‹",
    "de": "„“‚‘",
    "en": "“”‘’",
    "es": "«»“”",
    "it": "«»“”",
    "nl": "“”‘’",
    "pl": "„”‚’",
    "pt": "“”‘’",
    "sv": "””’’",
}
_APOSTROPHE = "’"
_OPENS_BEFORE = " \t\n\u00a0([{—–-/=“‘„‚«»›"


def marks_of(language: str) -> str:
    """The four marks of a language (de, de-AT), empty for one that is not known."""
    return MARKS.get(language.partition("-")[0].lower(), "")


def set_quotes(pieces: Sequence[str | None], marks: str) -> list[str | None]:
    """The pieces of a line with straight quotes made round. None stands for what is no text, such as a formula: a quote
    beside it belongs to it as to a word."""
    if not marks or not any(piece and ('"' in piece or "'" in piece) for piece in pieces):
        return list(pieces)
    return [piece and _set(piece, _last(pieces[:i]), _first(pieces[i + 1 :]), marks) for i, piece in enumerate(pieces)]


def _set(text: str, before: str, after: str, marks: str) -> str:
    out: list[str] = []
    for i, char in enumerate(text):
        if char not in "\"'":
            out.append(char)
            continue
        previous = out[-1] if out else before
        following = text[i + 1] if i + 1 < len(text) else after
        opens = previous in _OPENS_BEFORE and not following.isspace()
        if char == '"':
            out.append(marks[0] if opens else marks[1])
        elif previous.isalnum() or following.isdigit():
            out.append(_APOSTROPHE if (previous.isalnum() and following.isalnum()) or following.isdigit() else marks[3])
        else:
            out.append(marks[2] if opens else marks[3])
    return "".join(out)


def _last(pieces: Sequence[str | None]) -> str:
    return next((piece[-1] if piece else "x" for piece in reversed(pieces) if piece != ""), " ")


def _first(pieces: Sequence[str | None]) -> str:
    return next((piece[0] if piece else "x" for piece in pieces if piece != ""), " ")
