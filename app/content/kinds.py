"""How each kind of file becomes sections and items."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from markdown_it.token import Token

from app.content import lint
from app.content.cards import KEYS as CARD_KEYS
from app.content.cards import card_passage, read_cards
from app.content.context import Chapter, Line, Reading, Reference, Term
from app.content.documents import (
    EpisodeBody,
    Item,
    PageKind,
    Passage,
    PassageKind,
    ResourceBody,
    Section,
    SectionBody,
)
from app.content.escape import escape
from app.content.fronts import Front, PodcastFront
from app.content.markdown import Markdown, finish, render, render_inline
from app.content.passages import passage, read_aloud
from app.content.pieces import Anchors, Piece, cut, item
from app.content.places import Target, address
from app.content.questions import KEYS as QUESTION_KEYS
from app.content.questions import read_question
from app.content.rendering import plain_text
from app.content.script import read_line, set_apart, spoken

_SECTION_KEYS = frozenset({"id", "edition"})
_RESOURCE_KEYS = frozenset({"id", "level", "minutes", "ref", "see", "tags", "edition"})
_TERM_KEYS = frozenset({"id", "aliases", "see"})
_CHAPTER_KEYS = frozenset({"id", "see", "start"})
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)")
_TIP_CHARACTERS = 60


@dataclass
class Sheet:
    """One file on its way to a document. `key` is the document's."""

    reading: Reading
    markdown: Markdown
    front: Front
    key: str
    title: str
    html: str = ""
    opening: str = ""
    words: int = 0
    sections: list[Section] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    script: list[Chapter] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)

    def cut(self, levels: tuple[int, ...], keys: frozenset[str]) -> list[Piece]:
        """The pieces with a heading; what stands before them becomes the document's own HTML."""
        first, *pieces = cut(self.reading, self.markdown, levels, keys)
        self.html = self.render(first)
        self.opening = _aloud(first)
        self.words = len(_text(first).split())
        if levels == (2,):
            for piece in pieces:
                if piece.is_setext:
                    self.reading.error(
                        "item-setext",
                        'only "## " begins an item; this underline makes a heading by accident',
                        piece.line,
                    )
        return pieces

    def render(self, piece: Piece) -> str:
        return render([token for block in piece.blocks for token in block.tokens], self.markdown.env)

    def add_page(self, kind: PassageKind, *said: str) -> None:
        """The page as a whole can be found by its title, its summary and what is `said`."""
        self.passages.append(passage(kind, self.title, self.front.summary, *said))

    def add_passage(self, kind: PassageKind, piece: Piece, anchor: str, said: str = "") -> None:
        self.passages.append(passage(kind, piece.heading, said, _aloud(piece), anchor=anchor))

    def add_section(self, piece: Piece, anchor: str, html: str, key: str = "") -> None:
        words = len(_text(piece).split())
        self.lines[anchor] = piece.line
        self.words += words
        self.sections.append(
            Section(
                anchor=anchor,
                level=piece.level,
                heading=piece.heading,
                heading_html=piece.heading_html,
                html=html,
                words=words,
                key=key,
                aliases=piece.meta.aliases,
                see=piece.meta.see,
                start=piece.meta.start,
            )
        )


def _read_lesson(sheet: Sheet) -> None:
    """A lesson, or the path's own page: every heading is a section; in a lesson it is an item too."""
    reading, anchors, level = sheet.reading, Anchors(), 1
    pieces = sheet.cut((2, 3, 4, 5, 6), _SECTION_KEYS)
    for i, piece in enumerate(pieces):
        if piece.level > level + 1:
            reading.warn("heading-jump", f'this heading skips a level; write "{"#" * (level + 1)} "', piece.line)
        level = piece.level
        if not piece.blocks and (i + 1 == len(pieces) or pieces[i + 1].level <= level):
            reading.warn("empty-section", "nothing stands below this heading; write it or take it out", piece.line)
        anchor = anchors.take(reading, piece)
        key = f"{sheet.key}#{anchor}" if reading.kind == "lesson" else ""
        sheet.add_section(piece, anchor, sheet.render(piece), key)
        if key:
            body = SectionBody(heading=piece.heading, source=piece.source(reading), level=piece.level)
            sheet.items.append(item(reading, piece, key, body))
    for piece in pieces:
        entries = [
            plain_text([t]) for b in piece.blocks if b.kind.endswith("_list") for t in b.tokens if t.type == "inline"
        ]
        lint.check_contents(reading, entries, piece.heading, sheet.sections, piece.line)
    if reading.kind == "path":
        sheet.add_page("path", sheet.opening, *(f"{piece.heading} {_aloud(piece)}" for piece in pieces))
        return
    sheet.add_page("lesson", sheet.opening, read_aloud(sheet.markdown.notes))
    for piece, section in zip(pieces, sheet.sections, strict=True):
        sheet.add_passage("section", piece, section.anchor)


