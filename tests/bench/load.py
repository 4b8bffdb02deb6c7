"""A small HTTP/1.1 load generator and the means to start a server, so that both sides of a ratio are driven alike."""

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import cast

import uvloop

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Run:
    """One measured run: requests answered, wall seconds, and the server's CPU seconds."""

    requests: int
    seconds: float
    cpu: float

    @property
    def rate(self) -> float:
        return self.requests / self.seconds


class _Connection(asyncio.Protocol):
    """Sends the same request again as soon as its answer, of known length, is whole."""

    def __init__(self, request: bytes, length: int, stop_at: float, done: asyncio.Future[int]) -> None:
        self.request, self.length, self.stop_at, self.done = request, length, stop_at, done
        self.count = self.pending = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.transport.write(self.request)

    def data_received(self, received: bytes) -> None:
        self.pending += len(received)
        while self.pending >= self.length:
            self.pending -= self.length
            self.count += 1
            if time.perf_counter() >= self.stop_at:
                self.transport.close()
                if not self.done.done():
                    self.done.set_result(self.count)
                return
            self.transport.write(self.request)

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(ConnectionError(f"the server closed the connection: {error}"))


async def _drive(port: int, request: bytes, length: int, seconds: float, connections: int) -> int:
    loop = asyncio.get_running_loop()
    stop_at = time.perf_counter() + seconds
    counts = []
    for _ in range(connections):
        done: asyncio.Future[int] = loop.create_future()
        await loop.create_connection(partial(_Connection, request, length, stop_at, done), "127.0.0.1", port)
        counts.append(done)
    return sum(await asyncio.wait_for(asyncio.gather(*counts), seconds + 30))


def exchange(port: int, request: bytes) -> bytes:
    """One request, its whole answer; `Connection: close` is not needed: the length comes from the headers."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(request)
        received = b""
        while b"\r\n\r\n" not in received:
            received += connection.recv(65536)
        head, _, body = received.partition(b"\r\n\r\n")
        length = 0
        for line in head.split(b"\r\n"):
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        while len(body) < length:
            body += connection.recv(65536)
        return head + b"\r\n\r\n" + body


def drive(server: "Server", request: bytes, *, seconds: float = 2.0, connections: int = 16) -> Run:
    """Sends `request` over keep-alive connections for `seconds`; every answer must be as long as the first."""
    length = len(exchange(server.port, request))
    before, start = server.cpu(), time.perf_counter()
    requests = uvloop.run(_drive(server.port, request, length, seconds, connections))
    return Run(requests, time.perf_counter() - start, server.cpu() - before)


@dataclass
class Server:
    port: int
    process: subprocess.Popen[bytes]

    def cpu(self) -> float:
        """CPU seconds of the server's process so far, user and system."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def serve(factory: str, env: dict[str, str] | None = None) -> Iterator[Server]:
    """The same uvicorn for every side: one worker, uvloop, httptools, no access log. `factory` is `module:function`."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "--factory", factory, "--host", "127.0.0.1", "--port", str(port)]
    command += ["--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning"]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **(env or {})}, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 30
        while True:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{factory} did not start")
            time.sleep(0.05)
        yield Server(port, process)
    finally:
        process.terminate()
        process.wait(timeout=20)
