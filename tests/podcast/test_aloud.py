"""Written text becomes the words that are spoken."""

# ruff: noqa: E501 (a case a line is easier to read)

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.podcast.aloud import aloud

SAY = {"ELBO": "elbow", "GAN": "gan", "LoRA": "/lˈɔɹə/", "p50": "the median", "GAN loss": "the loss"}


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        # Years
        ("In 1962, in Lisbon.", "In nineteen sixty-two, in Lisbon."),
        ("1905, 2006, 2024, 1900", "nineteen oh five, two thousand six, twenty twenty-four, nineteen hundred"),
        ("the 1960s and the ’70s", "the nineteen sixties and the seventies"),
        ("1962–1965", "nineteen sixty-two to nineteen sixty-five"),
        ("the year 2000.", "the year two thousand."),
        # Names with numbers
        ("a VAE", "a VAE"),
        ("GPT-4 and GPT-3.5", "GPT four and GPT three point five"),
        ("ResNet-50, MP3, H2O, 3D, v1.5", "ResNet fifty, MP three, H two O, three D, version one point five"),
        ("a 7B model", "a seven billion model"),
        ("32K tokens, 1.5M rows", "thirty-two thousand tokens, one point five million rows"),
        # Amounts
        ("3.5 %", "three point five percent"),
        ("1% and 100 %", "one percent and one hundred percent"),
        ("0.05", "zero point zero five"),
        ("1,024 soups, 2,000,000 more", "one thousand twenty-four soups, two million more"),
        ("It scored 4.", "It scored four."),
        ("1.2.3", "one point two point three"),
        ("007", "zero zero seven"),
        ("$5M, €3.50, £1, $1,200", "five million dollars, three euros and fifty cents, one pound, one thousand two hundred dollars"),
        ("16 GB, 1 GB, 50 ms, 20°C", "sixteen gigabytes, one gigabyte, fifty milliseconds, twenty degrees Celsius"),
        ("41st, 2nd, 12th, 20th", "forty-first, second, twelfth, twentieth"),
        ("½ a cup, 2½ cups, 3/4, 7/25", "one half a cup, two and one half cups, three quarters, seven over twenty-five"),
        ("3–5, 50-50, 24/7", "three to five, fifty fifty, twenty-four seven"),
        ("-3 and −2.5", "minus three and minus two point five"),
        ("28×28, 3× faster, 3 × 4, 2.5x", "twenty-eight by twenty-eight, three times faster, three times four, two point five times"),
        ("7:30, 9:05, 8:00", "seven thirty, nine oh five, eight o'clock"),
        # Formulas
        ("p(x)", "p of x"),
        ("p(x|z), D(G(z))", "p of x given z, D of G of z"),
        ("α ≈ 0.5 ± 1, x² + y", "alpha is about zero point five plus or minus one, x squared plus y"),
        ("10^-3", "ten to the minus three"),
        # Abbreviations and signs
        ("e.g. Dr. Smith vs. me, i.e. you", "for example Doctor Smith versus me, that is you"),
        ("No. 5. No, Fig. 3", "number five. No, figure three"),
        ("U.S. law at 5 a.m.", "U S. law at five A M"),
        ("R&D, and/or, example.org, af_heart", "R and D, and or, example dot org, af heart"),
        # Stops
        ("well—maybe – yes", "well — maybe — yes"),
        ("Wait ... what?", "Wait… what?"),
        ("Soup (hot). It (warm) is", "Soup, hot. It, warm, is"),
        ("“Yours”, ‘mine’, don’t", "“Yours”, mine, don't"),
        # Pronunciations of the author's
        ("ELBO, GANs, GAN's, a GAN-like p50", "elbow, gan's, gan's, a gan-like the median"),
        ("LoRA and LoRAs", "/lˈɔɹə/ and /lˈɔɹəz/"),
        ("the GAN loss of ELBOW", "the the loss of ELBOW"),
        ("GAN-2", "gan two"),
    ],
)  # fmt: skip
def test_it_is_said_as_a_speaker_says_it(written: str, spoken: str) -> None:
    assert aloud(written, SAY) == spoken


@given(st.text())
def test_nothing_that_is_left_needs_to_be_explained_to_a_voice(text: str) -> None:
    assert not re.search(r"[0-9/|()\[\]{}<>=+%&@#^~*_\\]", aloud(text, {}))


@given(st.text(st.characters(categories=("Lu", "Ll"), max_codepoint=127), min_size=1))
def test_plain_words_stay_as_they_are(word: str) -> None:
    assert aloud(f"{word} and {word}, {word}.", {}) == f"{word} and {word}, {word}."
