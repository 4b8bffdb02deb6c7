"""Which paths are safe: every file operation on content goes through here."""

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

MAX_PATH_CHARACTERS = 300
_PART = re.compile(r"[^\W_][\w.+-]*|_[\w.+-]+")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
LEFT_OVER = (".tmp", ".swp", ".bak", ".orig", "~")


class UnsafePath(ValueError):
    """A name that must not become a place on disk; its text says why, for people."""


@dataclass(frozen=True)
class Found:
    """A file below a folder: its name from there, with forward slashes; `reason` says why it is refused, if it is.
    `stamp` is another wherever somebody has written the file, or put another in its place."""

    file: str
    size: int = 0
    reason: str = ""
    stamp: tuple[int, ...] = ()


def place(root: Path, file: str) -> Path:
    """Where `file` (relative, forward slashes) lies below `root`. Raises UnsafePath for a name that could lead
    elsewhere, that some system cannot hold, or that goes through a symbolic link."""
    return Path(_place(str(root), file))


def read(root: Path, file: str, limit: int) -> bytes:
    """The bytes of `file` below `root`. Raises UnsafePath, also for no plain file or more than `limit` bytes."""
    descriptor = os.open(_place(str(root), file), os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise UnsafePath("this is not a plain file")
        if status.st_size > limit:
            raise UnsafePath(f"the file has {status.st_size:,} bytes; at most {limit:,} are read")
        parts = [os.read(descriptor, status.st_size + 1)]
        # To its end, for it may have grown meanwhile.
        while parts[-1] and sum(map(len, parts)) <= limit:
            parts.append(os.read(descriptor, 65536))
    finally:
        os.close(descriptor)
    content = b"".join(parts)
    if len(content) > limit:
        raise UnsafePath(f"the file has more than {limit:,} bytes")
    return content


def _place(root: str, file: str) -> str:
    # In text: a thousand files are looked at whenever one of them is saved, and Path takes longer than the disk.
    if len(file) > MAX_PATH_CHARACTERS:
        raise UnsafePath(f"a path has at most {MAX_PATH_CHARACTERS} characters")
    found = root
    for part in file.split("/"):
        _check(part)
        found = f"{found}/{part}"
        if os.path.islink(found):
            raise UnsafePath("symbolic links are not followed; put the file itself here")
    return found


def files_below(folder: Path) -> list[Found]:
    """Every file below `folder`, in order of name. Hidden files and an editor's left-overs are no content: left out."""
    return sorted(_walk(folder, ""), key=lambda found: found.file)


def _walk(folder: Path, prefix: str) -> Iterator[Found]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith((".", "#")) or entry.name.endswith(LEFT_OVER):
                continue
            file = prefix + entry.name
            try:
                _check(entry.name)
                if len(file) > MAX_PATH_CHARACTERS:
                    raise UnsafePath(f"a path has at most {MAX_PATH_CHARACTERS} characters")
                if entry.is_symlink():
                    raise UnsafePath("symbolic links are not followed; put the file itself here")
                if entry.is_dir(follow_symlinks=False):
                    yield from _walk(folder / entry.name, file + "/")
                elif entry.is_file(follow_symlinks=False):
                    told = entry.stat(follow_symlinks=False)
                    stamp = (told.st_ino, told.st_size, told.st_mtime_ns, told.st_ctime_ns)
                    yield Found(file, told.st_size, stamp=stamp)
                else:
                    raise UnsafePath("this is neither a file nor a folder")
            except UnsafePath as refused:
                yield Found(file.encode("utf-8", "backslashreplace").decode(), reason=str(refused))


@lru_cache(maxsize=4096)
def _check(part: str) -> None:
    if _RESERVED.fullmatch(part):
        raise UnsafePath(f"some systems keep the name {part.partition('.')[0]} for themselves; choose another")
    if not _PART.fullmatch(part) or len(part.encode()) > 200 or part.endswith("."):
        raise UnsafePath(
            "a file name has letters, digits and . _ + - only, and begins with a letter or digit; rename it"
        )
