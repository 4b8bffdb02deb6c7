"""Markdown to tokens, tokens to safe HTML: one parser for all files, built once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.gfm import gfm_plugin

from app.content.clean import clean
from app.content.context import Reading
from app.content.lint import check_lists
from app.content.marks import mark
from app.content.rendering import Html
from app.content.syntax import cairn_syntax

MAX_NESTING = 20


def _build() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": False, "xhtmlOut": False, "maxNesting": MAX_NESTING}, renderer_cls=Html)
    ours = dict(md.renderer.rules)  # type: ignore[attr-defined]
    gfm_plugin(md)
    md.use(deflist_plugin)
    md.use(dollarmath_plugin, allow_labels=False, allow_space=False, allow_digits=False, double_inline=True)
    cairn_syntax(md)
    # Plugins bring their own way of drawing; ours stands.
    md.renderer.rules = ours  # type: ignore[attr-defined]
    # Every link becomes a token, so that marks.py can say where a forbidden one stands; it draws none of those.
    md.validateLink = lambda url: True  # type: ignore[method-assign]
    return md


_MD = _build()


@dataclass(eq=False)
class Block:
    """A top-level block: its tokens, and its first and last line (from 1)."""

    kind: str
    tokens: list[Token]
    line: int = 1
    last_line: int = 1

    @property
    def inner(self) -> list[Token]:
        return self.tokens[1:-1]


@dataclass
class Markdown:
    """One file's tokens, and what its rendering needs."""

    blocks: list[Block]
    notes: list[Token]
    env: dict[str, Any] = field(default_factory=dict)


def tokenize(reading: Reading, text: str, *, splits_gaps: bool = False) -> Markdown:
    """All blocks of a text whose lines are numbered as the file's; footnotes apart."""
    env: dict[str, Any] = {"reading": reading, "splits_gaps": splits_gaps}
    tokens = _MD.parse(text, env)
    _check_blocks(reading, tokens)
    mark(reading, tokens, env, inline_tokens)
    check_lists(reading, tokens)
    end = next((i for i, token in enumerate(tokens) if token.type == "footnote_block_open"), len(tokens))
    return Markdown(split(tokens[:end]), tokens[end:], env)


def inline_tokens(text: str, env: dict[str, Any]) -> list[Token]:
    """Tokens of one line of text, such as a caption."""
    return _MD.parseInline(text, env)[0].children or []


def split(tokens: Sequence[Token]) -> list[Block]:
    """Cuts a run of tokens into its outermost blocks."""
    blocks: list[Block] = []
    depth = start = 0
    for i, token in enumerate(tokens):
        if depth == 0:
            start = i
        depth += token.nesting
        if depth == 0:
            first = tokens[start]
            line, last = (first.map[0] + 1, first.map[1]) if first.map else (blocks[-1].last_line if blocks else 1,) * 2
            blocks.append(Block(first.type.removesuffix("_open"), list(tokens[start : i + 1]), line, max(line, last)))
    return blocks


def draw(tokens: Sequence[Token], env: dict[str, Any], *, gaps: Any = None) -> str:
    """HTML of block tokens before the last pass."""
    return str(_MD.renderer.render(tokens, _MD.options, {**env, "gaps": gaps}))


def render(tokens: Sequence[Token], env: dict[str, Any], *, gaps: Any = None) -> str:
    """Safe HTML of block tokens. Raises TooMuchHtml when the file's share is used up."""
    return finish(draw(tokens, env, gaps=gaps), env)


def render_inline(tokens: Sequence[Token], env: dict[str, Any]) -> str:
    """Safe HTML of the inline tokens of one paragraph or heading."""
    renderer = _MD.renderer
    assert isinstance(renderer, Html)
    return finish(renderer.renderInline(tokens, _MD.options, {**env, "gaps": None}), env)


def finish(html: str, env: dict[str, Any]) -> str:
    """The last pass over HTML, counted against the file's share."""
    reading: Reading = env["reading"]
    reading.spend(len(html))
    return clean(html.strip())


def _check_blocks(reading: Reading, tokens: Sequence[Token]) -> None:
    deepest = 0
    for token in tokens:
        if token.level >= MAX_NESTING - 1 > deepest and token.map:
            # At its limit the parser leaves out what is nested deeper, without a word.
            said = f"quotes and lists are nested deeper than {MAX_NESTING // 2} levels here; flatten them"
            reading.error("nesting", said, token.map[0] + 1)
        deepest = max(deepest, token.level)
        if token.type == "fence" and token.map:
            last = reading.lines[token.map[1] - 1].strip(" \t>")
            if token.map[1] - token.map[0] < 2 or not last.startswith(token.markup):
                said = (
                    f'this code block is not closed, so it takes in all that follows; write "{token.markup}" after it'
                )
                reading.error("code", said, token.map[0] + 1)
