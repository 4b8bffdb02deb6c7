"""Links that choose a password: once, within a day, by mail or from whoever runs the server."""

import asyncio
import re
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from app.accounts.passwords import make_hash
from app.db import Database
from app.models import LoginSession, Reset, Review, User
from tests.learner.folder import Laid
from tests.learner.person import Form, Person
from tests.people.doors import EMAIL, PASSWORD, sign_in, sign_up
from tests.people.smtp import Mailbox

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NEW = "other words in a row"


def user_id(database: Database) -> object:
    with database.reading() as session:
        return session.scalars(select(User.id).where(User.email == EMAIL)).one()


def test_a_lost_password_is_replaced_by_a_letter(
    writing_app: FastAPI, mailbox: Mailbox, database: Database, laid: Laid
) -> None:
    with database.writing() as session:
        session.add(User(email=EMAIL, name="Maria", password_hash="$none"))
        session.flush()
        session.add(LoginSession(token_digest="old", user_id=session.scalars(select(User.id)).one()))
    with Person(writing_app) as maria:
        asked = [
            maria.send(Form(maria.open("/reset?next=/progress%3Fa=b"), "/reset"), {"email": email})
            for email in ("nobody@example.org", " Maria@example.org")
        ]
        assert [page.status_code for page in asked] == [200, 200]
        assert len({re.sub(r"<b>.*?</b>", "", page.text) for page in asked}) == 1
        mailbox.wait_for(1)
        (link,) = mailbox.links_to(EMAIL)
        assert mailbox.letters[0]["From"] == "Cairn <cairn@example.org>"
        maria.rate(laid.cards[0], 3)

        form = Form(maria.open(link), "/reset/")
        assert EMAIL in maria.open(link)
        assert "shorter than 8" in maria.send(form, {"password": "short"}).text
        said = maria.follow(maria.send(form, {"password": NEW}))
        assert "Your password is saved" in said
        assert 'href="/progress?a=b">Go on' in said
        assert 'href="/studio"' not in said
        assert "Go on" not in maria.open("/chosen?next=//evil.example")
        assert "Maria" in maria.open("/who")
        # What was done in this browser before came along, and every other browser is signed out.
        with database.reading() as session:
            assert session.scalars(select(Review.user_id)).all() == [user_id(database)]
            assert len(session.scalars(select(LoginSession)).all()) == 1
            assert session.scalars(select(Reset.token_digest)).one() not in link
        assert maria.send(form, {"password": PASSWORD}).status_code == 404
        assert "This link has ended" in maria.open(link, 404)
        assert sign_in(maria, password=PASSWORD).status_code == 422
        assert sign_in(maria, password=NEW).status_code == 303


def test_of_two_links_one_works_and_neither_after_a_day(
    writing_app: FastAPI, mailbox: Mailbox, database: Database
) -> None:
    with database.writing() as session:
        session.add(User(email=EMAIL))
    with Person(writing_app) as maria:
        for n in (1, 2):
            maria.post("/reset", data={"email": EMAIL})
            mailbox.wait_for(n)
        first, second = (str(letter.get_payload()).split("/reset/")[1].split()[0] for letter in mailbox.letters)
        sent = [(f"/reset/{token}", {"password": NEW}) for token in (first, second)]
        assert sorted(r.status_code for r in maria.send_all_at_once(sent)) == [303, 404]
        maria.post("/reset", data={"email": EMAIL})
        mailbox.wait_for(3)
        with database.writing() as session:
            session.execute(update(Reset).values(ends_at=datetime.now(UTC) - timedelta(seconds=1)))
        (late,) = mailbox.links_to(EMAIL)
        assert maria.post(late, data={"password": PASSWORD}).status_code == 404
        for _ in range(2):
            maria.post("/reset", data={"email": EMAIL})
        refused = maria.post("/reset", data={"email": EMAIL})
        assert (refused.status_code, "retry-after" in refused.headers) == (429, True)