def _read_deck(sheet: Sheet) -> None:
    keys = Anchors(f"{sheet.key}#")
    pieces = sheet.cut((2,), CARD_KEYS)
    for piece in pieces:
        cards = read_cards(sheet.reading, sheet.markdown, piece, keys.take(sheet.reading, piece))
        sheet.items.extend(cards)
        sheet.passages.extend(card_passage(piece, cards))
    _check_any(sheet, pieces, "cards")


def _read_quiz(sheet: Sheet) -> None:
    keys = Anchors(f"{sheet.key}#")
    pieces = sheet.cut((2,), QUESTION_KEYS)
    for piece in pieces:
        question = read_question(sheet.reading, sheet.markdown, piece, keys.take(sheet.reading, piece))
        if question:
            sheet.items.append(question)
    _check_any(sheet, pieces, "questions")


def _read_resources(sheet: Sheet) -> None:
    reading, keys = sheet.reading, Anchors(f"{sheet.key}#")
    pieces = sheet.cut((2,), _RESOURCE_KEYS)
    for piece in pieces:
        key = keys.take(reading, piece)
        anchor = re.sub(r"[^\w-]", "-", key.removeprefix(f"{sheet.key}#"))
        work = _reference(reading, piece)
        html = sheet.render(piece)
        if not piece.blocks:
            reading.warn("empty-section", "say what this is and why to read it", piece.line)
        sheet.add_section(piece, anchor, html, key)
        sheet.add_passage("resource", piece, anchor, _credit(work))
        sheet.items.append(
            item(
                reading,
                piece,
                key,
                ResourceBody(
                    heading=piece.heading,
                    source=piece.source(reading),
                    why_html=html,
                    url=work.address if work else "",
                    minutes=piece.meta.minutes,
                    authors=work.authors if work else (),
                    year=work.year if work else None,
                    venue=work.venue if work else "",
                ),
            )
        )
    _check_any(sheet, pieces, "resources")


def _reference(reading: Reading, piece: Piece) -> Reference | None:
    work = reading.context.references.get(piece.meta.ref)
    if piece.meta.ref and work is None:
        spot = reading.find(piece.meta.ref, piece.line + 1, piece.line + 1)
        reading.error("cite-unknown", f"references.yml has no entry {piece.meta.ref}", spot)
    elif work is None:
        reading.error(
            "resource-ref",
            'say which work this is: "<!-- ref: key; … -->" below the heading, the key from references.yml',
            piece.line,
        )
    else:
        reading.cited.setdefault(piece.meta.ref, len(reading.cited) + 1)
    return work


def _credit(work: Reference | None) -> str:
    if work is None:
        return ""
    return f"{', '.join(work.authors)}, {work.year}. {f'{work.venue}. ' if work.venue else ''}"


def _read_glossary(sheet: Sheet) -> None:
    reading, anchors = sheet.reading, Anchors()
    forms: dict[str, int] = {}
    pieces = sheet.cut((2,), _TERM_KEYS)
    for piece in pieces:
        anchor = anchors.take(reading, piece)
        if not piece.blocks:
            reading.error("term-empty", "this term has no meaning yet; write it below", piece.line)
        for form in (piece.heading, *piece.meta.aliases):
            if form in forms:
                reading.error("term-twice", f'"{form}" is explained in line {forms[form]} already', piece.line)
            forms[form] = piece.line
        sheet.add_section(piece, anchor, sheet.render(piece))
        sheet.add_passage("term", piece, anchor)
        place = address(reading.context.slug, Target(reading.file, anchor))
        sheet.terms.append(Term(anchor, (piece.heading, *piece.meta.aliases), _tip(sheet, piece), place))
    _check_any(sheet, pieces, "terms")


