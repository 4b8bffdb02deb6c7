"""Questions: eight kinds of answer, and an error with its remedy for every doubtful form."""

import pytest

from app.content.documents import (
    ClozeBody,
    MatchingBody,
    MultipleBody,
    NumericBody,
    OrderingBody,
    SingleBody,
    TextBody,
    TrueFalseBody,
)
from tests.content.files import problems, question, read

WHY = "\n> Because.\n"


def test_a_numbered_list_with_one_box_ticked_is_a_single_choice() -> None:
    body = question(
        f"## Which?\n\n1. [ ] *This*\n   > Too early.\n2. [x] That\n3. [ ] Those\n   > Too late.\n{WHY}"
    ).body
    assert isinstance(body, SingleBody)
    assert [(o.html, o.text, o.is_right, o.reason_html) for o in body.options] == [
        ("<em>This</em>", "This", False, "<p>Too early.</p>"),
        ("That", "That", True, ""),
        ("Those", "Those", False, "<p>Too late.</p>"),
    ]
    assert body.explanation_html == "<p>Because.</p>"
    assert body.stem_html == "<p>Which?</p>"


def test_bullets_with_boxes_are_a_multiple_choice() -> None:
    body = question(f"## Which?\n\n- [x] A\n- [ ] B\n  > No.\n- [x] C\n{WHY}").body
    assert isinstance(body, MultipleBody)
    assert [o.is_right for o in body.options] == [True, False, True]


def test_true_and_false_in_a_numbered_list_are_a_kind_of_their_own() -> None:
    body = question(f"## Is it?\n\n1. [ ] True\n   > No.\n2. [x] False\n{WHY}").body
    assert isinstance(body, TrueFalseBody)


def test_a_plain_numbered_list_is_an_ordering() -> None:
    body = question(f"## Order these.\n\n1. First\n2. Second\n3. Third\n{WHY}").body
    assert isinstance(body, OrderingBody)
    assert [o.text for o in body.options] == ["First", "Second", "Third"]


def test_a_table_of_two_columns_is_a_matching_and_an_empty_left_cell_a_decoy() -> None:
    body = question(
        f"## Match.\n\n| family | has |\n|---|---|\n| GAN | a game |\n| VAE | a *bound* |\n| | a decoy |\n{WHY}"
    ).body
    assert isinstance(body, MatchingBody)
    assert (body.left_title, body.right_title) == ("family", "has")
    assert [(p.left.text, p.right.html) for p in body.pairs] == [("GAN", "a game"), ("VAE", "a <em>bound</em>")]
    assert [d.text for d in body.decoys] == ["a decoy"]


@pytest.mark.parametrize(
    ("written", "value", "tolerance"),
    [
        ("0.98 ± 0.001", 0.98, 0.001),
        ("5 ± 2%", 5, 0.1),
        ("2014", 2014, 0),
        ("-3", -3, 0),
        ("−3 +- 1", -3, 1),
        (".5 +/- 0.1", 0.5, 0.1),
        ("1e-3", 0.001, 0),
        ("-50 ± 10 %", -50, 5),
    ],
)
def test_one_number_is_numeric(written: str, value: float, tolerance: float) -> None:
    body = question(f"## How much?\n\n= {written}\n{WHY}").body
    assert isinstance(body, NumericBody)
    assert body.value == pytest.approx(value)
    assert body.tolerance == pytest.approx(tolerance)
    assert body.written == written


@pytest.mark.parametrize(
    ("lines", "accepted"),
    [
        ("= ELBO", ("ELBO",)),
        ("= ELBO\n= evidence lower bound", ("ELBO", "evidence lower bound")),
        ("= a\n\n= b", ("a", "b")),
        ('= "2014"', ("2014",)),
        ('= "2014"\n= "the year 2014"', ("2014", "the year 2014")),
        ("= 3D convolution", ("3D convolution",)),
        ("= <b> & co", ("<b> & co",)),
    ],
)
def test_answer_lines_are_text(lines: str, accepted: tuple[str, ...]) -> None:
    body = question(f"## What is it called?\n\n{lines}\n{WHY}").body
    assert isinstance(body, TextBody)
    assert body.accepted == accepted


