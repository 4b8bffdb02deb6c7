"""What looks wrong in an author's words: cut-off text, placeholders, an assistant's offers, headings that are none."""

import re

from markdown_it.token import Token

from app.content.context import Reading, Spot
from app.content.documents import Section

_UNDERLINED = re.compile(r"\S.*?[ \t](={3,}|-{4,})\s*$")
_HTML = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]*(?:\s[^<>]*)?/?>")
_NOTE = re.compile(r"\[\^[^\]\s]+\]")
_OFFER = re.compile(
    r"\b(if you['’]?d like, I can|would you like me to|let me know if you|which would you prefer"
    r"|as an AI( language)? model|I hope this helps"
    r"|I can (also )?(produce|provide|create|write|generate) (a|an|more|some)\b)",
    re.IGNORECASE,
)
_OFFER_STARTS = ("f you", "ould you", "et me know", "as an AI", "hope this helps", "I can ")
_PLACEHOLDERS = frozenset(
    [
        "question",
        "answer",
        "click to flip",
        "todo",
        "tbd",
        "tba",
        "placeholder",
        "text",
        "title",
        "heading",
        "lorem ipsum",
        "xxx",
        "?",
    ]
)
_CONTENTS = frozenset(["contents", "table of contents", "outline", "in this article", "in this lesson"])


def check_text(reading: Reading, inline: Token, *, is_heading: bool) -> None:
    """Reports what is wrong in one paragraph, heading, list entry or cell."""
    text = inline.content.strip()
    first, last = (inline.map[0] + 1, inline.map[1]) if inline.map else (1, 1)
    if text.endswith(("...", "…")):
        dots = "..." if text.endswith("...") else "…"
        end = text[-20:].split("\n")[-1]
        spot = reading.find(end, first, last)
        spot = Spot(spot.line, spot.column + len(end) - len(dots))
        reading.warn("cut-off", "the text ends in dots, as if it were cut off; finish the sentence", spot)
    underlined = None if is_heading else _UNDERLINED.match(text.split("\n")[0])
    if underlined:
        spot = reading.find(underlined[1], first, last)
        reading.error(
            "heading-underline",
            'this underline stands beside its title and makes no heading; write "## " before the title',
            spot,
        )
    offer = _OFFER.search(text) if _may_offer(text) else None
    if offer:
        spot = reading.find(offer[0].split("\n")[0], first, last)
        reading.warn("left-over", "this reads like an assistant's offer, not like the text; take it out", spot)
    lost = _NOTE.search(text) if "[^" in text else None
    if lost and any(child.type == "text" and lost[0] in child.content for child in inline.children or ()):
        spot = reading.find(lost[0], first, last)
        reading.warn("footnote", f'no note "{lost[0]}:" is written for this; add it or take this out', spot)
    for child in inline.children or ():
        tag = _HTML.search(child.content) if child.type == "text" and "<" in child.content else None
        if tag:
            spot = reading.find(tag[0], first, last)
            reading.warn("raw-html", f"HTML is shown as text ({tag[0][:40]}); use Markdown, or `code`", spot)
            break


def _may_offer(text: str) -> bool:
    # The pattern is slow, and these words are rare.
    return any(start in text for start in _OFFER_STARTS)


def check_placeholder(reading: Reading, text: str, line: int, what: str) -> None:
    """Reports a heading, card side or option that says nothing yet."""
    folded = text.strip().rstrip(".:!").casefold()
    if folded in _PLACEHOLDERS or folded.startswith("lorem ipsum"):
        reading.warn("placeholder", f'{what} says only "{text.strip()[:40]}"; write the real one', line)


def check_lists(reading: Reading, tokens: list[Token]) -> None:
    """Reports list entries without content."""
    for i, token in enumerate(tokens):
        if token.type == "list_item_open" and tokens[i + 1].type == "list_item_close":
            line, last = (token.map[0] + 1, token.map[1]) if token.map else (1, 1)
            spot = reading.find(token.info or token.markup, line, last)
            reading.warn("empty-list", "this list entry is empty; fill it or take it out", spot)


def check_contents(reading: Reading, entries: list[str], heading: str, sections: list[Section], line: int) -> None:
    """Reports a table of contents written by hand that does not name the headings below it."""
    if heading.strip().casefold() not in _CONTENTS or not entries:
        return
    headings = {" ".join(s.heading.split()).casefold() for s in sections}
    listed = {" ".join(entry.split()).casefold() for entry in entries}
    wrong = sorted(listed - headings)
    unlisted = [s.heading for s in sections if s.level == 2 and " ".join(s.heading.split()).casefold() not in listed]
    unlisted = [h for h in unlisted if h.casefold() != heading.casefold()]
    if wrong or unlisted:
        said = f'"{wrong[0]}" is no heading here' if wrong else f'"{unlisted[0]}" is missing'
        reading.warn(
            "outline",
            f"this list of contents does not match the headings: {said}; take it out, Cairn makes the outline",
            line,
        )
