"""The account in the profile: name, email, password, and the browsers that are signed in."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from app.accounts.resets import make_reset
from app.db import Database
from app.models import LoginSession, Review, User
from tests.learner.folder import Laid
from tests.learner.person import Form, Person
from tests.pages.client import OURS
from tests.people.doors import EMAIL, PASSWORD, sign_in, sign_up

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NEW = "other words in a row"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19.0 Mobile Safari/604"


def user(database: Database) -> User:
    with database.reading() as session:
        return session.scalars(select(User).where(User.email.like("maria%"))).one()


def test_name_email_and_password_are_changed(maria: Person, database: Database) -> None:
    sign_up(maria)
    page = maria.follow(maria.post("/profile/name", data={"name": " Maria S. "}))
    assert "Maria S." in page
    assert "Saved." in page
    assert "at most 100" in maria.post("/profile/name", data={"name": "x" * 101}).text

    sign_up(maria, "taken@example.org")
    sign_in(maria)
    for fields, said in (
        ({"email": "maria2@example.org", "password": "wrong"}, "not your password"),
        ({"email": "nothing", "password": PASSWORD}, "Write your email"),
        ({"email": "Taken@example.org", "password": PASSWORD}, "cannot be used here"),
    ):
        refused = maria.post("/profile/email", data=fields)
        assert (refused.status_code, said in refused.text) == (422, True), said
    maria.follow(maria.post("/profile/email", data={"email": "MARIA2@example.org", "password": PASSWORD}))
    assert user(database).email == "maria2@example.org"

    for fields, said in (
        ({"password": "wrong", "new_password": NEW}, "not your password"),
        ({"password": PASSWORD, "new_password": "short"}, "shorter than 8"),
        ({"password": PASSWORD, "new_password": "maria2@example.org"}, "guesses tries this"),
    ):
        refused = maria.post("/profile/password", data=fields)
        assert (refused.status_code, said in refused.text) == (422, True), said


def test_a_new_password_ends_every_other_login(maria: Person, ben: Person, database: Database) -> None:
    sign_up(maria)
    sign_in(ben)
    with database.writing() as session:
        link = make_reset(session, user(database).id, datetime.now(UTC))
    assert EMAIL in ben.open(f"/reset/{link}")
    changed = maria.post("/profile/password", data={"password": PASSWORD, "new_password": NEW})
    assert "Saved." in maria.follow(changed)
    assert ben.get("/who").status_code == 204
    assert "This link has ended" in ben.open(f"/reset/{link}", 404)
    assert sign_in(ben).status_code == 422
    assert sign_in(ben, password=NEW).status_code == 303


def test_logins_are_listed_and_ended(meet: Callable[[], Person], laid: Laid, database: Database) -> None:
    maria, chen, others = meet(), meet(), [meet(), meet()]
    sign_up(maria)
    for other in others:
        other.post("/sign-in", data={"email": EMAIL, "password": PASSWORD}, headers={**OURS, "User-Agent": PHONE})
    with database.writing() as session:
        old = datetime.now(UTC) - timedelta(days=400)
        session.execute(update(LoginSession).where(LoginSession.device == PHONE).values(last_seen_at=old))
    page = maria.open("/profile")
    assert page.count("Safari on iPhone") == 2
    assert page.index("This one") < page.index("Safari on iPhone")
    one = Form(page[page.index("Safari on iPhone") :], "/profile/logins")
    # Somebody else's is not there, nor is a part of an id one.
    sign_up(chen, "chen@example.org")
    assert chen.send(one).status_code == 404
    assert maria.post("/profile/logins", data={"end": one.hidden["end"][:3]}).status_code == 404
    assert maria.post("/profile/logins", data={"end": "%"}).status_code == 404
    maria.follow(maria.send(one))
    assert sorted(other.get("/who").status_code for other in others) == [200, 204]
    maria.follow(maria.post("/profile/logins", data={"end": "others"}))
    assert [other.get("/who").status_code for other in (maria, *others)] == [200, 204, 204]
    assert chen.get("/who").status_code == 200


def test_guessing_a_password_in_the_profile_ends_too(maria: Person) -> None:
    sign_up(maria)
    for _ in range(10):
        assert maria.post("/profile/email", data={"email": EMAIL, "password": "wrong"}).status_code == 422
    refused = maria.post("/profile/password", data={"password": PASSWORD, "new_password": NEW})
    assert refused.status_code == 429
    assert "Try again in 15 minutes" in refused.text
    assert "retry-after" in refused.headers


def test_without_an_account_there_is_none_to_change(maria: Person, laid: Laid, database: Database) -> None:
    for is_visitor in (False, True):
        if is_visitor:
            maria.rate(laid.cards[0], 3)
        assert "Your account" not in maria.open("/profile")
        for place in ("name", "email", "password", "logins"):
            fields = {"name": "x", "email": EMAIL, "password": PASSWORD, "new_password": NEW, "end": "others"}
            assert maria.post(f"/profile/{place}", data=fields).status_code == 404
    with database.reading() as session:
        assert session.scalars(select(User.name)).all() == [""]


def test_the_hour_at_which_a_day_begins_is_kept_and_counts(maria: Person, laid: Laid, database: Database) -> None:
    liked = {"time_zone": "UTC", "buttons": "2", "day_starts_at": "23"}
    page = maria.follow(maria.send(Form(maria.open("/profile"), "/profile"), liked))
    assert '<option value="23" selected>11:00\u202fPM</option>' in page
    for wrong in ("24", "-1", "4.5", "²"):
        refused = maria.send(Form(maria.open("/profile"), "/profile"), {**liked, "day_starts_at": wrong})
        assert (refused.status_code, "hour from 0 to 23" in refused.text) == (422, True)
    maria.rate(laid.cards[0], 3)
    # 22:30 of the 5th is still the day that began on the 4th at 23:00.
    at = datetime(2026, 1, 5, 22, 30, tzinfo=UTC)
    for moment, day in ((at, "2026-01-04"), (at + timedelta(hours=1), "2026-01-05")):
        with database.writing() as session:
            session.execute(update(Review).values(reviewed_at=moment))
        assert moment.strftime("%B") in maria.open("/history")
        told = maria.open(f"/history?day={day}")
        assert "Front 0" in told, day
