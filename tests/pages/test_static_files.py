"""Static files: addresses that change with their bytes, kept for ever; compressed once."""

import re

import pytest

from app.web.static import STATIC, static_replies, static_url
from tests.pages.client import Client


@pytest.mark.parametrize(("name", "folder"), [("cairn", "css"), ("studio", "css/studio"), ("podcast", "css/podcast")])
def test_the_style_sheet_is_every_sheet_in_its_order(stranger: Client, name: str, folder: str) -> None:
    sheet = stranger.get(static_url(f"{name}.css")).text
    order = (STATIC / folder / "ORDER").read_text().split()
    assert set(order) == {path.name for path in (STATIC / folder).glob("*.css")}
    assert re.fullmatch(rf"/static/{name}\.[0-9a-f]{{12}}\.css", static_url(f"{name}.css"))
    assert len(sheet) >= sum((STATIC / folder / file).stat().st_size for file in order) // 2


def test_hashed_addresses_are_kept_for_ever(stranger: Client) -> None:
    for file in ("cairn.css", "js/cairn.js", "icons.svg", "vendor/htmx.min.js"):
        assert stranger.get(static_url(file)).headers["cache-control"] == "public, max-age=31536000, immutable"


def test_plain_addresses_are_asked_for_again(stranger: Client) -> None:
    assert stranger.get("/static/icons.svg").headers["cache-control"] == "public, no-cache"


def test_scripts_find_each_other_by_relative_addresses(stranger: Client) -> None:
    folder = static_url("js/cairn.js").rpartition("/")[0]
    imports = re.findall(
        r"""import\s*(?:[^"';]*from\s*)?["']\./([\w-]+\.js)["']""", stranger.get(static_url("js/cairn.js")).text
    )
    assert imports
    for name in imports:
        answer = stranger.get(f"{folder}/{name}")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/javascript; charset=utf-8"


def test_every_address_in_the_style_sheet_answers(stranger: Client) -> None:
    sheet = stranger.get(static_url("cairn.css")).text
    addresses = set(re.findall(r"/static/[\w./-]+", sheet))
    assert addresses
    for address in addresses:
        answer = stranger.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize("name", ["cairn.css", "js/cairn.js", "icons.svg"])
def test_text_is_compressed(stranger: Client, name: str) -> None:
    for encoding in ("br", "gzip"):
        assert stranger.get(static_url(name), accept_encoding=encoding).headers["content-encoding"] == encoding


def test_nothing_else_of_the_disk_is_served(stranger: Client) -> None:
    for address in ("/static/css/ORDER", "/static/../pyproject.toml", "/static/%2e%2e/pyproject.toml", "/static/"):
        assert stranger.get(address).status_code == 404


def test_nothing_is_inline_and_nothing_comes_from_another_host() -> None:
    for address, reply in static_replies().items():
        if address.endswith(".css"):
            assert b"@import" not in reply.plain.body["body"]
            assert b"//" not in re.sub(rb"/\*.*?\*/", b"", reply.plain.body["body"], flags=re.S)
