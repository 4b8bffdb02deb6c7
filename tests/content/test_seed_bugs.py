"""What the page that came before got wrong, each as a case of its own."""

import pytest

from app.content.documents import Problem
from tests.content.files import document, html, problems, read


def test_math_with_a_less_than_sign_comes_through_whole() -> None:
    drawn = html(r"It is $p(x)=\prod_{t=1}^{T}p(x_t\mid x_{<t})$, then text.")
    assert '<msub><mi>x</mi><mrow><mo lspace="0" rspace="0">&lt;</mo><mi>t</mi></mrow></msub>' in drawn
    assert drawn.endswith("</math>,</span> then text.</p>")


def test_a_less_than_sign_in_running_text_eats_nothing() -> None:
    assert document("x_{<t}) … >= rest").html == "<p>x_{&lt;t}) … &gt;= rest</p>"


def test_underscores_in_math_make_no_emphasis() -> None:
    drawn = html(r"$\prod_t p(x_t \mid x_{<t})$ and $a_1 + b_1$ and _this_.")
    assert drawn.count("<em>") == 1
    assert "<msub><mi>a</mi><mn>1</mn></msub>" in drawn


def test_a_title_and_its_underline_on_one_line_are_reported_and_make_no_heading() -> None:
    text = "Generative AI — explained =========================\n\nText.\n"
    assert problems(text) == [("heading-underline", 1, 27)]
    parsed = read(text)
    assert parsed.document
    assert parsed.document.sections == ()


def test_the_outline_is_made_from_the_headings() -> None:
    read_in = document("## One\n\na\n\n### Two\n\nb\n\n## Three\n\nc\n")
    assert [(s.level, s.heading) for s in read_in.sections] == [(2, "One"), (3, "Two"), (2, "Three")]


def test_a_list_of_contents_that_does_not_match_the_headings_is_reported() -> None:
    text = "## Table of contents\n\n- One\n- Lost\n\n## One\n\na\n"
    assert ("outline", 1, 1) in problems(text)
    assert "outline" not in [r for r, _, _ in problems(text.replace("- Lost\n", ""))]
    assert ("outline", 1, 1) in problems(text.replace("- Lost\n", "") + "\n## Unlisted\n\nb\n")


@pytest.mark.parametrize("file", ["resources.md", "glossary.md", "flashcards/c.md", "quizzes/q.md"])
def test_a_list_with_nothing_in_it_is_reported(file: str) -> None:
    assert [r for r, _, _ in problems("Words.\n", file)] == ["empty-list"]


def test_an_empty_list_entry_is_reported() -> None:
    assert problems("- one\n-\n- three\n") == [("empty-list", 2, 1)]


def test_a_section_with_nothing_below_it_is_reported() -> None:
    assert problems("## One\n\n## Two\n\nText.\n\n## Three\n\n### Four\n\nText.\n") == [("empty-section", 1, 1)]


def test_a_placeholder_card_is_reported_on_both_sides() -> None:
    assert problems("## Question\n<!-- id: x -->\n\nAnswer\n", "flashcards/c.md") == [
        ("placeholder", 1, 1),
        ("placeholder", 4, 1),
    ]


@pytest.mark.parametrize(
    ("text", "column"),
    [("It goes on and...", 15), ("It goes on and…", 15), ("- an entry of some length that is cut...", 38)],
)
def test_text_that_ends_in_dots_is_reported_where_the_dots_stand(text: str, column: int) -> None:
    assert problems(text) == [("cut-off", 1, column)]


@pytest.mark.parametrize(
    "text",
    [
        "If you’d like, I can produce a focused primer on one model family.",
        "Would you like me to go on?",
        "Here are two — which would you prefer?",
        "I hope this helps!",
        "I can also write a short policy brief.",
    ],
)
def test_an_assistants_left_over_offer_is_reported(text: str) -> None:
    assert [r for r, _, _ in problems(text)] == ["left-over"]


def test_honest_prose_is_not_taken_for_an_offer() -> None:
    assert (
        problems("If you like maths, a GAN can produce a picture. Let me know the noise, and I can tell the picture.")
        == []
    )


def test_a_problem_reads_as_one_line_with_its_place_and_remedy() -> None:
    (found,) = read("## Q\n\n1. [x] A\n2. [x] B\n\n> Why.\n", "quizzes/basics.md").problems
    assert str(found) == (
        "quizzes/basics.md:7:4: error: a numbered list has one right answer; "
        'use "-" bullets if several are right [quiz-single]'
    )
    assert found == Problem("quizzes/basics.md", 7, 4, "error", "quiz-single", found.message)
