"""cairn user: accounts for those who run the server; the link it prints opens."""

import re

import pytest
from sqlalchemy import select

from app.db import Database
from app.main import create
from app.models import User
from tests.cli.conftest import Cairn
from tests.learner.person import Form, Person


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_admin_is_made_chooses_a_password_and_is_listed(cairn: Cairn, database: Database) -> None:
    assert cairn("user", "list").out == "0 accounts\n"
    added = cairn("user", "add", "Ada@example.org", "--role", "admin", "--name", "Ada Lovelace")
    assert added.code == 0
    assert "ada@example.org is now an admin" in added.out
    assert "no password yet" in cairn("user", "list").out
    app = create()
    with Person(app) as ada:
        first = re.search(r"http://127.0.0.1:8000(/reset/\S+)", added.out)
        assert first
        assert "set CAIRN_BASE_URL" in added.out
        assert ada.send(Form(ada.open(first[1]), "/reset/"), {"password": "a few words in a row"}).status_code == 303
        assert 'href="/studio"' in ada.open("/who")
        written = cairn("user", "reset", "ADA@example.org").out
        # The log of the requests stands there, too: a link that opens an account is not in it.
        assert "path=/reset/…" in written
        assert first[1] not in written
        again = re.search(r"(/reset/[^\s…]+)", written)
        assert again
        assert "ada@example.org" in ada.open(again[1])
    app.state.database.dispose()
    assert "ada@example.org is now a learner\n" in cairn("user", "role", "ada@example.org", "learner").out
    with database.reading() as session:
        assert session.scalars(select(User.role)).one() == "learner"
    listed = cairn("user", "list").out
    assert "ada@example.org" in listed
    assert "no password yet" not in listed
    for wrong, said in {
        ("add", "ada@example.org"): "has an account already",
        ("add", "ada"): "Write your email address",
        ("role", "ben@example.org", "admin"): "nobody here has the email",
        ("reset", "ben@example.org"): "nobody here has the email",
    }.items():
        ended = cairn("user", *wrong)
        assert (ended.code, said in ended.err, ended.err.count("\n")) == (1, True, 1)
    assert cairn("user", "add", "ben@example.org", "--role", "king").code == 2
