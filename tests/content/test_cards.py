"""Cards: front and back, reverse, hidden words, hints."""

import pytest

from tests.content.files import cards, document, problems


def test_the_heading_is_the_front_and_the_body_the_back() -> None:
    ((key, body),) = cards("## What is *noise*?\n<!-- id: noise -->\n\nWhat is added.\n\nAnd taken away.\n")
    assert key == "noise"
    assert body.front_html == "<p>What is <em>noise</em>?</p>"
    assert body.back_html == "<p>What is added.</p>\n<p>And taken away.</p>"
    assert body.back_text == "What is added. And taken away."
    assert body.heading == "What is noise?"
    assert body.source == "What is added.\n\nAnd taken away."


def test_a_card_without_id_has_a_key_of_its_file_and_heading() -> None:
    ((key, _),) = cards("## What is $p_t$, now?\n\nBack.\n")
    assert key == "flashcards/c.md#what-is-p_t-now"


def test_reverse_makes_a_second_card() -> None:
    (_, (key, back)) = cards("## ELBO\n<!-- id: elbo; reverse: true -->\n\nEvidence lower bound.\n")
    assert key == "elbo~reverse"
    assert back.front_html == "<p>Evidence lower bound.</p>"
    assert back.back_html == "<p>ELBO</p>"


def test_each_hidden_text_makes_a_card_whose_key_follows_the_text() -> None:
    (first, second) = cards("## Complete.\n<!-- id: c -->\n\nThe ==mean== and the ==log variance==.\n")
    assert (first[0], second[0]) == ("c~mean", "c~log-variance")
    blank = '<span class="gap" role="img" aria-label="blank"></span>'
    assert first[1].front_html == f'<p class="card__prompt">Complete.</p>\n<p>The {blank} and the log variance.</p>'
    assert first[1].back_html == "<p>The <mark>mean</mark> and the log variance.</p>"
    assert second[1].front_html.endswith(f"<p>The mean and the {blank}.</p>")
    assert (first[1].back_text, second[1].back_text) == ("mean", "log variance")


def test_the_same_hidden_text_twice_is_one_card_hidden_in_both_places() -> None:
    ((key, body),) = cards("## Complete.\n<!-- id: c -->\n\n==Noise== in, ==Noise== out.\n")
    assert key == "c~noise"
    assert "Noise" not in body.front_html
    assert body.back_html.count("<mark>") == 2


def test_faces_of_one_card_differ_in_digest_and_an_edit_of_white_space_changes_none() -> None:
    one = document("## C\n<!-- id: c -->\n\n==a== ==b==\n", "flashcards/c.md").items
    two = document("## C\n<!-- id: c -->\n\n\n==a== ==b==   \n\n", "flashcards/c.md").items
    assert one[0].digest != one[1].digest
    assert [i.digest for i in one] == [i.digest for i in two]


def test_a_gap_never_opens_in_code_or_math_and_bars_are_literal_on_cards() -> None:
    ((_, body),) = cards("## C\n\n`a ==b== c` $x ==y$ and == no==, ==no ==, ==P(a|b)==\n")
    assert "<code>a ==b== c</code>" in body.back_html
    assert "== no==, ==no ==" in body.back_html
    assert "<mark>P(a|b)</mark>" in body.back_html


def test_a_tip_is_the_hint_and_stands_on_neither_side() -> None:
    ((_, body),) = cards("## C\n\n> [!TIP]\n> Think.\n\nBack.\n\n> [!NOTE]\n> Kept.\n")
    assert body.hint_html == "<p>Think.</p>"
    assert "Think" not in body.back_html
    assert "Kept." in body.back_html


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        ("## C\n", "card-back", 1),
        ("## C\n\n> [!TIP]\n> only\n", "card-back", 1),
        ("## The ==x==\n\nBack.\n", "card-gap", 1),
        ("## C\n<!-- reverse: true -->\n\nThe ==x==.\n", "card-reverse", 2),
        ("## C\n\nThe ==x y== and ==x Y==.\n", "card-gap-name", 3),
        ("## C\n\nThe ==reverse==.\n", "card-gap-name", 3),
        ("C\n===\n\nBack.\n", "heading-title", 1),
        ("C\n---\n\nBack.\n", "item-setext", 1),
        ("## C\n<!-- id: a -->\n\nB.\n\n## D\n<!-- id: a -->\n\nB.\n", "id-duplicate", 7),
        ("## C\n<!-- reverse: yes -->\n\nB.\n", "meta", 2),
        ("## C\n\n> [!TIP]\n> a\n\n> [!TIP]\n> b\n\nBack.\n", "card-hint", 6),
    ],
)
def test_a_doubtful_card_is_an_error(text: str, rule: str, line: int) -> None:
    assert (rule, line) in [(r, at) for r, at, _ in problems(text, "flashcards/c.md")]


def test_a_second_heading_of_the_same_words_gets_a_number_and_a_warning() -> None:
    found = cards("## C\n\nOne.\n\n## C\n\nTwo.\n")
    assert [key for key, _ in found] == ["flashcards/c.md#c", "flashcards/c.md#c-2"]
    assert problems("## C\n\nOne.\n\n## C\n\nTwo.\n", "flashcards/c.md") == [("heading-duplicate", 5, 1)]
