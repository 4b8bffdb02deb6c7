"""A folder of Markdown to a catalogue: every file read once, rendered apart, tied together, checked."""

import hashlib
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from app.content import media
from app.content.check import Folder, check, parts_of
from app.content.child import Renderer
from app.content.context import MAX_SOURCE_BYTES, Context, Parsed
from app.content.documents import Catalog, Document, Loaded, Part, Problem
from app.content.places import NOT_CONTENT, REFERENCES, kind_of
from app.content.safe import UnsafePath, files_below, read

PATH = "path.md"
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")
_ORDER = ("path", "lesson", "deck", "quiz", "resources", "glossary", "podcast")


@dataclass(frozen=True)
class Files:
    """What stands in a path's folder: bytes and their sha256 by file, and the problems of what cannot be read."""

    contents: dict[str, bytes] = field(default_factory=dict)
    manifest: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def find_paths(content_dir: Path) -> list[Path]:
    """The folders that hold a path, by name: those with a path.md; the folder itself if it is one."""
    if (content_dir / PATH).is_file():
        return [content_dir]
    if not content_dir.is_dir():
        return []
    return sorted(
        folder for folder in content_dir.iterdir() if not folder.name.startswith(".") and (folder / PATH).is_file()
    )


def is_slug(name: str) -> bool:
    """Whether a path's folder may be called so."""
    return bool(_SLUG.fullmatch(name))


def files_from(contents: dict[str, bytes]) -> Files:
    """Files that stand in no folder yet."""
    return Files(contents, {file: hashlib.sha256(content).hexdigest() for file, content in contents.items()})


def read_folder(folder: Path) -> Files:
    """Every file of a path's folder, read once."""
    found = Files()
    for entry in files_below(folder):
        limit = MAX_SOURCE_BYTES if entry.file.endswith((".md", ".yml")) else media.MAX_MEDIUM_BYTES
        try:
            if entry.reason:
                raise UnsafePath(entry.reason)
            content = read(folder, entry.file, limit)
        except (UnsafePath, OSError) as refused:
            said = str(refused) if isinstance(refused, UnsafePath) else f"this file cannot be read: {refused.strerror}"
            rule = "too-large" if "bytes" in said else "file"
            found.problems.append(Problem(entry.file, 1, 1, "error", rule, said))
            continue
        found.contents[entry.file] = content
        found.manifest[entry.file] = hashlib.sha256(content).hexdigest()
    return found


# The one thing of path.md that the others are drawn with; its front matter is read, and checked, by the renderer.
_LANGUAGE = re.compile(rb"^language: *[\"']?([A-Za-z]+(?:-[A-Za-z0-9]+)*)", re.M)


def load(
    folder: Path,
    *,
    renderer: Renderer,
    root: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
    files: Files | None = None,
) -> Loaded:
    """One path's folder as a catalogue, and all that is wrong in it. Problems name files from `root`, else the folder.

    `progress` is told (files done, files in all); `files` stand in for what is in the folder. Nothing is written
    anywhere.
    """
    slug = folder.absolute().name if not folder.is_symlink() else ""
    if not _SLUG.fullmatch(slug):
        wrong = "a path's folder is no symbolic link, and its name has lower-case letters, digits and - only; rename it"
        return Loaded(None, (Problem(_prefix(folder, root) + PATH, 1, 1, "error", "path-name", wrong),))
    found = read_folder(folder) if files is None else files
    return load_files(slug, found, renderer=renderer, prefix=_prefix(folder, root), progress=progress)


def load_files(
    slug: str,
    found: Files,
    *,
    renderer: Renderer,
    prefix: str = "",
    progress: Callable[[int, int], None] | None = None,
    marks_lines: bool = False,
) -> Loaded:
    """As `load`, of files that were read already; with `marks_lines` each block says where it is written."""
    parsed = _parse(slug, found, renderer, progress, marks_lines)
    documents = _in_order([p.document for p in parsed.values() if p.document])
    documents = _by_first_seen(_resolve_see(documents))
    problems = {
        *found.problems,
        *_misplaced(found),
        *chain.from_iterable(each.problems for each in parsed.values()),
        *check(Folder(documents, parsed, found.manifest, found.contents)),
    }
    said = tuple(sorted(replace(p, file=prefix + p.file) for p in problems))
    catalog = None
    if not any(p.severity == "error" for p in said):
        path = documents[0]
        catalog = Catalog(
            key=path.key,
            slug=path.slug,
            title=path.title,
            documents=tuple(documents),
            parts=_parts(documents),
            manifest=found.manifest,
            files=found.contents,
        )
    return Loaded(catalog, said, tuple(documents))


