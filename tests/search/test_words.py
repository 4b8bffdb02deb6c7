"""Folding: case, accents and signs are of no matter, and a folded text is as long as the text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.content.words import fold, spell, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Éclat, naïve!", "eclat naive"),
        ("Ørsted, Łódź", "orsted lodz"),
        ("k-means don't p_θ(x|z)", "k means don t p θ x z"),
        ("x² and 𝔼", "x2 and e"),
        ("ΆΛΦΑ ς", "αλφα σ"),
        ("e\u0301tude", "etude"),
        ("Wahr\u00adheit", "wahrheit"),
        ("İstanbul straße", "istanbul straße"),
        ("생성 모델", "생성 모델"),
        ("हिन्दी", "हनद"),
        ("生成モデル", "生 成 モ デ ル"),
        ("GAN生成", "gan 生 成"),
        ("🎉 — \0 \t", ""),
    ],
)
def test_a_text_is_spelled_as_its_words(text: str, words: str) -> None:
    assert spell(text).split() == words.split()


@settings(deadline=None)
@given(st.text())
def test_a_folded_text_is_as_long_and_folds_to_itself(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded
    for word in words_of(folded):
        assert 0 <= word.start < word.end <= len(text)


@settings(deadline=None)
@given(st.text(), st.text())
def test_words_are_the_same_alone_and_between_others(left: str, right: str) -> None:
    assert spell(f"{left} . {right}").split() == spell(left).split() + spell(right).split()
