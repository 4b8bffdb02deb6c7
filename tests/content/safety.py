"""What a browser could run in a piece of HTML, found by reading it as a browser does."""

from html.parser import HTMLParser

_TAGS = frozenset(
    """
    a abbr aside blockquote br button cite code copy-code dd del div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr img
    input li mark ol p pre s section span strong sub sup svg table tbody td term-tip th thead tr ul use
    math menclose mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt mstyle msub
    msubsup msup mtable mtd mtext mtr munder munderover
    """.split()  # noqa: SIM905
)
_ADDRESSES = ("http://", "https://", "mailto:", "/paths/", "#")


def dangers(html: str) -> list[str]:
    """Everything that could run or load something; empty for safe HTML."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            said = (value or "").strip()
            if name.startswith(("on", "hx-", "style", "srcdoc", "formaction", "action", "xlink", "srcset")):
                self.found.append(f"{tag} {name}")
            elif name == "href" and tag == "use":
                if said != "/static/icons.svg#copy":
                    self.found.append(f"use {said}")
            elif name == "href" and not said.startswith(_ADDRESSES):
                self.found.append(f"{tag} href={said}")
            elif name == "src" and not said.startswith("/paths/p/media/"):
                self.found.append(f"{tag} src={said}")

    def handle_comment(self, data: str) -> None:
        self.found.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.found.append(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self.found.append(f"<?{data}>")
