"""Static files, read once at start: style sheets joined, every address hashed, each file compressed once."""

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.web.headers import STRICT, STRICT_SVG
from app.web.replies import FOREVER, Reply

STATIC = Path(__file__).resolve().parents[2] / "static"
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
}
COMPRESSIBLE = {".css", ".js", ".svg", ".txt"}
# Joined from a folder each: what everybody loads; what only the door and the profile, a player, the studio need.
STYLE_SHEETS = {
    "cairn.css": "css",
    "people.css": "css/people",
    "podcast.css": "css/podcast",
    "studio.css": "css/studio",
}


def static_url(file: str) -> str:
    """Address of a file of static/, or of a joined style sheet such as `cairn.css`: it changes when the bytes do."""
    return _read(STATIC).addresses[file]


def static_replies() -> dict[str, Reply]:
    """Address → reply: every file under its hashed address for ever, and under its plain one to be asked for again."""
    return _read(STATIC).replies


@dataclass(frozen=True)
class StaticFiles:
    addresses: dict[str, str]
    replies: dict[str, Reply]


@cache
def _read(folder: Path) -> StaticFiles:
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in MEDIA_TYPES and path.suffix != ".css"
    }
    # Modules import each other by relative addresses, so the folder of scripts shares one hash.
    scripts = _hash(b"".join(content for name, content in files.items() if name.startswith("js/")))
    addresses = {
        name: f"/static/{scripts if name.startswith('js/') else _hash(content)}/{name}"
        for name, content in files.items()
    }
    for name, sheets in STYLE_SHEETS.items():
        files[name] = _join_style(folder / sheets, addresses)
        addresses[name] = f"/static/{name.removesuffix('.css')}.{_hash(files[name])}.css"

    replies = {}
    for name, content in files.items():
        replies[addresses[name]] = _reply(name, content, FOREVER)
        replies[f"/static/{name}"] = _reply(name, content, b"public, no-cache")
    return StaticFiles(addresses, replies)


def _join_style(folder: Path, addresses: dict[str, str]) -> bytes:
    """The sheets in the order of css/ORDER, one a line; addresses of static files in them become the hashed ones."""
    order = folder / "ORDER"
    names = order.read_text().split() if order.exists() else []
    joined = "\n".join((folder / name).read_text() for name in names)
    return re.sub(r"/static/([\w./-]+)", lambda m: addresses.get(m[1], m[0]), joined).encode()


def _reply(name: str, content: bytes, cache: bytes) -> Reply:
    suffix = Path(name).suffix
    return Reply(
        content,
        MEDIA_TYPES[suffix],
        cache=cache,
        headers=STRICT_SVG if suffix == ".svg" else STRICT,
        compress=suffix in COMPRESSIBLE,
    )


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]
