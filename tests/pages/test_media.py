"""Figures: served from the current revision under the digest in their address, and nothing else of the folder."""

import re

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from app.models import Revision
from tests.pages.bread import SLICE
from tests.pages.client import Client
from tests.pages.conftest import Author


@pytest.fixture
def address(ines: Author, maria: Client) -> str:
    found = re.search(r'src="(/paths/bread/media/[^"]+)"', maria.get("/paths/bread/lessons/crumb").text)
    assert found
    return found[1]


def test_it_serves_a_figure_for_ever(address: str, maria: Client) -> None:
    answer = maria.get(address)
    assert answer.status_code == 200
    assert len(answer.headers.get_list("content-security-policy")) == 1
    assert answer.text == SLICE
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-security-policy"].startswith("default-src 'none';")
    assert maria.get(address, if_none_match=answer.headers["etag"]).status_code == 304


def test_a_changed_figure_has_another_address(address: str, ines: Author, app: FastAPI, maria: Client) -> None:
    ines.write(**{"bread/figures/slice.svg": SLICE.replace("40", "41")})
    app.state.public.refresh()
    page = maria.get("/paths/bread/lessons/crumb").text
    assert address not in page
    assert maria.get(address).status_code == 404


@pytest.mark.parametrize(
    "file", ["quizzes/first.md", "path.md", "references.yml", "../bread/figures/slice.svg", "figures/other.svg", ""]
)
def test_it_serves_nothing_else(address: str, maria: Client, app: FastAPI, file: str) -> None:

    with app.state.database.reading() as session:
        manifest = session.scalars(select(Revision)).one().manifest
    digest = manifest.get(file, "0" * 64)[:16]
    assert maria.get(f"/paths/bread/media/{digest}/{file}").status_code == 404


@pytest.mark.parametrize("digest", ["", "0", "0123456789abcdef"])
def test_it_serves_nothing_under_another_digest(address: str, maria: Client, digest: str) -> None:
    assert maria.get(f"/paths/bread/media/{digest}/figures/slice.svg").status_code == 404
