"""Tokens to HTML, with the markup and class names of the style sheet."""

import re
from collections.abc import Sequence
from typing import Any

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from app.content import highlight
from app.content.context import Reading
from app.content.escape import attribute, escape
from app.content.math import BadMath, to_mathml, to_text
from app.content.references import author_year
from app.content.typography import marks_of, set_quotes

_ICON_COPY = '<svg class="icon" aria-hidden="true"><use href="/static/icons.svg#copy"></use></svg>'
_COPY = (
    f'<copy-code class="code__copy"><button class="button button--bare" type="button" hidden="">{_ICON_COPY}'
    '<span class="code__say" aria-live="polite" data-done="Copied">Copy</span></button></copy-code>'
)
_STOPS = re.compile(r"[.,;:!?)\]’”“»]+")
_BRACKETS = re.compile(r"[(\[“‘„«]+$")
_FIRST_TAG = re.compile(r"\A<[a-z][a-z0-9-]*")
_ALIGN = re.compile(r"text-align:(\w+)")


def plain(tokens: Sequence[Token], *, keeps_tex: bool = False) -> str:
    """What inline tokens say, without markup, citations and comments; math as plain text, or as its TeX."""
    out: list[str] = []
    for token in tokens:
        if token.type in ("text", "code_inline", "term"):
            out.append(token.content)
        elif token.type in ("math_inline", "math_inline_double"):
            out.append(token.content if keeps_tex else to_text(token.content))
        elif token.type in ("softbreak", "hardbreak"):
            out.append(" ")
        elif token.type == "image":
            out.append(plain(token.children or []))
    return "".join(out)


def plain_text(tokens: Sequence[Token], *, keeps_tex: bool = True) -> str:
    """As `plain`, for block tokens: blocks apart by a space."""
    out: list[str] = []
    for token in tokens:
        if token.type == "inline":
            out.append(plain(token.children or [], keeps_tex=keeps_tex))
        elif token.type in ("fence", "code_block", "math_block"):
            out.append(token.content)
    return " ".join(" ".join(out).split())


