"""Writes that another site may have caused are refused by their headers."""

import pytest
from fastapi import FastAPI
from starlette.datastructures import Headers

from app.web.origin import is_ours
from tests.pages.client import Client


@pytest.fixture(autouse=True)
def form(bare_app: FastAPI) -> None:
    bare_app.post("/form")(lambda: "saved")


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://cairn.test"},
        {"Origin": "https://cairn.test"},
    ],
)
def test_it_takes_a_form_of_our_own(stranger: Client, headers: dict[str, str]) -> None:
    assert stranger.post("/form", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": ""},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://cairn.test"},
        {"Origin": "http://evil.test"},
        {"Origin": "http://cairn.test.evil.test"},
        {"Origin": "http://cairn.test:8000"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://["},
        {"Origin": "http://evil.test", "Host": "cairn.test"},
        {"Referer": "http://cairn.test/"},
    ],
)
def test_it_refuses_any_other(stranger: Client, headers: dict[str, str]) -> None:
    answer = stranger.post("/form", headers=headers)
    assert answer.status_code == 403
    assert "did not come from here" in answer.text
    assert 'href="/"' in answer.text


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "PROPFIND"])
def test_it_refuses_every_method_that_may_write(stranger: Client, method: str) -> None:
    assert stranger.ask(method, "/form").status_code == 403


def test_a_write_that_names_no_host_is_not_ours() -> None:
    assert not is_ours(Headers({"origin": "null"}))
    assert not is_ours(Headers({"origin": "http://"}))


def test_reading_needs_no_origin(stranger: Client) -> None:
    assert stranger.get("/healthz", sec_fetch_site="cross-site").status_code == 200
