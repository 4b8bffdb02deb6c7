"""Replies that are made once: encodings, strong ETags, 304, HEAD."""

import gzip
from collections.abc import Iterator

import brotli  # type: ignore[import-untyped]
import pytest
from starlette.types import Receive, Scope, Send

from app.web.replies import Reply, choose_encoding
from tests.pages.client import Client

TEXT = b"<p>The way goes on here.</p>" * 50


@pytest.fixture
def maria() -> Iterator[Client]:
    reply = Reply(TEXT, "text/html; charset=utf-8")

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await reply.send(scope, send)

    with Client(app) as client:
        yield client


@pytest.mark.parametrize(
    ("accepted", "choice"),
    [
        ("", "plain"),
        ("gzip", "gzip"),
        ("gzip, deflate, br", "brotli"),
        ("br;q=0.5, gzip", "gzip"),
        ("br;q=0, gzip;q=0", "plain"),
        ("*", "brotli"),
        ("identity", "plain"),
        ("identity;q=0.5, gzip;q=0.4", "plain"),
        ("BR", "brotli"),
        ("x-gzip", "gzip"),
        ("gzip;q=lots", "plain"),
        (";;,,=", "plain"),
    ],
)
def test_it_chooses_the_encoding_that_the_client_prefers(accepted: str, choice: str) -> None:
    assert choose_encoding(accepted) == choice


@pytest.mark.parametrize(
    ("accepted", "encoding", "length"),
    [
        ("br, gzip", "br", len(brotli.compress(TEXT, quality=10))),
        ("gzip", "gzip", len(gzip.compress(TEXT, 9, mtime=0))),
        ("identity", None, len(TEXT)),
    ],
)
def test_it_sends_the_same_text_in_every_encoding(
    maria: Client, accepted: str, encoding: str | None, length: int
) -> None:
    answer = maria.get("/", accept_encoding=accepted)
    assert answer.content == TEXT
    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["content-length"] == str(length)
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["cache-control"] == "public, no-cache"


def test_it_gives_each_encoding_an_etag_of_its_own(maria: Client) -> None:
    etags = {maria.get("/", accept_encoding=accepted).headers["etag"] for accepted in ("br", "gzip", "identity")}
    assert len(etags) == 3
    assert all(etag.startswith('"') for etag in etags)


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', '"other",W/{} , "third"', "*"])
def test_it_answers_304_to_who_has_the_bytes(maria: Client, form: str) -> None:
    etag = maria.get("/").headers["etag"]
    answer = maria.get("/", if_none_match=form.format(etag))
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["etag"] == etag
    assert answer.headers["vary"] == "Accept-Encoding"
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize("form", ['"other"', "", '{}"', "other"])
def test_it_sends_the_page_to_who_has_other_bytes(maria: Client, form: str) -> None:
    etag = maria.get("/").headers["etag"]
    assert maria.get("/", if_none_match=form.format(etag)).status_code == 200


def test_it_does_not_take_the_etag_of_another_encoding(maria: Client) -> None:
    etag = maria.get("/", accept_encoding="gzip").headers["etag"]
    assert maria.get("/", accept_encoding="br", if_none_match=etag).status_code == 200


def test_it_answers_head_without_a_body(maria: Client) -> None:
    assert maria.ask("HEAD", "/").headers == maria.get("/").headers
    assert maria.body_sent("HEAD", "/") == b""
    assert maria.body_sent("GET", "/") == TEXT


def test_it_sends_what_does_not_shrink_as_it_is() -> None:
    reply = Reply(b"x", "text/plain")
    assert reply.brotli is reply.gzip is reply.plain
