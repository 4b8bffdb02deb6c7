"""Straight quotes become those of the path's language; a stop stays with its formula."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.typography import MARKS, marks_of, set_quotes


@pytest.mark.parametrize(
    ("typed", "set_as"),
    [
        ('She said "yes".', "She said “yes”."),
        ('"Yes", she said', "“Yes”, she said"),
        ("the models' weights don't fit", "the models’ weights don’t fit"),
        ("a \"so-called 'tail'\" here", "a “so-called ‘tail’” here"),
        ("since the '90s", "since the ’90s"),
        ('("in brackets")', "(“in brackets”)"),
        ('either—"or"', "either—“or”"),
        ('6 " wide', "6 ” wide"),
        ("nothing to set", "nothing to set"),
    ],
)
def test_it_sets_english_quotes(typed: str, set_as: str) -> None:
    assert set_quotes([typed], MARKS["en"]) == [set_as]


def test_a_formula_beside_a_quote_counts_as_a_word() -> None:
    assert set_quotes(['the "', None, '" of'], MARKS["en"]) == ["the “", None, "” of"]
    assert set_quotes([None, "'s mean"], MARKS["en"]) == [None, "’s mean"]


def test_each_language_has_its_own() -> None:
    assert set_quotes(['"ja"'], marks_of("de-AT")) == ["„ja“"]
    assert set_quotes(['"sì"'], marks_of("it")) == ["«sì»"]


def test_a_language_that_is_not_known_keeps_what_was_typed() -> None:
    assert set_quotes(['"a"'], marks_of("tlh")) == ['"a"']


@given(st.lists(st.none() | st.text(alphabet="ab \"'.(", max_size=8), max_size=6))
def test_nothing_else_is_changed(pieces: list[str | None]) -> None:
    made = set_quotes(pieces, MARKS["en"])
    plain = {ord(mark): '"' if mark in "“”" else "'" for mark in "“”‘’"}
    assert [piece and piece.translate(plain) for piece in made] == pieces
    assert not any(mark in piece for piece in made if piece for mark in "\"'")
