"""What an uploaded file is, told by its bytes and not by its name; and an SVG that may be shown. Pure."""

import re
import sys
import unicodedata
from xml.parsers import expat

from app.content.media import extension
from app.content.mp3 import read_mp3

ACCEPTED = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".mp3")
_UNFIT = re.compile(r"[^\w.+]+")
_RUNS = ("script", "foreignobject", "iframe", "object", "embed", "audio", "video", "handler", "listener")
_FORBIDDEN = frozenset({*_RUNS, "a", "set", "animate", "animatemotion", "animatetransform"})
_OUTSIDE = re.compile(
    r"url\(\s*['\"]?\s*(?![\s'\"#])|@import|image-set\(|(?<![\w-])src\(|expression\(|javascript:", re.IGNORECASE
)
# A letter of CSS in other words: by its number in hex, which a space may end, or as it is.
_ESCAPED = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|(.))", re.IGNORECASE | re.DOTALL)
_PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp);", re.IGNORECASE)


class NotAccepted(ValueError):
    """An upload that is not taken, and why."""


def kind_by_content(content: bytes) -> str:
    """png, jpg, gif, webp, avif, svg or mp3 by the bytes; empty for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if content.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    if content[4:8] == b"ftyp" and {b"avif", b"avis"} & {content[n : n + 4] for n in range(8, 48, 4)}:
        return "avif"
    if re.match(rb"(\xef\xbb\xbf)?\s*<", content) and re.search(rb"<(\w+:)?svg[\s>]", content[:65536]):
        return "svg"
    return "mp3" if content.startswith((b"ID3", b"\xff")) and read_mp3(content) else ""


def check_upload(name: str, content: bytes) -> None:
    """Raises NotAccepted where the bytes are not what the name says, or may do more than be looked at."""
    said = extension(name)
    kind = kind_by_content(content)
    if not content:
        raise NotAccepted("This file is empty. Choose another.")
    if f".{said}" not in ACCEPTED:
        raise NotAccepted(f"Pictures ({', '.join(ACCEPTED[:-1])}) and recordings (.mp3) are accepted; this is neither.")
    if not kind:
        raise NotAccepted(f"What is in this file is no {said.upper()}, whatever its name says. Nothing was saved.")
    if kind != ("jpg" if said == "jpeg" else said):
        raise NotAccepted(f"This file is called .{said}, but it is a {kind.upper()}. Rename it to .{kind}.")
    if kind == "svg":
        check_svg(content)


def check_svg(content: bytes) -> None:
    """Raises NotAccepted for a drawing that runs something, asks for something elsewhere, or is no XML."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = _check_element
    parser.StartDoctypeDeclHandler = _check_doctype
    parser.ProcessingInstructionHandler = _refuse_instruction
    # All of it at once: a style sheet is what stands between its elements, too.
    texts: list[str] = []
    parser.CharacterDataHandler = texts.append
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise NotAccepted(
            f"This SVG cannot be read: line {error.lineno}, column {error.offset + 1} is no XML. Export it again."
        ) from None
    if _asks_outside("".join(texts)):
        raise NotAccepted("This SVG's style asks for something outside itself. Take it out; nothing was saved.")


def folder_of_upload(name: str) -> str:
    return "podcast" if extension(name) == "mp3" else "figures"


def name_of_upload(said: str) -> str:
    """A file's own name as it was on somebody's computer, made fit for a path: no folders, no spaces."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", said))[-1]
    stem, dot, ending = last.rpartition(".")
    stem = _UNFIT.sub("-", stem).strip("-._+").lower()
    return f"{stem[:80]}{dot}{ending.lower()}" if stem else last


def _check_element(name: str, attributes: dict[str, str]) -> None:
    tag = name.rsplit(" ", 1)[-1].lower()
    if tag in _FORBIDDEN:
        raise NotAccepted(
            f"This SVG has a <{tag}> in it, and a drawing here may only draw. Take it out, or export it as plain SVG."
        )
    for long_name, value in attributes.items():
        attribute = long_name.rsplit(" ", 1)[-1].lower()
        if attribute.startswith("on"):
            raise NotAccepted(f"This SVG runs a script ({attribute}=…). Take it out; nothing was saved.")
        is_link = attribute in ("href", "src") and not value.startswith("#") and not _PICTURE.match(value)
        if is_link or _asks_outside(value):
            raise NotAccepted(f'This SVG asks for something outside itself ({attribute}="{value[:60]}"). Take it out.')


def _check_doctype(name: str, system: str | None, public: str | None, has_subset: int) -> None:
    if has_subset:
        raise NotAccepted("This SVG declares entities of its own, and they are not read. Export it as plain SVG.")


def _refuse_instruction(target: str, text: str) -> None:
    raise NotAccepted(f"This SVG has an instruction <?{target}…?> in it. Take it out, or export it as plain SVG.")


def _asks_outside(text: str) -> bool:
    return bool(_OUTSIDE.search(_ESCAPED.sub(_letter, text)))


def _letter(escaped: re.Match[str]) -> str:
    number = int(escaped[1], 16) if escaped[1] else 0
    return escaped[2] or (chr(number) if number <= sys.maxunicode else "")
