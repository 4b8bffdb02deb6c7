"""A body larger than the server accepts is refused: by what it declares, or while it is read."""

from collections.abc import AsyncIterator
from typing import Annotated

import pytest
from fastapi import FastAPI, Form

from tests.pages.client import OURS, Client


@pytest.fixture(autouse=True)
def form(bare_app: FastAPI) -> None:
    @bare_app.post("/form")
    def save(text: Annotated[str, Form()]) -> str:
        return text


def test_it_takes_a_body_of_the_largest_size(stranger: Client) -> None:
    assert stranger.post("/form", data={"text": "a" * 1995}).status_code == 200


def test_it_refuses_one_byte_more(stranger: Client) -> None:
    answer = stranger.post("/form", data={"text": "a" * 1996})
    assert answer.status_code == 413
    assert "Too heavy" in answer.text


def test_it_counts_a_body_that_declares_no_length(stranger: Client) -> None:
    async def endless() -> AsyncIterator[bytes]:
        yield b"text="
        for _ in range(30):
            yield b"a" * 100

    headers = {**OURS, "Content-Type": "application/x-www-form-urlencoded"}
    answer = stranger.post("/form", content=endless(), headers=headers)
    assert answer.status_code == 413


@pytest.mark.parametrize("length", ["-1", "many", "1e3"])
def test_it_refuses_a_length_that_is_no_number(stranger: Client, length: str) -> None:
    assert stranger.post("/form", content=b"text=a", headers={**OURS, "Content-Length": length}).status_code == 413