def test_with_mail_an_account_is_made_by_the_letter_and_no_page_tells_of_one(
    writing_app: FastAPI, mailbox: Mailbox, database: Database, laid: Laid
) -> None:
    with Person(writing_app) as maria, Person(writing_app) as chen:
        maria.rate(laid.cards[0], 3)
        page = maria.open("/sign-up")
        assert 'type="password"' not in page
        first = maria.send(Form(page, "/sign-up"), {"email": EMAIL, "name": "Maria", "next": "/progress"})
        mailbox.wait_for(1)
        with database.reading() as session:
            assert session.scalars(select(User.email)).all() == [None]
        (link,) = mailbox.links_to(EMAIL)
        # Opened in another browser: what she did in hers is the account's all the same.
        done = chen.send(Form(chen.open(link), "/sign-up/"), {"password": PASSWORD})
        assert (done.status_code, done.headers["location"]) == (303, "/progress")
        assert "Maria" in chen.open("/who")
        with database.reading() as session:
            assert session.scalars(select(Review.user_id)).all() == [user_id(database)]
        # Again, and for an email that somebody has: the page is the same, the letter is not.
        assert maria.post(link, data={"password": PASSWORD}).headers["location"] == "/sign-in"
        second = maria.post("/sign-up", data={"email": EMAIL})
        assert (second.status_code, second.text) == (first.status_code, first.text)
        mailbox.wait_for(2)
        assert "/sign-in" in mailbox.links_to(EMAIL)
        forged = Form(maria.open(f"/items/{laid.cards[1]}?flip=1"), "/reviews").hidden["nonce"]
        assert "This link has ended" in maria.open(f"/sign-up/{forged}", 404)
        assert maria.post("/sign-up/x", data={"password": PASSWORD}).status_code == 404


def test_with_mail_another_email_is_proven_and_no_page_tells_of_its_account(
    writing_app: FastAPI, mailbox: Mailbox, database: Database
) -> None:
    other, taken = "mia@example.org", "ben@example.org"
    hashed = asyncio.run(make_hash(PASSWORD))
    with database.writing() as session:
        session.add_all([User(email=EMAIL, password_hash=hashed), User(email=taken)])
    with Person(writing_app) as maria, Person(writing_app) as phone:
        sign_in(maria)
        links, pages = {}, []
        for n, email in enumerate((taken, other, "m@example.org"), 1):
            form = Form(maria.open("/profile"), "/profile/email")
            asked = maria.send(form, {"email": email, "password": PASSWORD})
            pages.append((asked.status_code, re.sub(r"<b>.*?</b>", "", asked.text)))
            mailbox.wait_for(2 * n)
            links[email] = mailbox.links_to(email)
        assert mailbox.recipients[::2] == [EMAIL] * 3
        assert pages == [pages[0]] * 3
        assert pages[0][0] == 200
        assert links[taken] == ["/sign-in", "/reset"]
        # Before the link is followed nothing has changed, and to look at it changes nothing.
        (link,) = links[other]
        form = Form(phone.open(link), "/profile/email/")
        assert user_id(database)
        assert phone.send(form).headers["location"] == "/sign-in"
        assert other in maria.open("/profile")
        # Once, and not after another has taken its place; nor is a link of another purpose one.
        for ended in (link, *links["m@example.org"], "/profile/email/x"):
            assert "This link has ended" in maria.post(ended).text
        assert sign_in(phone, other).status_code == 303
        assert sign_in(phone).status_code == 422
        # Whoever hears that somebody else asked for it ends the link by another password.
        maria.post("/profile/email", data={"email": "thief@example.org", "password": PASSWORD})
        mailbox.wait_for(8)
        maria.post("/profile/password", data={"password": PASSWORD, "new_password": NEW})
        assert "This link has ended" in phone.post(*mailbox.links_to("thief@example.org")).text


def test_letters_to_one_address_are_few_whoever_asks_for_them(
    writing_app: FastAPI, mailbox: Mailbox, database: Database
) -> None:
    with database.writing() as session:
        session.add(User(email=EMAIL, password_hash=asyncio.run(make_hash(PASSWORD))))
    with Person(writing_app) as maria:
        sign_in(maria)
        form = Form(maria.open("/profile"), "/profile/email")
        refused = maria.send(form, {"email": f" {EMAIL.upper()}", "password": PASSWORD})
        assert (refused.status_code, "This is your email already." in refused.text) == (422, True)
        for _ in range(5):
            for place in ("/sign-up", "/profile/email"):
                assert maria.post(place, data={"email": "thief@example.org", "password": PASSWORD}).status_code == 200
        refused = maria.send(form, {"email": "thief@example.org", "password": PASSWORD})
        assert (refused.status_code, "Too many tries. Try again in 15 minutes" in refused.text) == (429, True)
        assert "retry-after" in refused.headers
        mailbox.wait_for(15)
        assert mailbox.recipients.count("thief@example.org") == 10
        assert maria.send(form, {"email": "another@example.org", "password": PASSWORD}).status_code == 200


def test_without_mail_it_says_whom_to_ask(maria: Person) -> None:
    sign_up(maria)
    assert "Ask whoever runs it" in maria.open("/reset")
    assert maria.post("/reset", data={"email": EMAIL}).status_code == 404
    assert "This link has ended" in maria.open("/reset/none", 404)


def test_a_mail_server_that_is_away_breaks_no_page(writing_app: FastAPI, database: Database) -> None:
    writing_app.state.settings.smtp_url = "smtp://127.0.0.1:1"
    with Person(writing_app) as maria:
        assert maria.post("/sign-up", data={"email": EMAIL}).status_code == 200
