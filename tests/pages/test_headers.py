"""Strict headers stand on every answer, whoever made it."""

import pytest
from fastapi import FastAPI

from app.web.static import static_url
from tests.pages.client import Client

STRICT = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}


@pytest.fixture(autouse=True)
def broken(bare_app: FastAPI) -> None:
    @bare_app.get("/broken")
    def broken() -> None:
        raise ZeroDivisionError


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/healthz", 200),
        ("HEAD", "/healthz", 200),
        ("GET", "/nowhere", 404),
        ("GET", "/broken", 500),
        ("POST", "/healthz", 403),
        ("GET", static_url("cairn.css"), 200),
        ("GET", "/static/cairn.css", 200),
        ("GET", "/static/nothing.css", 404),
        ("GET", "/favicon.ico", 301),
    ],
)
def test_they_stand_on_every_answer(stranger: Client, method: str, address: str, status: int) -> None:
    answer = stranger.ask(method, address)
    assert answer.status_code == status
    assert STRICT.items() <= dict(answer.headers).items()
    assert answer.headers["content-security-policy"].startswith("default-src 'self';")


def test_they_stand_on_a_304(stranger: Client) -> None:
    address = static_url("cairn.css")
    answer = stranger.get(address, if_none_match=stranger.get(address).headers["etag"])
    assert answer.status_code == 304
    assert STRICT.items() <= dict(answer.headers).items()


def test_the_policy_allows_nothing_unsafe(stranger: Client) -> None:
    policy = stranger.get("/healthz").headers["content-security-policy"]
    rules = dict(rule.strip().partition(" ")[::2] for rule in policy.split(";"))
    assert rules == {
        "default-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "object-src": "'none'",
    }


def test_a_drawing_may_style_itself_and_nothing_else(stranger: Client) -> None:
    policy = stranger.get(static_url("icons.svg")).headers["content-security-policy"]
    assert policy.startswith("default-src 'none';")
    assert "script" not in policy
