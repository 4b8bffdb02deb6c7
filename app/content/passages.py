"""What search finds of a page: its pieces as plain text, without a word that has to be recalled."""

import re
import unicodedata
from collections.abc import Sequence

from markdown_it.token import Token

from app.content.documents import Passage, PassageKind
from app.content.rendering import plain

# Of one passage. Longer than any that is read; PostgreSQL takes a megabyte of words.
MOST_CHARACTERS = 100_000
FORMULA, GAP = "…", "[…]"
_SPACE = re.compile(r" +(?=[,.;:!?)])")


def passage(kind: PassageKind, heading: str, *said: str, anchor: str = "", key: str = "") -> Passage:
    # Composed, so that each letter is one character: what is marked is found letter by letter.
    text = unicodedata.normalize("NFC", " ".join(" ".join(said).split())[:MOST_CHARACTERS])
    return Passage(kind, unicodedata.normalize("NFC", heading), text, anchor, key)


def read_aloud(tokens: Sequence[Token], *, hides_gaps: bool = False) -> str:
    """Block tokens as plain text, code and all; dots for a formula that has lines of its own, and for a gap where it
    hides its words."""
    out: list[str] = []
    for i, token in enumerate(tokens):
        if token.type == "inline" and tokens[i - 1].type != "alert_title_open":
            children = token.children or []
            said = plain(_hide(children) if hides_gaps else children)
            # A citation is left out; so is the space before it.
            out.append(_SPACE.sub("", said) if any(child.type == "citation" for child in children) else said)
        elif token.type in ("fence", "code_block"):
            out.append(token.content)
        elif token.type == "math_block":
            out.append(FORMULA)
    return " ".join(out)


def _hide(children: Sequence[Token]) -> list[Token]:
    shown: list[Token] = []
    is_hidden = False
    for child in children:
        if child.type == "gap_open":
            is_hidden = True
            shown.append(Token("text", "", 0, content=GAP))
        elif child.type == "gap_close":
            is_hidden = False
        elif not is_hidden:
            shown.append(child)
    return shown