def _misplaced(found: Files) -> list[Problem]:
    problems = []
    if PATH not in found.contents and not any(p.file == PATH for p in found.problems):
        said = "a path's folder has a file path.md with its title; add it"
        problems.append(Problem(PATH, 1, 1, "error", "path", said))
    for file in found.contents:
        if file.endswith(".md") and kind_of(file) is None and file not in NOT_CONTENT:
            said = "this file is not read; lessons belong in lessons/, cards in flashcards/, questions in quizzes/"
            problems.append(Problem(file, 1, 1, "warning", "place", said))
    return problems


def load_page(slug: str, found: Files, file: str, renderer: Renderer) -> Parsed:
    """One file as `load_files` reads it, without a look at the others but those that it is drawn with."""
    parsed, context = _begin(slug, found, renderer)
    return parsed.get(file) or renderer.parse(found.contents[file], file, context)


def _begin(slug: str, found: Files, renderer: Renderer, marks_lines: bool = False) -> tuple[dict[str, Parsed], Context]:
    """References and glossary, parsed, by name: the others are drawn with them. What these are drawn with."""
    figures = {
        file: media.medium(file, content, found.manifest[file])
        for file, content in found.contents.items()
        if media.extension(file) in media.MEDIA_TYPES
    }
    parsed: dict[str, Parsed] = {}
    said = _LANGUAGE.search(found.contents.get(PATH, b""))
    context = Context(slug, media=figures, language=said[1].decode() if said else "en", marks_lines=marks_lines)
    for file in (REFERENCES, "glossary.md"):
        if file in found.contents:
            read = parsed[file] = renderer.parse(found.contents[file], file, context)
            context = replace(context, terms=read.terms, references=context.references or read.references)
    return parsed, context


def _parse(
    slug: str,
    found: Files,
    renderer: Renderer,
    progress: Callable[[int, int], None] | None,
    marks_lines: bool,
) -> dict[str, Parsed]:
    """All files parsed, by name."""
    texts = [file for file in found.contents if file.endswith(".md") and kind_of(file)]
    parsed, context = _begin(slug, found, renderer, marks_lines)
    first = len(parsed)
    rest = [file for file in texts if file not in parsed]

    def tell(done: int) -> None:
        if progress:
            progress(first + done, first + len(rest))

    results = renderer.parse_all([(file, found.contents[file]) for file in rest], context, tell)
    parsed.update(zip(rest, results, strict=True))
    return parsed


def _in_order(documents: list[Document]) -> list[Document]:
    """As a learner meets them: the path's page, the overview, lessons as the parts list them, the rest by kind."""
    path = next((d for d in documents if d.kind == "path"), None)
    listed = [slug for _, slugs in (parts_of(path) if path else []) for slug in slugs]
    places = {slug: i for i, slug in reversed(list(enumerate(listed)))}

    def place(document: Document) -> tuple[int, int, int, str]:
        is_overview = document.file == "overview.md"
        return (_ORDER.index(document.kind), not is_overview, places.get(document.slug, len(listed)), document.file)

    return sorted(documents, key=place)


def _parts(documents: list[Document]) -> tuple[Part, ...]:
    lessons = {d.slug: d.key for d in documents if d.kind == "lesson"}
    parts = parts_of(documents[0]) if documents and documents[0].kind == "path" else []
    return tuple(Part(title, tuple(lessons[slug] for slug in slugs if slug in lessons)) for title, slugs in parts)


def _resolve_see(documents: list[Document]) -> list[Document]:
    """The same documents with `see` as section keys. What is not found keeps that form: sync knows former keys."""
    by_file = {d.file: d for d in documents}
    by_key = {d.key: d for d in documents}

    def key_of(see: str) -> str:
        file, _, anchor = see.partition("#")
        document = by_file.get(file) or by_key.get(file)
        return f"{document.key}#{anchor}" if document else see

    def keys_of(see: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(map(key_of, see)))

    return [
        replace(
            d,
            items=tuple(replace(item, see=keys_of(item.see)) if item.see else item for item in d.items),
            sections=tuple(replace(s, see=keys_of(s.see)) if s.see else s for s in d.sections),
        )
        for d in documents
    ]


def _by_first_seen(documents: list[Document]) -> list[Document]:
    """Decks and quizzes in the order of the lessons that they ask about first, then by name."""
    places = {s.key: i for i, d in enumerate(documents) for s in d.sections if s.key and d.kind == "lesson"}
    far = len(documents)

    def place(document: Document) -> tuple[int, int]:
        if document.kind not in ("deck", "quiz"):
            return _ORDER.index(document.kind), 0
        seen = (places.get(see, far) for item in document.items for see in item.see)
        return _ORDER.index(document.kind), next(seen, far)

    return sorted(documents, key=place)


def _prefix(folder: Path, root: Path | None) -> str:
    if root is None:
        return ""
    relative = os.path.relpath(folder, root)
    return "" if relative == "." else Path(relative).as_posix() + "/"
