"""One file's text to a typed document: pure, and called in the child process only."""

from app.content.context import MAX_SOURCE_BYTES, Context, Parsed, Reading, Spot, TooMuchHtml
from app.content.documents import Document
from app.content.front_matter import Yaml, read_yaml, split_front_matter
from app.content.fronts import Front, read_front, read_references
from app.content.kinds import READERS, Sheet
from app.content.markdown import Markdown, finish, render, tokenize
from app.content.places import REFERENCES, kind_of
from app.content.references import references_html
from app.content.rendering import plain
from app.content.units import conflicts_in


def parse(source: bytes, file: str, context: Context) -> Parsed:
    """What a file says. Raises for no bytes whatever: what is wrong becomes problems, with their lines."""
    kind = kind_of(file)
    reading = Reading("", file, kind or "path", context)
    if len(source) > MAX_SOURCE_BYTES:
        reading.error(
            "too-large", f"the file has {len(source):,} bytes; at most {MAX_SOURCE_BYTES:,} are read, split it", 1
        )
        return Parsed(None, tuple(reading.problems))
    text = _decode(source, reading)
    reading.text, reading.lines = text, text.split("\n")
    conflicts = list(conflicts_in(line.encode() for line in reading.lines))
    if conflicts:
        # Anything else said of such a file would be about the marks.
        for line in conflicts:
            reading.error(
                "conflict", "a merge is not finished here: keep one text of the two, take out the marks", line
            )
        return Parsed(None, tuple(reading.problems))
    if file == REFERENCES:
        yaml = read_yaml(reading, text, 1)
        works = read_references(reading, yaml)
        return Parsed(None, tuple(reading.problems), lines={k: yaml.spot(k).line for k in works}, references=works)
    if kind is None:
        reading.error("place", "Cairn looks for no file in this place", 1)
        return Parsed(None, tuple(reading.problems))
    try:
        return _read(reading)
    except TooMuchHtml:
        reading.error("too-much-html", "the page made from this file would have more than 2 MiB; split the file", 1)
        return Parsed(None, tuple(reading.problems))


def _decode(source: bytes, reading: Reading) -> str:
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        before = source[: wrong.start].decode("utf-8", "replace")
        reading.error(
            "utf-8",
            "this byte is not UTF-8; save the file as UTF-8",
            Spot(before.count("\n") + 1, len(before) - before.rfind("\n")),
        )
        text = source.decode("utf-8-sig", "replace")
    if "\0" in text:
        reading.error(
            "utf-8", "a zero byte stands here; this is not a text file", text[: text.index("\0")].count("\n") + 1
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _read(reading: Reading) -> Parsed:
    yaml, text = split_front_matter(reading)
    front = read_front(reading, yaml)
    key = front.id or (reading.context.slug if reading.kind == "path" else reading.file)
    markdown = tokenize(reading, text, splits_gaps=reading.kind == "quiz")
    sheet = Sheet(reading, markdown, front, key, _title(reading, markdown, front))
    READERS[reading.kind](sheet)
    tail = _tail(sheet)
    return Parsed(
        _document(sheet, yaml, tail),
        tuple(reading.problems),
        links=tuple(reading.links),
        abbreviations=reading.abbreviations,
        cited=tuple(reading.cited),
        lines=sheet.lines,
        terms=tuple(sheet.terms),
        script=tuple(sheet.script),
        voices={name: yaml.spot("voices", name) for name in getattr(front, "voices", {})},
    )


def _title(reading: Reading, markdown: Markdown, front: Front) -> str:
    """The front matter's title, else that of a `# ` at the top, which is then not drawn again."""
    title = front.title or ""
    for block in list(markdown.blocks):
        if block.kind != "heading" or block.tokens[0].tag != "h1":
            continue
        if not title and all(b.kind == "comment" for b in markdown.blocks[: markdown.blocks.index(block)]):
            title = plain(block.tokens[1].children or [])
            markdown.blocks.remove(block)
        else:
            reading.error("heading-title", 'the title is the one "# " of a page; begin sections with "## "', block.line)
    if not title and not reading.has_errors:
        reading.error("title", 'this file has no title; begin it with the lines "---", "title: …", "---"', 1)
    return title or reading.slug


def _tail(sheet: Sheet) -> str:
    """Footnotes and references, which stand below the last section."""
    reading, markdown = sheet.reading, sheet.markdown
    for label, number in markdown.env.get("footnotes", {}).get("refs", {}).items():
        spot = reading.find(f"[^{label[1:]}]:", 1, len(reading.lines))
        if number < 0:
            reading.warn("footnote", "nothing in the text points to this note, so it is not shown", spot)
        elif reading.kind != "lesson":
            reading.error("footnote", "notes belong in lessons; say it in the text here", spot)
    if reading.kind != "lesson":
        return ""
    notes = render(markdown.notes, markdown.env) if markdown.notes else ""
    return "\n".join(filter(None, (notes, finish(references_html(reading), markdown.env))))


def _document(sheet: Sheet, yaml: Yaml, tail_html: str) -> Document:
    reading = sheet.reading
    return Document(
        kind=reading.kind,
        file=reading.file,
        key=sheet.key,
        slug=reading.context.slug if reading.kind == "path" else reading.slug,
        title=sheet.title,
        summary=sheet.front.summary,
        html=sheet.html,
        sections=tuple(sheet.sections),
        items=tuple(sheet.items),
        tail_html=tail_html,
        words=sheet.words,
        has_math=reading.has_math,
        front=yaml.values,
        passages=tuple(sheet.passages),
    )
