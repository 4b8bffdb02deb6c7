"""Many lessons on one page: every id gets the lesson's name before it, and links between them stay on the page."""

import re
from collections.abc import Collection
from urllib.parse import unquote

# A tag of rendered Markdown; quoted values may hold ">".
_TAG = re.compile(r'<[a-zA-Z](?:[^>"]|"[^"]*")*>')
_NAMES = re.compile(r' (id|for|headers|aria-describedby|aria-labelledby|aria-controls|aria-details)="([^"]*)"')
_LINK = re.compile(r' href="([^"#]*)(?:#([^"]*))?"')


def anchor_in_article(lesson: str, anchor: str) -> str:
    """The id that a section of a lesson has in the whole article; an empty anchor is the lesson itself."""
    return f"{lesson}--{anchor}" if anchor else lesson


def prefix_ids(html: str, lesson: str, *, room: str = "", lessons: Collection[str] = ()) -> str:
    """`html` made fit for one page: its ids, what refers to them, and links to `lessons`, which stand below `room`."""

    def names(match: re.Match[str]) -> str:
        return f' {match[1]}="{" ".join(anchor_in_article(lesson, name) for name in match[2].split())}"'

    def link(match: re.Match[str]) -> str:
        address, anchor = match[1], match[2] or ""
        if not address and anchor:
            return f' href="#{anchor_in_article(lesson, anchor)}"'
        other = unquote(address.removeprefix(room)) if room and address.startswith(room) else ""
        return f' href="#{anchor_in_article(other, anchor)}"' if other in lessons else match[0]

    return _TAG.sub(lambda tag: _LINK.sub(link, _NAMES.sub(names, tag[0])), html)
