"""What stands in running text: links, pictures, math, citations, terms, abbreviations. One pass over all tokens."""

import re
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from markdown_it.token import Token

from app.content import lint, media
from app.content.context import Link, Reading, Spot, Term
from app.content.math import BadMath, to_mathml
from app.content.places import address, kind_of, resolve
from app.content.rendering import plain

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
# One long address, defined once and used a thousand times, would fill the memory.
_MAX_ADDRESS = 2000
_MAIL = re.compile(r"mailto:[\w.+-]+@[\w.-]+$", re.IGNORECASE)
_WEB = re.compile(r"https?://[\w.-]+(:\d+)?([/?#]|$)", re.IGNORECASE)
_ABBREVIATION = re.compile(r"(?<![\w-])[A-Z]{2,6}(?=s?(?!\w))")
_FAMILIAR = frozenset(
    re.findall(
        r"\w+",
        "OK US USA UK EU UN PDF URL HTML CSS HTTP HTTPS API CPU RAM USB TV PC ID AM PM BC AD CEO CC BY SA NC ND II "
        "III IV VI VII VIII IX XI XII SVG PNG JPEG MP MB GB TB KB JSON YAML CSV ISBN DOI",
    )
)
Parse = Callable[[str, dict[str, Any]], list[Token]]


def mark(reading: Reading, tokens: list[Token], env: dict[str, Any], parse_inline: Parse) -> None:
    """Resolves and reports everything inline, in place. `parse_inline` reads a caption's text."""
    terms = _matcher(reading.context.terms) if reading.kind == "lesson" else None
    is_heading = False
    for i, token in enumerate(tokens):
        if token.type == "heading_open":
            is_heading = True
        elif token.type == "heading_close":
            is_heading = False
        elif token.type == "math_block":
            _check_math(reading, token, token.content, token.map or [0, 0], Counter())
        elif token.type == "inline" and token.children:
            _figure(reading, tokens, i, env, parse_inline)
            _Line(reading, token, None if is_heading else terms).walk()
            lint.check_text(reading, token, is_heading=is_heading)


class _Line:
    """The children of one inline token, and where they stand in the file."""

    def __init__(self, reading: Reading, token: Token, terms: "_Terms | None") -> None:
        self.reading = reading
        self.token = token
        self.terms = terms
        self.map = token.map or [0, 0]
        self.found: Counter[str] = Counter()

    def walk(self) -> None:
        children = self.token.children or []
        links: list[Token | None] = []
        out: list[Token] = []
        for child in children:
            kind = child.type
            if kind == "text":
                for found in _ABBREVIATION.finditer(child.content):
                    self._abbreviation(found[0])
                if self.terms and not links:
                    out.extend(self.terms.cut(child, self.reading))
                    continue
            elif kind == "link_open":
                links.append(child if self._link(child) else None)
                if links[-1] is None:
                    continue
            elif kind == "link_close":
                if links and links.pop() is None:
                    continue
            elif kind == "image":
                self._image(child)
            elif kind in ("math_inline", "math_inline_double"):
                _check_math(self.reading, child, child.content, self.map, self.found)
            elif kind == "citation":
                self._citation(child)
            out.append(child)
        self.token.children = out

    def spot(self, needle: str) -> Spot:
        nth = self.found[needle]
        self.found[needle] += 1
        return self.reading.find(needle, self.map[0] + 1, max(self.map[1], self.map[0] + 1), nth)

    def _link(self, token: Token) -> bool:
        """Whether the link may be drawn; if not, its text stands alone."""
        href = str(token.attrs.get("href", ""))
        token.attrs = {"href": href}
        if len(href) > _MAX_ADDRESS:
            self.reading.error("link-address", f"an address has at most {_MAX_ADDRESS:,} characters", self.spot("]("))
            return False
        if _WEB.match(href):
            token.attrs["rel"] = "noopener"
            return True
        if _MAIL.match(href):
            return True
        if token.markup == "autolink" and f"<{href[:12]}" not in self.token.content:
            # A bare word such as www.x% that is no address after all: nobody asked for a link.
            return False
        spot = self.spot("<" if token.markup == "autolink" else "](")
        if _leads_away(href):
            self.reading.error(
                "link-address",
                f'"{href[:60]}" cannot be a link; write https://…, http://…, mailto:… or the relative path of a file',
                spot,
            )
            return False
        target = resolve(self.reading.file, href)
        if target is None:
            self.reading.warn("dead-link", f'"{href[:60]}" leads out of the path', spot)
            return False
        found = self.reading.context.media.get(target.file)
        if found and media.extension(target.file) in media.MEDIA_TYPES:
            token.attrs["href"] = media.address(self.reading.context.slug, target.file, found)
            return True
        if kind_of(target.file) is None:
            self.reading.warn("dead-link", f"there is no page or file {target.file} here", spot)
            return False
        self.reading.links.append(Link("link", target.file, target.anchor, spot.line, spot.column))
        token.attrs["href"] = address(self.reading.context.slug, target)
        return True

    def _image(self, token: Token) -> None:
        spot = self.spot("![")
        source = str(token.attrs.get("src", ""))
        alt = plain(token.children or []).strip()
        token.attrs = {"alt": alt}
        if not alt:
            self.reading.warn(
                "figure-alt", "a picture needs words for those who cannot see it: ![what it shows](…)", spot
            )
        target = None if _leads_away(source) else resolve(self.reading.file, source)
        found = self.reading.context.media.get(target.file) if target else None
        if target is None or media.extension(target.file) not in media.IMAGE_TYPES:
            self.reading.error(
                "figure-address",
                "a picture is a file of the path (svg, png, jpg, gif, webp, avif), named by a relative path",
                spot,
            )
        elif found is None:
            self.reading.error("figure-missing", f"there is no file {target.file}", spot)
        else:
            token.attrs["src"] = media.address(self.reading.context.slug, target.file, found)
            if found.width and found.height:
                token.attrs.update(width=found.width, height=found.height)

    def _citation(self, token: Token) -> None:
        for key in token.meta["keys"]:
            spot = self.spot("@" + key)
            if key not in self.reading.context.references:
                self.reading.error("cite-unknown", f"references.yml has no entry {key}", spot)
            else:
                self.reading.cited.setdefault(key, len(self.reading.cited) + 1)

    def _abbreviation(self, word: str) -> None:
        if word not in self.reading.abbreviations and word not in _FAMILIAR:
            spot = self.reading.find(word, self.map[0] + 1, max(self.map[1], self.map[0] + 1))
            self.reading.abbreviations[word] = spot


