"""What a path's folder says, typed: problems, item bodies, documents, catalogue. Nothing here reads a file or a row."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

ItemKind = Literal["section", "card", "question", "resource", "episode"]
PageKind = Literal["path", "lesson", "deck", "quiz", "resources", "glossary", "podcast"]
PassageKind = Literal["path", "lesson", "section", "card", "resource", "term", "episode", "chapter"]
Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, order=True)
class Problem:
    """Something wrong in a file, said to its author. `file` is relative to the content folder given to `check`;
    line and column count from 1."""

    file: str
    line: int
    column: int
    severity: Severity
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.severity}: {self.message} [{self.rule}]"


class Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Body(Frozen):
    """What every item says. `heading` is plain text; `source` the Markdown below the heading, without the metadata
    line; fields named `…_html` and options' `html` are rendered and safe. Which text counts: see `digest_of`."""

    heading: str
    source: str

    @property
    def answer_text(self) -> str:
        """Plain text of what must be recalled, used to match an item whose key changed."""
        return ""


class SectionBody(Body):
    kind: Literal["section"] = "section"
    level: int


class CardBody(Body):
    """A card's face. A cloze card's front shows gaps, its back the sentence with `<mark>` where they were."""

    kind: Literal["card"] = "card"
    front_html: str
    back_html: str
    hint_html: str = ""
    back_text: str

    @property
    def answer_text(self) -> str:
        return self.back_text


class Option(Frozen):
    """One choice. `key` is stable under reordering: a short digest of the option's source."""

    key: str
    html: str
    text: str
    is_right: bool = False
    reason_html: str = ""


class QuestionBody(Body):
    stem_html: str
    hint_html: str = ""
    explanation_html: str


class SingleBody(QuestionBody):
    kind: Literal["single"] = "single"
    options: tuple[Option, ...]

    @property
    def answer_text(self) -> str:
        return " ".join(o.text for o in self.options if o.is_right)


class TrueFalseBody(SingleBody):
    kind: Literal["true-false"] = "true-false"  # type: ignore[assignment]


class MultipleBody(SingleBody):
    kind: Literal["multiple"] = "multiple"  # type: ignore[assignment]


class OrderingBody(QuestionBody):
    """`options` stand in the right order."""

    kind: Literal["ordering"] = "ordering"
    options: tuple[Option, ...]

    @property
    def answer_text(self) -> str:
        return " ".join(o.text for o in self.options)


class Pair(Frozen):
    left: Option
    right: Option


class MatchingBody(QuestionBody):
    """Each left belongs to the right of its pair; a decoy is a right that belongs to none."""

    kind: Literal["matching"] = "matching"
    left_title: str
    right_title: str
    pairs: tuple[Pair, ...]
    decoys: tuple[Option, ...] = ()

    @property
    def answer_text(self) -> str:
        return " ".join(f"{p.left.text} {p.right.text}" for p in self.pairs)


class NumericBody(QuestionBody):
    """Right is what lies within `tolerance` (absolute, a percentage already multiplied out) of `value`."""

    kind: Literal["numeric"] = "numeric"
    value: float
    tolerance: float
    written: str

    @property
    def answer_text(self) -> str:
        return self.written


class TextBody(QuestionBody):
    """Right is any of `accepted`, compared by `grading.fold` (case, spaces, accents of no matter)."""

    kind: Literal["text"] = "text"
    accepted: tuple[str, ...]

    @property
    def answer_text(self) -> str:
        return " ".join(self.accepted)


class ClozeBody(QuestionBody):
    """`stem_html` has one `<span class="gap" data-gap="0"></span>` for each entry of `gaps`, numbered from 0; each
    gap lists what it accepts,
    the text to show as right first. `solved_html` is the stem with `<mark>` around the right texts."""

    kind: Literal["cloze"] = "cloze"
    gaps: tuple[tuple[str, ...], ...]
    solved_html: str

    @property
    def answer_text(self) -> str:
        return " ".join(g[0] for g in self.gaps)


