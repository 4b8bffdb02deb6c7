"""What Cairn adds to Markdown: comments that vanish, ==gaps==, [@citations]."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

_CITATION = re.compile(r"\[@([\w:.-]+)((?:\s*;\s*@[\w:.-]+)*)\]")
_WHOLE_COMMENT = re.compile(r"<!--(.*?)-->[ \t]*$", re.DOTALL)


def cairn_syntax(md: MarkdownIt) -> None:
    # The rule for plain text does not look where its stretch ends, so it must stop at every bar.
    md.inline.add_terminator_char("|")
    md.block.ruler.before("fence", "comment", _comment_block, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    md.inline.ruler.before("autolink", "comment_inline", _comment_inline)
    md.inline.ruler.before("link", "citation", _citation)
    md.inline.ruler.before("emphasis", "gap", _gap)


def _comment_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A comment on lines of its own, which may hold blank lines. Not one that shares its last line with text."""
    if state.is_code_block(start):
        return False
    begin = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("<!--", begin):
        return False
    for line in range(start, end):
        if line > start and state.sCount[line] < state.blkIndent and not state.isEmpty(line):
            return False
        line_begin = begin + 4 if line == start else state.bMarks[line]
        close = state.src.find("-->", line_begin, state.eMarks[line])
        if close < 0:
            continue
        if state.src[close + 3 : state.eMarks[line]].strip():
            return False
        if not silent:
            token = state.push("comment", "", 0)
            token.map = [start, line + 1]
            token.content = state.src[begin + 4 : close]
            state.line = line + 1
        return True
    return False


def _comment_inline(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("<!--", state.pos):
        return False
    close = state.src.find("-->", state.pos + 4, state.posMax)
    if close < 0:
        return False
    state.pos = close + 3
    return True


def _citation(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("[@", state.pos):
        return False
    found = _CITATION.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        token = state.push("citation", "", 0)
        token.content = found[0]
        token.meta = {"keys": [found[1], *re.findall(r"@([\w:.-]+)", found[2])]}
    state.pos = found.end()
    return True


def _gap(state: StateInline, silent: bool) -> bool:
    """`==hidden==`, in a question `==hidden|also accepted==`: no space inside its edges, `\\|` a literal bar."""
    start, end = state.pos, state.posMax
    source = state.src
    if not source.startswith("==", start) or source.startswith("===", start) or source[start - 1 : start] == "=":
        return False
    if start + 2 >= end or source[start + 2].isspace():
        return False
    if source.find("==", start + 3, end) < 0:
        return False
    close, bars = _find_close(state, start + 2, end)
    if close < 0:
        return False
    if silent:
        state.pos = close + 2
        return True
    texts = [source[a + 1 : b] for a, b in zip([start + 1, *bars], [*bars, close], strict=True)]
    opened = state.push("gap_open", "mark", 1)
    opened.meta = {"texts": texts}
    opened.content = source[start : close + 2]
    splits = bool(state.env.get("splits_gaps")) and bool(bars)
    state.pos, state.posMax = start + 2, bars[0] if splits else close
    state.md.inline.tokenize(state)
    state.push("gap_close", "mark", -1)
    state.pos, state.posMax = close + 2, end
    return True


def _find_close(state: StateInline, pos: int, end: int) -> tuple[int, list[int]]:
    """Where the closing == stands (-1 if nowhere), and the bars before it; code and math are jumped over."""
    source, before = state.src, state.pos
    bars: list[int] = []
    state.posMax = end
    while pos < end:
        if source.startswith("==", pos):
            if source[pos - 1].isspace() or source.startswith("===", pos):
                break
            state.pos = before
            return pos, bars
        if source[pos] == "|":
            bars.append(pos)
            pos += 1
            continue
        if source[pos] in "`$\\":
            state.pos = pos
            state.md.inline.skipToken(state)
            pos = state.pos
        else:
            pos += 1
    state.pos = before
    return -1, []
