"""Markdown as an author writes it, and short ways to read it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from app.content.context import Context, Medium, Parsed, Reference, Term
from app.content.documents import CardBody, Document, Item, Loaded
from app.content.parse import parse

ELBO = Term("elbo", ("ELBO", "evidence lower bound"), "A bound from below.", "/paths/p/glossary#elbo")
GOODFELLOW = Reference(
    "Generative Adversarial Nets", ("Ian Goodfellow", "Jean Pouget-Abadie", "others"), 2014, arxiv="1406.2661"
)
CONTEXT = Context(
    "p",
    terms=(ELBO,),
    references={"goodfellow2014": GOODFELLOW},
    media={"figures/game.svg": Medium("ab" * 32, 720, 400), "figures/photo.png": Medium("cd" * 32)},
)
PATH = "---\ntitle: A path\n---\n"
Body = TypeVar("Body")
Folder = Callable[..., Path]


def read(text: str, file: str = "lessons/a.md", context: Context = CONTEXT) -> Parsed:
    """A file's text, read; front matter with a title is put before it where it has none."""
    if not text.startswith("---\n"):
        text = "---\ntitle: A title\n---\n" + text
    return parse(text.encode(), file, context)


def document(text: str, file: str = "lessons/a.md", context: Context = CONTEXT) -> Document:
    parsed = read(text, file, context)
    assert parsed.document is not None
    assert not [p for p in parsed.problems if p.severity == "error"], parsed.problems
    return parsed.document


def html(text: str, file: str = "lessons/a.md") -> str:
    """All HTML of a file, in reading order."""
    read_in = document(text, file)
    return "\n".join([read_in.html, *(s.heading_html + s.html for s in read_in.sections), read_in.tail_html]).strip()


def question(text: str) -> Item:
    (item,) = document(text, "quizzes/q.md").items
    return item


def cards(text: str) -> list[tuple[str, CardBody]]:
    return [
        (item.key, item.body) for item in document(text, "flashcards/c.md").items if isinstance(item.body, CardBody)
    ]


def problems(text: str, file: str = "lessons/a.md") -> list[tuple[str, int, int]]:
    """(rule, line, column) of all problems, in order of place; lines count from the text given, not from front matter
    of ours."""
    shift = 0 if text.startswith("---\n") else 3
    return [(p.rule, p.line - shift, p.column) for p in sorted(read(text, file).problems)]


def rules(loaded: Loaded) -> list[str]:
    return [f"{p.file}:{p.line}: {p.rule}" for p in loaded.problems]


def a_path(**files: str) -> Mapping[str, str]:
    """A small path without any problem, with `files` put over it; names have __ for / and end in .md."""
    whole = {
        "path.md": "---\ntitle: A path\nparts:\n  - title: One\n    lessons: [a]\n---\n",
        "lessons/a.md": "---\ntitle: A\n---\n\n## First\n\nSome words.\n",
        "flashcards/c.md": "---\ntitle: C\n---\n\n## Front\n<!-- see: lessons/a.md#first -->\n\nBack.\n",
    }
    whole.update({name.replace("__", "/") + ".md": text for name, text in files.items()})
    return {f"p/{name}": text for name, text in whole.items()}
