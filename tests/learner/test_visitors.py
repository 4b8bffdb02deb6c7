"""Nobody is known before they do something; then one browser is one visitor, for long."""

import hashlib
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, update

from app.db import Database
from app.main import create_app
from app.models import Answer, LoginSession, Review, User
from app.settings import Settings
from tests.learner.folder import Laid
from tests.learner.person import Form, Person, fill
from tests.learner.test_readings import nonce_of
from tests.pages.client import OURS, Client

QUIZ = "/paths/generative-ai/quizzes/core"


def users(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(User)) or 0


def test_looking_around_sets_no_cookie_and_writes_nothing(maria: Person, laid: Laid, database: Database) -> None:
    for url in (
        f"/items/{laid.questions['single']}",
        f"/items/{laid.cards[0]}?flip=1",
        QUIZ,
        "/paths/generative-ai/lessons/gan/pretest",
        "/paths/generative-ai/mine?at=lessons/gan",
        "/reviews",
        "/progress",
    ):
        response = maria.get(url)
        assert response.status_code == 200
        assert "set-cookie" not in response.headers
    assert not maria.cookies
    assert users(database) == 0


def test_the_first_answer_makes_a_visitor_with_a_lasting_cookie(maria: Person, laid: Laid, database: Database) -> None:
    html = maria.open(f"/items/{laid.questions['single']}")
    response = maria.send(Form(html), fill(html, "What it shows"))
    cookie = response.headers["set-cookie"]
    assert re.fullmatch(r"cairn=[0-9a-f]{64}; HttpOnly; Max-Age=34560000; Path=/; SameSite=lax", cookie)
    with database.reading() as session:
        user, login = session.scalars(select(User)).one(), session.scalars(select(LoginSession)).one()
    assert user.email is None
    assert login.user_id == user.id
    assert login.token_digest == hashlib.sha256(maria.cookies["cairn"].encode()).hexdigest()


def test_the_token_is_in_the_cookie_only(maria: Person, laid: Laid, database: Database) -> None:
    html = maria.open(f"/items/{laid.questions['single']}")
    response = maria.send(Form(html), fill(html, "What it shows"))
    token = maria.cookies["cairn"]
    assert token not in maria.follow(response)
    assert token not in html
    assert token not in maria.open("/progress")


def test_a_second_answer_is_the_same_visitors(maria: Person, laid: Laid, database: Database) -> None:
    maria.answer(laid.questions["single"], "What it shows")
    html = maria.open(f"/items/{laid.questions['numeric']}")
    assert "set-cookie" not in maria.send(Form(html), {"given": "8"}).headers
    assert users(database) == 1


def test_a_double_click_on_a_rating_makes_one_visitor(maria: Person, laid: Laid, database: Database) -> None:
    html = maria.open(f"/items/{laid.cards[0]}?flip=1")
    twins = maria.send_twice_at_once(Form(html), {"rating": "3"})
    assert len({t.headers["location"] for t in twins}) == 1
    assert len({t.headers["set-cookie"] for t in twins}) == 1
    assert users(database) == 1


def test_what_leaves_a_page_at_once_is_one_visitors(maria: Person, laid: Laid, database: Database) -> None:
    """That a section was read is sent by itself, perhaps in the moment of the first answer: both set a cookie."""
    page, html = nonce_of(maria), maria.open(f"/items/{laid.questions['single']}")
    answered = maria.send(Form(html), fill(html, "What it shows"), headers={**OURS, "Cairn-Page": page})
    maria.cookies.clear()
    read = maria.post(f"/items/{laid.sections[0]}/readings", data={"nonce": page})
    assert read.headers["set-cookie"] == answered.headers["set-cookie"]
    assert "What it shows" in maria.follow(answered)
    assert users(database) == 1


@pytest.mark.parametrize("page", ["x", "W10.x", "x" * 3000])
def test_a_page_that_is_none_changes_nothing(maria: Person, laid: Laid, database: Database, page: str) -> None:
    html = maria.open(f"/items/{laid.questions['single']}")
    for _ in range(2):
        answered = maria.send(Form(html), fill(html, "What it shows"), headers={**OURS, "Cairn-Page": page})
        assert answered.status_code == 303
        maria.cookies.clear()
    assert users(database) == 1


def test_a_browser_that_lost_its_cookie_and_sends_the_form_again_is_the_same_visitor(
    maria: Person, laid: Laid, database: Database
) -> None:
    html = maria.open(f"/items/{laid.questions['single']}")
    maria.send(Form(html), fill(html, "What it shows"))
    maria.cookies.clear()
    assert "You had answered this one already" in maria.follow(maria.send(Form(html), fill(html, "What it shows")))
    assert users(database) == 1


