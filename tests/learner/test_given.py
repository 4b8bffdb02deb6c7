"""What was given as an answer is said in the words that were shown."""

from typing import Any

import pytest

from app.progress.given import given_texts, given_words
from tests.learner.folder import QUESTIONS


@pytest.mark.parametrize(
    ("kind", "given", "texts", "words"),
    [
        ("single", ["keyb"], ["How likely it is"], ["How likely it is"]),
        ("true-false", ["keyf"], ["False"], ["False"]),
        ("multiple", ["keya", "keyc"], ["Flows", "GANs"], ["Flows", "GANs"]),
        ("ordering", ["keyq", "keyp"], ["GAN", "VAE"], ["GAN", "VAE"]),
        ("matching", [["key1", "keyw"]], [["VAE", "nothing"]], ["VAE → nothing"]),
        ("numeric", ["7,5"], ["7,5"], ["7,5"]),
        ("text", ["a trick"], ["a trick"], ["a trick"]),
        ("cloze", ["elbo", ""], ["elbo", ""], ["elbo", ""]),
        # An answer is kept longer than any text.
        ("single", ["gone"], ["gone"], ["gone"]),
        ("matching", [["gone", "keyx"]], [["gone", "a bound"]], ["gone → a bound"]),
    ],
)
def test_it_is_said(kind: str, given: list[Any], texts: list[Any], words: list[str]) -> None:
    assert given_texts(QUESTIONS[kind], given) == texts
    assert given_words(texts) == words