class Html(RendererHTML):
    """Each method draws the token of its name. `env` holds the reading, and which gaps to leave blank."""

    def render(self, tokens: Sequence[Token], options: OptionsDict, env: EnvType) -> str:
        out: list[str] = []
        rules = self.rules
        marks_lines = env["reading"].context.marks_lines
        for i, token in enumerate(tokens):
            if token.type == "inline":
                out.append(self.renderInline(token.children or (), options, env))
                continue
            if token.type in rules:
                drawn = rules[token.type](tokens, i, options, env)
            else:
                drawn = self.renderToken(tokens, i, options, env)
            out.append(_with_line(drawn, token.map[0] + 1) if marks_lines and token.map else drawn)
        return "".join(out)

    def renderInline(self, tokens: Sequence[Token], options: OptionsDict, env: EnvType) -> str:
        out: list[str] = []
        rules = self.rules
        is_hidden = False
        closing = ""
        drawn = 0  # of the text that comes next, how many characters stand with the formula before it
        tokens = _set_type(tokens, env)
        for i, token in enumerate(tokens):
            kind = token.type
            if kind == "gap_open":
                opening, closing, is_hidden = _gap(token, env.get("gaps"))
                out.append(opening)
            elif kind == "gap_close":
                out.append(closing)
                is_hidden = False
            elif is_hidden:
                continue
            elif kind == "text":
                out.append(escape(token.content[drawn:]))
                drawn = 0
            elif kind == "math_inline":
                stops = _stops_after(tokens, i)
                out.append(_unbroken(rules[kind](tokens, i, options, env), stops, out))
                drawn = len(stops)
            elif kind in rules:
                out.append(rules[kind](tokens, i, options, env))
            else:
                out.append(self.renderToken(tokens, i, options, env))
        return "".join(out)

    @staticmethod
    def renderAttrs(token: Token) -> str:
        return "".join(f' {name}="{attribute(str(value))}"' for name, value in token.attrs.items())

    def text(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return escape(tokens[idx].content)

    def code_inline(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f"<code>{escape(tokens[idx].content)}</code>"

    def code_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return _code(tokens[idx].content, "")

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        words = tokens[idx].info.split()
        return _code(tokens[idx].content, words[0] if words else "")

    def comment(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return ""

    def math_inline(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return _math(tokens[idx].content, is_display=False)

    def math_inline_double(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return _math(tokens[idx].content, is_display=True)

    def math_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        drawn = _math(tokens[idx].content, is_display=True)
        return f'<div class="formula" tabindex="0" role="group" aria-label="Formula">{drawn}</div>\n'

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        token = tokens[idx]
        if not token.attrs.get("src"):
            return escape(plain(token.children or []))
        names = ("src", "alt", "width", "height")
        drawn = "".join(
            f' {name}="{attribute(str(token.attrs[name]))}"' for name in names if token.attrs.get(name, "") != ""
        )
        if "alt" not in token.attrs or token.attrs["alt"] == "":
            drawn += ' alt=""'
        drawn = f'<img{drawn} loading="lazy" decoding="async">'
        caption = token.meta.get("caption")
        if caption is None:
            return drawn
        words = self.renderInline(caption, options, env)
        return f'<figure class="figure">{drawn}<figcaption>{words}</figcaption></figure>\n'

    def table_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        heads = []
        for token in tokens[idx:]:
            if token.type == "thead_close":
                break
            if token.type == "inline" and token.children:
                heads.append(plain(token.children))
        label = attribute(": ".join(filter(None, ("Table", ", ".join(filter(None, heads))))))
        return f'<div class="table" role="region" aria-label="{label}" tabindex="0"><table>\n'

    def table_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</table></div>\n"

    def th_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f'<th scope="col"{_aligned(tokens[idx])}>' if _names_a_column(tokens, idx) else "<td>"

    def th_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</th>\n" if _names_a_column(tokens, idx - 2) else "</td>\n"

    def td_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f"<td{_aligned(tokens[idx])}>"

    def alert_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f'<aside class="alert alert--{str(tokens[idx].meta["kind"]).lower()}">\n'

    def alert_title_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return '<p class="alert__title">'

    def alert_title_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</p>\n"

    def alert_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</aside>\n"

    def list_item_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        opened = self.renderToken(tokens, idx, options, env)
        if "checked" not in tokens[idx].meta:
            return opened
        state = ' checked="" aria-label="Done"' if tokens[idx].meta["checked"] else ' aria-label="To do"'
        return f'{opened}<input class="task-list-item-checkbox" type="checkbox" disabled=""{state}> '

    def citation(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        reading: Reading = env["reading"]
        if reading.kind != "lesson":
            return ", ".join(
                author_year(reading.context.references[k]) for k in tokens[idx].meta["keys"] if k in reading.cited
            )
        return " ".join(
            f'<a class="cite" href="#ref-{attribute(reading.slug)}-{attribute(key)}">[{reading.cited[key]}]</a>'
            for key in tokens[idx].meta["keys"]
            if key in reading.cited
        )

    def term(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        reading: Reading = env["reading"]
        term = tokens[idx].meta["term"]
        tip = attribute(f"tip-{reading.slug}-{term.anchor}")
        return (
            f'<term-tip class="term"><a class="term__link" href="{attribute(term.address)}" aria-describedby="{tip}">'
            f"{escape(tokens[idx].content)}</a>"
            f'<span class="term__tip" role="tooltip" id="{tip}">{term.tip}</span></term-tip>'
        )

    def footnote_ref(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        meta = tokens[idx].meta
        number, again = _footnote(meta, env)
        return f'<sup class="footnote-ref"><a href="#fn-{number}" id="fnref-{number}{again}">{meta["id"] + 1}</a></sup>'

    def footnote_block_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        title = attribute(f"notes-{env['reading'].slug}")
        return (
            f'<section class="footnotes" aria-labelledby="{title}">\n'
            f'<h2 class="footnotes__title" id="{title}">Notes</h2>\n<ol class="footnotes-list">\n'
        )

    def footnote_block_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</ol>\n</section>\n"

    def footnote_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f'<li class="footnote-item" id="fn-{_footnote(tokens[idx].meta, env)[0]}">'

    def footnote_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</li>\n"

    def footnote_anchor(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        meta = tokens[idx].meta
        number, again = _footnote(meta, env)
        label = f"Back to note {meta['id'] + 1} in the text"
        return f' <a class="footnote-backref" href="#fnref-{number}{again}" aria-label="{label}">↩</a>'


def _with_line(drawn: str, line: int) -> str:
    """The same with the line of its source in its first tag, if it begins with one."""
    return _FIRST_TAG.sub(rf'\g<0> data-line="{line}"', drawn, count=1)


def _set_type(tokens: Sequence[Token], env: EnvType) -> Sequence[Token]:
    """The same tokens with quotation marks of the path's language in their texts."""
    marks = marks_of(env["reading"].context.language)
    # What opens and closes, such as emphasis, is not seen between a word and a quote.
    seen = [i for i, token in enumerate(tokens) if token.nesting == 0]
    texts = [_text_of(tokens[i]) for i in seen]
    changed = dict(zip(seen, set_quotes(texts, marks), strict=True))
    if list(changed.values()) == texts:
        return tokens
    return [
        token.copy(content=changed[i]) if token.type == "text" and changed.get(i) != token.content else token
        for i, token in enumerate(tokens)
    ]


def _text_of(token: Token) -> str | None:
    if token.type == "text":
        return token.content
    return " " if token.type in ("softbreak", "hardbreak") else None


def _stops_after(tokens: Sequence[Token], i: int) -> str:
    """The punctuation that follows a formula at once."""
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    found = _STOPS.match(following.content) if following and following.type == "text" else None
    return found[0] if found else ""


def _unbroken(formula: str, stops: str, out: list[str]) -> str:
    """A formula with the bracket before it (taken from the end of `out`) and the stops after it: neither may stand
    alone on a line."""
    bracket = _BRACKETS.search(out[-1]) if out and not out[-1].endswith(">") else None
    if bracket:
        out[-1] = out[-1][: bracket.start()]
    if not bracket and not stops:
        return formula
    return f'<span class="nobr">{bracket[0] if bracket else ""}{formula}{escape(stops)}</span>'


def _gap(token: Token, gaps: Any) -> tuple[str, str, bool]:
    """What opens a gap, what closes it, and whether the words between are hidden. `gaps`: None marks all, "blank" hides
    all behind numbers, ("front" or "back", name) hides or marks those of that name."""
    if gaps is None:
        return "<mark>", "</mark>", False
    if gaps == "blank":
        return f'<span class="gap" data-gap="{token.meta.get("number", 0)}"></span>', "", True
    side, name = gaps
    if token.meta.get("name") != name:
        return "", "", False
    if side == "front":
        return '<span class="gap" role="img" aria-label="blank"></span>', "", True
    return "<mark>", "</mark>", False


def _footnote(meta: dict[Any, Any], env: EnvType) -> tuple[str, str]:
    again = meta.get("subId", 0)
    return attribute(f"{env['reading'].slug}-{meta['id'] + 1}"), f"-{again + 1}" if again else ""


def _names_a_column(tokens: Sequence[Token], opening: int) -> bool:
    """A heading cell that says nothing is read out as a heading without a name: it is drawn as a plain cell."""
    return bool(tokens[opening + 1].content.strip())


def _aligned(token: Token) -> str:
    found = _ALIGN.fullmatch(str(token.attrs.get("style", "")))
    return f' class="cell--{found[1]}"' if found else ""


def _math(tex: str, *, is_display: bool) -> str:
    try:
        return to_mathml(tex, is_display=is_display)
    except BadMath:
        return f'<code class="math-error">{escape(tex)}</code>'


def _code(code: str, language: str) -> str:
    name = highlight.language_name(language)
    coloured = highlight.colour(code, language)
    body = escape(code) if coloured is None else coloured.replace("\xa0", "&nbsp;")
    label = attribute(f"{name} code" if name else "Code")
    bar = f'<span class="code__language">{escape(name)}</span>{_COPY}'
    return (
        f'<figure class="code">\n<figcaption class="code__bar">{bar}</figcaption>\n'
        f'<pre class="code__body" tabindex="0" role="group" aria-label="{label}">'
        f"<code>{body.rstrip(chr(10))}</code></pre>\n</figure>\n"
    )
