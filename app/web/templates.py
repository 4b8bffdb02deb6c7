"""Templates: one Jinja environment a language, which fails on an unknown name instead of printing nothing."""

import gettext
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app.web.static import static_url

ROOT = Path(__file__).resolve().parents[2]


def render(name: str, /, *, language: str = "en", **context: object) -> str:
    """The template's text. Everything in `context` is escaped but Markup: only rendered Markdown is passed as that."""
    return _environment(language).get_template(name).render(language=language, **context)


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    translations = gettext.translation("cairn", ROOT / "locale", [language], fallback=True)
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(static=static_url, icon=icon, symbol=symbol)
    return environment


def icon(name: str) -> Markup:
    """An icon of the sprite, silent for screen readers: what it means stands beside it in words."""
    return symbol(name, "icon")


def symbol(name: str, block: str) -> Markup:
    """A drawing of the sprite under a class of its own."""
    return Markup('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>').format(
        block, static_url("icons.svg"), name
    )
