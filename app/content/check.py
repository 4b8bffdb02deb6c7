"""What is wrong between files: dead links, sections nobody asks about, counts not met."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from app.content.context import Parsed
from app.content.documents import Document, PageKind, Problem, Severity
from app.content.places import REFERENCES
from app.content.recording import recording_problems

_COUNTED = {"lessons": "lesson", "cards": "card", "questions": "question", "resources": "resource", "terms": "term"}
_OWN_COUNT: dict[PageKind, str] = {"deck": "cards", "quiz": "questions", "resources": "resources", "glossary": "terms"}
_ONES = re.findall(r"\w+", "one two three four five six seven eight nine")
_TEENS = re.findall(r"\w+", "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
_TENS = re.findall(r"\w+", "twenty thirty forty fifty sixty seventy eighty ninety")
_NUMBERS = {
    **{word: i for i, word in enumerate([*_ONES, *_TEENS], start=1)},
    **{ten: 20 + 10 * i for i, ten in enumerate(_TENS)},
    **{f"{ten}-{one}": 20 + 10 * i + j for i, ten in enumerate(_TENS) for j, one in enumerate(_ONES, start=1)},
}
_WORDS = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_SAID = re.compile(rf"(?<![\w-])(\d+|{_WORDS})\s+(?:[a-z]+\s+)?({'|'.join(_COUNTED)})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Folder:
    """A path's files as they were read: documents in order, their `see` resolved; what each file said; the bytes."""

    documents: Sequence[Document]
    parsed: Mapping[str, Parsed]
    manifest: Mapping[str, str]
    files: Mapping[str, bytes]

    def line(self, file: str, pattern: str) -> int:
        """The first line of a file that matches; 1 where none does."""
        for number, line in enumerate(self.files.get(file, b"").decode("utf-8", "replace").splitlines(), start=1):
            if re.search(pattern, line):
                return number
        return 1


def check(folder: Folder) -> list[Problem]:
    """All problems that no file alone shows."""
    return list(
        chain(
            _same_names(folder),
            _parts(folder),
            _dead_links(folder),
            _unasked(folder),
            _unseeing(folder),
            _counts(folder),
            _abbreviations(folder),
            _unused_references(folder),
            _recordings(folder),
            _left_beside(folder),
        )
    )


def _left_beside(folder: Folder) -> Iterator[Problem]:
    for file in folder.manifest:
        before = file.replace(".upstream.", ".")
        if before != file and before in folder.manifest:
            said = f"a merge left upstream's version of {before} here: keep one of the two under that name"
            yield Problem(file, 1, 1, "error", "conflict", said)


def _problem(severity: Severity, rule: str, file: str, line: int, message: str, column: int = 1) -> Problem:
    return Problem(file, line, column, severity, rule, message)


def _same_names(folder: Folder) -> Iterator[Problem]:
    """Keys and addresses that two files or items share."""
    keys: dict[str, str] = {}
    slugs: dict[tuple[str, str], str] = {}
    for document in folder.documents:
        if document.key in keys:
            line = folder.line(document.file, r"^id:")
            yield _problem(
                "error",
                "id-duplicate",
                document.file,
                line,
                f"the id {document.key} is already that of {keys[document.key]}",
            )
        keys.setdefault(document.key, document.file)
        address = (document.kind, document.slug)
        if address in slugs:
            yield _problem(
                "error",
                "name",
                document.file,
                1,
                f"this file and {slugs[address]} would have the same address; rename one",
            )
        slugs.setdefault(address, document.file)
    items: dict[tuple[str, str], tuple[str, int]] = {}
    for item in chain.from_iterable(d.items for d in folder.documents):
        first = items.setdefault((item.kind, item.key), (item.file, item.line))
        if first != (item.file, item.line):
            message = f"the id {item.key} is already that of {first[0]}:{first[1]}"
            yield _problem("error", "id-duplicate", item.file, item.line + 1, message)


def _parts(folder: Folder) -> Iterator[Problem]:
    """Lessons that path.md names and that are not there, and the other way round."""
    path = next((d for d in folder.documents if d.kind == "path"), None)
    if path is None:
        return
    listed = [slug for _, slugs in parts_of(path) for slug in slugs]
    lessons = {d.slug: d for d in folder.documents if d.kind == "lesson"}
    for slug, count in Counter(listed).items():
        if slug not in lessons and f"lessons/{slug}.md" not in folder.files:
            message = f"there is no lessons/{slug}.md; add it, or take it out of the parts"
        elif count > 1:
            message = f"the parts name {slug} {count} times; keep one"
        else:
            continue
        yield _problem("error", "parts", path.file, folder.line(path.file, rf"\b{re.escape(slug)}\b"), message)
    for slug, lesson in lessons.items():
        if listed and slug not in listed and lesson.file != "overview.md":
            yield _problem("warning", "parts", lesson.file, 1, "no part in path.md names this lesson; add it to one")


