"""Another email for an account: proven by a link in a letter to it, where the server can write letters."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from app.db import Database
from app.models import User
from tests.learner.person import Form, Person
from tests.people.doors import EMAIL, PASSWORD, sign_in
from tests.people.smtp import Mailbox

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NEW = "maria2@example.org"


@pytest.fixture
def person(writing_app: FastAPI) -> Iterator[Callable[[], Person]]:
    with ExitStack() as stack:
        yield lambda: stack.enter_context(Person(writing_app))


@pytest.fixture
def maria(person: Callable[[], Person], mailbox: Mailbox) -> Person:
    """Signed in; her sign-up took one letter."""
    return signed_up(person(), mailbox, EMAIL)


def signed_up(person: Person, mailbox: Mailbox, email: str) -> Person:
    count = len(mailbox.letters)
    person.post("/sign-up", data={"email": email, "password": PASSWORD})
    mailbox.wait_for(count + 1)
    (link,) = mailbox.links_to(email)
    assert person.send(Form(person.open(link), "/sign-up/"), {"password": PASSWORD}).status_code == 303
    return person


def ask(maria: Person, mailbox: Mailbox, email: str = NEW) -> str:
    """The page that she sees; one letter goes to the old address, and then one to the new."""
    count = len(mailbox.letters)
    page = maria.follow(maria.post("/profile/email", data={"email": email, "password": PASSWORD}))
    mailbox.wait_for(count + 2)
    assert mailbox.recipients[count : count + 2] == [EMAIL, email]
    return page


def emails(database: Database) -> set[str | None]:
    with database.reading() as session:
        return set(session.scalars(select(User.email)))


def test_it_is_theirs_once_the_link_was_opened_and_the_old_one_is_told(
    maria: Person, person: Callable[[], Person], mailbox: Mailbox, database: Database
) -> None:
    assert "it becomes yours when you open the link" in maria.open("/profile")
    assert "We wrote to the new address" in ask(maria, mailbox)
    assert emails(database) == {EMAIL}
    (link,) = mailbox.links_to(NEW)
    phone = person()
    page = phone.open(link)
    assert NEW in page
    assert emails(database) == {EMAIL}
    done = phone.send(Form(page, "/profile/email/"))
    assert done.headers["location"] == "/sign-in"
    assert emails(database) == {NEW}
    mailbox.wait_for(4)
    assert mailbox.recipients[-1] == EMAIL
    assert "another email now" in str(mailbox.letters[-1])
    # Once: and the old one opens nothing any more.
    assert "This link has ended" in phone.open(link, 404)
    assert phone.post(link).status_code == 404
    assert sign_in(phone).status_code == 422
    assert sign_in(phone, NEW).status_code == 303


def test_a_link_ends_with_the_password_that_asked_for_it(maria: Person, mailbox: Mailbox, database: Database) -> None:
    ask(maria, mailbox)
    (link,) = mailbox.links_to(NEW)
    form = Form(maria.open(link), "/profile/email/")
    maria.post("/profile/password", data={"password": PASSWORD, "new_password": "other words in a row"})
    assert maria.send(form).status_code == 404
    assert emails(database) == {EMAIL}
    for forged in (link[:-1], "/profile/email/x"):
        maria.open(forged, 404)


def test_nobody_is_told_whether_an_email_has_an_account_but_its_owner(
    maria: Person, person: Callable[[], Person], mailbox: Mailbox, database: Database
) -> None:
    signed_up(person(), mailbox, "ben@example.org")
    assert "We wrote to the new address" in ask(maria, mailbox, "ben@example.org")
    assert mailbox.letters[-1]["Subject"] == "This email has an account"
    assert not [link for link in mailbox.links_to("ben@example.org") if "/profile/email" in link]
    assert emails(database) == {EMAIL, "ben@example.org"}
    # And one that became somebody's after the letter was sent stays theirs.
    ask(maria, mailbox)
    (link,) = mailbox.links_to(NEW)
    form = Form(maria.open(link), "/profile/email/")
    signed_up(person(), mailbox, NEW)
    assert maria.send(form).status_code == 404
    assert emails(database) == {EMAIL, "ben@example.org", NEW}
