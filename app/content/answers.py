"""The eight kinds of answer, read from the last blocks of a question."""

import hashlib
import math
import re
from dataclasses import dataclass
from typing import Any, Self

from markdown_it.token import Token

from app.content.cards import inside
from app.content.context import Reading
from app.content.documents import (
    ClozeBody,
    MatchingBody,
    MultipleBody,
    NumericBody,
    Option,
    OrderingBody,
    Pair,
    Question,
    SingleBody,
    TextBody,
    TrueFalseBody,
)
from app.content.lint import check_placeholder
from app.content.markdown import Block, Markdown, render, render_inline, split
from app.content.rendering import plain, plain_text

_NUMBER = r"[+\-−]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+\-−]?\d+)?"
_NUMERIC = re.compile(rf"({_NUMBER})(?:\s*(?:±|\+/-|\+-)\s*({_NUMBER})\s*(%)?)?")
_NEARLY_NUMERIC = re.compile(r"[+\-−]?[\d.,]*\d[\d.,\s]*(%|/\s*\d+)?\s*((±|\+/-|\+-).*)?")
_NEARLY_BOX = re.compile(r"\[\s*[xX✓✔*]?\s*\]")


@dataclass(frozen=True)
class Answer:
    """The type of a question's body, and the fields that only this type has."""

    body: type[Question]
    fields: dict[str, Any]

    @classmethod
    def cloze(cls, gaps: tuple[tuple[str, ...], ...]) -> Self:
        return cls(ClozeBody, {"gaps": gaps})


@dataclass
class _Entry:
    """One list entry: its own tokens, and those of the quotes that give its reason."""

    line: int
    is_right: bool | None
    content: list[Token]
    reasons: list[Block]
    text: str
    source: str


def read_answer(reading: Reading, markdown: Markdown, blocks: list[Block]) -> Answer | None:
    """What the answer's blocks say; None where they are in doubt, which is then reported."""
    block = blocks[0]
    if block.kind == "table":
        return _matching(reading, markdown, block)
    if block.kind == "paragraph":
        return _lines(reading, blocks)
    entries = [_entry(reading, item) for item in split(block.inner)]
    for entry in entries:
        if entry.is_right is None and _NEARLY_BOX.match(entry.text):
            _report_box(reading, entry)
            return None
    boxed = [e.is_right is not None for e in entries]
    if any(boxed) and not all(boxed):
        bare = entries[boxed.index(False)]
        reading.error(
            "answer-mixed", 'every option has a box, "[ ]" or "[x]" and a space; this one has none', bare.line
        )
        return None
    for entry in entries:
        if not entry.text and not entry.content:
            reading.error("option-empty", "this option says nothing; fill it or take it out", entry.line)
            return None
        check_placeholder(reading, entry.text, entry.line, "this option")
    if len(entries) < 2:
        reading.error("answer-few", "one option is no choice; add others", block.line)
        return None
    options = _options(reading, markdown, entries)
    if options is None:
        return None
    if not any(boxed):
        return Answer(OrderingBody, {"options": options})
    if block.kind == "bullet_list":
        return _multiple(reading, block, entries, options)
    return _single(reading, block, entries, options)


def read_gaps(reading: Reading, stem: list[Block]) -> tuple[tuple[str, ...], ...]:
    """What each gap of the stem accepts, in order; the gaps are numbered on the way."""
    gaps: list[tuple[str, ...]] = []
    for block in stem:
        for token in block.tokens:
            children = token.children or []
            for i, child in enumerate(children):
                if child.type != "gap_open":
                    continue
                child.meta["number"] = len(gaps)
                others = [text.replace(r"\|", "|").strip() for text in child.meta["texts"][1:]]
                if not all(others):
                    spot = reading.find(child.content, block.line, block.last_line)
                    reading.error("gap-empty", r"nothing stands beside a bar here; a literal bar is \|", spot)
                gaps.append(tuple(dict.fromkeys([inside(children, i), *others])))
    return tuple(gaps)


def _single(reading: Reading, block: Block, entries: list[_Entry], options: tuple[Option, ...]) -> Answer | None:
    right = [e for e in entries if e.is_right]
    if len(right) > 1:
        at = reading.find("[", right[1].line, right[1].line)
        reading.error("quiz-single", 'a numbered list has one right answer; use "-" bullets if several are right', at)
        return None
    if not right:
        reading.error("quiz-none", "no option is marked as right; write [x] in the box of the right one", block.line)
        return None
    _check_reasons(reading, entries)
    is_true_false = len(options) == 2 and {o.text.casefold() for o in options} == {"true", "false"}
    return Answer(TrueFalseBody if is_true_false else SingleBody, {"options": options})


def _multiple(reading: Reading, block: Block, entries: list[_Entry], options: tuple[Option, ...]) -> Answer | None:
    if not any(e.is_right for e in entries):
        reading.error("quiz-none", "no option is marked as right; write [x] in the boxes of the right ones", block.line)
        return None
    _check_reasons(reading, entries)
    return Answer(MultipleBody, {"options": options})


def _check_reasons(reading: Reading, entries: list[_Entry]) -> None:
    for entry in entries:
        if not entry.is_right and not entry.reasons:
            reading.warn(
                "option-reason",
                'say why this option is wrong: a quote ("> …") on the next line, indented below it',
                entry.line,
            )


