"""What is shown of a change: the words that are new, those that are gone, and no more than what is around them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.studio.wordings import Run, compare_words, in_short


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("a b c", "a b c", "a b c"),
        ("It is dry.", "It is hot and dry.", "It is +hot and +dry."),
        ("It is very dry.", "It is dry.", "It is -very -dry."),
        ("old words here", "new words here", "-old -+new +words here"),
    ],
)
def test_it_marks_the_words_that_differ(before: str, after: str, told: str) -> None:
    signs = {"kept": "", "new": "+", "gone": "-"}
    assert "".join(f"{signs[r.how]}{r.text}{signs[r.how]}" for r in compare_words(before, after)) == told


@given(st.text("ab .\n", max_size=40), st.text("ab .\n", max_size=40))
def test_both_texts_can_be_read_from_it(before: str, after: str) -> None:
    runs = compare_words(before, after)
    assert "".join(run.text for run in runs if run.how != "gone") == after
    assert "".join(run.text for run in runs if run.how != "new") == before


def test_in_short_it_leaves_out_heading_metadata_and_what_is_far_from_a_change() -> None:
    far = "far " * 100
    runs = in_short(
        compare_words(
            f"## Why\n<!-- id: why -->\n\nNear old {far}end", f"## Why\n<!-- id: why -->\n\nNear new {far}end"
        )
    )
    assert runs[0] == Run("kept", "Near ")
    assert (runs[1].text.strip(), runs[2].text.strip()) == ("old", "new")
    assert runs[3].text.endswith(" … ")
    assert len(runs[3].text) < 100
