"""cairn podcast render puts sound, cues and lock beside a script, or says in a line why not."""

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import app.podcast
from app.cli import speaking
from tests.cli.conftest import Cairn
from tests.podcast.singing import Singer

# To render opens no database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SCRIPT = "---\ntitle: A duet\nvoices: {Maya: high, Theo: low}\n---\n\n## One\n\n**Maya:** Hi, Theo.\n\n**Theo:** Hi.\n"


@pytest.fixture
def script(content: Path) -> Path:
    """A script in the path `gans`."""
    file = content / "gans" / "podcast" / "episode.md"
    file.parent.mkdir()
    file.write_text(SCRIPT)
    return file


@pytest.fixture
def voices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tones instead of speech, which would need the extra, and minutes."""
    monkeypatch.setattr(speaking, "_EXTRA", ())
    engine = SimpleNamespace(Kokoro=lambda model: Singer(), model_in=lambda folder: folder / "model")
    monkeypatch.setattr(app.podcast, "speech", engine, raising=False)


def beside(script: Path) -> set[str]:
    return {file.name for file in script.parent.iterdir()} - {script.name}


@pytest.mark.usefixtures("voices")
def test_it_writes_three_files_that_check_finds_right(cairn: Cairn, script: Path) -> None:
    ended = cairn("podcast", "render", "gans")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == f"{script.with_suffix('.mp3')}: 0:03, 15 kB\n"
    assert beside(script) == {"episode.mp3", "episode.vtt", "episode.lock"}
    assert "<v Maya>Hi, Theo." in script.with_suffix(".vtt").read_text()
    assert "podcast/" not in cairn("check").out


@pytest.mark.usefixtures("voices")
def test_what_is_up_to_date_is_left_alone(cairn: Cairn, script: Path) -> None:
    cairn("podcast", "render", "gans")
    made = script.with_suffix(".mp3").stat().st_mtime_ns
    assert cairn("podcast", "render", "gans").out == f"{script.with_suffix('.mp3')} is up to date\n"
    assert script.with_suffix(".mp3").stat().st_mtime_ns == made
    script.write_text(SCRIPT.replace("Hi.", "Bye."))
    assert "is up to date" not in cairn("podcast", "render", "gans").out
    assert "is up to date" not in cairn("podcast", "render", str(script.parents[1]), "--again").out


@pytest.mark.usefixtures("voices")
def test_a_recording_of_the_authors_own_is_never_overwritten(cairn: Cairn, script: Path) -> None:
    script.with_suffix(".mp3").write_bytes(b"my own voice")
    ended = cairn("podcast", "render", "gans", "--again")
    assert ended.code == 1
    assert "it is a recording of your own" in ended.err
    assert ended.err.count("\n") == 1
    assert script.with_suffix(".mp3").read_bytes() == b"my own voice"


@pytest.mark.usefixtures("voices")
@pytest.mark.parametrize(
    ("text", "told"),
    [
        (SCRIPT.replace("**Theo:** ", ""), ":10:1: error: say who speaks"),
        (SCRIPT.replace("**Theo:** Hi", "**Theo:**"), ":10:10: error: \".\" has no sound"),
        (SCRIPT.replace("**Theo:** Hi.", "**Theo:**"), ":10:1: error: Theo says nothing here"),
        (SCRIPT.replace("low", "of_gold"), ":3:22: error: there is no voice of_gold for Theo; there are: high, low"),
        (SCRIPT.replace("Hi.", "Oh. Mute."), ":10:15: error: no sound is known for this"),
    ],
)  # fmt: skip
def test_a_script_that_cannot_be_spoken_is_refused_with_file_and_line(
    cairn: Cairn, script: Path, text: str, told: str
) -> None:
    script.write_text(text)
    ended = cairn("podcast", "render", "gans")
    assert ended.code == 1
    assert ended.err.startswith(f"{script}{told}")
    assert beside(script) == set()


@pytest.mark.usefixtures("voices")
def test_a_path_of_another_language_is_refused(cairn: Cairn, script: Path) -> None:
    path = script.parents[1] / "path.md"
    path.write_text(path.read_text().replace("---\n", "---\nlanguage: de\n", 1))
    ended = cairn("podcast", "render", "gans")
    assert (ended.code, ended.err) == (
        1,
        "cairn: the voices speak English, and this path is in de; record it yourself\n",
    )


@pytest.mark.usefixtures("voices")
def test_a_path_without_a_script_is_refused(cairn: Cairn, content: Path) -> None:
    ended = cairn("podcast", "render", "gans")
    assert (ended.code, ended.err) == (
        1,
        f"cairn: {content / 'gans'} has no podcast; write podcast/episode.md first\n",
    )


def test_without_the_extra_it_says_what_to_install(cairn: Cairn, script: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    ended = cairn("podcast", "render", "gans")
    assert ended.code == 1
    assert ended.err == "cairn: speech needs the extra `podcast`: make podcast, or pip install 'cairn[podcast]'\n"


def test_a_path_that_is_not_there_is_refused(cairn: Cairn, content: Path) -> None:
    ended = cairn("podcast", "render", "vaes")
    assert (ended.code, ended.err) == (1, f"cairn: there is no path called vaes in {content}\n")
    assert cairn("podcast", "render").code == 2
