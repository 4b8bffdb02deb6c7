"""A renderer for the whole run: its child processes start once."""

from collections.abc import Iterator

import pytest

from app.content.child import Renderer


@pytest.fixture(scope="session")
def renderer() -> Iterator[Renderer]:
    with Renderer() as opened:
        yield opened
