"""What was typed, as words: a table of cases, and for any text whatever a query that can be asked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.db import Form
from app.search.queries import MOST_CHARACTERS, MOST_WORDS, read_query, stem


def said(typed: str) -> str:
    """A query in short: forms with / between them, * where the word may go on, + in a phrase."""
    entries = (
        "/".join("+".join(form.words) + "*" * form.is_begun for form in forms) for forms in read_query(typed).wanted
    )
    return " ".join(entries)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("diffusion models", "diffusion/diffusion* models/model*"),
        ("GAN", "gan/gans"),
        ("gans", "gans/gan"),
        ("How does a GAN learn?", "gan/gans learn/learn*"),
        ("What's the ELBO?", "elbo/elbo*"),
        ("the", "the/thes"),
        ('"mode collapse" VAE', "mode+collapse vae/vaes"),
        ('"the game', "game/game*"),
        ("gpt4 2014", "gpt4 2014"),
        ("k means", "k means/mean*"),
        ("生成モデル gan", "生+成+モ+デ+ル gan/gans"),
        ("gan gan GAN", "gan/gans"),
        ("Éclat", "eclat/eclat*"),
        ("θ", "θ"),
        ("猫", "猫"),
        ("NEAR(a b) AND gan* NOT -x^2", "near/near* b gan/gans not/nots x 2"),
    ],
)
def test_words_are_wanted_in_all_their_forms(typed: str, wanted: str) -> None:
    assert said(typed) == wanted


@pytest.mark.parametrize("typed", ["", " ", '"', '""', "x", "3", "é", "🎉", "!?", "\0", "()", "'"])
def test_too_little_is_nothing(typed: str) -> None:
    assert read_query(typed).wanted == ()
    assert list(read_query(typed).attempts()) == []


@pytest.mark.parametrize(
    ("word", "stems"),
    [
        ("models", "model"),
        ("losses", "loss"),
        ("densities", "densit"),
        ("density", "densit"),
        ("training", "train"),
        ("trained", "train"),
        ("modelling", "model"),
        ("noise", "nois"),
        ("ready", "ready"),
        ("studies", "studie"),
        ("generator", "generator"),
        ("general", "general"),
        ("series", "serie"),
        ("using", "using"),
        ("string", "string"),
        ("speed", "speed"),
        ("indeed", "indeed"),
        ("bias", "bias"),
        ("gans", "gan"),
    ],
)
def test_a_stem_is_what_a_words_other_forms_begin_with(word: str, stems: str) -> None:
    assert stem(word) == stems
    assert word.startswith(stems)


def test_it_looks_for_every_word_then_for_its_beginning_then_for_any() -> None:
    whole, begun, any_word = read_query("latent va").attempts()
    assert whole.wanted[1] == (Form(("va",)), Form(("vas",)))
    assert begun.wanted[1] == (Form(("va",), True), Form(("vas",), True))
    assert [whole.every, begun.every, any_word.every] == [True, True, False]
    assert len(list(read_query("latent").attempts())) == 1


@settings(deadline=None)
@given(st.text(), st.booleans())
def test_any_text_is_a_query(typed: str, repeated: bool) -> None:
    query = read_query(typed * 50 if repeated else typed)
    assert len(query.text) <= MOST_CHARACTERS
    assert len(query.wanted) <= MOST_WORDS
    assert read_query(query.text) == query
    for attempt in query.attempts():
        for forms in attempt.wanted:
            assert all(word.isalnum() or not word.isascii() for form in forms for word in form.words)


@settings(deadline=None)
@given(st.text(alphabet="abc déñ生成_-'.x", min_size=2))
def test_a_text_has_all_of_its_own_words(text: str) -> None:
    query = read_query(text)
    for attempt in list(query.attempts())[:1]:
        assert attempt.has_all(query.text)
        assert attempt.find_in(query.text)
