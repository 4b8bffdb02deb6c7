"""Public pages over HTTP: the same bytes for everybody, no cookie, replaced when the content changes."""

from collections.abc import Hashable, Mapping
from threading import Event
from time import sleep

import pytest
from fastapi import FastAPI
from sqlalchemy import event, select
from sqlalchemy.exc import SQLAlchemyError

from app.content.sync import retire
from app.models import Path, PathAlias
from tests.pages.bread import CRUMB, CRUST
from tests.pages.client import Client
from tests.pages.conftest import Author

PAGES = (
    "/",
    "/about",
    "/paths/bread",
    "/paths/bread/lessons/overview",
    "/paths/bread/lessons/crumb",
    "/paths/bread/article",
    "/paths/bread/flashcards",
    "/paths/bread/resources",
    "/paths/bread/glossary",
    "/paths/bread/podcast",
)
CRUMB_PAGE = "/paths/bread/lessons/crumb"


def test_everybody_gets_the_same_bytes(ines: Author, app: FastAPI) -> None:
    with Client(app) as maria, Client(app) as ben:
        for address in PAGES:
            first = maria.get(address)
            again = maria.get(address, cookie="cairn=marias-token")
            other = ben.get(address, cookie="cairn=bens-token", user_agent="another")
            assert first.status_code == 200
            assert first.content == again.content == other.content
            assert first.headers["etag"] == again.headers["etag"] == other.headers["etag"]


def test_no_get_sets_a_cookie(ben: Client) -> None:
    for address in (*PAGES, *PAGES, "/nowhere", "/healthz", "/readyz", "/metrics", "/robots.txt"):
        assert "set-cookie" not in ben.get(address).headers, address


def test_every_page_has_a_title_a_description_and_a_language(ben: Client) -> None:
    for address in PAGES:
        page = ben.get(address).text
        assert '<html lang="en">' in page, address
        assert page.count("<title>") == 1, address
        assert page.count("<h1") == 1, address
        assert '<meta name="description" content="' in page, address
        assert '<meta property="og:title" content="' in page, address
        assert 'rel="canonical"' not in page, address


def test_no_page_holds_a_form_or_anything_inline(ben: Client) -> None:
    for address in PAGES:
        page = ben.get(address).text
        # These two send nothing of anybody's: one closes the list of keys, the other asks for the search.
        for form in ('<form method="dialog">', '<form class="find" action="/search">'):
            assert page.count(form) == 1
            page = page.replace(form, "")
        for forbidden in ("<form", "<style", " style=", " onclick=", "hx-on", "javascript:", "<script>"):
            assert forbidden not in page, address


def test_the_second_reader_costs_no_query(ines: Author, app: FastAPI) -> None:
    with Client(app) as maria:
        maria.get(CRUMB_PAGE)
        asked: list[str] = []
        event.listen(app.state.database.engine, "before_cursor_execute", lambda *seen: asked.append(seen[2]))
        maria.get(CRUMB_PAGE)
        maria.ask("HEAD", CRUMB_PAGE)
    assert asked == []


def test_a_head_before_any_get_is_the_page_without_its_body(ines: Author, maria: Client) -> None:
    assert maria.body_sent("HEAD", CRUMB_PAGE) == b""
    head = maria.ask("HEAD", "/paths/bread/podcast")
    page = maria.get("/paths/bread/podcast")
    assert head.headers["etag"] == page.headers["etag"]
    assert head.headers["content-length"] == page.headers["content-length"]


def test_a_new_revision_replaces_the_page(ines: Author, app: FastAPI, maria: Client) -> None:
    before = maria.get(CRUMB_PAGE)
    ines.write(**{"bread/lessons/crumb.md": CRUMB.replace("A strong network", "A patient network")})
    app.state.public.refresh()
    after = maria.get(CRUMB_PAGE, if_none_match=before.headers["etag"])
    assert after.status_code == 200
    assert "A patient network" in after.text
    assert after.headers["etag"] != before.headers["etag"]


def test_the_app_looks_for_new_revisions_by_itself(ines: Author, app: FastAPI) -> None:
    with Client(app, lifespan=True) as maria:
        maria.get(CRUMB_PAGE)
        ines.write(**{"bread/lessons/crumb.md": CRUMB.replace("A strong network", "A patient network")})
        for _ in range(600):
            if "A patient network" in maria.get(CRUMB_PAGE).text:
                return
            maria.sleep(0.1)
    pytest.fail("the old page is still there")


