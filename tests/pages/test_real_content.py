"""The path that ships: every page of it draws, every link inside it leads somewhere, and a first visit is light."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import pytest
from fastapi import FastAPI
from httpx import Response

from app.content.child import Renderer
from app.content.sync import sync
from app.main import create_app
from app.settings import Settings
from app.web.static import STATIC, static_url
from tests.pages.client import HOST, Client
from tests.pages.markup import Page, read

CONTENT = STATIC.parent / "content"
FIRST_VISIT_BYTES = 60 * 1024


@pytest.fixture(scope="module")
def shipped(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    place = tmp_path_factory.mktemp("shipped")
    shutil.copy(sqlite_template, place / "cairn.db")
    app = create_app(Settings(database_url=f"sqlite:///{place}/cairn.db", var_dir=place))
    with Renderer() as renderer:
        reports = sync(app.state.database, CONTENT, renderer=renderer)
    assert [report.outcome for report in reports] == ["published"]
    yield app
    app.state.database.dispose()


@pytest.fixture(scope="module")
def answers(shipped: FastAPI) -> dict[str, Response]:
    """Every address that can be reached from the library by links, asked for once."""
    found: dict[str, Response] = {}
    waiting = ["/"]
    with Client(shipped) as maria:
        while waiting:
            address = waiting.pop()
            if address in found:
                continue
            answer = found[address] = maria.get(address)
            waiting += [answer.headers["location"]] if answer.is_redirect else []
            if is_html(answer):
                waiting += [urldefrag(link).url for link in inner(address, read(answer.text))]
    return found


def is_html(answer: Response) -> bool:
    return str(answer.headers.get("content-type")).startswith("text/html")


def inner(address: str, page: Page) -> list[str]:
    """Its links to pages and files of this server."""
    whole = [urljoin(HOST + address, link) for link in page.links]
    return [link.removeprefix(HOST) for link in whole if link.startswith(HOST)]


@pytest.fixture(scope="module")
def pages(answers: dict[str, Response]) -> dict[str, Page]:
    return {
        address: read(answer.text)
        for address, answer in answers.items()
        if is_html(answer) and answer.text.startswith("<!doctype html>")
    }


def test_every_link_answers(answers: dict[str, Response]) -> None:
    assert len(answers) > 50
    assert {address: answer.status_code for address, answer in answers.items() if answer.is_error} == {}


def test_every_anchor_is_there(pages: dict[str, Page]) -> None:
    lost = []
    for address, page in pages.items():
        for link in inner(address, page):
            target, anchor = urldefrag(link)
            if anchor and target in pages and anchor not in pages[target].ids:
                lost.append((address, link))
    assert lost == []


def test_no_page_has_an_id_twice(pages: dict[str, Page]) -> None:
    twice = {
        address: sorted({name for name in page.ids if page.ids.count(name) > 1}) for address, page in pages.items()
    }
    assert {address: names for address, names in twice.items() if names} == {}


def test_what_is_referred_to_is_on_the_page(pages: dict[str, Page]) -> None:
    lost = {address: set(page.references) - set(page.ids) for address, page in pages.items()}
    assert {address: names for address, names in lost.items() if names} == {}


def test_a_first_visit_to_a_lesson_is_light(shipped: FastAPI, answers: dict[str, Response]) -> None:
    lessons = [address for address in answers if re.fullmatch(r"/paths/[^/]+/lessons/[^/]+", address)]
    assert len(lessons) >= 10
    scripts = static_url("js/cairn.js").rpartition("/")[0]
    shared = [static_url("cairn.css"), static_url("vendor/htmx.min.js")]
    shared += [f"{scripts}/{file.name}" for file in (STATIC / "js").glob("*.js")]
    with Client(shipped) as maria:
        weights = {
            address: int(maria.ask("HEAD", address, headers={"Accept-Encoding": "br"}).headers["content-length"])
            for address in [*lessons, *shared]
        }
    heaviest = max(weights[address] for address in lessons)
    assert heaviest + sum(weights[address] for address in shared) <= FIRST_VISIT_BYTES


def test_nothing_is_loaded_from_another_host(answers: dict[str, Response]) -> None:
    for address, answer in answers.items():
        if is_html(answer):
            for tag in re.findall(r"<(?:script|img|link|use|source|iframe)\b[^>]*>", answer.text):
                if 'rel="canonical"' not in tag:
                    assert not re.search(r'(?:src|href)="(?:https?:)?//', tag), (address, tag)
