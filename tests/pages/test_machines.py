"""What machines ask for."""

from fastapi import FastAPI

from app.models import Path, Revision
from tests.pages.client import Client


def test_it_is_alive_without_a_database(stranger: Client) -> None:
    assert stranger.get("/healthz").text == "alive\n"


def test_it_is_not_ready_before_a_path_is_there(maria: Client) -> None:
    answer = maria.get("/readyz")
    assert answer.status_code == 503
    assert "cairn sync" in answer.text


def test_it_is_ready_when_a_revision_is_loaded(maria: Client, app: FastAPI) -> None:
    with app.state.database.writing() as session:
        path = Path(key="bread", slug="bread", title="Bread")
        session.add(path)
        session.flush()
        session.add(Revision(path_id=path.id, number=1, digest="d", renderer="r", manifest={}))
    assert maria.get("/readyz").text == "ready\n"


def test_it_is_not_ready_when_the_database_does_not_answer(stranger: Client) -> None:
    answer = stranger.get("/readyz")
    assert answer.status_code == 503
    assert "does not answer" in answer.text


def test_it_counts_what_was_asked(maria: Client) -> None:
    for address in ("/", "/", "/nowhere"):
        maria.get(address)
    maria.get("/", if_none_match=maria.get("/").headers["etag"])
    counted = maria.get("/metrics").text
    assert 'cairn_requests_total{class="4xx"} 1' in counted
    assert 'cairn_public_total{result="hit"} 3' in counted
    assert 'cairn_public_total{result="not_modified"} 1' in counted


def test_robots_stay_away_from_what_is_personal(stranger: Client) -> None:
    said = stranger.get("/robots.txt").text
    for address in ("/items/", "/notes", "/reviews", "/progress"):
        assert f"Disallow: {address}\n" in said
