"""Ids are stamped without changing a key or another byte."""

# ruff: noqa: E501 (whole files are easier to compare in long lines)

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.content.child import Renderer
from app.content.context import Context
from app.content.documents import Document
from app.content.ids import NotStamped, put_in, stamp, stamps_for
from app.content.load import load
from app.content.parse import parse
from tests.content.files import Folder, a_path


def keys(folder: Path, renderer: Renderer) -> list[tuple[str, str, str]]:
    catalog = load(folder, renderer=renderer).catalog
    assert catalog
    return [("path", catalog.key, ""), *((i.kind, i.key, i.digest) for d in catalog.documents for i in d.items)]


def test_every_file_section_and_item_gets_an_id_and_no_key_changes(folder: Folder, renderer: Renderer) -> None:
    files = a_path(
        lessons__a="---\ntitle: A\n---\n\n## First\n\nWords.\n\n### Größer\n<!-- edition: 2 -->\n\nWords.",
        flashcards__c="---\ntitle: C\n---\n\n## Front\n<!-- see: lessons/a.md#first -->\n\n==a== ==b==\n\n## Front\n\nBack.\n",
        quizzes__q="---\ntitle: Q\n---\n## Q\n\n= x\n\n> Why.\n",
        podcast__e="---\ntitle: E\nvoices: {Maya: x}\n---\n\n## One\n\n**Maya:** Hi.\n",
    )
    root = folder(files) / "p"
    before = keys(root, renderer)
    assert stamp(root, renderer=renderer) == 5 + 5
    assert keys(root, renderer) == before
    assert (root / "lessons/a.md").read_text() == (
        "---\nid: lessons/a.md\ntitle: A\n---\n\n## First\n<!-- id: first -->\n\nWords.\n\n### Größer\n<!-- id: größer; edition: 2 -->"
        "\n\nWords."
    )
    assert (root / "flashcards/c.md").read_text() == (
        "---\nid: flashcards/c.md\ntitle: C\n---\n\n## Front\n<!-- id: flashcards/c.md#front; see: lessons/a.md#first -->\n\n==a== ==b==\n\n"
        "## Front\n<!-- id: flashcards/c.md#front-2 -->\n\nBack.\n"
    )
    assert (root / "path.md").read_text().startswith("---\nid: p\ntitle: A path\n")
    catalog = load(root, renderer=renderer).catalog
    assert catalog
    assert all(i.has_id for i in catalog.items() if i.kind != "episode")


def test_a_second_time_there_is_nothing_to_stamp(folder: Folder, renderer: Renderer) -> None:
    root = folder(a_path()) / "p"
    assert stamp(root, renderer=renderer) > 0
    after = {file: file.read_bytes() for file in root.rglob("*.md")}
    assert stamp(root, renderer=renderer) == 0
    assert {file: file.read_bytes() for file in root.rglob("*.md")} == after


def test_a_folder_with_an_error_is_left_as_it_is(folder: Folder, renderer: Renderer) -> None:
    root = folder(a_path(flashcards__c="---\ntitle: C\n---\n\n## No back\n")) / "p"
    with pytest.raises(NotStamped) as refused:
        stamp(root, renderer=renderer)
    assert [p.rule for p in refused.value.problems] == ["card-back"]
    assert "id:" not in (root / "path.md").read_text()


def test_lines_end_as_they_do_in_the_file(folder: Folder, renderer: Renderer) -> None:
    root = folder({name: text.replace("\n", "\r\n") for name, text in a_path().items()}) / "p"
    stamp(root, renderer=renderer)
    stamped = (root / "lessons/a.md").read_bytes()
    assert stamped.count(b"id:") == 2
    assert stamped.count(b"\n") == stamped.count(b"\r\n")


def test_the_rights_of_a_file_are_kept(folder: Folder, renderer: Renderer) -> None:
    root = folder(a_path()) / "p"
    (root / "path.md").chmod(0o640)
    stamp(root, renderer=renderer)
    assert (root / "path.md").stat().st_mode & 0o777 == 0o640


HEADING = st.sampled_from(
    ["## A", "## A", "## B c", "##  *D* $x$", "### E", "## ", "## Ü!", "A\n---", "B\nb\n ==", "## a ##", "   ## F"]
)
BODY = st.sampled_from(
    [
        "",
        "\n",
        "\nText.",
        "<!-- level: 2 -->",
        "<!-- id: x1 -->",
        "<!--level: 3-->  ",
        "<!-- plain words -->",
        "\n==a==",
    ]
)
FRONT = st.sampled_from(
    ["---\ntitle: A\n---\n", "---\nid: kept\ntitle: A\n---\n", "# Title\n", "", "\n\n# T\n", "---\n---\n"]
)


@settings(deadline=None)
@given(
    FRONT,
    st.lists(st.tuples(HEADING, BODY), max_size=6),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["lessons/a.md", "flashcards/1.md", "path.md", "glossary.md"]),
)
def test_what_is_put_in_can_be_taken_out_again(
    front: str, parts: list[tuple[str, str]], newline: str, has_mark: bool, ends: bool, file: str
) -> None:
    text = front + "\n".join(f"{heading}\n{body}" for heading, body in parts) + ("\n" if ends else "")
    source = (b"\xef\xbb\xbf" if has_mark else b"") + text.replace("\n", newline).encode()
    before = parse(source, file, Context("p"))
    assert before.document
    stamps = stamps_for(before.document, source)
    stamped = put_in(source, stamps)
    left = stamped
    for each in sorted(stamps, key=lambda s: -s.offset):
        at = each.offset + sum(len(s.text) for s in stamps if s.offset < each.offset)
        assert left[at : at + len(each.text)] == each.text
        left = left[:at] + left[at + len(each.text) :]
    assert left == source
    after = parse(stamped, file, Context("p"))
    assert after.document
    assert said(after.document) == said(before.document)


def said(document: Document) -> object:
    """All that must stay when ids are put in."""
    items = [(i.kind, i.key, i.edition, i.level, i.digest) for i in document.items]
    return document.key, document.title, [(s.anchor, s.heading, s.html) for s in document.sections], items