def _tip(sheet: Sheet, piece: Piece) -> str:
    """The first sentence of a meaning, and more while it is short, as inline HTML without links."""
    paragraph = next((block for block in piece.blocks if block.kind == "paragraph"), None)
    if paragraph is None:
        return escape(piece.heading)
    kept: list[Token] = []
    length = 0
    for token in paragraph.tokens[1].children or []:
        if token.type == "text":
            end = next(
                (m.end() for m in _SENTENCE_END.finditer(token.content) if length + m.end() >= _TIP_CHARACTERS), None
            )
            kept.append(Token("text", "", 0, content=token.content[:end]))
            if end is not None:
                break
        elif token.type in ("softbreak", "math_inline", "code_inline"):
            kept.append(token)
        length += len(token.content)
    return render_inline(kept, sheet.markdown.env)


def _read_podcast(sheet: Sheet) -> None:
    reading, anchors = sheet.reading, Anchors()
    pieces = sheet.cut((2,), _CHAPTER_KEYS)
    voices = list(sheet.front.voices) if isinstance(sheet.front, PodcastFront) else []
    sheet.add_page("episode", sheet.opening)
    for piece in pieces:
        anchor = anchors.take(reading, piece)
        sheet.add_section(piece, anchor, _transcript(sheet, piece, anchor, voices))
        sheet.add_passage("chapter", piece, anchor)
    if not pieces:
        reading.error("chapter", 'a script has chapters: begin each with "## "', 1)
    script = Piece(line=1, heading=sheet.title)
    source = "\n".join(reading.lines[sheet.markdown.blocks[0].line - 1 :]).strip("\n") if sheet.markdown.blocks else ""
    sheet.items.append(item(reading, script, sheet.key, EpisodeBody(heading=sheet.title, source=source)))


def _transcript(sheet: Sheet, piece: Piece, anchor: str, voices: list[str]) -> str:
    drawn: list[str] = []
    lines: list[Line] = []
    for block in piece.blocks:
        said = spoken(block)
        if block.kind == "comment":
            continue
        if said is None:
            sheet.reading.error("speaker", 'say who speaks: begin each paragraph with "**Name:** "', block.line)
            continue
        if said.name not in voices:
            message = f'front matter gives {said.name} no voice; add it under "voices:"'
            sheet.reading.error("voice", message, block.line)
            continue
        words = set_apart(said.words, anchor, 1 + sum(len(line.sentences) for line in lines))
        lines.append(read_line(sheet.reading, block, said))
        drawn.append(
            f'<div class="transcript__line transcript__line--{voices.index(said.name) + 1}">'
            f'<dt class="transcript__speaker">{escape(said.name)}</dt>'
            f'<dd class="transcript__words">{render_inline(words, sheet.markdown.env)}</dd></div>\n'
        )
    sheet.script.append(Chapter(anchor, tuple(lines)))
    return finish(f'<dl class="transcript__lines">\n{"".join(drawn)}</dl>', sheet.markdown.env)


def _check_any(sheet: Sheet, pieces: list[Piece], what: str) -> None:
    if not pieces:
        sheet.reading.warn("empty-list", f"this file has no {what}; add some or take it out", 1)


def _text(piece: Piece) -> str:
    return plain_text([token for block in piece.blocks for token in block.tokens])


def _aloud(piece: Piece) -> str:
    return read_aloud([token for block in piece.blocks for token in block.tokens])


READERS: dict[PageKind, Callable[[Sheet], None]] = {
    "path": _read_lesson,
    "lesson": _read_lesson,
    "deck": _read_deck,
    "quiz": _read_quiz,
    "resources": _read_resources,
    "glossary": _read_glossary,
    "podcast": _read_podcast,
}
