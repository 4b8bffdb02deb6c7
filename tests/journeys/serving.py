"""A server in a process of its own, with a database and a folder of content."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import pytest

from tests.bench.load import free_port

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def serving(var: Path, content: Path, *command: str) -> Iterator[str]:
    """Address of `cairn serve` on `content`, with all it writes in `var`; `command` may stand in for `-m app.cli`."""
    port = free_port()
    env = {
        **os.environ,
        "CAIRN_DATABASE_URL": f"sqlite:///{var}/cairn.db",
        "CAIRN_VAR_DIR": str(var),
        "CAIRN_CONTENT_DIR": str(content),
        "CAIRN_PORT": str(port),
    }
    call = [sys.executable, *(command or ("-m", "app.cli")), "serve"]
    with (var / "log").open("w+") as log, subprocess.Popen(call, cwd=ROOT, env=env, stdout=log, stderr=log) as process:
        try:
            yield _address_when_ready(process, port, log)
        finally:
            process.terminate()
            try:
                process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                process.kill()
                raise


def _address_when_ready(process: subprocess.Popen[bytes], port: int, log: TextIO) -> str:
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 300
    while True:
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=20) as answer:
                if answer.status == 200:
                    return address
        except OSError:
            pass
        if process.poll() is not None or time.monotonic() > deadline:
            log.seek(0)
            pytest.fail(f"the server did not start:\n{log.read()}")
        time.sleep(0.05)
