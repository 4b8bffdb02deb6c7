"""Files put in place of others: all of them or none, and each of them whole."""

import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from app.content.safe import place

# Beside the files whose places they take, with the number of the process that is at work on them.
_OURS = re.compile(r"\.cairn-(\d{1,9})-\w+\.tmp")
# After how many seconds such a file counts as left behind.
LEFT_FOR = 3600


@contextmanager
def replacing(folder: Path, changes: Mapping[str, bytes | None]) -> Iterator[Callable[[], None]]:
    """Writes new contents beside the files of `folder` (None: the file is to go); what is yielded then puts all of
    them in place. An error after that, in the caller's block too, puts the old ones back. Raises OSError where the disk
    cannot take them, before any file has changed."""
    made: list[Path] = []
    ready: dict[Path, Path | None] = {}
    aside: list[tuple[Path, Path | None]] = []

    def put_in_place() -> None:
        # What goes is gone first: to a disk that tells no capitals apart, it may be what comes.
        for file, temporary in sorted(ready.items(), key=lambda pair: pair[1] is not None):
            aside.append((file, _set_aside(file)))
            if temporary:
                os.replace(temporary, file)
            else:
                file.unlink(missing_ok=True)
        for parent in {file.parent for file in ready}:
            _sync_folder(parent)

    _clear_up(folder)
    try:
        for name, content in changes.items():
            file = place(folder, name)
            made += _make_folders(file.parent)
            ready[file] = None if content is None else _write_beside(file, content)
        yield put_in_place
    except BaseException:
        for file, old in reversed(aside):
            if old:
                os.replace(old, file)
            else:
                file.unlink(missing_ok=True)
        _clear(ready.values(), aside)
        for empty in reversed(made):
            empty.rmdir()
        raise
    _clear(ready.values(), aside)


def _clear_up(folder: Path) -> None:
    """Takes away what a process that was killed has left in `folder`. One that is not to be seen here may be alive in
    another container, so only what is old goes; by its ctime, as a second name of an old file has that one's mtime."""
    before = time.time() - LEFT_FOR
    for left in folder.rglob(".cairn-*.tmp"):
        made_by = _OURS.fullmatch(left.name)
        if made_by and not _is_running(int(made_by[1])) and _changed_at(left) < before:
            left.unlink(missing_ok=True)


def _changed_at(file: Path) -> float:
    try:
        return file.lstat().st_ctime
    except FileNotFoundError:
        # Taken away meanwhile, by whose it was.
        return time.time()


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        # Somebody else's.
        return True
    return True


def _make_folders(folder: Path) -> list[Path]:
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir()
    return missing[::-1]


def _write_beside(file: Path, content: bytes) -> Path:
    """In the same folder, so that taking the file's place is one step; hidden, so that nobody takes it for content."""
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".cairn-{os.getpid()}-", suffix=".tmp")
    try:
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        os.chmod(name, file.stat().st_mode & 0o777 if file.exists() else 0o644)
    except BaseException:
        os.unlink(name)
        raise
    return Path(name)


def _set_aside(file: Path) -> Path | None:
    """A second name for the file as it is, None where there is none."""
    if not file.exists():
        return None
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".cairn-{os.getpid()}-", suffix=".tmp")
    os.close(descriptor)
    os.unlink(name)
    try:
        os.link(file, name)
    except OSError:
        # Some file systems have no second names.
        shutil.copy2(file, name)
    return Path(name)


def _clear(ready: Iterable[Path | None], aside: Iterable[tuple[Path, Path | None]]) -> None:
    for left in (*ready, *(old for _, old in aside)):
        if left:
            left.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