def _leads_away(address: str) -> bool:
    """Whether an address is anything but a relative path; a browser takes a backslash for a slash."""
    return bool(_SCHEME.match(address)) or address.startswith(("/", "\\", "%5C"))


class _Terms:
    """Finds glossary terms as whole words: an abbreviation as written, other words in any case, each also with an s."""

    def __init__(self, terms: tuple[Term, ...]) -> None:
        self.by_form: dict[str, Term] = {}
        for term in terms:
            for form in term.forms:
                self.by_form.setdefault(form if _is_abbreviation(form) else form.lower(), term)
        forms = sorted(self.by_form, key=len, reverse=True)
        parts = [re.escape(form) if _is_abbreviation(form) else f"(?i:{re.escape(form)})" for form in forms]
        self.pattern = re.compile(rf"(?<![\w-])({'|'.join(parts)})s?(?!\w)")

    def cut(self, token: Token, reading: Reading) -> list[Token]:
        """A text token, cut where a term stands for the first time in the file."""
        out: list[Token] = []
        start = 0
        for found in self.pattern.finditer(token.content):
            term = self.by_form.get(found[1]) or self.by_form[found[1].lower()]
            if term.anchor in reading.terms_met:
                continue
            reading.terms_met.add(term.anchor)
            out.append(Token("text", "", 0, content=token.content[start : found.start()]))
            out.append(Token("term", "", 0, content=found[0], meta={"term": term}))
            start = found.end()
        if not out:
            return [token]
        return [*out, Token("text", "", 0, content=token.content[start:])]


@lru_cache(maxsize=8)
def _matcher(terms: tuple[Term, ...]) -> _Terms | None:
    return _Terms(terms) if any(term.forms for term in terms) else None


def _is_abbreviation(form: str) -> bool:
    return any(c.isupper() for c in form[1:])


def _figure(reading: Reading, tokens: list[Token], i: int, env: dict[str, Any], parse_inline: Parse) -> None:
    """A paragraph of one picture with a title is a figure; the title, its caption, is Markdown too."""
    children = tokens[i].children or []
    if len(children) != 1 or children[0].type != "image" or tokens[i - 1].type != "paragraph_open":
        return
    title = str(children[0].attrs.get("title", ""))
    if not title:
        return
    caption = parse_inline(title, env)
    line = Token("inline", "", 0, map=tokens[i].map, children=caption, content=title)
    _Line(reading, line, None).walk()
    children[0].meta["caption"] = line.children
    tokens[i - 1].hidden = tokens[i + 1].hidden = True


def _check_math(reading: Reading, token: Token, tex: str, lines: list[int], found: Counter[str]) -> None:
    reading.has_math = True
    try:
        to_mathml(tex, is_display=token.type != "math_inline")
    except BadMath as bad:
        nth = found[tex]
        found[tex] += 1
        start = reading.find(tex.split("\n")[0] or "$$", lines[0] + 1, max(lines[1], lines[0] + 1), nth)
        before = tex[: bad.offset].split("\n")
        column = len(before[-1]) + (start.column if len(before) == 1 else 1)
        reading.error("math", f"this formula cannot be read: {bad}", Spot(start.line + len(before) - 1, column))
