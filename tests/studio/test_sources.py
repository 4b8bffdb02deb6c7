"""A text that went through a form is written as the file was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.studio.sources import NotKept, source_of_text, text_of_source


@pytest.mark.parametrize(
    "content",
    [
        b"one\ntwo\n",
        b"one\r\ntwo\r\n",
        b"one\ntwo",
        b"one\r\ntwo",
        b"\xef\xbb\xbfone\r\n",
        "größe\n".encode(),
        b"",
        b"\n\n\none\n\n",
    ],
)
def test_what_was_not_changed_keeps_every_byte(content: bytes) -> None:
    text = text_of_source(content)
    assert text is not None
    assert source_of_text(text.replace("\n", "\r\n"), content) == content


@given(st.text(st.characters(exclude_characters="\r\0", exclude_categories=["Cs"])), st.booleans())
def test_any_text_comes_back(text: str, is_windows: bool) -> None:
    content = text.replace("\n", "\r\n" if is_windows else "\n").encode()
    read = text_of_source(content)
    assert read is not None
    assert source_of_text(read.replace("\n", "\r\n"), content) == content


def test_a_final_newline_is_kept_and_given_to_a_new_file() -> None:
    assert source_of_text("one\r\ntwo", b"one\n") == b"one\ntwo\n"
    assert source_of_text("one", b"") == b"one\n"


def test_what_is_no_text_is_not_shown_as_one() -> None:
    assert text_of_source(b"\xff\xfe") is None
    assert text_of_source(b"a\0b") is None


def test_a_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(NotKept, match="262,144"):
        source_of_text("x" * 262_145, b"")
