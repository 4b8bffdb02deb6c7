"""What was meant: the nearest word of a heading, and nothing where none is near."""

import pytest

from app.search.spelling import respell, vocabulary

KNOWN = vocabulary(["Diffusion models", "The log-likelihood", "Autoencoders", "Éclat"])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("difusion", "diffusion"),
        ("likelyhood", "likelihood"),
        ("difusion model", "diffusion model"),
        ("diffusion", ""),
        ("autoenc", ""),
        ("eclta", "eclat"),
        ("xylophone", ""),
        ("lag", ""),
        ("生成成", ""),
    ],
)
def test_an_unknown_word_gives_way_to_the_nearest_known_one(typed: str, meant: str) -> None:
    assert respell(typed.split(), KNOWN) == meant
