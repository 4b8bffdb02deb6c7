"""A script is read as what is said: chapters, lines, sentences, each with its place."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.content.context import Chapter, Parsed
from app.content.script import sentences_of, split_sentences, spoken_digest
from tests.content.files import problems, read

HEAD = "---\ntitle: E\nvoices: {Maya: one, Theo: two}\n---\n\n## One\n\n"


def script(text: str) -> Parsed:
    return read(HEAD + text, "podcast/e.md")


def test_each_sentence_knows_who_says_it_and_where_it_stands() -> None:
    parsed = script("**Maya:** Hi. How *are* you?\nHi. Well.\n\n**Theo**: Well.\n\n## Two\n\n**Theo:** Bye! Bye!\n")
    assert [(name, s.text, s.line, s.column) for name, s in sentences_of(parsed.script)] == [
        ("Maya", "Hi.", 8, 11),
        ("Maya", "How are you?", 8, 15),
        ("Maya", "Hi.", 9, 1),
        ("Maya", "Well.", 9, 5),
        ("Theo", "Well.", 11, 11),
        ("Theo", "Bye!", 15, 11),
        ("Theo", "Bye!", 15, 16),
    ]
    assert [chapter.anchor for chapter in parsed.script] == ["one", "two"]
    assert parsed.problems == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See? Human evaluation.", ["See?", "Human evaluation."]),
        ("One … two. Three… Four", ["One … two.", "Three…", "Four"]),
        ("“No.” She left. (It rained.) Then", ["“No.”", "She left.", "(It rained.)", "Then"]),
        ("No. 1962 was dry.", ["No.", "1962 was dry."]),
        ("It scored 3.5 of 4. Not bad.", ["It scored 3.5 of 4.", "Not bad."]),
        ("Dr. Smith met J. Doe, e.g. Mondays.", ["Dr. Smith met J. Doe, e.g. Mondays."]),
        ("So did I. And you?", ["So did I.", "And you?"]),
        ("Really?! Yes. … and so on", ["Really?!", "Yes. … and so on"]),
        ("Écoute. Être là.", ["Écoute.", "Être là."]),
        ("", []),
    ],
)  # fmt: skip
def test_a_paragraph_is_cut_where_sentences_end(text: str, expected: list[str]) -> None:
    assert split_sentences(text) == expected


@given(st.text(alphabet="aAé1 .!?…,“”\n"))
def test_no_word_is_lost_between_sentences(text: str) -> None:
    assert " ".join(split_sentences(text)).split() == text.split()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**Maya:**\n", [("speech", 8, 1)]),
        ("**Maya:** Hm. … Well.\n", []),
        ("**Maya:** Hm. “…”\n", []),
        ("**Maya:** —\n", [("speech", 8, 11)]),
        ("**Maya:** The chance is $p(x)$.\n", [("speech", 8, 25)]),
        ("**Ben:** Hi.\n", [("voice", 8, 1)]),
        ("Hi.\n", [("speaker", 8, 1)]),
    ],
)
def test_what_cannot_be_heard_is_reported_where_it_stands(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert problems(HEAD + text, "podcast/e.md") == expected


@pytest.mark.parametrize(
    ("before", "after", "is_same"),
    [
        ("Hi", "Hi.", False),
        ("Maya:", "Theo:", False),
        ("{Maya: one,", "{Maya: two,", False),
        ("---\n\n##", "say: {Hi: hai}\n---\n\n##", False),
        ("## One", "## Two", False),
        ("## One\n", "## Uno\n<!-- id: one; see: lessons/a.md#first -->\n", True),
        ("title: E", "title: Another", True),
        ("Hi", "*Hi*", True),
    ],
)
def test_its_digest_changes_with_what_is_heard_only(before: str, after: str, is_same: bool) -> None:
    text = f"{HEAD}**Maya:** Hi\n"
    assert before in text
    assert (digest(text) == digest(text.replace(before, after))) is is_same


def digest(text: str) -> str:
    parsed = read(text, "podcast/e.md")
    assert parsed.document
    assert isinstance(parsed.script[0], Chapter)
    return spoken_digest(parsed.script, parsed.document.front)


def drawn(text: str) -> list[tuple[str, str]]:
    """Each sentence of a transcript as its element's id and what is in it."""
    document = script(f"**Maya:** {text}\n").document
    assert document
    html = document.sections[0].html
    return [
        (id, words)
        for _, id, words in re.findall(r'<(a|span) class="sentence" id="([^"]+)"[^>]*>(.*?)</\1>', html, re.S)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hi. How *are*\nyou?", ["Hi.", "How <em>are</em>\nyou?"]),
        ("Well, *yes. No.* Fine.", ["Well, <em>yes.</em>", "<em>No.</em>", "Fine."]),
        ("**All. Of it.**", ["<strong>All.</strong>", "<strong>Of it.</strong>"]),
        ('She said "Yes. No." Then', ["She said “Yes.", "No.”", "Then"]),
        ("See [the game](../lessons/gan.md). Now.", ['See <a href="/paths/p/lessons/gan">the game</a>.', "Now."]),
    ],
)
def test_each_sentence_of_a_transcript_is_an_element_called_like_its_cue(text: str, expected: list[str]) -> None:
    assert drawn(text) == [(f"one/{n}", words) for n, words in enumerate(expected, 1)]


@given(st.text(st.sampled_from("aB. *`\n!”")))
def test_whatever_is_said_no_word_of_it_is_lost(text: str) -> None:
    parsed = script(f"**Maya:** b {text}\n")
    assume(parsed.document and not any(problem.severity == "error" for problem in parsed.problems))
    assert parsed.document
    html = parsed.document.sections[0].html
    said = [s.text for _, s in sentences_of(parsed.script)]
    words = re.findall(r'<dd class="transcript__words">(.*?)</dd>', html, re.S)
    assert [re.sub(r"<.*?>|\s", "", one) for one in words] == [re.sub(r"\s", "", "".join(said))]
    assert re.findall(r' id="one/(\d+)"', html)[-1:] == [str(len(said))]