def test_an_account_does_not_open_to_an_old_form(maria: Person, laid: Laid, database: Database) -> None:
    html = maria.open(f"/items/{laid.questions['single']}")
    maria.send(Form(html), fill(html, "What it shows"))
    with database.writing() as session:
        session.execute(update(User).values(email="maria@example.org"))
    hers = maria.cookies["cairn"]
    maria.cookies.clear()
    told = maria.follow(maria.send(Form(html), fill(html, "What it shows")))
    assert "You had answered" not in told
    assert maria.cookies["cairn"] != hers
    assert users(database) == 2


def test_a_cookie_that_nobody_gave_out_is_a_stranger(maria: Person, laid: Laid, database: Database) -> None:
    for n, token in enumerate(("", "nonsense", "0" * 64, "%00", "a;b"), 1):
        maria.cookies.clear()
        html = maria.open(f"/items/{laid.questions['single']}")
        sent = {**Form(html).hidden, **fill(html, "What it shows")}
        forged = {**OURS, "Cookie": f"cairn={token}"}
        assert "No stone laid yet" in maria.ask("GET", "/progress", headers=forged).text
        assert maria.post(Form(html).action, data=sent, headers=forged).status_code == 303
        assert users(database) == n


def test_the_cookie_is_renewed_once_a_day(maria: Person, laid: Laid, database: Database) -> None:
    maria.answer(laid.questions["single"], "What it shows")
    old = datetime.now(UTC) - timedelta(days=2)
    with database.writing() as session:
        session.execute(update(LoginSession).values(last_seen_at=old))
    token = maria.cookies["cairn"]
    html = maria.open(f"/items/{laid.questions['numeric']}")
    assert f"cairn={token}" in maria.send(Form(html), {"given": "8"}).headers["set-cookie"]
    with database.reading() as session:
        assert session.scalars(select(LoginSession.last_seen_at)).one() > old + timedelta(days=1)


def test_a_restart_keeps_everything(maria: Person, laid: Laid, settings: Settings, app: FastAPI) -> None:
    maria.answer(laid.questions["single"], "Whether it is real")
    maria.rate(laid.cards[0], 3)
    app.state.database.dispose()
    restarted = create_app(settings)
    with Client(restarted) as later:
        later._http.cookies = maria.cookies
        html = later.get("/progress").text
    restarted.state.database.dispose()
    assert "Path generative-ai" in html
    assert re.search(r"<dt>cards and questions practised</dt><dd>2 ", html)


def test_a_form_drawn_before_a_restart_is_good_after_it(maria: Person, laid: Laid, settings: Settings) -> None:
    html = maria.open(f"/items/{laid.questions['single']}")
    restarted = create_app(settings)
    with Client(restarted) as later:
        sent = {**Form(html).hidden, **fill(html, "Whether it is real")}
        response = later.post(Form(html).action, data=sent)
    restarted.state.database.dispose()
    assert response.status_code == 303


@pytest.fixture
def secure(settings: Settings, database: Database, laid: Laid) -> Iterator[Person]:
    app = create_app(settings.model_copy(update={"base_url": "https://learn.example.org"}))
    with Person(app) as person:
        yield person
    app.state.database.dispose()


def test_behind_https_the_cookie_is_bound_to_the_host(secure: Person, laid: Laid) -> None:
    html = secure.open(f"/items/{laid.questions['single']}")
    cookie = secure.send(Form(html), fill(html, "What it shows")).headers["set-cookie"]
    assert re.fullmatch(r"__Host-cairn=[0-9a-f]{64}; HttpOnly; Max-Age=34560000; Path=/; SameSite=lax; Secure", cookie)


def test_many_people_are_many(meet: Callable[[], Person], laid: Laid, database: Database) -> None:
    for _ in range(3):
        meet().answer(laid.questions["numeric"], "8")
    assert users(database) == 3
    with database.reading() as session:
        assert session.scalar(select(func.count(Answer.user_id.distinct()))) == 3
        assert session.scalar(select(func.count(Review.user_id.distinct()))) == 3


def test_the_secret_of_the_server_is_kept_beside_its_database(tmp_path: Path, database_url: str) -> None:
    made = create_app(Settings(database_url=database_url, var_dir=tmp_path))
    made.state.database.dispose()
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600