def test_gaps_in_the_text_are_a_cloze() -> None:
    body = question(f"## Fill in.\n\nThe ==*ELBO*|evidence lower bound== is below ==$\\log p$|a\\|b==.\n{WHY}").body
    assert isinstance(body, ClozeBody)
    assert body.gaps == (("ELBO", "evidence lower bound"), ("log p", "a|b"))
    assert (
        'The <span class="gap" data-gap="0"></span> is below <span class="gap" data-gap="1"></span>.' in body.stem_html
    )
    assert "ELBO" not in body.stem_html
    assert "<mark><em>ELBO</em></mark>" in body.solved_html


def test_of_what_a_gap_accepts_only_the_first_is_shown_as_right() -> None:
    body = question(f"## Fill in.\n\nIt is a ==lower bound|bound from below|ELBO==.\n{WHY}").body
    assert isinstance(body, ClozeBody)
    assert body.gaps == (("lower bound", "bound from below", "ELBO"),)
    assert body.solved_html.endswith("<p>It is a <mark>lower bound</mark>.</p>")


def test_everything_before_the_answer_is_stem_and_a_tip_there_is_the_hint() -> None:
    body = question(
        "## Which?\n\nLook:\n\n1. a list\n2. in the stem\n\n> A quote.\n\n"
        "> [!NOTE]\n> A note.\n\n> [!TIP]\n> Think of *noise*.\n\n"
        f"1. [x] A\n2. [ ] B\n   > No.\n{WHY}\n> [!TIP]\n> More.\n"
    ).body
    assert isinstance(body, SingleBody)
    for part in ("a list", "A quote.", "A note."):
        assert part in body.stem_html
    assert body.hint_html == "<p>Think of <em>noise</em>.</p>"
    assert "noise" not in body.stem_html
    assert "More." in body.explanation_html


def test_the_text_of_an_option_can_be_read_out() -> None:
    body = question(f"## Which?\n\n1. [x] $p_\\theta(x\\mid z)$\n2. [ ] B\n   > No.\n{WHY}").body
    assert isinstance(body, SingleBody)
    assert body.options[0].text == "p_θ(x | z)"


def test_the_key_of_an_option_follows_its_text_not_its_place() -> None:
    one = question(f"## Q\n\n1. [x] A\n2. [ ] B\n   > No.\n{WHY}").body
    two = question(f"## Q\n\n1. [ ] B\n   > No, never.\n2. [x] A\n{WHY}").body
    assert isinstance(one, SingleBody)
    assert isinstance(two, SingleBody)
    assert {o.text: o.key for o in one.options} == {o.text: o.key for o in two.options}


def test_metadata_is_read_from_the_line_below_the_heading() -> None:
    item = question(
        f"## Q\n<!-- id: q-1; level: 3; tags: a, b; see: lessons/a.md#x, lessons/b.md#y; edition: 2 -->\n\n= x\n{WHY}"
    )
    assert (item.key, item.has_id, item.level, item.tags, item.edition) == ("q-1", True, 3, ("a", "b"), 2)
    assert item.see == ("lessons/a.md#x", "lessons/b.md#y")
    assert item.line == 4
    assert "<!--" not in item.body.source


