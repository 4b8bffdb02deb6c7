"""A reply made once and sent many times: its bytes in every encoding, its headers, its 304."""

import gzip
import hashlib
import re
from dataclasses import dataclass

import brotli  # type: ignore[import-untyped]
from starlette.types import Message, Scope, Send

from app.web.headers import STRICT

Header = tuple[bytes, bytes]

# Twice the time of 9 for 8 % less; 11 takes twice as long again for another 3 %.
BROTLI_QUALITY = 10
# A whole article of two megabytes would keep its first reader waiting 1.6 s at 10, and 0.2 s at 9.
LARGE, LARGE_QUALITY = 512 * 1024, 9
PUBLIC = b"public, no-cache"
FOREVER = b"public, max-age=31536000, immutable"
PRIVATE = b"private, no-cache"


@dataclass(frozen=True, slots=True)
class Variant:
    """One encoding: the messages to send, as they are."""

    etag: bytes
    start: Message
    body: Message
    unchanged: Message


class Reply:
    """The same bytes for everybody, in brotli, gzip and as they are; one strong ETag each, the hash of those bytes.
    With `ranges`, which does not go with compression, a client may ask for a part, as players do."""

    __slots__ = ("brotli", "gzip", "has_ranges", "plain", "size")

    def __init__(
        self,
        content: bytes,
        media_type: str,
        *,
        cache: bytes = PUBLIC,
        headers: tuple[Header, ...] = STRICT,
        compress: bool = True,
        ranges: bool = False,
    ) -> None:
        self.has_ranges = ranges
        if ranges:
            headers = (*headers, (b"accept-ranges", b"bytes"))
        kept = ((b"cache-control", cache), (b"vary", b"Accept-Encoding"), *headers)
        described = (b"content-type", media_type.encode())
        self.plain = _variant(content, b"", described, kept)
        self.brotli = self.gzip = self.plain
        self.size = len(content)
        if compress:
            smaller = brotli.compress(content, quality=BROTLI_QUALITY if len(content) < LARGE else LARGE_QUALITY)
            zipped = gzip.compress(content, 9, mtime=0)
            if len(smaller) < len(content):
                self.brotli = _variant(smaller, b"br", described, kept)
                self.size += len(smaller)
            if len(zipped) < len(content):
                self.gzip = _variant(zipped, b"gzip", described, kept)
                self.size += len(zipped)

    def unlisted(self, *, is_open: bool) -> "Reply":
        """The same bytes for whoever has the address, kept out of every index of the web; where it is not open, for
        the one who asked alone: their browser keeps it and asks again each time whether it still may."""
        other = object.__new__(Reply)
        other.has_ranges, other.size = self.has_ranges, self.size
        other.plain, other.brotli, other.gzip = (
            _unlisted(variant, is_open=is_open) for variant in (self.plain, self.brotli, self.gzip)
        )
        return other

    async def send(self, scope: Scope, send: Send) -> bool:
        """Answers a GET or HEAD; true if the client has these bytes already and got a 304."""
        accepted = known = wanted = condition = None
        for name, value in scope["headers"]:
            if name == b"accept-encoding":
                accepted = value
            elif name == b"range":
                wanted = value
            elif name == b"if-range":
                condition = value
            elif name == b"if-none-match":
                known = value if known is None else known + b"," + value
        variant: Variant = getattr(self, _CHOICES.get(accepted) or _choose(accepted))
        if known is not None and (known == variant.etag or _names(known, variant.etag)):
            await send(variant.unchanged)
            await send(_NOTHING)
            return True
        if self.has_ranges and wanted and scope["method"] == "GET" and condition in (None, variant.etag):
            part = _part(variant, wanted)
            if part:
                await send(part.start)
                await send(part.body)
                return False
        await send(variant.start)
        await send(variant.body if scope["method"] == "GET" else _NOTHING)
        return False


_NOTHING: Message = {"type": "http.response.body", "body": b""}
# No file has a byte that takes more digits to name.
_RANGE = re.compile(rb"bytes=(\d{0,19})-(\d{0,19})", re.ASCII)


