"""The command line, called as from a shell, with a content folder and a database of its own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.cli import run
from app.settings import settings
from tests.sync.conftest import FILES


@dataclass(frozen=True)
class Ended:
    """What a command left: its exit code and what it wrote."""

    code: int
    out: str
    err: str


Cairn = Callable[..., Ended]


@pytest.fixture
def content(folder: Callable[..., Path], database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with the path `gans`; the settings name it and an empty database, once of each kind."""
    root = folder({f"gans/{file}": text for file, text in FILES.items()})
    monkeypatch.setenv("CAIRN_DATABASE_URL", database_url)
    monkeypatch.setenv("CAIRN_CONTENT_DIR", str(root))
    settings.cache_clear()
    yield root
    settings.cache_clear()


@pytest.fixture
def cairn(content: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cairn:
    def call(*arguments: str) -> Ended:
        settings.cache_clear()
        monkeypatch.setattr("sys.argv", ["cairn", *arguments])
        with pytest.raises(SystemExit) as ended:
            run()
        written = capsys.readouterr()
        return Ended(int(ended.value.code or 0), written.out, written.err)

    return call
