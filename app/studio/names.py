"""What a new file may be called: safe everywhere, and no second name for what is there. Pure but for links on disk."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from app.content.places import kind_of
from app.content.safe import LEFT_OVER, MAX_PATH_CHARACTERS, UnsafePath, place

# Where a new file of each kind goes.
FOLDERS = {"lesson": "lessons", "deck": "flashcards", "quiz": "quizzes"}
_BETWEEN = re.compile(r"[^\w.+]+")
LONGEST_SLUG = 60


def new_file(folder: Path, said: str, others: Iterable[str]) -> str:
    """The name under which a file may be added to `others`, composed (NFC). Raises UnsafePath, in words for whoever
    chose the name."""
    # Before it is composed: that takes the square of the marks on one letter.
    if len(said) > MAX_PATH_CHARACTERS:
        raise UnsafePath(f"a path has at most {MAX_PATH_CHARACTERS} characters")
    file = unicodedata.normalize("NFC", said.strip())
    place(folder, file)
    if file.endswith(LEFT_OVER):
        raise UnsafePath(f"files that end in {', '.join(LEFT_OVER)} are left out; choose another name")
    if file.endswith(".md") and kind_of(file) is None:
        raise UnsafePath(
            "this file would not be read: lessons belong in lessons/, cards in flashcards/, questions in quizzes/"
        )
    _check_apart(file, others)
    return file


def slug_of_title(title: str) -> str:
    """A file's name made of a title, without its ending; empty where nothing of the title can stand in one."""
    text = _BETWEEN.sub("-", unicodedata.normalize("NFC", title[: 4 * LONGEST_SLUG]).lower()).strip("-._+")
    return text[:LONGEST_SLUG].strip("-._+")


def _check_apart(file: str, others: Iterable[str]) -> None:
    """A disk that does not tell capitals apart, or é from e with an accent, would take two such names for one."""
    folders = {_fold(folder): folder for other in others for folder in _folders(other)}
    files = {_fold(other): other for other in others}
    if _fold(file) in files:
        raise UnsafePath(f"there is a file {files[_fold(file)]} already; choose another name")
    if _fold(file) in folders:
        raise UnsafePath(f"{folders[_fold(file)]} is a folder; choose another name")
    for folder in _folders(file):
        if _fold(folder) in files:
            raise UnsafePath(f"{files[_fold(folder)]} is a file, not a folder; choose another name")
        there = folders.get(_fold(folder), folder)
        if there != folder:
            raise UnsafePath(f"there is a folder {there} already; write it the same way")


def _folders(file: str) -> Iterator[str]:
    parts = file.split("/")[:-1]
    return ("/".join(parts[: n + 1]) for n in range(len(parts)))


def _fold(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
