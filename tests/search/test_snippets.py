"""Snippets: the place where most of what was looked for stands together, cut at words, marked letter by letter."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.search.queries import read_query
from app.search.snippets import LENGTH, Piece, mark, snippet

LONG = "It was a long way. " * 40


def shown(query: str, text: str) -> str:
    attempt = next(read_query(query).attempts())
    return "".join(f"[{piece.text}]" if piece.is_marked else piece.text for piece in snippet(attempt, text))


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("gas", "Gas swells it: pV=nRT.", "[Gas] swells it: pV=nRT."),
        ("models", "A model. Remodelled, modelling.", "A [model]. Remodelled, [modelling]."),
        ("eclat", "Un éclat, É\u0301CLATS.", "Un [éclat], [É\u0301CLATS]."),
        ("gan", "GANs gang (GAN) gan_loss", "[GANs] gang ([GAN]) [gan]_loss"),
        ('"mode collapse"', "mode, collapse; collapse mode", "[mode, collapse]; collapse mode"),
        ("生成", "これは生成モデルと成生です", "これは[生成]モデルと成生です"),
        ("absent", "Nothing of it.", "Nothing of it."),
        ("gas", "", ""),
    ],
)
def test_what_was_looked_for_is_marked(query: str, text: str, expected: str) -> None:
    assert shown(query, text) == expected


def test_it_shows_the_sentence_where_all_words_stand_together() -> None:
    text = f"Gas here. {LONG}There the gas meets the gluten. {LONG}"
    found = shown("gas gluten", text)
    assert found.startswith("… There the [gas] meets the [gluten]. It was")
    assert found.endswith(" …")
    assert len(found) < LENGTH + 20


def test_without_a_mark_it_is_the_beginning() -> None:
    assert shown("absent", LONG).startswith("It was a long way.")


def test_one_endless_word_is_cut() -> None:
    assert len(shown("absent", "x" * 5000)) < LENGTH + 5


@settings(deadline=None)
@given(st.text(alphabet="gas é.生成\u0301 \n", max_size=600), st.sampled_from(["gas", "ga s", "生成", '"gas gas"']))
def test_pieces_are_the_text_and_marks_are_what_was_looked_for(text: str, query: str) -> None:
    attempt = next(read_query(query).attempts())
    assert "".join(piece.text for piece in mark(attempt, text)) == text
    pieces = [piece for piece in snippet(attempt, text) if piece not in (Piece("… "), Piece(" …"))]
    assert "".join(piece.text for piece in pieces) in text
    assert sum(len(piece.text) for piece in pieces) <= LENGTH
