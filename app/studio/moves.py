"""A file under another name: its id is written down, so that learners keep what they did, and what points to it
follows. Pure."""

import posixpath
import re
from collections.abc import Mapping

from app.content.ids import stamp_file
from app.content.places import kind_of, resolve, slug_of

_LINK = re.compile(r"(\]\(\s*<?)([^\s()<>]+)")
_SEEING = re.compile(r"^[ \t]*<!--.*?\bsee[ \t]*:.*?-->", re.M)
_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n.*?^---[ \t]*\r?$", re.M | re.S)
_LISTED = re.compile(r"\blessons[ \t]*:\s*\[[^\]]*\]")


class NotMoved(ValueError):
    """Why a file keeps its name."""


def move(contents: Mapping[str, bytes], old: str, new: str) -> dict[str, bytes | None]:
    """What changes in a path's files where `old` becomes `new`: None for the old one. Raises NotMoved."""
    if old == "path.md":
        raise NotMoved("path.md is what makes the folder a path; it keeps its name.")
    if kind_of(old) != kind_of(new):
        raise NotMoved(
            "A file stays in the folder of its kind: lessons in lessons/, cards in flashcards/, questions in quizzes/."
        )
    source = contents[old]
    if kind_of(old):
        source = stamp_file(old, source)
    changed: dict[str, bytes | None] = {old: None, new: _rewritten(source, old, new, at=new, was_at=old)}
    for file, content in contents.items():
        if file != old and file.endswith(".md"):
            after = _rewritten(content, old, new, at=file, was_at=file)
            if after != content:
                changed[file] = after
    return changed


def _rewritten(content: bytes, old: str, new: str, *, at: str, was_at: str) -> bytes:
    """A file that stood at `was_at` and stands at `at`, with its links as they have to be then."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return content
    text = _LINK.sub(lambda found: found[1] + _link(found[2], old, new, at, was_at), text)
    named = re.compile(rf"(?<![\w./+-]){re.escape(old)}(?![\w/+-]|\.\w)")
    text = _SEEING.sub(lambda found: named.sub(new, found[0]), text)
    if at == "path.md" and kind_of(old) == "lesson":
        text = _FRONT.sub(lambda found: _list_anew(found[0], slug_of(old), slug_of(new)), text, count=1)
    return text.encode()


def _link(href: str, old: str, new: str, at: str, was_at: str) -> str:
    if re.match(r"[a-z][a-z0-9+.-]*:|[/#]", href, re.IGNORECASE):
        return href
    target = resolve(was_at, href)
    if target is None or (target.file != old and at == was_at):
        return href
    name, mark, anchor = href.partition("#")
    aim = new if target.file == old else target.file
    return posixpath.relpath(aim, posixpath.dirname(at) or ".") + mark + anchor if name else href


def _list_anew(front: str, old: str, new: str) -> str:
    """The parts of path.md with a lesson's new name."""
    word = re.compile(rf"(?<![\w./+-]){re.escape(old)}(?![\w./+-])")
    front = _LISTED.sub(lambda found: word.sub(new, found[0]), front)
    line = re.compile(rf"^([ \t]*-[ \t]*[\"']?){re.escape(old)}([\"']?[ \t]*\r?)$", re.M)
    return line.sub(lambda found: found[1] + new + found[2], front)
