"""What a page holds, read as a browser reads it: ids, links, texts of elements."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote


@dataclass
class Page:
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)

    def text_of(self, block: str) -> list[str]:
        """Texts of the elements with this class, in order."""
        return [" ".join(text.split()) for name, text in self.texts if block in name.split()]


BLOCKS = {"dd", "div", "dt", "h1", "h2", "h3", "h4", "li", "p"}
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self._open: list[tuple[str, str, list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.page.ids.append(given["id"])
        for name in ("href", "src", "hx-get"):
            if name in given:
                self.page.links.append(unquote(given[name]))
        for name in ("aria-describedby", "aria-labelledby", "for"):
            self.page.references.extend(given.get(name, "").split())
        if tag not in VOID:
            self._open.append((tag, given.get("class", ""), []))

    def handle_data(self, data: str) -> None:
        for _, _, texts in self._open:
            texts.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.handle_data(" ")
        while self._open:
            name, block, texts = self._open.pop()
            self.page.texts.append((block, "".join(texts)))
            if name == tag:
                return


def read(html: str) -> Page:
    reader = _Reader()
    reader.feed(html)
    return reader.page
