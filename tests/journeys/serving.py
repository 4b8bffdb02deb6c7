"""A server in a process of its own, with a database and a folder of content."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
    log = (var / "log").open("w+")
    call = [sys.executable, *(command or ("-m", "app.cli")), "serve"]
    process = subprocess.Popen(call, cwd=ROOT, env=env, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 60
    while True:
        try:
            if urllib.request.urlopen(f"{address}/readyz").status == 200:
                break
        except OSError:
            pass
        if process.poll() is not None or time.monotonic() > deadline:
            log.seek(0)
            pytest.fail(f"the server did not start:\n{log.read()}")
        time.sleep(0.1)
    yield address
    process.terminate()
    process.wait(timeout=20)
    log.close()