def test_the_app_keeps_its_pages_while_the_database_is_away(
    ines: Author, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_in_vain, ask = Event(), app.state.public.ask

    def ask_and_note() -> Mapping[int, Hashable]:
        try:
            return dict(ask())
        except SQLAlchemyError:
            asked_in_vain.set()
            raise

    app.state.public.ask = ask_and_note
    monkeypatch.setattr("app.main.STALENESS", 0.01)
    with Client(app, lifespan=True) as maria:
        maria.get(CRUMB_PAGE)
        with app.state.database.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE paths RENAME TO lost")
        while not asked_in_vain.is_set():
            maria.sleep(0.01)
        assert maria.get(CRUMB_PAGE).status_code == 200


def test_the_app_waits_at_its_end_for_what_it_asks_the_database(
    ines: Author, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It asks once: however slow the machine is, not again before the end.
    monkeypatch.setattr("app.main.STALENESS", 600)
    asking, ask, engine = Event(), app.state.public.ask, app.state.database.engine
    happened: list[str] = []

    def ask_slowly() -> Mapping[int, Hashable]:
        with app.state.database.reading() as session:
            session.execute(select(Path.id))
            asking.set()
            sleep(0.2)
        return dict(ask())

    app.state.public.ask = ask_slowly
    event.listen(engine, "checkin", lambda *_: happened.append("given back"))
    event.listen(engine, "engine_disposed", lambda _: happened.append("closed"))
    with Client(app, lifespan=True) as maria:
        while not asking.is_set():
            maria.sleep(0.01)
    assert happened == ["given back", "given back", "closed"]


def test_an_edit_elsewhere_in_the_path_keeps_the_bytes_of_a_page(ines: Author, app: FastAPI, maria: Client) -> None:
    before = maria.get("/paths/bread/podcast")
    ines.write(**{"bread/lessons/crust.md": CRUST.replace("stays pale", "stays soft")})
    app.state.public.refresh()
    after = maria.get("/paths/bread/podcast")
    assert after.text.replace("revision=2", "revision=1") == before.text


def test_a_retired_path_leaves_with_its_pages(ines: Author, app: FastAPI, maria: Client) -> None:
    maria.get(CRUMB_PAGE)
    assert "Bread, from the start" in maria.get("/").text
    with app.state.database.writing() as session:
        retire(session, "bread")
    app.state.public.refresh()
    assert maria.get(CRUMB_PAGE).status_code == 404
    assert maria.get("/paths/bread").status_code == 404
    library = maria.get("/")
    assert library.status_code == 200
    assert "Bread, from the start" not in library.text


def test_a_private_path_is_not_public(ines: Author, app: FastAPI, maria: Client) -> None:
    with app.state.database.writing() as session:
        session.scalars(select(Path)).one().visibility = "private"
    for address in PAGES[2:]:
        assert maria.get(address).status_code == 404


def test_a_query_is_no_other_page(ines: Author, app: FastAPI, maria: Client) -> None:
    maria.get(CRUMB_PAGE)
    drawn = app.state.public.fills
    maria.get(f"{CRUMB_PAGE}?utm=1")
    assert app.state.public.fills == drawn


def test_a_known_address_is_canonical(ines: Author, app: FastAPI, maria: Client) -> None:
    app.state.settings.base_url = "https://learn.example/"
    page = maria.get(CRUMB_PAGE).text
    assert '<link rel="canonical" href="https://learn.example/paths/bread/lessons/crumb">' in page


@pytest.mark.parametrize(
    ("address", "onward"),
    [
        ("/paths/cake", 'href="/"'),
        ("/paths/bread/lessons/cake", 'href="/paths/bread"'),
        ("/paths/bread/media/0123456789abcdef/figures/slice.svg", 'href="/paths/bread"'),
        ("/paths/bread/cake", 'href="/"'),
    ],
)
def test_what_is_not_there_leads_onward(ben: Client, address: str, onward: str) -> None:
    answer = ben.get(address)
    assert answer.status_code == 404
    assert onward in answer.text


def test_a_renamed_lesson_is_found_at_its_old_address(ines: Author, maria: Client) -> None:
    renamed = CRUMB.replace('title: "The crumb"', 'id: lessons/crumb.md\ntitle: "The crumb"')
    (ines.folder / "bread/lessons/crumb.md").unlink()
    for file in ines.folder.rglob("*.md"):
        file.write_text(file.read_text().replace("crumb.md", "inside.md"))
    path = ines.folder / "bread/path.md"
    path.write_text(path.read_text().replace("lessons: [crumb,", "lessons: [inside,"))
    ines.write(**{"bread/lessons/inside.md": renamed})
    answer = maria.get(f"{CRUMB_PAGE}?at=1")
    assert answer.status_code == 301
    assert answer.headers["location"] == "/paths/bread/lessons/inside?at=1"
    assert maria.get("/paths/bread/lessons/inside").status_code == 200


def test_a_renamed_path_is_found_at_its_old_address(ines: Author, app: FastAPI, maria: Client) -> None:
    with app.state.database.writing() as session:
        path = session.scalars(select(Path)).one()
        session.add(PathAlias(slug="loaf", path_id=path.id))
    answer = maria.get("/paths/loaf/lessons/crumb")
    assert answer.status_code == 301
    assert answer.headers["location"] == CRUMB_PAGE
