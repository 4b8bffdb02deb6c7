"""Pieces of Markdown as learners would see them, each drawn by itself: in the child process, as everything is."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from app.content.child import Renderer
from app.content.context import Context, Medium, Parsed
from app.content.media import MEDIA_TYPES, extension
from app.content.places import REFERENCES
from app.lessons.anchors import prefix_ids

GLOSSARY = "glossary.md"
_PICTURE = re.compile(r'(<img src=")/paths/[^/"]+/media/([0-9a-f]{16}/)')
# A card or a question is plain Markdown too: read as a lesson, it shows all that it says, its answer with it.
_TITLE = "---\ntitle: Excerpt\n---\n\n"


@dataclass(frozen=True)
class Excerpt:
    """A piece of a file. `name` is unique on the page that shows it."""

    name: str
    file: str
    text: str


@dataclass(frozen=True)
class Drawn:
    """`heading` is that of a piece that begins with one; it is in `html` too."""

    heading: Markup
    html: Markup


def context_of(renderer: Renderer, slug: str, manifest: Mapping[str, str], texts: Mapping[str, bytes]) -> Context:
    """What a path's pieces are drawn with: its figures, and of `texts` its references and its glossary."""
    media = {file: Medium(sha256) for file, sha256 in manifest.items() if extension(file) in MEDIA_TYPES}
    context = Context(slug, media=media)
    for file in (REFERENCES, GLOSSARY):
        if file in texts:
            read = renderer.parse(texts[file], file, context)
            context = replace(context, terms=read.terms, references=context.references or read.references)
    return context


def draw_excerpts(renderer: Renderer, context: Context, excerpts: Sequence[Excerpt]) -> dict[str, Drawn]:
    """Each by its name; what cannot be drawn is left out, and its source has to do."""
    sources = [(_place(each.file), _source(each.text)) for each in excerpts]
    parsed = renderer.parse_all(sources, context)
    drawn = {each.name: _draw(each, context.slug, read) for each, read in zip(excerpts, parsed, strict=True)}
    return {name: each for name, each in drawn.items() if each}


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _place(file: str) -> str:
    """A lesson in the same folder, so that links to figures lead where they led."""
    return "lessons/excerpt.md" if "/" in file else "overview.md"


def _source(text: str) -> bytes:
    source = text if text.startswith("---\n") else _TITLE + text.lstrip("\n")
    return source.encode("utf-8", "replace")


def _draw(excerpt: Excerpt, slug: str, read: Parsed) -> Drawn | None:
    document = read.document
    if document is None:
        return None
    parts = [document.html]
    for section in document.sections:
        parts += [f'<p class="excerpt__heading">{section.heading_html}</p>', section.html]
    html = prefix_ids("".join([*parts, document.tail_html]), excerpt.name)
    is_headed = bool(document.sections) and not document.html
    heading = prefix_ids(document.sections[0].heading_html, f"{excerpt.name}-name") if is_headed else ""
    return Drawn(Markup(heading), Markup(_PICTURE.sub(rf"\1/studio/paths/{slug}/pictures/\2", html)))
