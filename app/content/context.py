"""What a file is read with and what reading it gives: the two sides of `parse`, and the state of one reading."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from pydantic import TypeAdapter

from app.content.documents import Document, PageKind, Problem, Severity

MAX_SOURCE_BYTES = 256 * 1024
MAX_HTML_CHARACTERS = 2 * 1024 * 1024


@dataclass(frozen=True)
class Medium:
    """A figure or another file beside the Markdown. Width and height in CSS pixels, 0 where unknown."""

    sha256: str
    width: int = 0
    height: int = 0


@dataclass(frozen=True)
class Reference:
    """An entry of references.yml."""

    title: str
    authors: tuple[str, ...]
    year: int
    venue: str = ""
    url: str = ""
    arxiv: str = ""
    doi: str = ""

    @property
    def address(self) -> str:
        """Where to read it: the arXiv page, else the DOI, else the address given."""
        if self.arxiv:
            return f"https://arxiv.org/abs/{self.arxiv}"
        return f"https://doi.org/{self.doi}" if self.doi else self.url


@dataclass(frozen=True)
class Term:
    """A glossary entry as lessons explain it: `forms` are the words that stand for it, `tip` safe inline HTML."""

    anchor: str
    forms: tuple[str, ...]
    tip: str
    address: str


@dataclass(frozen=True)
class Context:
    """What a file's rendering depends on besides its own text. `slug` and `language` are the path's; with `marks_lines`
    every block says which line of its file it comes from, for a preview beside the text."""

    slug: str
    terms: tuple[Term, ...] = ()
    references: Mapping[str, Reference] = field(default_factory=dict)
    media: Mapping[str, Medium] = field(default_factory=dict)
    language: str = "en"
    marks_lines: bool = False

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(CONTEXT.dump_json(self)).hexdigest()


CONTEXT: TypeAdapter[Context] = TypeAdapter(Context)


@dataclass(frozen=True)
class Link:
    """A reference to another place of the path, looked up when all files are known. `file` is from the path's top;
    `anchor` may be empty."""

    how: Literal["link", "see"]
    file: str
    anchor: str
    line: int
    column: int


@dataclass(frozen=True)
class Spot:
    line: int
    column: int = 1


@dataclass(frozen=True)
class Sentence:
    """One sentence of a script, as plain text, and where it stands."""

    text: str
    line: int
    column: int


@dataclass(frozen=True)
class Line:
    """A paragraph of a script: what one speaker says in one go."""

    speaker: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Chapter:
    """A chapter of a script, as it is spoken. `anchor` is that of its section."""

    anchor: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Parsed:
    """What one file says: a document (none for references.yml, or where nothing could be read), and all that is wrong.

    `abbreviations` maps each abbreviation used to where it stands first; `cited` names entries of references.yml;
    `lines` says where each section stands; `terms` come from a glossary; `script`, and
    where each speaker is given a voice, from a podcast's.
    """

    document: Document | None
    problems: tuple[Problem, ...]
    links: tuple[Link, ...] = ()
    abbreviations: Mapping[str, Spot] = field(default_factory=dict)
    cited: tuple[str, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)
    terms: tuple[Term, ...] = ()
    references: Mapping[str, Reference] = field(default_factory=dict)
    script: tuple[Chapter, ...] = ()
    voices: Mapping[str, Spot] = field(default_factory=dict)


PARSED: TypeAdapter[Parsed] = TypeAdapter(Parsed)


class TooMuchHtml(Exception):
    """The HTML of one file passes its limit."""


class Reading:
    """One file being read: its lines, what it has met on the way, and the problems found so far."""

    def __init__(self, text: str, file: str, kind: PageKind, context: Context) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.file = file
        self.kind = kind
        self.context = context
        self.problems: list[Problem] = []
        self.links: list[Link] = []
        self.abbreviations: dict[str, Spot] = {}
        self.cited: dict[str, int] = {}
        self.terms_met: set[str] = set()
        self.has_math = False
        self.size = 0

    @property
    def slug(self) -> str:
        return self.file.rsplit("/", 1)[-1].removesuffix(".md")

    def error(self, rule: str, message: str, at: Spot | int) -> None:
        """Notes what cannot be shown or graded right; `at` is a place or a whole line."""
        self._note("error", rule, message, at)

    def warn(self, rule: str, message: str, at: Spot | int) -> None:
        self._note("warning", rule, message, at)

    def _note(self, severity: Severity, rule: str, message: str, at: Spot | int) -> None:
        spot = Spot(at) if isinstance(at, int) else at
        self.problems.append(Problem(self.file, spot.line, spot.column, severity, rule, message))

    @property
    def has_errors(self) -> bool:
        return any(p.severity == "error" for p in self.problems)

    def spend(self, characters: int) -> None:
        """Counts rendered HTML. Raises TooMuchHtml when the file's share is used up."""
        self.size += characters
        if self.size > MAX_HTML_CHARACTERS:
            raise TooMuchHtml

    def find(self, needle: str, first: int, last: int, nth: int = 0) -> Spot:
        """Where `needle` stands for the nth time (from 0) in the lines `first` to `last` (from 1, inclusive);
        the start of the first line's text where it cannot be told."""
        block = "\n".join(self.lines[first - 1 : last])
        at = -1
        for _ in range(nth + 1):
            at = block.find(needle, at + 1)
            if at < 0:
                return Spot(first, 1 + len(block) - len(block.lstrip()))
        before = block[:at]
        return Spot(first + before.count("\n"), at - before.rfind("\n"))


_WORD = re.compile(r"[^\w\- ]")


def slugify(text: str) -> str:
    """A heading's anchor as GitHub makes it: lower case, punctuation dropped, spaces to hyphens."""
    return _WORD.sub("", text.strip().lower()).replace(" ", "-")
