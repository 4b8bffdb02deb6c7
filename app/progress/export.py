"""A learner's history as files: CSV (RFC 4180, UTF-8) and JSON Lines, with the same columns. Pure."""

import csv
import io
import json
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from app.progress.history import Event

# What each column holds, as the history page says it.
COLUMNS = {
    "time": "when, with the offset of your time zone",
    "path": "the path's name in addresses",
    "page": "the quiz or deck",
    "item": "the key of the card or question in its path's files",
    "kind": "card, or the kind of question",
    "asked": "the front of the card, or the heading of the question, as it was then",
    "rating": "1 forgot, 2 hard, 3 got it, 4 easy; of an answer, what it counted as; empty for a guess before reading",
    "correctness": "of an answer, from 0 to 1",
    "given": "your answer, as JSON",
    "confidence": "1 guessing, 2 fairly sure, 3 certain",
    "seconds": "from seeing it to answering or rating it",
    "undone": "when you took it back",
    "id": "its own number, the same in every export",
}
# A spreadsheet runs a cell that begins so; the last four are their full-width twins, which some of them take as well.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def record(event: Event, zone: ZoneInfo) -> dict[str, Any]:
    """A line of the history; None for what it has not."""
    return {
        "time": event.at.astimezone(zone).isoformat(timespec="milliseconds"),
        "path": event.path_slug,
        "page": event.page_title,
        "item": event.key,
        "kind": event.kind,
        "asked": event.heading,
        "rating": event.rating,
        "correctness": event.correctness,
        "given": event.given,
        "confidence": event.confidence,
        "seconds": None if event.seconds is None else round(event.seconds, 1),
        "undone": event.undone_at.astimezone(zone).isoformat(timespec="milliseconds") if event.undone_at else None,
        "id": str(event.cursor.id),
    }


def csv_head() -> str:
    return csv_of([COLUMNS])


def csv_lines(records: Iterable[dict[str, Any]]) -> str:
    return csv_of([cell(one[name]) for name in COLUMNS] for one in records)


def json_lines(records: Iterable[dict[str, Any]]) -> str:
    return "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in records)


def csv_of(rows: Iterable[Iterable[Any]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def cell(value: Any) -> Any:
    """A list is JSON; a text that a spreadsheet would run begins with an apostrophe, so that it is shown."""
    if isinstance(value, list):
        value = json.dumps(value, ensure_ascii=False)
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
