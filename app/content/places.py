"""Which file is what, and where it is served."""

import posixpath
from dataclasses import dataclass
from urllib.parse import quote, unquote

from app.content.documents import PageKind

REFERENCES = "references.yml"
_BY_NAME: dict[str, PageKind] = {
    "path.md": "path",
    "overview.md": "lesson",
    "flashcards.md": "deck",
    "resources.md": "resources",
    "glossary.md": "glossary",
}
_BY_FOLDER: dict[str, PageKind] = {"lessons": "lesson", "flashcards": "deck", "quizzes": "quiz", "podcast": "podcast"}
# Said by people who share a folder, not by the path.
NOT_CONTENT = ("README.md", "LICENSE.md", "CHANGELOG.md", "CONTRIBUTING.md")


@dataclass(frozen=True)
class Target:
    """A place inside the path: `file` from its top, `anchor` without #, empty for the whole file."""

    file: str
    anchor: str = ""


def kind_of(file: str) -> PageKind | None:
    """What a Markdown file is by its place; None where Cairn looks for nothing."""
    if "/" not in file:
        return _BY_NAME.get(file)
    folder, _, name = file.partition("/")
    return _BY_FOLDER.get(folder) if name.endswith(".md") and "/" not in name else None


def slug_of(file: str) -> str:
    return file.rsplit("/", 1)[-1].removesuffix(".md")


def path_address(slug: str) -> str:
    """Where all of a path is served: each address within begins so."""
    return f"/paths/{slug}"


def address(slug: str, target: Target) -> str:
    """Where a file of the path `slug` is shown, root-relative."""
    kind = kind_of(target.file)
    page = {
        "lesson": f"/lessons/{quote(slug_of(target.file))}",
        "deck": "/flashcards",
        "quiz": f"/quizzes/{quote(slug_of(target.file))}",
        "resources": "/resources",
        "glossary": "/glossary",
        "podcast": "/podcast",
    }.get(kind or "path", "")
    return f"{path_address(slug)}{page}" + (f"#{quote(target.anchor)}" if target.anchor else "")


def resolve(file: str, href: str) -> Target | None:
    """What a relative link written in `file` points to; None where it leads out of the path."""
    name, _, anchor = href.partition("#")
    name = unquote(name.partition("?")[0])
    if not name:
        return Target(file, unquote(anchor))
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(file), name))
    if joined.startswith(("../", "/")) or joined in ("..", "."):
        return None
    return Target(joined, unquote(anchor))
