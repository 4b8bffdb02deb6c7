"""Code in colour: class names only, the palette is the style sheet's."""

from functools import lru_cache

from pygments import highlight  # type: ignore[import-untyped]
from pygments.formatters.html import HtmlFormatter  # type: ignore[import-untyped]
from pygments.lexer import Lexer  # type: ignore[import-untyped]
from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]
from pygments.util import ClassNotFound  # type: ignore[import-untyped]

_formatter = HtmlFormatter(nowrap=True)
_PLAIN = {"", "text", "plain", "txt", "output"}


def language_name(language: str) -> str:
    """What a reader calls a language: "python" is "Python"; empty for plain text, as written where it is not known."""
    if language.lower() in _PLAIN:
        return ""
    lexer = _lexer(language.lower())
    return str(lexer.name) if lexer else language


def colour(code: str, language: str) -> str | None:
    """Code as HTML with Pygments' short class names; None where there is nothing to colour."""
    lexer = None if language.lower() in _PLAIN else _lexer(language.lower())
    return str(highlight(code, lexer, _formatter)) if lexer else None


@lru_cache(maxsize=64)
def _lexer(language: str) -> Lexer | None:
    try:
        return get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return None