def parts_of(path: Document) -> list[tuple[str, list[str]]]:
    """The parts of path.md as (title, lesson slugs); what has not their form was reported with the front matter."""
    parts: Any = path.front.get("parts")
    return [
        (str(part.get("title", "")), [str(slug) for slug in part["lessons"]])
        for part in (parts if isinstance(parts, list) else [])
        if isinstance(part, dict) and isinstance(part.get("lessons"), list)
    ]


def _dead_links(folder: Folder) -> Iterator[Problem]:
    by_file = {d.file: d for d in folder.documents}
    by_key = {d.key: d for d in folder.documents}
    anchors = {d.file: {s.anchor for s in d.sections} for d in folder.documents}
    for file, parsed in folder.parsed.items():
        for link in parsed.links:
            target = by_file.get(link.file) or (by_key.get(link.file) if link.how == "see" else None)
            what = "dead-link" if link.how == "link" else "dead-see"
            if target is None:
                if link.file in folder.files:
                    # It is there and could not be read: that is reported, and enough.
                    continue
                yield _problem("warning", what, file, link.line, f"there is no file {link.file}", link.column)
            elif link.how == "see" and target.kind != "lesson":
                yield _problem(
                    "warning", what, file, link.line, f"{link.file} is not a lesson; name a section of one", link.column
                )
            elif link.anchor and link.anchor not in anchors[target.file]:
                yield _problem(
                    "warning", what, file, link.line, f"{link.file} has no section {link.anchor}", link.column
                )


def _unasked(folder: Folder) -> Iterator[Problem]:
    seen = {see for d in folder.documents for item in d.items if item.kind in ("card", "question") for see in item.see}
    for document in folder.documents:
        if document.kind != "lesson":
            continue
        lines = folder.parsed[document.file].lines
        for section in document.sections:
            if section.words and section.key not in seen:
                yield _problem(
                    "warning",
                    "section-unasked",
                    document.file,
                    lines.get(section.anchor, 1),
                    f'no card or question sees this section; write one with "see: {document.file}#{section.anchor}"',
                )


def _unseeing(folder: Folder) -> Iterator[Problem]:
    told: set[tuple[str, int]] = set()
    for item in chain.from_iterable(d.items for d in folder.documents):
        if item.kind in ("card", "question", "resource") and not item.see and (item.file, item.line) not in told:
            told.add((item.file, item.line))
            message = 'say which section teaches this: "see: lessons/….md#…" in the line below the heading'
            yield _problem("warning", "item-see", item.file, item.line, message)


def _counts(folder: Folder) -> Iterator[Problem]:
    """Numbers that front matter gives, as `cards: 16` or in a summary's words, against what there is."""
    total = Counter[str]()
    for document in folder.documents:
        total.update(_count(document))
    for document in folder.documents:
        own = total if document.kind == "path" else _count(document)
        nouns = tuple(_COUNTED) if document.kind == "path" else (_OWN_COUNT.get(document.kind, ""),)
        said = [(noun, document.front.get(noun), rf"^{noun}:") for noun in nouns]
        for found in _SAID.finditer(f"{document.title}. {document.front.get('tagline', '')}. {document.summary}"):
            if found[2].lower() in nouns:
                said.append((found[2].lower(), _number(found[1]), re.escape(found[0])))
        for noun, number, pattern in said:
            if isinstance(number, int) and number != own[noun]:
                line = folder.line(document.file, pattern)
                yield _problem(
                    "warning",
                    "count",
                    document.file,
                    line,
                    f"{number} {noun} are announced here, but there are {own[noun]}",
                )


def _count(document: Document) -> Counter[str]:
    counts = Counter(f"{item.kind}s" for item in document.items)
    if document.kind == "lesson" and document.file != "overview.md":
        counts["lessons"] = 1
    if document.kind == "glossary":
        counts["terms"] = len(document.sections)
    return counts


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS[word.lower()]


def _abbreviations(folder: Folder) -> Iterator[Problem]:
    glossary = next((d for d in folder.documents if d.kind == "glossary"), None)
    if glossary is None:
        return
    known = {word for s in glossary.sections for form in (s.heading, *s.aliases) for word in re.findall(r"\w+", form)}
    known |= {word.removesuffix("s") for word in known}
    for document in folder.documents:
        for word, spot in folder.parsed[document.file].abbreviations.items():
            if word not in known:
                known.add(word)
                message = f"the glossary does not explain {word}; add it there"
                yield _problem("warning", "abbreviation", document.file, spot.line, message, spot.column)


def _unused_references(folder: Folder) -> Iterator[Problem]:
    works = folder.parsed.get(REFERENCES)
    cited = {key for parsed in folder.parsed.values() for key in parsed.cited}
    for key in works.references if works else ():
        if key not in cited:
            line = works.lines.get(key, 1) if works else 1
            yield _problem(
                "warning", "reference-unused", REFERENCES, line, f"nothing cites {key}; cite it or take it out"
            )


def _recordings(folder: Folder) -> Iterator[Problem]:
    for document in folder.documents:
        if document.kind == "podcast":
            yield from recording_problems(document, folder.parsed[document.file], folder.files, folder.manifest)
