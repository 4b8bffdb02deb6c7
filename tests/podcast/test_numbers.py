"""Numbers are spoken as words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.podcast.numbers import cardinal, ordinal, plural, year


@pytest.mark.parametrize(
    ("digits", "words"),
    [
        ("0", "zero"),
        ("13", "thirteen"),
        ("42", "forty-two"),
        ("100", "one hundred"),
        ("1001", "one thousand one"),
        ("120000", "one hundred twenty thousand"),
        ("7000000012", "seven billion twelve"),
        ("1234567890123456", "one two three four five six seven eight nine zero one two three four five six"),
    ],
)
def test_an_amount(digits: str, words: str) -> None:
    assert cardinal(digits) == words


@pytest.mark.parametrize(
    ("digits", "words"),
    [("1", "first"), ("5", "fifth"), ("30", "thirtieth"), ("42", "forty-second"), ("100", "one hundredth")],
)
def test_a_place_in_a_row(digits: str, words: str) -> None:
    assert ordinal(digits) == words


@pytest.mark.parametrize(
    ("digits", "words"),
    [
        ("1100", "eleven hundred"),
        ("1999", "nineteen ninety-nine"),
        ("2000", "two thousand"),
        ("2009", "two thousand nine"),
        ("2010", "twenty ten"),
    ],
)
def test_a_year(digits: str, words: str) -> None:
    assert year(digits) == words


@pytest.mark.parametrize(("one", "many"), [("nineteen sixty", "nineteen sixties"), ("six", "sixes"), ("ten", "tens")])
def test_more_than_one(one: str, many: str) -> None:
    assert plural(one) == many


@given(st.integers(0, 10**15 - 1), st.integers(0, 10**15 - 1))
def test_two_amounts_never_sound_the_same(one: int, other: int) -> None:
    assert (cardinal(str(one)) == cardinal(str(other))) is (one == other)