# Each case: what is written below "## Q" and a blank line, the rule, and its line and column, counted from the heading.
DOUBTFUL = [
    ("1. [x] A\n2. [x] B\n\n> Why.", "quiz-single", 4, 4),
    ("1. [ ] A\n2. [ ] B\n\n> Why.", "quiz-none", 3, 1),
    ("- [ ] A\n- [ ] B\n\n> Why.", "quiz-none", 3, 1),
    ("1. [x] A\n2. B\n\n> Why.", "answer-mixed", 4, 1),
    ("1. [x] A\n2. [] B\n\n> Why.", "answer-box", 4, 1),
    ("1. [x ] A\n2. [✓] B\n\n> Why.", "answer-box", 3, 1),
    ("1. [x] A\n\n> Why.", "answer-few", 3, 1),
    ("1. only\n\n> Why.", "answer-few", 3, 1),
    ("1. [x] A\n2. [ ] A\n   > No.\n\n> Why.", "option-twice", 4, 1),
    ("1. [x] A\n2. [ ]\n\n> Why.", "option-empty", 4, 1),
    ("1. [x] A\n2.\n\n> Why.", "answer-mixed", 4, 1),
    ("1. [ ] A\n\n> No.\n\n2. [x] B\n\n> Why.", "answer-split", 5, 1),
    ("1. A\n\n> No.\n\n2. B\n3. C\n\n> Why.", "answer-split", 5, 1),
    ("- A\n- B\n\n> Why.", "answer-boxes", 3, 1),
    ("Text.\n= 5\n\n> Why.", "answer-line", 4, 1),
    ("=\n\n> Why.", "answer-line", 3, 1),
    ("= 1,5\n\n> Why.", "answer-number", 3, 3),
    ("= 50%\n\n> Why.", "answer-number", 3, 3),
    ("= 1/3\n\n> Why.", "answer-number", 3, 3),
    ("= 5 ± \n\n> Why.", "answer-number", 3, 3),
    ("= 5\n= 6\n\n> Why.", "answer-number", 3, 3),
    ("= 1e999\n\n> Why.", "answer-number", 3, 1),
    ("= 5 ± -1\n\n> Why.", "answer-number", 3, 1),
    ("The ==ELBO== is it.\n\n= ELBO\n\n> Why.", "question-two-answers", 5, 1),
    ("The ==ELBO|== is it.\n\n> Why.", "gap-empty", 3, 5),
    ("| a | b | c |\n|---|---|---|\n| 1 | 2 | 3 |\n\n> Why.", "matching-columns", 3, 1),
    ("| a | b |\n|---|---|\n| 1 | |\n| 2 | 3 |\n\n> Why.", "matching-right", 5, 1),
    ("| a | b |\n|---|---|\n| 1 | x |\n| 2 | x |\n\n> Why.", "matching-twice", 6, 1),
    ("| a | b |\n|---|---|\n| 1 | x |\n| | y |\n\n> Why.", "answer-few", 3, 1),
    ("Nothing to answer.\n\n> Why.", "question-answer", 1, 1),
    ("1. [x] A\n2. [ ] B\n   > No.", "question-explanation", 1, 1),
    ("= x\n\nMore text.\n\n> Why.", "question-after", 5, 1),
    ("> [!TIP]\n> a\n\n> [!TIP]\n> b\n\n= x\n\n> Why.", "question-hint", 6, 1),
    ("A note[^1].\n\n= x\n\n> Why.\n\n[^1]: no", "footnote", 9, 1),
]


@pytest.mark.parametrize(
    ("body", "rule", "line", "column"), DOUBTFUL, ids=[f"{c[1]}-{i}" for i, c in enumerate(DOUBTFUL)]
)
def test_a_doubtful_form_is_an_error_with_its_place(body: str, rule: str, line: int, column: int) -> None:
    text = f"## Q\n\n{body}\n"
    assert (rule, line, column) in problems(text, "quizzes/q.md")
    errors = {p.rule for p in read(text, "quizzes/q.md").problems if p.severity == "error"}
    assert rule in errors


def test_a_gap_in_the_heading_is_refused_because_the_heading_is_shown() -> None:
    assert ("question-gap", 1, 1) in problems("## The ==ELBO== is?\n\nText ==a==.\n\n> Why.\n", "quizzes/q.md")


def test_a_setext_heading_begins_no_item() -> None:
    assert ("item-setext", 1, 1) in problems("Which?\n---\n\n= x\n\n> Why.\n", "quizzes/q.md")


def test_a_wrong_option_without_reason_is_a_warning() -> None:
    parsed = read("## Q\n\n1. [x] A\n2. [ ] B\n\n> Why.\n", "quizzes/q.md")
    assert [(p.rule, p.severity, p.line) for p in parsed.problems] == [("option-reason", "warning", 7)]
    assert parsed.document
    assert len(parsed.document.items) == 1


def test_all_faulty_questions_of_a_file_are_reported_and_the_sound_ones_read() -> None:
    parsed = read("## A\n\n= x\n\n## B\n\n= y\n\n> Why.\n\n## C\n\n1. [ ] a\n2. [ ] b\n\n> Why.\n", "quizzes/q.md")
    assert [p.rule for p in parsed.problems] == ["question-explanation", "quiz-none"]
    assert parsed.document
    assert [item.body.heading for item in parsed.document.items] == ["B"]
