"""Content is hostile until rendered: no script comes through, and no text makes the reader fail."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from app.content.clean import clean
from app.content.context import Context, Parsed
from app.content.parse import parse
from tests.content.files import CONTEXT, html, read
from tests.content.safety import dangers
from tests.content.vectors import VECTORS

FRAMES = {
    "lessons/a.md": [
        "{}",
        "## {}\n\nText.",
        "> {}",
        "- {}",
        "> [!TIP]\n> {}",
        "Term\n: {}",
        "| a |\n|---|\n| {} |",
        "x[^1]\n\n[^1]: {}",
    ],
    "flashcards/c.md": ["## Front\n\n{}", "## {}\n\nBack ==gap==", "## Front\n\nBack\n\n> [!TIP]\n> {}"],
    "quizzes/q.md": [
        "## Q\n\n{}\n\n1. [x] a\n2. [ ] b\n   > no\n\n> why",
        "## {}\n\n1. [x] {}\n2. [ ] b\n   > {}\n\n> {}",
        "## Q\n\n= {}\n\n> why",
        "## Q\n\n| a | {} |\n|---|---|\n| {} | y |\n| z | w |\n\n> why",
        "## Q\n\nThe =={}== is.\n\n> why",
    ],
    "glossary.md": ["## {}\n\n{}"],
    "resources.md": ["## {}\n<!-- ref: goodfellow2014 -->\n\n{}"],
    "podcast/e.md": ["## {}\n\n**Maya:** {}"],
    "path.md": ["{}"],
}
FILES = [*FRAMES, "overview.md", "references.yml"]


def fragments(parsed: Parsed) -> Iterator[str]:
    """Every string of a reading that a page shows without escaping it."""
    if parsed.document is None:
        return
    yield from (parsed.document.html, parsed.document.tail_html, *(term.tip for term in parsed.terms))
    for section in parsed.document.sections:
        yield from (section.html, section.heading_html)
    for item in parsed.document.items:
        yield from _html_of(item.body)


def _html_of(model: BaseModel) -> Iterator[str]:
    for name, value in model:
        if isinstance(value, str) and (name.endswith("_html") or name == "html"):
            yield value
        elif isinstance(value, BaseModel):
            yield from _html_of(value)
        elif isinstance(value, tuple):
            for entry in value:
                if isinstance(entry, BaseModel):
                    yield from _html_of(entry)


@pytest.mark.parametrize("vector", VECTORS)
def test_no_script_comes_through(vector: str) -> None:
    for file, frames in FRAMES.items():
        for frame in frames:
            for fragment in fragments(read(frame.replace("{}", vector), file)):
                assert dangers(fragment) == [], f"{file}: {frame}"


@pytest.mark.parametrize("vector", VECTORS)
def test_the_last_pass_alone_lets_no_script_through(vector: str) -> None:
    relative = re.compile(r"(a href|img src)=(?!\w+:)")
    assert [found for found in dangers(clean(vector)) if not relative.match(found)] == []


def test_raw_html_is_shown_as_text_and_reported() -> None:
    assert html("a <b>c</b>") == "<p>a &lt;b&gt;c&lt;/b&gt;</p>"
    assert [(p.rule, p.severity, p.column) for p in read("a <b>c</b>").problems] == [("raw-html", "warning", 3)]


PIECES = st.sampled_from(
    """
    # ## ### - 1. [ ] [x] > [!TIP] [!NOTE] = == ± | |---|---| ``` $ $$ \\frac{ } { ![ ]( ) ../figures/game.svg [^1]
    [^1]: [@goodfellow2014] [@ <!-- --> id: see: lessons/a.md#x ; level: ** __ ~~ ` : --- === True False ELBO www.x.org
    <a <script> &amp; " ' \\ \\| x.md#y 2014 %
    """.split()  # noqa: SIM905
)
SPACES = st.sampled_from([" ", "\n", "\n\n", "\n   ", "", "\t", "\r\n"])
MARKDOWN = st.lists(st.tuples(PIECES, SPACES), max_size=40).map(lambda parts: "".join(a + b for a, b in parts))
TEXT = st.one_of(MARKDOWN, st.text(max_size=300), st.tuples(MARKDOWN, st.text(max_size=40), MARKDOWN).map("".join))


@given(TEXT, st.sampled_from(FILES))
def test_no_text_makes_it_fail_and_none_becomes_a_script(text: str, file: str) -> None:
    for source in (text, "---\ntitle: A\n---\n" + text):
        parsed = parse(source.encode("utf-8", "surrogatepass"), file, CONTEXT)
        lines = source.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
        for problem in parsed.problems:
            assert 1 <= problem.line <= lines
            assert problem.column >= 1
        for fragment in fragments(parsed):
            assert dangers(fragment) == []
            assert clean(fragment) == fragment


@given(st.binary(max_size=200), st.sampled_from(FILES))
def test_no_bytes_make_it_fail(source: bytes, file: str) -> None:
    parse(source, file, Context("p"))


def test_invalid_utf_8_is_reported_where_it_stands() -> None:
    parsed = parse(b"---\ntitle: A\n---\n\nGr\xc3\xbc\xdfe\n", "lessons/a.md", CONTEXT)
    assert [(p.rule, p.line, p.column) for p in parsed.problems] == [("utf-8", 5, 4)]


def test_a_byte_order_mark_and_carriage_returns_change_nothing() -> None:
    plain = "---\ntitle: A\n---\n\n## One\n<!-- id: x -->\n\nTwo *words*.\n"
    dressed = b"\xef\xbb\xbf" + plain.replace("\n", "\r\n").encode()
    assert parse(dressed, "lessons/a.md", CONTEXT) == parse(plain.encode(), "lessons/a.md", CONTEXT)


def test_a_zero_byte_is_reported() -> None:
    assert "utf-8" in [p.rule for p in parse(b"a\n\0b", "lessons/a.md", CONTEXT).problems]


@pytest.mark.parametrize(
    "text",
    [
        "> " * 300 + "x",
        "- " * 300 + "x",
        "[" * 5000,
        "![" * 3000 + "x" + "](y)" * 3000,
        "*" * 5000 + "x",
        "==" * 3000,
        "$" * 3001,
        "`" * 4999,
        "<!--" * 2000,
        "|" * 3000 + "\n" + "|-" * 3000,
        "[^1]: " * 300,
        "# " * 500,
        "\n".join(f"{' ' * i}- x" for i in range(300)),
    ],
)
def test_deep_or_endless_markup_is_shown_or_reported(text: str) -> None:
    for file in FILES:
        parsed = parse(b"---\ntitle: A\n---\n" + text.encode(), file, CONTEXT)
        assert parsed.document or parsed.problems


def test_a_page_that_grows_too_large_is_refused() -> None:
    text = "[a]: https://example.org/" + "x" * 1500 + "\n\n" + "[a] " * 3000
    assert [p.rule for p in read(text).problems] == ["too-much-html"]


def test_a_file_that_is_too_large_is_refused() -> None:
    assert [p.rule for p in read("x" * 256 * 1024).problems] == ["too-large"]
