"""The path that ships: every page of it draws, every link inside it leads somewhere, and a first visit is light."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import pytest
from fastapi import FastAPI
from httpx import Response
from sqlalchemy import select

from app.content.child import Renderer
from app.content.sync import sync
from app.content.words import spell
from app.main import create_app
from app.models import Item, ItemVersion, Passage
from app.settings import Settings
from app.web.static import STATIC, static_url
from tests.pages.client import HOST, Client
from tests.pages.markup import Page, read
from tests.pages.test_search_tells_no_answer import secrets

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


def test_no_answer_is_found_but_where_a_lesson_says_it(shipped: FastAPI) -> None:
    """Every answer, explanation, reason, hint and back of the path that ships is looked for, as somebody might who
    wants to be told. What comes stands in what anybody may read."""
    with shipped.state.database.reading() as session:
        passages = session.execute(select(Passage.kind, Passage.heading, Passage.text)).all()
        items = session.execute(
            select(Item.public_id, ItemVersion.body)
            .join(ItemVersion, ItemVersion.id == Item.version_id)
            .where(Item.kind.in_(("card", "question")), Item.retired_at.is_(None))
        ).all()
    assert {passage.kind for passage in passages} == {
        *("path", "lesson", "section", "card", "resource", "term", "episode", "chapter")
    }
    public = "\n".join(spell(f"{p.heading} {p.text}") for p in passages if p.kind != "card")
    fronts = "\n".join(spell(f"{p.heading} {p.text}") for p in passages if p.kind == "card")
    questions = {public_id for public_id, body in items if body.kind != "card"}
    assert len(questions) > 100
    with Client(shipped) as maria:
        for public_id, body in items:
            for text in set(secrets(body)):
                # Shorter ones are words that any text may have.
                if len(text.split()) >= 5 and text not in public:
                    assert text not in fronts, (public_id, text)
            page = maria.ask("GET", "/search", params={"q": body.answer_text}).text
            leads_to = set(re.findall(r'href="/items/(\w+)"', page))
            assert not leads_to & questions, body.heading
            found = spell(" ".join(re.sub(r"<[^>]*>", "", part) for part in read_parts(page)))
            answer = spell(body.answer_text)
            if len(answer.split()) >= 5 and answer not in public:
                assert answer not in found, body.heading


def read_parts(page: str) -> list[str]:
    found = read(page)
    return [part for block in ("hit__title", "hit__text", "asks__link", "asks__text") for part in found.text_of(block)]
