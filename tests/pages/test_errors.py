"""Error pages say what is wrong and lead on; none shows a traceback."""

import pytest
from fastapi import FastAPI

from app.main import create_app
from app.web.errors import Link, Moved, NotFound
from tests.pages.client import Client


@pytest.fixture(autouse=True)
def broken(bare_app: FastAPI) -> None:
    @bare_app.get("/broken")
    def broken() -> None:
        raise ZeroDivisionError("a secret word")

    @bare_app.get("/numbers/{number}")
    def numbers(number: int) -> int:
        return number

    @bare_app.get("/gone")
    def gone() -> None:
        raise NotFound(Link("/paths/bread", "Baking <bread>"))

    @bare_app.get("/old/{rest:path}")
    def old(rest: str) -> None:
        raise Moved("/old", "/new")


def test_an_unknown_address_leads_onward(stranger: Client) -> None:
    answer = stranger.get("/nowhere")
    assert answer.status_code == 404
    assert "The trail ends here" in answer.text
    assert 'href="/"' in answer.text


def test_what_is_missing_in_a_path_leads_back_to_it(stranger: Client) -> None:
    answer = stranger.get("/gone")
    assert answer.status_code == 404
    assert '<a class="button" href="/paths/bread">Baking &lt;bread&gt;</a>' in answer.text


def test_a_broken_page_shows_a_number_to_quote_and_nothing_else(
    stranger: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = stranger.get("/broken")
    assert answer.status_code == 500
    number = answer.headers["x-request-id"]
    assert f"<code>{number}</code>" in answer.text
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    logged = capsys.readouterr().out
    assert "a secret word" in logged
    assert number in logged


def test_a_broken_error_page_is_still_an_answer(
    stranger: Client, bare_app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.web.errors.render", lambda *_, **__: 1 / 0)
    answer = stranger.get("/broken")
    assert answer.status_code == 500
    assert answer.headers["x-request-id"] in answer.text


def test_an_address_that_cannot_be_read_gets_422(stranger: Client) -> None:
    answer = stranger.get("/numbers/one")
    assert answer.status_code == 422
    assert "Something was missing" in answer.text


def test_a_wrong_method_gets_405_and_the_right_ones(stranger: Client) -> None:
    answer = stranger.post("/healthz")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET"


def test_htmx_gets_a_fragment(stranger: Client) -> None:
    answer = stranger.get("/nowhere", hx_request="true", hx_request_type="partial")
    assert answer.status_code == 404
    assert answer.text.startswith('<div class="lost"')
    assert stranger.get("/nowhere", hx_request="true", hx_request_type="full").text.startswith("<!doctype html>")


def test_what_has_moved_is_found_with_all_that_follows(stranger: Client) -> None:
    answer = stranger.get("/old/lessons/crumb?at=2")
    assert answer.status_code == 301
    assert answer.headers["location"] == "/new/lessons/crumb?at=2"
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("address", ["/docs", "/redoc", "/openapi.json"])
def test_no_page_shows_the_schema(stranger: Client, address: str) -> None:
    assert stranger.get(address).status_code == 404


def test_the_schema_is_served_only_where_it_is_asked_for(bare_app: FastAPI) -> None:
    with Client(create_app(bare_app.state.settings, openapi_url="/schema.json")) as checker:
        assert checker.get("/schema.json").json()["info"]["title"] == "Cairn"
        assert checker.get("/docs").status_code == 404
        assert checker.get("/redoc").status_code == 404
