"""Signing up, in and out: who is let in, what the others are told, and where one goes on."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, update

from app.accounts.tries import Trying, count_try
from app.db import Database
from app.main import create_app
from app.models import LoginSession, Try, User
from app.settings import Settings
from tests.accounts import make_account
from tests.learner.folder import Laid
from tests.learner.person import Person
from tests.pages.client import OURS, Client
from tests.people.doors import EMAIL, PASSWORD, sign_in, sign_out, sign_up

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def users(database: Database) -> list[User]:
    with database.reading() as session:
        return list(session.scalars(select(User).order_by(User.created_at)))


def told(response: httpx.Response) -> str:
    """The page without what was typed in."""
    return re.sub(r'value="[^"]*"', "", response.text)


@sqlite
def test_signed_in_and_out_and_in_again(maria: Person, ben: Person, database: Database) -> None:
    response = sign_up(maria, "  Maria@EXAMPLE.org ", name="Maria  Merian", next="/progress")
    assert (response.status_code, response.headers["location"]) == (303, "/progress")
    (user,) = users(database)
    assert (user.email, user.name, user.role) == (EMAIL, "Maria Merian", "learner")
    assert (user.password_hash or "").startswith("$argon2id$")
    assert "Maria Merian" in maria.open("/who")
    assert "Maria Merian" in maria.open("/paths/generative-ai/mine?at=landing")
    old = {"Cookie": f"cairn={maria.cookies['cairn']}"}
    sign_out(maria)
    assert not maria.cookies
    assert maria.ask("GET", "/who", headers=old).status_code == 204
    # In another browser, which writes the same letters in other codes.
    assert sign_in(ben, "MARIA@example.ORG").status_code == 303
    assert "Merian" in ben.open("/profile")
    assert "You are signed in as" in ben.open("/sign-in")


@sqlite
def test_what_is_no_account_is_said_beside_its_field_and_kept_filled_in(maria: Person, database: Database) -> None:
    cases: list[tuple[dict[str, str], str]] = [
        ({"email": "maria"}, "Write your email address"),
        ({"email": ""}, "Write your email address"),
        ({"email": "ma ria@example.org"}, "without spaces"),
        ({"email": "a,b@example.org"}, "without spaces, brackets"),
        ({"email": f"{'m' * 250}@example.org"}, "254 characters"),
        ({"email": "maria@exa_mple"}, "name of a host"),
        ({"password": "kurz"}, "shorter than 8"),
        ({"password": "password123"}, "guesses tries this one first"),
        ({"password": EMAIL}, "guesses tries this one first"),
        ({"password": "ññññññññ"}, "guesses tries this one first"),
        ({"password": "x" * 10_000}, "longer than 1,000"),
        ({"name": "x" * 101}, "at most 100"),
        ({"name": "a\u202eb"}, "cannot be seen"),
    ]
    for fields, said in cases:
        response = maria.post("/sign-up", data={"email": EMAIL, "name": "Mia", "password": PASSWORD, **fields})
        assert response.status_code == 422, fields
        assert said in response.text, fields
        assert PASSWORD not in response.text
    assert users(database) == []
    assert not maria.cookies
    # What a form cannot carry is no fault of ours: a NUL is left out, and a password of 1,000 characters is one.
    assert sign_up(maria, "ma\0ria@example.org", "ab" * 500).status_code == 303
    sign_out(maria)
    assert sign_in(maria, password="ab" * 500).status_code == 303


@sqlite
def test_a_stranger_is_told_the_same_whether_there_is_an_account(
    maria: Person, chen: Person, database: Database
) -> None:
    sign_up(maria)
    with database.writing() as session:
        session.add(User(email="new@example.org"))
    wrong = {EMAIL: "not her password", "nobody@example.org": PASSWORD, "no email": PASSWORD, "new@example.org": ""}
    pages = [sign_in(chen, email, password) for email, password in {**wrong, EMAIL: "x" * 10_000}.items()]
    assert {page.status_code for page in pages} == {422}
    assert len({told(page) for page in pages}) == 1
    # Not even by signing up: the email of somebody who has chosen no password yet cannot be taken over.
    for email in (EMAIL, "new@example.org"):
        refused = sign_up(chen, email, "a password of Chen")
        assert refused.status_code == 422
        assert "no account can be made here" in refused.text
    assert not chen.cookies
    # Who has the right password is who they are, at whichever door.
    assert sign_up(chen).status_code == 303


def test_the_same_form_twice_at_once_is_one_account(maria: Person, ben: Person, database: Database) -> None:
    form = ("/sign-up", {"email": EMAIL, "password": PASSWORD})
    assert [r.status_code for r in maria.send_all_at_once([form, form])] == [303, 303]
    other = ("/sign-up", {"email": "ben@example.org", "password": "words of Ben"})
    rival = ("/sign-up", {"email": "BEN@example.org", "password": "words of another"})
    assert sorted(r.status_code for r in ben.send_all_at_once([other, rival])) == [303, 422]
    assert [user.email for user in users(database)] == [EMAIL, "ben@example.org"]


@sqlite
def test_who_teaches_something_finds_the_studio(chen: Person, laid: Laid, database: Database) -> None:
    for n, (teaches, role, path_role) in enumerate(
        [(False, "learner", "learner"), (True, "learner", "instructor"), (True, "instructor", "learner")]
    ):
        cookie = make_account(database, f"Ines {n}", role=role, paths={laid.slug: path_role})
        for page in ("/who", f"/paths/{laid.slug}/mine?at=landing"):
            html = chen.ask("GET", page, headers={"Cookie": f"cairn={cookie['cairn']}"}).text
            assert (f"Ines {n}" in html, 'href="/studio"' in html) == (True, teaches)


@sqlite
def test_a_visitor_cannot_sign_out_of_what_nothing_leads_back_to(maria: Person, laid: Laid) -> None:
    maria.rate(laid.cards[0], 3)
    token = maria.cookies["cairn"]
    assert maria.post("/sign-out").headers["location"] == "/profile"
    assert maria.cookies["cairn"] == token


@sqlite
def test_signing_in_leads_back_and_never_to_another_site(maria: Person) -> None:
    sign_up(maria)
    for said, goes in {
        "/paths/a?x=1": "/paths/a?x=1",
        "": "/",
        "//evil.example": "/",
        "/\\evil.example": "/",
        "https://evil.example": "/",
        "/\t/evil.example": "/",
        "javascript:alert(1)": "/",
        "/sign-in?next=/x": "/",
        "/paths/хлеб?q=é": "/paths/%D1%85%D0%BB%D0%B5%D0%B1?q=%C3%A9",
        "/search?q=a%20b&path=gans#x": "/search?q=a%20b&path=gans#x",
        "/" + "x" * 3000: "/",
    }.items():
        assert sign_in(maria, next=said).headers["location"] == goes, said
    # Without a word of it, by where the link was followed.
    sign_out(maria)
    for referer, kept in {
        "http://cairn.test/paths/a?q=1": "/paths/a?q=1",
        "http://evil.example/paths/a": "",
        "http://cairn.test//evil.example": "",
        "http://[": "",
    }.items():
        page = maria.ask("GET", "/sign-in", headers={"Referer": referer}).text
        assert f'name="next" value="{kept}"' in page, referer


def ago(database: Database, back: timedelta) -> None:
    with database.writing() as session:
        session.execute(update(Try).values(tried_at=datetime.now(UTC) - back))


@sqlite
def test_ten_wrong_passwords_and_the_eleventh_waits_also_after_a_restart(
    maria: Person, chen: Person, settings: Settings, database: Database
) -> None:
    sign_up(maria)
    with database.writing() as session:
        session.add_all(Try(kind="sign-in", subject="old") for _ in range(3))
    ago(database, timedelta(minutes=16))
    for n in range(10):
        assert sign_in(chen, password="").status_code == 422, n
    ago(database, timedelta())
    restarted = create_app(settings)
    with Client(restarted) as later:
        # Also the right one: else the page would tell a guesser which it is.
        refused = later.post("/sign-in", data={"email": EMAIL.upper(), "password": PASSWORD})
        assert refused.status_code == 429
        assert 840 < int(refused.headers["retry-after"]) <= 900
        assert "Too many tries. Try again in 15 minutes." in refused.text
        assert later.post("/sign-in", data={"email": "ben@example.org", "password": ""}).status_code == 422
    restarted.state.database.dispose()
    with database.reading() as session:
        # Refused ones are not counted, and what is old was swept away.
        assert session.scalar(select(func.count()).select_from(Try)) == 22
    ago(database, timedelta(minutes=16))
    assert sign_in(chen).status_code == 303


def test_of_many_wrong_passwords_at_once_ten_are_heard(chen: Person) -> None:
    forms = [("/sign-in", {"email": EMAIL, "password": f"guess {n}"}) for n in range(15)]
    assert sorted(r.status_code for r in chen.send_all_at_once(forms)) == [422] * 10 + [429] * 5


@sqlite
def test_a_clock_that_was_ahead_locks_nobody_out(maria: Person, database: Database) -> None:
    sign_up(maria)
    with database.writing() as session:
        for _ in range(10):
            count_try(session, Trying("sign-in", EMAIL, "127.0.0.1"), datetime.now(UTC) + timedelta(days=1))
    assert sign_in(maria).status_code == 303


@sqlite
def test_one_address_is_stopped_whatever_it_tries(maria: Person, app: FastAPI, database: Database) -> None:
    with database.writing() as session:
        for n in range(50):
            count_try(session, Trying("sign-up", f"{n}@example.org", "127.0.0.1"), datetime.now(UTC))
    refused = sign_up(maria)
    assert refused.status_code == 429
    assert "retry-after" in refused.headers
    assert users(database) == []
    assert sign_in(maria).status_code == 422


@sqlite
def test_a_password_opens_only_over_the_cookie_of_its_host(settings: Settings, database: Database) -> None:
    secure = create_app(settings.model_copy(update={"base_url": "https://learn.example.org"}))
    with Person(secure) as person:
        cookie = sign_up(person).headers["set-cookie"]
        assert re.fullmatch(r"__Host-cairn=[0-9a-f]{64}; HttpOnly; Max-Age=\d+; Path=/; SameSite=lax; Secure", cookie)
        sent = {**OURS, "Cookie": cookie.partition(";")[0]}
        gone = person.post("/sign-out", headers=sent).headers["set-cookie"]
        assert gone == '__Host-cairn=""; HttpOnly; Max-Age=0; Path=/; SameSite=lax; Secure'
    secure.state.database.dispose()
    with database.reading() as session:
        assert session.scalars(select(LoginSession)).all() == []


@sqlite
def test_a_form_in_letters_of_another_kind_is_none(maria: Person) -> None:
    # Each of these reads as half a character, which no database takes, or as nothing at all.
    field = b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n+2AA-\\ud800@a.org\r\n'
    body = b"".join(field % name for name in (b"email", b"password", b"name", b"time_zone", b"nonce")) + b"--x--\r\n"
    for letters in ("utf-7", "unicode_escape", "punycode", "undefined", "utf-8; charset=utf-7", "UTF-8"):
        headers = {**OURS, "Content-Type": f"multipart/form-data; boundary=x; charset={letters}"}
        for door in ("/sign-in", "/sign-up", "/profile"):
            assert maria.post(door, content=body, headers=headers).status_code == 422, (door, letters)


@sqlite
def test_a_form_of_another_site_opens_nothing(maria: Person) -> None:
    foreign: dict[str, Any] = {"headers": {"Sec-Fetch-Site": "cross-site"}}
    for door in ("/sign-in", "/sign-up", "/sign-out", "/profile/leaving"):
        assert maria.post(door, data={"email": EMAIL, "password": PASSWORD}, **foreign).status_code == 403
