"""One renderer for every folder that is checked."""

from collections.abc import Iterator

import pytest

from app.content.child import Renderer


@pytest.fixture(scope="session")
def renderer() -> Iterator[Renderer]:
    with Renderer(processes=1) as one:
        yield one
