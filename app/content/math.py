"""TeX to MathML, behind one function."""

import html
import re
import unicodedata
from functools import lru_cache
from xml.etree import ElementTree

from math_core import LatexError, LatexToMathML

_MACROS = {"substack": r"\begin{subarray}{c}#1\end{subarray}"}
# The policy forbids style attributes. What math-core writes into them becomes classes; what is not here is left out.
_CLASSES = {
    "text-align:right": "math-right",
    "text-align:left": "math-left",
    "padding-left:0": "math-flush-left",
    "padding-right:0": "math-flush-right",
    "padding-left:1em": "math-apart",
    "padding-top:0": "math-flush-top",
    "padding-bottom:0": "math-flush-bottom",
    "border-left:0.05em solid currentcolor": "math-line-left",
    "border-right:0.05em solid currentcolor": "math-line-right",
    "border-top:0.05em solid currentcolor": "math-line-top",
    "border-bottom:0.05em solid currentcolor": "math-line-bottom",
    "border-left:0.05em dashed currentcolor": "math-dash-left",
    "border-right:0.05em dashed currentcolor": "math-dash-right",
    "border-top:0.05em dashed currentcolor": "math-dash-top",
    "border-bottom:0.05em dashed currentcolor": "math-dash-bottom",
    "width:100%": "math-wide",
    "width:50%": "math-half",
}
_STYLE = re.compile(r' style="([^"]*)"')
_EMPTY = re.compile(r"<(\w+)([^<>]*)/>")
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|nbsp);)[#\w]+;")
_MOVER = re.compile(r'<mover( accent="true")?[^>]*>|(<mo stretchy="false">[^<]*</mo>)?</mover>')
_SIGNS = {"msub": "_", "msup": "^", "msubsup": "_^", "munderover": "_^"}
_APART = frozenset("=<>≤≥≈∼+−→←∈|≠∝≡⇒⇔×⋅")
_TIGHT = re.compile(r"(?<=[(\[{]) | (?=[)\]},(])|(?<=^−) ")
_INVISIBLE = re.compile(r"[\u2061-\u2064\ufe00-\ufe0f]")
_BRACE = re.compile(r"<mo>[⏞⏟]</mo>|<mo>\{</mo><mtable")
_PLACE = re.compile(r"(\d+): (.*)", re.DOTALL)

_converter = LatexToMathML(fancy_error=False, macros=_MACROS)


class BadMath(Exception):
    """TeX that cannot be shown. `offset` counts characters of the source from 0."""

    def __init__(self, offset: int, message: str) -> None:
        super().__init__(message)
        self.offset = offset


@lru_cache(maxsize=4096)
def to_mathml(tex: str, *, is_display: bool = False) -> str:
    """TeX as one <math> element without any style attribute. Raises BadMath."""
    try:
        mathml = _converter.convert_with_local_state(tex, displaystyle=is_display)
    except LatexError as error:
        found = _PLACE.match(str(error))
        offset, message = (int(found[1]), found[2]) if found else (0, str(error))
        raise BadMath(min(offset, len(tex)), message) from None
    mathml = _EMPTY.sub(r"<\1\2></\1>", _STYLE.sub(_to_class, mathml))
    mathml = _ENTITY.sub(lambda entity: html.escape(html.unescape(entity[0]), quote=False), mathml)
    mathml = mathml.replace("\xa0", "&nbsp;")
    if "<mover" in mathml:
        mathml = _drop_small_accents(mathml)
    if _BRACE.search(mathml):
        mathml = mathml.replace("<math", '<math class="brace"', 1)
    return mathml


@lru_cache(maxsize=4096)
def to_text(tex: str) -> str:
    """TeX in one line of plain text, for outlines and labels: "p_θ(x | z)". The TeX itself where it cannot be read."""
    try:
        root = ElementTree.fromstring(to_mathml(tex).replace("&nbsp;", " "))
    except (BadMath, ElementTree.ParseError):
        return tex
    return _TIGHT.sub("", " ".join(_say(root).split()))


def _say(node: ElementTree.Element) -> str:
    parts = [_say(child) for child in node]
    signs = _SIGNS.get(node.tag, "")
    if signs and len(parts) == len(signs) + 1:
        small = [part.replace(" ", "") for part in parts]
        return small[0] + "".join(sign + part for sign, part in zip(signs, small[1:], strict=True))
    if node.tag == "msqrt":
        return f"√({''.join(parts)})"
    if node.tag == "mfrac" and len(parts) == 2:
        return "/".join(part if len(part) == 1 or part.isalnum() else f"({part})" for part in parts)
    if node.tag in ("mover", "munder"):
        return parts[0] if parts else ""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", node.text or "")).replace("∣", "|") + "".join(parts)
    is_apart = (node.tag == "mo" and text in _APART) or (node.tag == "mi" and len(text) > 1)
    return f" {text} " if is_apart else text


def _to_class(style: re.Match[str]) -> str:
    declarations = (":".join(part.strip() for part in d.split(":", 1)) for d in style[1].split(";"))
    names = " ".join(_CLASSES[d] for d in declarations if d in _CLASSES)
    return f' class="{names}"' if names else ""


def _drop_small_accents(mathml: str) -> str:
    # Chromium sets a hat or bar marked as accent too high; a wide one, which stretches, needs the mark.
    opened: list[re.Match[str]] = []
    dropped: list[re.Match[str]] = []
    for tag in _MOVER.finditer(mathml):
        if tag[0].startswith("<mover"):
            opened.append(tag)
        elif opened:
            start = opened.pop()
            if start[1] and tag[2]:
                dropped.append(start)
    for tag in sorted(dropped, key=lambda t: t.start(), reverse=True):
        mathml = mathml[: tag.start(1)] + mathml[tag.end(1) :]
    return mathml
