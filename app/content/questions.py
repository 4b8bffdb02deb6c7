"""Questions of a quiz: stem, hint, answer, explanation. The eight kinds of answer are read in answers.py."""

import re
from dataclasses import dataclass, field

from app.content.answers import Answer, read_answer, read_gaps
from app.content.cards import hint_tokens, is_hint
from app.content.context import Reading
from app.content.documents import Item
from app.content.lint import check_placeholder
from app.content.markdown import Block, Markdown, render
from app.content.pieces import Piece, item

KEYS = frozenset({"id", "level", "tags", "see", "edition"})
_ANSWER_LINE = re.compile(r"=(\s|$)")
_QUOTES = ("blockquote", "alert")


@dataclass
class _Parts:
    stem: list[Block] = field(default_factory=list)
    hints: list[Block] = field(default_factory=list)
    answer: list[Block] = field(default_factory=list)
    explanation: list[Block] = field(default_factory=list)


def read_question(reading: Reading, markdown: Markdown, piece: Piece, key: str) -> Item | None:
    """The question of one `##`; None where its answer cannot be told."""
    before = len(reading.problems)
    parts = _part(reading, piece)
    if piece.has_gap:
        reading.error(
            "question-gap", "a gap cannot stand in the heading, which is shown; write the sentence below it", piece.line
        )
    if len(parts.hints) > 1:
        reading.error("question-hint", "a question has one hint; join these", parts.hints[1].line)
    if not parts.explanation:
        reading.error("question-explanation", 'explain the answer: add a quote ("> …") after it', piece.line)
    for block in parts.explanation:
        check_placeholder(
            reading,
            " ".join(reading.lines[block.line - 1 : block.last_line]).lstrip("> "),
            block.line,
            "the explanation",
        )
    gaps = read_gaps(reading, parts.stem)
    answer = _read_answer(reading, markdown, piece, parts, gaps)
    if answer is None or any(p.severity == "error" for p in reading.problems[before:]):
        return None
    stem = [token for block in parts.stem for token in block.tokens]
    stem_html = f"<p>{piece.heading_html}</p>\n" + render(stem, markdown.env, gaps="blank")
    extra = {**answer.fields}
    if gaps:
        extra["solved_html"] = f"<p>{piece.heading_html}</p>\n" + render(stem, markdown.env)
    body = answer.body(
        heading=piece.heading,
        source=piece.source(reading),
        stem_html=stem_html.strip(),
        hint_html=render(hint_tokens(parts.hints[0]), markdown.env) if parts.hints else "",
        explanation_html="\n".join(_explanation(markdown, block) for block in parts.explanation),
        **extra,
    )
    return item(reading, piece, key, body)


def _part(reading: Reading, piece: Piece) -> _Parts:
    """Which blocks are stem, hint, answer and explanation: the answer is the last block that can be one."""
    blocks = [b for b in piece.blocks if b.kind != "comment"]
    parts = _Parts()
    last = max((i for i, b in enumerate(blocks) if _can_answer(b)), default=-1)
    if last < 0:
        end = len(blocks)
        while end and blocks[end - 1].kind in _QUOTES and not is_hint(blocks[end - 1]):
            end -= 1
        before, after = blocks[:end], blocks[end:]
    else:
        first = last
        while first and _is_answer_lines(blocks[last]) and _is_answer_lines(blocks[first - 1]):
            first -= 1
        parts.answer = blocks[first : last + 1]
        before, after = blocks[:first], blocks[last + 1 :]
    parts.hints = [b for b in before if is_hint(b)]
    parts.stem = [b for b in before if not is_hint(b)]
    for block in after:
        if block.kind in _QUOTES:
            parts.explanation.append(block)
        else:
            reading.error(
                "question-after",
                'only the explanation follows the answer; put "> " before these lines, or move them above the answer',
                block.line,
            )
    return parts


def _can_answer(block: Block) -> bool:
    if block.kind == "table":
        return sum(token.type == "th_open" for token in block.tokens) == 2
    return block.kind == "ordered_list" or _is_answer_lines(block) or _has_boxes(block)


def _has_boxes(block: Block) -> bool:
    return any(t.level == 1 and t.type == "list_item_open" and "checked" in t.meta for t in block.tokens)


def _is_answer_lines(block: Block) -> bool:
    return block.kind == "paragraph" and all(_ANSWER_LINE.match(line) for line in block.tokens[1].content.split("\n"))


def _read_answer(
    reading: Reading, markdown: Markdown, piece: Piece, parts: _Parts, gaps: tuple[tuple[str, ...], ...]
) -> Answer | None:
    _check_stem(reading, parts)
    if gaps and parts.answer:
        reading.error(
            "question-two-answers",
            "this question has gaps in its text and another answer below it; keep one of them",
            parts.answer[0].line,
        )
        return None
    if gaps:
        return Answer.cloze(gaps)
    if not parts.answer:
        reading.error(
            "question-answer",
            'this question has no answer; add a list with boxes ("1. [x] …"), a numbered list, a table of two columns, '
            'a line "= …", or a ==gap== in the text',
            piece.line,
        )
        return None
    return read_answer(reading, markdown, parts.answer)


def _check_stem(reading: Reading, parts: _Parts) -> None:
    """Reports what stands before the answer and looks like a part of it."""
    for i, block in enumerate(parts.stem):
        if block.kind == "paragraph":
            for number, line in enumerate(block.tokens[1].content.split("\n")):
                if _ANSWER_LINE.match(line):
                    reading.error(
                        "answer-line", 'leave a blank line before an answer line ("= …")', block.line + number
                    )
                    break
        elif block.kind in ("ordered_list", "bullet_list") and (_has_boxes(block) or _is_cut_list(parts, i)):
            reading.error(
                "answer-split",
                "the list of options is cut in two here; indent the quote by three spaces, as its option's reason",
                parts.stem[i + 1].line if i + 1 < len(parts.stem) else block.line,
            )
        elif block.kind == "table" and not parts.answer:
            reading.error(
                "matching-columns", "a table that is matched has two columns; this one has another number", block.line
            )
        elif block.kind == "bullet_list" and not parts.answer and i == len(parts.stem) - 1:
            reading.error(
                "answer-boxes", 'put boxes before the options: "- [ ] …", and "- [x] …" where right', block.line
            )


def _is_cut_list(parts: _Parts, i: int) -> bool:
    answer = parts.answer[0] if parts.answer else None
    between = parts.stem[i + 1 :]
    return (
        answer is not None
        and answer.kind == "ordered_list"
        and "start" in answer.tokens[0].attrs
        and all(b.kind in _QUOTES for b in between)
    )


def _explanation(markdown: Markdown, block: Block) -> str:
    """A quote without its frame; an alert keeps it."""
    return render(block.inner if block.kind == "blockquote" else block.tokens, markdown.env)
