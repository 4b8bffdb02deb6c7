"""What search finds of each kind of file, as plain text; what it never finds, because it has to be recalled."""

import pytest

from tests.content.files import document

DECK = """
## What holds the gas?
<!-- id: gas -->

> [!TIP]
> Zedoary hint.

Zedoary, made of two proteins.

## The rise of a loaf
<!-- id: rise -->

Yeast eats ==sugar== and gives off ==carbon *dioxide*==.

> [!TIP]
> Zedoary again.

## Brown
<!-- id: brown; reverse: true -->

The colour of zedoary.
"""
QUIZ = """
## Why does a dough rise?
<!-- id: rise -->

> [!TIP]
> Think of zedoary.

1. [x] Zedoary is caught in it
2. [ ] Water boils
   > Zedoary would have to be hot.

> Zedoary makes the gas.
"""


def found(text: str, file: str = "lessons/a.md") -> list[tuple[str, str, str, str]]:
    return [(p.kind, p.anchor or p.key, p.heading, p.text) for p in document(text, file).passages]


def test_a_lesson_is_found_by_its_title_summary_and_opening_and_by_each_section() -> None:
    said = (
        "---\ntitle: The crumb\nsummary: Why there are holes.\n---\n\nBegin here[^1].\n\n[^1]: Somebody forgot.\n\n"
        "## Holes *in* it\n<!-- id: holes -->\n\nGas swells them.\n\n### Below\n\nSmaller.\n"
    )
    assert found(said) == [
        ("lesson", "", "The crumb", "Why there are holes. Begin here. Somebody forgot."),
        ("section", "holes", "Holes in it", "Gas swells them."),
        ("section", "below", "Below", "Smaller."),
    ]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Plain **bold** and `code()` and [a link](b.md).", "Plain bold and code() and a link."),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a b 1 2"),
        ("- one\n- two", "one two"),
        ("```python\nx = 1\n```", "x = 1"),
        ("The density $p_\\theta(x)$ is one.", "The density p_θ(x) is one."),
        ("Before\n\n$$ \\int x \\, dx $$\n\nafter.", "Before … after."),
        ("> [!NOTE]\n> Of two proteins.", "Of two proteins."),
        ("It was found [@goodfellow2014], and kept.", "It was found, and kept."),
        ("![A game](../figures/game.svg)", "A game"),
        ("a &lt; b <b>c</b>", "a < b <b>c</b>"),
        ("e\u0301t\u00e9", "\u00e9t\u00e9"),
    ],
)
def test_text_is_read_as_a_reader_reads_it(written: str, read: str) -> None:
    assert found(f"## A\n\n{written}\n")[1][3] == read


def test_a_card_is_found_by_its_front_and_by_what_stands_around_its_gaps() -> None:
    assert found(DECK, "flashcards/d.md") == [
        ("card", "gas", "What holds the gas?", ""),
        ("card", "rise~sugar", "The rise of a loaf", "Yeast eats […] and gives off […]."),
        ("card", "brown", "Brown", ""),
    ]


def test_no_back_no_hint_and_no_front_of_a_reverse_is_found() -> None:
    said = str(found(DECK, "flashcards/d.md")).lower()
    for secret in ("zedoary", "sugar.", "dioxide", "proteins", "colour"):
        assert secret not in said


def test_nothing_of_a_quiz_is_found() -> None:
    assert found(QUIZ, "quizzes/q.md") == []


def test_a_resource_is_found_by_its_title_its_authors_and_why_to_read_it() -> None:
    ((kind, anchor, heading, text),) = found(
        "## Nets\n<!-- id: nets; ref: goodfellow2014 -->\n\nRead it first.\n", "resources.md"
    )
    assert (kind, anchor, heading) == ("resource", "nets", "Nets")
    assert text == "Ian Goodfellow, Jean Pouget-Abadie, others, 2014. Read it first."


def test_a_term_is_found_where_it_stands() -> None:
    assert found("## Éclat\n\nA sound.\n", "glossary.md") == [("term", "éclat", "Éclat", "A sound.")]


def test_a_path_is_found_by_its_own_words() -> None:
    said = "---\ntitle: Bread\nsummary: From the start.\n---\n\nYou know it.\n\n## Then\n\nBake.\n"
    assert found(said, "path.md") == [("path", "", "Bread", "From the start. You know it. Then Bake.")]


def test_an_episode_is_found_by_its_chapters() -> None:
    said = "---\ntitle: Talk\nvoices: {Maya: a}\n---\n\n## Waiting\n\n**Maya:** How long?\n"
    assert found(said, "podcast/episode.md") == [
        ("episode", "", "Talk", ""),
        ("chapter", "waiting", "Waiting", "Maya: How long?"),
    ]


def test_a_passage_has_an_end() -> None:
    assert len(found("## A\n\n" + "word " * 40_000)[1][3]) == 100_000
