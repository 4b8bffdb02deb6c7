"""A file cut at its headings, each piece with the metadata line below its heading."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.content.context import Reading, slugify
from app.content.documents import AnyBody, Item, ItemKind, digest_of
from app.content.lint import check_placeholder
from app.content.markdown import Block, Markdown, render_inline
from app.content.meta import Meta, is_meta, looks_like_meta, read_meta
from app.content.rendering import plain

_KINDS: dict[str, ItemKind] = {"section": "section", "card": "card", "resource": "resource", "episode": "episode"}


@dataclass
class Piece:
    """A heading and what stands below it; the first piece of a file has none, and level 0. `heading` is plain text;
    `written` keeps math as TeX, so that keys and digests do not depend on how it is drawn."""

    level: int = 0
    heading: str = ""
    written: str = ""
    heading_html: str = ""
    line: int = 1
    meta: Meta = field(default_factory=Meta)
    blocks: list[Block] = field(default_factory=list)
    body_line: int = 1
    last_line: int = 0
    is_setext: bool = False
    has_gap: bool = False

    def source(self, reading: Reading) -> str:
        """The Markdown below the heading, without the metadata line."""
        return "\n".join(reading.lines[self.body_line - 1 : self.last_line]).strip("\n")


def cut(reading: Reading, markdown: Markdown, levels: Sequence[int], keys: frozenset[str]) -> list[Piece]:
    """Cuts at top-level headings of the given levels. `keys` are the metadata keys that mean something here."""
    pieces = [Piece(last_line=len(reading.lines))]
    blocks = markdown.blocks
    for i, block in enumerate(blocks):
        opened = block.tokens[0]
        level = int(opened.tag[1]) if block.kind == "heading" else 0
        if level in levels:
            pieces[-1].last_line = block.line - 1
            pieces.append(_piece(reading, markdown, block, level))
        elif block.kind == "comment" and i and _is_meta_line(blocks[i - 1], block, pieces[-1]):
            if is_meta(opened.content):
                pieces[-1].meta = read_meta(reading, opened.content, block.line, keys)
                pieces[-1].body_line = block.last_line + 1
        else:
            if block.kind == "comment" and looks_like_meta(opened.content):
                reading.warn(
                    "meta-place",
                    "metadata counts only on the one line directly below a heading; move it there",
                    block.line,
                )
            pieces[-1].blocks.append(block)
    return pieces


def item(reading: Reading, piece: Piece, key: str, body: AnyBody, suffix: str = "") -> Item:
    """The item of a piece; `suffix` tells apart several of one piece, in key and digest alike."""
    return Item(
        kind=_KINDS.get(body.kind, "question"),
        key=key + suffix,
        file=reading.file,
        line=piece.line,
        body=body,
        digest=digest_of(piece.written + suffix, body.source),
        has_id=bool(piece.meta.id),
        edition=piece.meta.edition,
        level=piece.meta.level,
        tags=piece.meta.tags,
        see=piece.meta.see,
    )


class Anchors:
    """Hands out the anchors (or keys) of a file, each once."""

    def __init__(self, prefix: str = "") -> None:
        self._prefix = prefix
        self._used: dict[str, int] = {}
        self._numbers: Counter[str] = Counter()

    def take(self, reading: Reading, piece: Piece) -> str:
        """The id written below the heading, else prefix and slug; a second of the same slug gets -2."""
        if piece.meta.id:
            if piece.meta.id in self._used:
                reading.error(
                    "id-duplicate",
                    f"the id {piece.meta.id} is already that of line {self._used[piece.meta.id]}",
                    piece.line + 1,
                )
            self._used.setdefault(piece.meta.id, piece.line)
            return piece.meta.id
        slug = self._prefix + (slugify(piece.written)[:100] or "untitled")
        key = slug
        while key in self._used:
            self._numbers[slug] += 1
            key = f"{slug}-{self._numbers[slug] + 1}"
        if key != slug:
            reading.warn(
                "heading-duplicate",
                f'this heading stands already in line {self._used[slug]}; give it an id ("<!-- id: … -->" below it), '
                "else what learners did follows its position",
                piece.line,
            )
        self._used[key] = piece.line
        return key


def _piece(reading: Reading, markdown: Markdown, block: Block, level: int) -> Piece:
    inline = block.tokens[1]
    children = inline.children or []
    heading = " ".join(plain(children).split())
    written = " ".join(plain(children, keeps_tex=True).split())
    if not heading:
        reading.error("heading-empty", "this heading has no text", block.line)
    check_placeholder(reading, heading, block.line, "this heading")
    return Piece(
        level=level,
        heading=heading,
        written=written,
        heading_html=render_inline(children, markdown.env),
        line=block.line,
        body_line=block.last_line + 1,
        last_line=len(reading.lines),
        is_setext=not block.tokens[0].markup.startswith("#"),
        has_gap=any(child.type == "gap_open" for child in children),
    )


def _is_meta_line(before: Block, comment: Block, piece: Piece) -> bool:
    return (
        before.kind == "heading"
        and piece.level > 0
        and not piece.blocks
        and before.last_line + 1 == comment.line == comment.last_line
    )
