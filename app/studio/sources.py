"""A file's bytes as the text of a form and back: line endings, final newline and byte order mark stay as they were.
Pure."""

from app.content.context import MAX_SOURCE_BYTES
from app.content.media import extension

_BOM = b"\xef\xbb\xbf"
TEXT_EXTENSIONS = frozenset({"md", "yml", "vtt", "csv", "txt", "lock", ""})


class NotKept(ValueError):
    """A text that cannot become this file; says why, for its author."""


def is_text(file: str) -> bool:
    return extension(file) in TEXT_EXTENSIONS


def text_of_source(content: bytes) -> str | None:
    """With \\n for every line's end; None where the bytes are no UTF-8 text."""
    try:
        text = content.removeprefix(_BOM).decode()
    except UnicodeDecodeError:
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\0" not in text else None


def source_of_text(text: str, like: bytes) -> bytes:
    """The bytes of a text that a form sent, which ends every line with CRLF, written as the file was before, `like`.
    Raises NotKept where it is too long."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text and not text.endswith("\n") and (not like or like.endswith((b"\n", b"\r"))):
        text += "\n"
    if 2 * like.count(b"\r\n") > like.count(b"\n"):
        text = text.replace("\n", "\r\n")
    content = (_BOM if like.startswith(_BOM) else b"") + text.encode("utf-8", "replace")
    if len(content) > MAX_SOURCE_BYTES:
        raise NotKept(
            f"This text has {len(content):,} bytes, and a file has at most {MAX_SOURCE_BYTES:,}. "
            "Nothing was saved: split it into two."
        )
    return content
