"""The renderer and the sanitiser alone, in this process: Markdown to clean HTML, nothing kept, nothing checked."""

from pathlib import Path

from app.content.context import Context, Reading
from app.content.markdown import draw, finish, tokenize


def render_alone(folder: Path) -> int:
    """Characters of HTML made of all Markdown files below `folder`."""
    context = Context(slug=folder.name)
    made = 0
    for file in sorted(folder.rglob("*.md")):
        text = file.read_text().split("\n---\n", 1)[1]
        reading = Reading(text, file.name, "lesson", context)
        markdown = tokenize(reading, text)
        tokens = [token for block in markdown.blocks for token in block.tokens]
        made += len(finish(draw([*tokens, *markdown.notes], markdown.env), markdown.env))
    return made
