"""What looks wrong in an author's words: cut-off text, placeholders, an assistant's offers, headings that are none."""

import re

from markdown_it.token import Token

from app.content.context import Reading, Spot
from app.content.documents import Section

_UNDERLINED = re.compile(r"\S.*?[ \t](={3,}|-{4,})\s*$")
_HTML = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]*(?:\s[^<>]*)?/?>")
_NEARLY_HEADING = re.compile(r"#{2,6}[^#\s]")
_NEARLY_ALERT = re.compile(r"\[![A-Za-z]+\]")
_NOTE = re.compile(r"\[\^[^\]\s]+\]")
_OFFER = re.compile(
    r"\b(if you['’]?d like, I can|would you like me to|let me know if you|which would you prefer"
    r"|as an AI( language)? model|I hope this helps"
    r"|I can (also )?(produce|provide|create|write|generate) (a|an|more|some)\b)",
    re.IGNORECASE,
)
_OFFER_STARTS = ("f you", "ould you", "et me know", "as an AI", "hope this helps", "I can ")
_PLACEHOLDER = re.compile(
    r"question|answer|click to flip|todo|tbd|tba|placeholder|text|title|heading|xxx+|\?+|lorem ipsum.*", re.IGNORECASE
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
    if _may_offer(text) and (offer := _OFFER.search(text)):
        spot = reading.find(offer[0].split("\n")[0], first, last)
        reading.warn("left-over", "this reads like an assistant's offer, not like the text; take it out", spot)
    if not is_heading:
        _check_beginning(reading, text, first, last)
    for child in inline.children or ():
        if child.type == "text":
            _check_plain(reading, child.content, first, last)


def _check_beginning(reading: Reading, text: str, first: int, last: int) -> None:
    """Reports a paragraph that was meant as a heading or an alert."""
    underlined = _UNDERLINED.match(text.split("\n")[0])
    if underlined:
        said = 'this underline stands beside its title and makes no heading; write "## " before the title'
        reading.error("heading-underline", said, reading.find(underlined[1], first, last))
    if _NEARLY_HEADING.match(text):
        reading.error("heading-space", 'a heading has a space after its "##"; add it', first)
    if _NEARLY_ALERT.match(text):
        said = "an alert begins with [!NOTE], [!TIP], [!IMPORTANT], [!WARNING] or [!CAUTION] alone on its line"
        reading.error("alert", said, reading.find("[!", first, last))


def _check_plain(reading: Reading, text: str, first: int, last: int) -> None:
    """Reports markup that is shown as text because something is missing."""
    if "<" in text and (tag := _HTML.search(text)):
        said = f"HTML is shown as text ({tag[0][:40]}); use Markdown, or `code`"
        reading.warn("raw-html", said, reading.find(tag[0], first, last))
    if "<!--" in text:
        reading.error("comment", 'this comment is not closed; write "-->" after it', reading.find("<!--", first, last))
    if "$$" in text:
        reading.error("math", 'this formula is not closed; write "$$" after it', reading.find("$$", first, last))
    if "[^" in text and (note := _NOTE.search(text)):
        said = f'no note "{note[0]}:" is written for this; add it or take this out'
        reading.warn("footnote", said, reading.find(note[0], first, last))


def _may_offer(text: str) -> bool:
    # The pattern is slow, and these words are rare.
    return any(start in text for start in _OFFER_STARTS)


def check_placeholder(reading: Reading, text: str, line: int, what: str) -> None:
    """Reports a heading, card side or option that says nothing yet."""
    if _PLACEHOLDER.fullmatch(text.strip().rstrip(".:!")):
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
