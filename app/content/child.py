"""Rendering apart: hostile Markdown meets the parser in a child process with limits, never in this one.

The child (`python -m app.content.child`) reads frames from its standard input: the context (JSON, empty where it is the
last one), a file's name, its source; it answers with one. A frame is four bytes of length, big-endian, and its content.
"""

import hashlib
import os
import queue
import select
import signal
import struct
import subprocess
import sys
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import IO, Self

from app.content.context import CONTEXT, PARSED, Context, Parsed
from app.content.documents import Problem

SECONDS = 5
# On the clock, at the least: a busy machine may give a child little of its time.
LEAST_PATIENCE = 60
MEMORY_BYTES = 512 * 1024 * 1024
MAX_REPLY_BYTES = 64 * 1024 * 1024
FEW = 8
KEPT = 64 * 1024 * 1024
_LIBRARIES = ("markdown-it-py", "mdit-py-plugins", "math-core", "pygments", "nh3")
_RENDERING = 4


def _version() -> str:
    said = " ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return f"{_RENDERING}-{hashlib.sha256(said.encode()).hexdigest()[:12]}"


@dataclass(frozen=True)
class Limits:
    """What one file may cost: seconds of processor time, and bytes of memory for the whole child."""

    seconds: int
    memory_bytes: int


class ChildLost(Exception):
    """The child ended, or was ended, before it answered; the text says why."""


class Renderer:
    """Parses files in child processes, as many as there are processors (at most four) where there are many files.

    A context manager. A file that crashes, outstays `seconds` of processor time or needs too much memory gets a
    problem, the next file a new child. What was parsed is kept, of the last `keeps` bytes of source: the same bytes in
    the same context are parsed once. Many threads may ask at once.
    """

    VERSION = _version()

    def __init__(
        self, processes: int | None = None, seconds: int = SECONDS, memory_bytes: int = MEMORY_BYTES, keeps: int = KEPT
    ) -> None:
        self._processes = processes or max(1, min(4, os.cpu_count() or 1))
        self._limits = Limits(seconds, memory_bytes)
        self._keeps = keeps
        self._idle: queue.SimpleQueue[_Child] = queue.SimpleQueue()
        self._children: list[_Child] = []
        self._kept: OrderedDict[tuple[str, str, str], Parsed] = OrderedDict()
        self._sizes: dict[tuple[str, str, str], int] = {}
        self._lock = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        for child in self._children:
            child.end()
        self._children.clear()
        self._idle = queue.SimpleQueue()

    def parse(self, source: bytes, file: str, context: Context) -> Parsed:
        return self.parse_all([(file, source)], context)[0]

    def parse_all(
        self, files: Sequence[tuple[str, bytes]], context: Context, progress: Callable[[int], None] | None = None
    ) -> list[Parsed]:
        """One Parsed for each (file, source), in the same order. `progress` is told how many are done."""
        keys = [(file, hashlib.sha256(source).hexdigest(), context.digest) for file, source in files]
        found: list[Parsed | None] = [self._kept.get(key) for key in keys]
        missing = [i for i, parsed in enumerate(found) if parsed is None]
        if progress and len(missing) < len(files):
            progress(len(files) - len(missing))
        self._start(self._processes if len(missing) > FEW else min(1, len(missing)))

        def work(i: int) -> Parsed:
            child = self._idle.get()
            try:
                return child.parse(*files[i], context)
            finally:
                self._idle.put(child)

        with ThreadPoolExecutor(max(1, len(self._children))) as threads:
            for done, (i, parsed) in enumerate(zip(missing, threads.map(work, missing), strict=True), start=1):
                found[i] = parsed
                if progress:
                    progress(len(files) - len(missing) + done)
        result = [parsed for parsed in found if parsed is not None]
        with self._lock:
            for key, (_, source), parsed in zip(keys, files, result, strict=True):
                if not any(problem.rule == "limits" for problem in parsed.problems):
                    self._kept[key], self._sizes[key] = parsed, len(source)
                    self._kept.move_to_end(key)
            spare = sum(self._sizes.values()) - self._keeps
            while spare > 0:
                spare -= self._sizes.pop(self._kept.popitem(last=False)[0])
        return result

    def _start(self, wanted: int) -> None:
        with self._lock:
            while len(self._children) < wanted:
                child = _Child(self._limits)
                self._children.append(child)
                self._idle.put(child)


