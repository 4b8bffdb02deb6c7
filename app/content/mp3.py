"""How long an MP3 plays, told by its frames."""

from collections.abc import Iterator
from dataclasses import dataclass

# ISO 11172-3 and 13818-3, layer III: kbit/s by the index in the header (0 and 15 are none), Hz by version and index.
_KBITS_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0)
_KBITS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0)
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_IS_MONO = 3
_SIDE_BYTES = {(True, True): 17, (True, False): 32, (False, True): 9, (False, False): 17}


@dataclass(frozen=True)
class Mp3:
    """`seconds` as players count them; `kbits` a second on average."""

    seconds: float
    kbits: int
    rate: int
    channels: int


@dataclass(frozen=True)
class _Frame:
    at: int
    length: int
    samples: int
    rate: int
    channels: int
    is_first_version: bool


def read_mp3(content: bytes) -> Mp3 | None:
    """None where the bytes hold no layer III frame after another: then it is no MP3."""
    seconds, length, first, count = 0.0, 0, None, 0
    for frame in _frames(content):
        first = first or frame
        if frame is first and _is_header(content, frame):
            continue
        count += 1
        length += frame.length
        seconds += frame.samples / frame.rate
    if first is None or not count:
        return None
    return Mp3(seconds, round(length * 8 / seconds / 1000), first.rate, first.channels)


def _frames(content: bytes) -> Iterator[_Frame]:
    at, is_synced = _after_tag(content), False
    while 0 <= at <= len(content) - 4:
        frame = _frame(content, at)
        # Sound may hold the bytes of a header by chance: the first counts when another follows it.
        if frame and (is_synced or at + frame.length >= len(content) or _frame(content, at + frame.length)):
            is_synced = True
            yield frame
            at += frame.length
        else:
            is_synced = False
            at = content.find(b"\xff", at + 1)


def _after_tag(content: bytes) -> int:
    """Behind an ID3v2 tag, whose size is written in four times seven bits."""
    if content[:3] != b"ID3" or len(content) < 10:
        return 0
    size = 0
    for byte in content[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size


def _frame(content: bytes, at: int) -> _Frame | None:
    head = content[at : at + 4]
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return None
    version, bits, rate = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    kbits = (_KBITS_1 if version == 3 else _KBITS_2)[bits]
    if version == 1 or rate == 3 or not kbits:
        return None
    hertz, is_first = _RATES[version][rate], version == 3
    samples = 1152 if is_first else 576
    length = samples // 8 * kbits * 1000 // hertz + (head[2] >> 1 & 1)
    return _Frame(at, length, samples, hertz, 1 if head[3] >> 6 == _IS_MONO else 2, is_first)


def _is_header(content: bytes, frame: _Frame) -> bool:
    """The first frame may hold no sound but what an encoder says of the file."""
    at = frame.at + 4 + _SIDE_BYTES[frame.is_first_version, frame.channels == 1]
    return content[at : at + 4] in (b"Xing", b"Info")
