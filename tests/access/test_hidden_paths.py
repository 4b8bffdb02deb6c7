"""A path that is not for everybody: whom it is there for, and for whom it never was."""

from datetime import timedelta

from sqlalchemy import update

from app.models import Memory, Path, PathAlias, now
from tests.access.conftest import People
from tests.learner.folder import Laid
from tests.learner.person import HTMX, Form
from tests.learner.test_answers import RIGHT

LANDING = "/paths/seminar"


def addresses(laid: Laid) -> list[str]:
    return [
        LANDING,
        f"{LANDING}/lessons/gan",
        f"{LANDING}/lessons/gan/pretest",
        f"{LANDING}/article",
        f"{LANDING}/flashcards",
        f"{LANDING}/quizzes/core",
        f"{LANDING}/mine?at=landing",
        f"/items/{laid.questions['single']}",
        f"/items/{laid.cards[0]}?flip=1",
        f"/items/{laid.sections[0]}/marks",
        "/reviews?path=seminar",
    ]


def without_its_number(html: str) -> str:
    return html.partition("<footer")[0]


def test_a_private_path_is_there_for_members_and_looks_like_none_to_others(people: People) -> None:
    laid = people.lay("seminar", "private")
    maria, chen = people.meet("Maria", {"seminar": "learner"}), people.meet("Chen")
    nowhere = without_its_number(chen.open("/paths/nowhere", 404))
    for address in addresses(laid):
        maria.open(address)
        for other in (chen, people.meet()):
            assert without_its_number(other.open(address, 404)) == nowhere, address
    assert "seminar" not in maria.open("/").lower()


def test_a_name_it_had_before_tells_only_those_who_may_see_it(people: People) -> None:
    laid = people.lay("seminar", "private")
    with people.database.writing() as session:
        session.add(PathAlias(slug="old", path_id=laid.path_id))
    maria, chen = people.meet("Maria", {"seminar": "learner"}), people.meet("Chen")
    assert maria.get("/paths/old/lessons/gan").headers["location"] == "/paths/seminar/lessons/gan"
    assert maria.get("/paths/old/mine").headers["location"] == "/paths/seminar/mine"
    for address in ("/paths/old", "/paths/old/lessons/gan", "/paths/old/mine", "/reviews?path=old"):
        chen.open(address, 404)


def test_its_pages_are_for_the_one_who_asked_and_the_same_bytes(people: People) -> None:
    people.lay("seminar")
    maria, ines, chen = people.meet("Maria", {"seminar": "learner"}), people.meet("Ines", role="admin"), people.meet()
    before = chen.get(LANDING)
    assert before.headers["cache-control"] == "public, no-cache"
    assert "x-robots-tag" not in before.headers
    people.show("seminar", "private")
    drawn = people.app.state.public.fills
    pages = [maria.get(LANDING, accept_encoding="br"), ines.get(LANDING, accept_encoding="br")]
    assert people.app.state.public.fills == drawn + 1
    for page in pages:
        assert page.headers["cache-control"] == "private, no-cache"
        assert page.headers["x-robots-tag"] == "noindex"
        assert page.headers["content-encoding"] == "br"
        assert page.content == before.content
    etag = maria.get(LANDING).headers["etag"]
    assert etag == before.headers["etag"]
    unchanged = maria.get(LANDING, if_none_match=etag)
    assert unchanged.status_code == 304
    assert unchanged.headers["cache-control"] == "private, no-cache"
    assert maria.ask("HEAD", LANDING).status_code == 200
    for method in ("GET", "HEAD"):
        assert chen.ask(method, LANDING, headers={"If-None-Match": etag}).status_code == 404


def test_what_was_public_is_gone_from_the_table_when_it_is_hidden(few: People) -> None:
    few.lay("seminar")
    chen = few.meet()
    chen.open(LANDING)
    with few.database.writing() as session:
        session.execute(update(Path).values(visibility="private"))
    chen.open(LANDING)
    few.app.state.public.refresh()
    chen.open(LANDING, 404)
    few.show("seminar", "public")
    chen.open(LANDING)


def test_an_unlisted_path_is_for_whoever_has_its_address(people: People) -> None:
    laid = people.lay("seminar", "unlisted")
    maria, chen = people.meet(), people.meet()
    for address in addresses(laid):
        chen.open(address)
    page = chen.get(LANDING)
    assert page.headers["cache-control"] == "public, no-cache"
    assert page.headers["x-robots-tag"] == "noindex"
    assert LANDING not in chen.open("/")
    assert "Nothing" in chen.open("/reviews")
    maria.rate(laid.cards[0], 3)
    assert "Path seminar" in maria.open("/progress")
    with people.database.writing() as session:
        session.execute(update(Memory).values(due_at=now() - timedelta(minutes=1)))
    assert "Front 0" in maria.open("/reviews")
    assert "Front 0" not in chen.open("/reviews")


def test_who_has_lost_a_path_keeps_what_they_did_and_is_asked_no_more(people: People) -> None:
    laid = people.lay("seminar")
    maria = people.meet("Maria")
    maria.answer(laid.questions["single"], RIGHT["single"])
    rated = maria.rate(laid.cards[0], 3).headers["location"].partition("rated=")[2]
    form = Form(maria.open(f"/items/{laid.cards[0]}?flip=1"), "/reviews")
    make_due(people)
    assert 'action="/items/' in maria.open("/reviews")
    people.show("seminar", "private")
    for address in ("/reviews", "/progress", "/paths/seminar/mine?at=landing"):
        html = maria.open(address, 404 if "mine" in address else 200)
        assert "/items/" not in html
        assert "/paths/seminar" not in html
    history = maria.open("/history")
    assert "Front 0" in history
    assert "Whether it is real" in history
    assert 'href="/paths/seminar' not in history
    assert f"/items/{laid.cards[0]}" not in history
    assert maria.open("/history.csv").count("seminar") == 2
    assert maria.send(form, {"rating": 1}, headers={**HTMX, "Sec-Fetch-Site": "same-origin"}).status_code == 404
    assert maria.post(f"/reviews/{rated}?method=delete").status_code == 404
    people.show("seminar", "unlisted")
    assert 'action="/items/' in maria.open("/reviews")


def make_due(people: People) -> None:
    with people.database.writing() as session:
        session.execute(update(Memory).values(due_at=now() - timedelta(minutes=1)))
        session.execute(update(Memory).values(surprised_at=None))


def test_another_path_stays_in_the_queue(people: People) -> None:
    lost, kept = people.lay("seminar"), people.lay("open")
    maria = people.meet()
    for laid in (lost, kept):
        maria.rate(laid.cards[0], 3)
    make_due(people)
    people.show("seminar", "private")
    html = maria.open("/reviews")
    assert f"/items/{kept.cards[0]}" in html
    assert '<span class="due__count">1</span>' in maria.open("/paths/open/mine?at=landing")
