"""Figures and other files beside the Markdown: which kinds there are, how large a picture is, where each is served."""

import re
import struct
from collections.abc import Mapping

from app.content.context import Medium
from app.content.places import path_address

# Only these kinds have an address: a file of ours must never be served as a page or a script.
IMAGE_TYPES: Mapping[str, str] = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
}
MEDIA_TYPES: Mapping[str, str] = {
    **IMAGE_TYPES,
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "vtt": "text/vtt",
    "csv": "text/csv",
    "txt": "text/plain",
    "pdf": "application/pdf",
}
MAX_MEDIUM_BYTES = 64 * 1024 * 1024

_VIEW_BOX = re.compile(
    rb"""<svg\b[^>]*?\sviewBox\s*=\s*["']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)""", re.DOTALL
)


def extension(file: str) -> str:
    name = file.rsplit("/", 1)[-1]
    return name.rsplit(".", 1)[-1].lower() if "." in name else ""


def medium(file: str, content: bytes, sha256: str) -> Medium:
    width, height = _size(extension(file), content)
    return Medium(sha256, width, height)


def address(slug: str, file: str, found: Medium) -> str:
    """Where a medium is served: its digest is part of the address, so that it can be cached for ever."""
    return f"{path_address(slug)}/media/{found.sha256[:16]}/{file}"


def _size(kind: str, content: bytes) -> tuple[int, int]:
    if kind == "svg":
        box = _VIEW_BOX.search(content[:8192])
        try:
            return (round(float(box[1])), round(float(box[2]))) if box else (0, 0)
        except (ValueError, OverflowError):
            return 0, 0
    if kind == "png" and content[:8] == b"\x89PNG\r\n\x1a\n" and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    if kind == "gif" and content[:3] == b"GIF" and len(content) >= 10:
        width, height = struct.unpack("<HH", content[6:10])
        return width, height
    return (0, 0)
