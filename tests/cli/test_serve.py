"""`cairn serve`: one line that says where, saved edits on the page, and a quiet end."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from app.db import ALEMBIC_INI
from tests.cli.conftest import Cairn

PATIENCE = 60
GAME = "/paths/gans/lessons/idea"


@dataclass
class Served:
    """A server at work; `said` and `complained` are its lines so far."""

    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)
    complained: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        wait(lambda: self.said or self.process.poll() is not None)
        found = re.fullmatch(r"Cairn serves (http://127\.0\.0\.1:\d+)\n", self.said[0])
        assert found, (self.said, self.complained)
        return found[1]

    def text(self, page: str) -> str:
        return httpx.get(self.address + page, timeout=PATIENCE).text


def wait(until: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@contextmanager
def serve(tmp_path: Path, *arguments: str) -> Iterator[Served]:
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "serve", "--port", "0", *arguments],
        cwd=ALEMBIC_INI.parent,
        env={**os.environ, "CAIRN_VAR_DIR": str(tmp_path / "var"), "CAIRN_LOG_FORMAT": "json"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    served = Served(process)

    assert process.stdout
    assert process.stderr
    readers = [
        threading.Thread(target=served.said.extend, args=(process.stdout,)),
        threading.Thread(target=served.complained.extend, args=(process.stderr,)),
    ]
    for reader in readers:
        reader.start()
    try:
        yield served
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(PATIENCE)
        finally:
            process.kill()
            for reader in readers:
                reader.join()
            process.stdout.close()
            process.stderr.close()


def test_it_serves_and_shows_saved_edits_and_ends_quietly(content: Path, tmp_path: Path) -> None:
    with serve(tmp_path, "--watch") as served:
        assert "They compete." in served.text(GAME)
        assert len(served.said) == 1 or '"event": "request"' in served.said[1]
        lesson = content / "gans/lessons/idea.md"
        good = lesson.read_text().replace("They compete.", "They compete for ever.")
        lesson.write_text(good)
        wait(lambda: "They compete for ever." in served.text(GAME))
        lesson.write_text(good.replace("title: The idea", "title: ["))
        # Before that it may have been read while it was half written.
        wait(lambda: any(f"{lesson}:2:" in line for line in served.complained))
        assert "They compete for ever." in served.text(GAME)
    assert served.process.returncode == 0
    assert "Traceback" not in "".join(served.complained)


def test_it_serves_with_several_processes(content: Path, tmp_path: Path) -> None:
    with serve(tmp_path, "--workers", "2") as served:
        assert all("They compete." in served.text(GAME) for _ in range(10))
    assert served.process.returncode == 0
    assert "Traceback" not in "".join(served.complained)


def test_it_serves_the_last_good_revision_of_a_broken_path(content: Path, tmp_path: Path, cairn: Cairn) -> None:
    cairn("sync")
    (content / "gans/path.md").write_text("no title\n")
    with serve(tmp_path) as served:
        assert "They compete." in served.text(GAME)
        wait(lambda: served.complained)
        assert f"{content}/gans/path.md:1:1: error: " in served.complained[0]


def test_it_serves_without_a_content_folder(
    content: Path, tmp_path: Path, cairn: Cairn, monkeypatch: pytest.MonkeyPatch
) -> None:
    cairn("sync")
    monkeypatch.setenv("CAIRN_CONTENT_DIR", "")
    with serve(tmp_path) as served:
        assert "They compete." in served.text(GAME)
    assert served.complained == []


def test_it_does_not_serve_where_another_does(cairn: Cairn) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = cairn("serve", "--port", str(taken.getsockname()[1]))
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert "choose another with --port" in ended.err