class ResourceBody(Body):
    kind: Literal["resource"] = "resource"
    why_html: str
    url: str = ""
    minutes: int = 0
    authors: tuple[str, ...] = ()
    year: int | None = None
    venue: str = ""


class EpisodeBody(Body):
    kind: Literal["episode"] = "episode"


Question = SingleBody | TrueFalseBody | MultipleBody | OrderingBody | MatchingBody | NumericBody | TextBody | ClozeBody
AnyBody = Annotated[
    SectionBody | CardBody | Question | ResourceBody | EpisodeBody,
    Field(discriminator="kind"),
]
BODY: TypeAdapter[AnyBody] = TypeAdapter(AnyBody)
QUESTION_KINDS: tuple[str, ...] = tuple(b.model_fields["kind"].default for b in get_args(Question))


def digest_of(heading: str, source: str) -> str:
    """Digest of an item's text: what the author wrote, white space at line ends and blank edges aside. 64 hex
    digits."""
    lines = [heading.strip(), *(line.rstrip() for line in source.strip().splitlines())]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@dataclass(frozen=True)
class Item:
    """One thing a learner's record can hang on, as its file says it now. `see` holds section keys (resolved by
    `load`), in the order written."""

    kind: ItemKind
    key: str
    file: str
    line: int
    body: AnyBody
    digest: str
    has_id: bool = False
    edition: int = 1
    level: int | None = None
    tags: tuple[str, ...] = ()
    see: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it, up to the next heading of any level. In a glossary: a term. In a podcast:
    a chapter, with its `start` in seconds where the author gives it."""

    anchor: str
    level: int
    heading: str
    heading_html: str
    html: str
    words: int
    key: str = ""
    aliases: tuple[str, ...] = ()
    see: tuple[str, ...] = ()
    start: float | None = None


@dataclass(frozen=True)
class Passage:
    """What search finds of a page: a piece of it as plain text, without what has to be recalled. It stands at
    `anchor`, empty for the whole page; a card's `key` is its item's."""

    kind: PassageKind
    heading: str
    text: str
    anchor: str = ""
    key: str = ""


@dataclass(frozen=True)
class Document:
    """One Markdown file, rendered. `key` is its `id` or its file; `slug` stands in its URL; `html` is what comes
    before the first heading;
    `tail_html` footnotes and references. `front` is the whole front matter, as plain values."""

    kind: PageKind
    file: str
    key: str
    slug: str
    title: str
    summary: str
    html: str
    sections: tuple[Section, ...]
    items: tuple[Item, ...]
    tail_html: str = ""
    words: int = 0
    has_math: bool = False
    front: Mapping[str, Any] = field(default_factory=dict)
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True)
class Part:
    """A named run of lessons on the trail; `lessons` are document keys."""

    title: str
    lessons: tuple[str, ...]


@dataclass(frozen=True)
class Catalog:
    """One path, whole: what a revision is made of. `manifest` maps every file to the sha256 of its bytes; `files`
    holds the bytes."""

    key: str
    slug: str
    title: str
    documents: tuple[Document, ...]
    parts: tuple[Part, ...]
    manifest: Mapping[str, str]
    files: Mapping[str, bytes]

    @property
    def digest(self) -> str:
        return manifest_digest(self.manifest)

    def items(self) -> Iterator[Item]:
        for document in self.documents:
            yield from document.items


def manifest_digest(manifest: Mapping[str, str]) -> str:
    """Digest of a folder's state: its files and their contents, nothing else. 64 hex digits."""
    return hashlib.sha256(json.dumps(sorted(manifest.items())).encode()).hexdigest()


@dataclass(frozen=True)
class Loaded:
    """What `load` found: a catalogue where there is no error, and every problem in any case, in file order. `documents`
    is what could be read all the same."""

    catalog: Catalog | None
    problems: tuple[Problem, ...]
    documents: tuple[Document, ...] = ()

    @property
    def has_errors(self) -> bool:
        return any(p.severity == "error" for p in self.problems)