def _part(variant: Variant, wanted: bytes) -> Variant | None:
    """The bytes that a Range asks for (RFC 9110, 14): one run of them; a 416 where there are none such. None for what
    is not one run of bytes: then the whole is sent, which is always allowed."""
    found = _RANGE.fullmatch(wanted.strip())
    if not found or wanted.strip() == b"bytes=-":
        return None
    content: bytes = variant.body["body"]
    first, last = found[1], found[2]
    begin = int(first) if first else max(len(content) - int(last), 0)
    end = min(int(last), len(content) - 1) if first and last else len(content) - 1
    if first and last and int(last) < int(first):
        return None
    headers = [pair for pair in variant.start["headers"] if pair[0] != b"content-length"]
    status, sent, said = 206, content[begin : end + 1], b"bytes %d-%d/%d" % (begin, end, len(content))
    if begin >= len(content) or (not first and int(last) == 0):
        status, sent, said = 416, b"", b"bytes */%d" % len(content)
    headers += [(b"content-range", said), (b"content-length", b"%d" % len(sent))]
    start = {"type": "http.response.start", "status": status, "headers": headers}
    return Variant(variant.etag, start, {"type": "http.response.body", "body": sent}, variant.unchanged)


# What clients say they accept → the attribute of Reply that they get. Few values exist; a flood of others is not kept.
_CHOICES: dict[bytes | None, str] = {None: "plain"}
_MOST_CHOICES = 1000


def _choose(accepted: bytes | None) -> str:
    choice = choose_encoding((accepted or b"").decode("latin-1"))
    if len(_CHOICES) < _MOST_CHOICES:
        _CHOICES[accepted] = choice
    return choice


def choose_encoding(accepted: str) -> str:
    """`brotli`, `gzip` or `plain` for an Accept-Encoding (RFC 9110, 12.5.3), of equals the smallest."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        coding, _, parameter = part.partition(";")
        name, _, value = parameter.partition("=")
        weight = 1.0
        if name.strip() == "q":
            try:
                weight = float(value)
            except ValueError:
                weight = 0.0
        weights[coding.strip()] = weight
    other = weights.get("*", 0.0)
    brotli_weight = weights.get("br", other)
    gzip_weight = weights.get("gzip", weights.get("x-gzip", other))
    plain_weight = weights.get("identity", 0.0)
    if brotli_weight > 0 and brotli_weight >= gzip_weight and brotli_weight >= plain_weight:
        return "brotli"
    if gzip_weight > 0 and gzip_weight >= plain_weight:
        return "gzip"
    return "plain"


def _names(known: bytes, etag: bytes) -> bool:
    """Whether an If-None-Match has `etag`: a list, a star, weak marks of no matter (RFC 9110, 13.1.2)."""
    return any(part.strip().removeprefix(b"W/") in (etag, b"*") for part in known.split(b","))


def _unlisted(variant: Variant, *, is_open: bool) -> Variant:
    def fit(message: Message) -> Message:
        kept = (pair for pair in message["headers"] if is_open or pair[0] != b"cache-control")
        more = () if is_open else ((b"cache-control", PRIVATE),)
        return {**message, "headers": [*kept, *more, (b"x-robots-tag", b"noindex")]}

    return Variant(variant.etag, fit(variant.start), variant.body, fit(variant.unchanged))


def _variant(content: bytes, encoding: bytes, described: Header, kept: tuple[Header, ...]) -> Variant:
    etag = b'"' + hashlib.sha256(content).hexdigest()[:32].encode() + b'"'
    same: list[Header] = [(b"etag", etag), *kept]
    whole: list[Header] = [described, (b"content-length", str(len(content)).encode()), *same]
    if encoding:
        whole.append((b"content-encoding", encoding))
    return Variant(
        etag,
        {"type": "http.response.start", "status": 200, "headers": whole},
        {"type": "http.response.body", "body": content},
        {"type": "http.response.start", "status": 304, "headers": same},
    )