class _Child:
    """One child process, started when it is first needed and again after it was lost."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._context = ""

    def parse(self, file: str, source: bytes, context: Context) -> Parsed:
        try:
            return PARSED.validate_json(self._ask(file, source, context))
        except ChildLost as lost:
            self.end()
            return _failed(file, str(lost))

    def end(self) -> None:
        process, self._process, self._context = self._process, None, ""
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue

    def _ask(self, file: str, source: bytes, context: Context) -> bytes:
        if self._process and self._process.poll() is not None:
            # It was ended while it had nothing to do: not this file's fault.
            self.end()
        process = self._process = self._process or _start_process(self._limits)
        assert process.stdin
        fresh = b"" if self._context == context.digest else CONTEXT.dump_json(context)
        try:
            for frame in (fresh, file.encode(), source):
                _write(process.stdin, frame)
            process.stdin.flush()
            # The child measures processor time itself; this longer time on the clock catches one that sleeps or hangs.
            reply = _read_within(process, max(LEAST_PATIENCE, self._limits.seconds * 12))
        except (OSError, EOFError):
            raise ChildLost(_reason(process, self._limits)) from None
        self._context = context.digest
        return reply


def _start_process(limits: Limits) -> subprocess.Popen[bytes]:
    top = Path(__file__).resolve().parents[2]
    # A bare environment: the child has no business with the secret or the database's address.
    environment = {"PYTHONPATH": str(top), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.Popen(
        [sys.executable, "-m", "app.content.child", str(limits.seconds), str(limits.memory_bytes)],
        cwd=top,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def _read_within(process: subprocess.Popen[bytes], seconds: float) -> bytes:
    assert process.stdout
    deadline = time.monotonic() + seconds
    (length,) = struct.unpack(">I", _receive(process.stdout.fileno(), 4, deadline))
    if length > MAX_REPLY_BYTES:
        raise ChildLost("the page made from this file is far too large; split the file")
    return _receive(process.stdout.fileno(), length, deadline)


def _receive(descriptor: int, length: int, deadline: float) -> bytes:
    parts: list[bytes] = []
    # Not select.select, which fails in a server with more than a thousand connections.
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    while length:
        if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
            raise ChildLost("rendering this file takes too long; make it simpler, or split it")
        part = os.read(descriptor, min(length, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def _reason(process: subprocess.Popen[bytes], limits: Limits) -> str:
    try:
        code = process.wait(timeout=2)
    except subprocess.TimeoutExpired:
        code = 0
    if code == -signal.SIGPROF:
        return f"rendering this file takes more than {limits.seconds} s of processor time; make it simpler, or split it"
    return "rendering this file failed, most likely for lack of memory; make it simpler, or split it"


def _failed(file: str, reason: str) -> Parsed:
    return Parsed(None, (Problem(file, 1, 1, "error", "limits", reason),))


def _write(pipe: IO[bytes], frame: bytes) -> None:
    pipe.write(struct.pack(">I", len(frame)) + frame)


def main() -> None:
    """The child: frames in, frames out, until the input ends."""
    import gc
    import resource

    from app.content.parse import parse

    # Tokens are many and form no cycles: looking for cycles at every few hundred costs a tenth of the time.
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    seconds, memory_bytes = map(int, sys.argv[1:3])
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Not a single byte may be written to disk from here.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    context = Context("")
    while True:
        header = source.read(4)
        if len(header) < 4:
            return
        fresh = source.read(struct.unpack(">I", header)[0])
        file, text = (source.read(struct.unpack(">I", source.read(4))[0]) for _ in range(2))
        if fresh:
            context = CONTEXT.validate_json(fresh)
        signal.setitimer(signal.ITIMER_PROF, seconds)
        try:
            reply = PARSED.dump_json(parse(text, file.decode(), context))
        except MemoryError:
            reply = PARSED.dump_json(_failed(file.decode(), "rendering this file needs too much memory; split it"))
        except Exception as fault:
            # A fault of ours in one file must not hide what the others say.
            said = f"Cairn failed at this file ({type(fault).__name__}: {fault}); its own fault, please report it"
            reply = PARSED.dump_json(_failed(file.decode(), said))
        signal.setitimer(signal.ITIMER_PROF, 0)
        _write(sink, reply)
        sink.flush()


if __name__ == "__main__":
    main()