def _report_box(reading: Reading, entry: _Entry) -> None:
    if entry.text in ("[ ]", "[x]", "[X]"):
        reading.error("option-empty", "this option says nothing; fill it or take it out", entry.line)
    else:
        reading.error("answer-box", 'a box is "[ ]" or "[x]", with a space after it', entry.line)


def _entry(reading: Reading, item: Block) -> _Entry:
    blocks = split(item.inner)
    content = [b for b in blocks if b.kind not in ("blockquote", "comment")]
    reasons = [b for b in blocks if b.kind == "blockquote"]
    tokens = [token for block in content for token in block.tokens]
    last = (reasons[0].line - 1) if reasons else item.last_line
    source = " ".join(" ".join(reading.lines[item.line - 1 : max(last, item.line)]).split())
    source = re.sub(r"^[\s>]*(\d+[.)]|[-+*])\s*(\[[ xX]\]\s)?", "", source).strip()
    return _Entry(
        item.line, item.tokens[0].meta.get("checked"), tokens, reasons, plain_text(tokens, keeps_tex=False), source
    )


def _options(reading: Reading, markdown: Markdown, entries: list[_Entry]) -> tuple[Option, ...] | None:
    options: list[Option] = []
    for entry in entries:
        key = _key(entry.source)
        if any(o.key == key for o in options):
            reading.error("option-twice", "this option stands here twice; take one out", entry.line)
            return None
        options.append(
            Option(
                key=key,
                html=_short(markdown, entry.content),
                text=entry.text,
                is_right=bool(entry.is_right),
                reason_html="\n".join(render(r.inner, markdown.env) for r in entry.reasons),
            )
        )
    return tuple(options)


def _short(markdown: Markdown, tokens: list[Token]) -> str:
    """HTML of an option: without a paragraph around it where it is one paragraph."""
    if len(tokens) == 3 and tokens[0].type == "paragraph_open":
        return render_inline(tokens[1].children or [], markdown.env)
    return render(tokens, markdown.env)


def _key(source: str) -> str:
    return hashlib.sha256(source.encode()).hexdigest()[:10]


def _matching(reading: Reading, markdown: Markdown, table: Block) -> Answer | None:
    titles: list[str] = []
    rows: list[tuple[int, list[Token]]] = []
    for i, token in enumerate(table.tokens):
        if token.type == "th_open":
            titles.append(plain(table.tokens[i + 1].children or []))
        elif token.type == "tr_open" and titles and len(titles) == 2:
            rows.append((token.map[0] + 1 if token.map else table.line, []))
        elif token.type == "td_open":
            rows[-1][1].append(table.tokens[i + 1])
    pairs: list[Pair] = []
    decoys: list[Option] = []
    seen: set[str] = set()
    for line, cells in rows:
        left, right = (_cell(markdown, cell, side) for cell, side in zip(cells, ("left", "right"), strict=True))
        if not right.text:
            reading.error("matching-right", "the right cell is empty; only a left one may be (a decoy)", line)
            return None
        for option in [right] if not left.text else [left, right]:
            if option.key in seen:
                reading.error(
                    "matching-twice",
                    f'"{option.text[:40]}" stands here twice, so nobody can tell which is meant; reword one',
                    line,
                )
                return None
            seen.add(option.key)
        if left.text:
            pairs.append(Pair(left=left, right=right))
        else:
            decoys.append(right)
    if len(pairs) < 2:
        reading.error("answer-few", "a table that is matched has at least two pairs", table.line)
        return None
    return Answer(
        MatchingBody,
        {"left_title": titles[0], "right_title": titles[1], "pairs": tuple(pairs), "decoys": tuple(decoys)},
    )


def _cell(markdown: Markdown, cell: Token, side: str) -> Option:
    children = cell.children or []
    return Option(
        key=_key(f"{side}:{cell.content}"),
        html=render_inline(children, markdown.env),
        text=plain_text([cell], keeps_tex=False),
    )


def _lines(reading: Reading, blocks: list[Block]) -> Answer | None:
    lines = [
        (block.line + i, line[1:].strip())
        for block in blocks
        for i, line in enumerate(block.tokens[1].content.split("\n"))
    ]
    for line, text in lines:
        if not text:
            reading.error("answer-line", 'nothing follows the "="; write the answer there', line)
            return None
    if len(lines) == 1 and (number := _NUMERIC.fullmatch(lines[0][1])):
        return _numeric(reading, lines[0][0], number)
    accepted = []
    for line, text in lines:
        if _NEARLY_NUMERIC.fullmatch(text):
            reading.error(
                "answer-number",
                'a number stands alone, as "= 0.98", "= 0.98 ± 0.001" or "= 5 ± 2%", with a point and no unit; '
                f'put it in quotes (= "{text[:20]}") if these very characters are the answer',
                reading.find(text[:20], line, line),
            )
            return None
        accepted.append(text[1:-1] if len(text) > 2 and text[0] == text[-1] == '"' else text)
    return Answer(TextBody, {"accepted": tuple(dict.fromkeys(accepted))})


def _numeric(reading: Reading, line: int, found: re.Match[str]) -> Answer | None:
    value = float(found[1].replace("−", "-"))
    tolerance = float((found[2] or "0").replace("−", "-"))
    if found[3]:
        tolerance = abs(value) * tolerance / 100
    if not math.isfinite(value) or not math.isfinite(tolerance) or tolerance < 0:
        reading.error("answer-number", "this number is too large, or its tolerance is below zero", line)
        return None
    return Answer(NumericBody, {"value": value, "tolerance": tolerance, "written": found[0]})
