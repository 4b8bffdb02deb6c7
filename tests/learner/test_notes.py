"""A note on a section is written, changed, and taken away."""

import re
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select

from app.db import Database
from app.models import Enrolment, Note, User
from tests.learner.folder import Laid, retire
from tests.learner.person import HTMX, Form, Person
from tests.learner.test_flags import count

TEXT = "  A game:\n\n  - the forger\n  - <the> detective & co"


def write(person: Person, section: str, text: str, **more: str) -> Any:
    form = Form(person.open(f"/items/{section}/marks"), "/notes")
    return person.send(form, {"text": text, **more})


def typed(html: str) -> str:
    """What the field for the note holds."""
    found = re.search(r'<textarea [^>]*name="text"[^>]*>\n?(.*?)</textarea>', html, re.S)
    assert found
    return unescape(found[1])


def notes(database: Database) -> list[Note]:
    with database.reading() as session:
        return list(session.scalars(select(Note)).all())


def test_it_is_kept_as_it_was_typed(maria: Person, laid: Laid, database: Database) -> None:
    page = maria.follow(write(maria, laid.sections[0], TEXT.replace("\n", "\r\n") + "\r\n\r\n"))
    assert "Saved." in page
    assert typed(page) == TEXT
    (kept,) = notes(database)
    assert kept.text == TEXT
    assert kept.written_at == kept.changed_at
    assert (count(database, User), count(database, Enrolment)) == (1, 1)


def test_it_is_changed(maria: Person, laid: Laid, database: Database) -> None:
    write(maria, laid.sections[0], "First")
    write(maria, laid.sections[0], "Second")
    (kept,) = notes(database)
    assert kept.text == "Second"
    assert kept.written_at < kept.changed_at


def test_an_empty_one_is_taken_away(maria: Person, laid: Laid, database: Database) -> None:
    write(maria, laid.sections[0], "First")
    page = maria.follow(write(maria, laid.sections[0], " \r\n "))
    assert "Your note is taken away." in page
    assert notes(database) == []
    assert "taken away" in maria.follow(write(maria, laid.sections[0], ""))


def test_a_double_click_writes_once(maria: Person, laid: Laid, database: Database) -> None:
    form = Form(maria.open(f"/items/{laid.sections[0]}/marks"), "/notes")
    answers = [*maria.send_twice_at_once(form, {"text": TEXT}), maria.send(form, {"text": TEXT})]
    assert [answer.status_code for answer in answers] == [303] * 3
    assert len(notes(database)) == 1


def test_what_was_written_in_another_window_is_not_lost_unseen(maria: Person, laid: Laid, database: Database) -> None:
    write(maria, laid.sections[0], "First")
    old = Form(maria.open(f"/items/{laid.sections[0]}/marks"), "/notes")
    write(maria, laid.sections[0], "From the other window")
    response = maria.send(old, {"text": "Mine"})
    assert response.status_code == 422
    assert "changed in another window" in response.text
    assert '<p class="marks__text">From the other window</p>' in response.text
    assert typed(response.text) == "Mine"
    assert [kept.text for kept in notes(database)] == ["From the other window"]
    maria.follow(maria.send(Form(response.text, "/notes"), {"text": "Mine"}))
    assert [kept.text for kept in notes(database)] == ["Mine"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [({"text": "x" * 10_001}, "longer than 10,000 characters"), ({"nonce": "forged"}, "did not come from here")],
)
def test_it_says_what_cannot_be_kept_and_keeps_what_was_typed(
    maria: Person, laid: Laid, database: Database, fields: dict[str, str], said: str
) -> None:
    sent = {"text": TEXT, **fields}
    response = write(maria, laid.sections[0], **sent)
    assert response.status_code == 422
    assert said in response.text
    assert typed(response.text) == sent["text"]
    assert (notes(database), count(database, User)) == ([], 0)


def test_exactly_ten_thousand_characters_are_kept(maria: Person, laid: Laid, database: Database) -> None:
    assert write(maria, laid.sections[0], "é" * 10_000).status_code == 303
    assert [len(kept.text) for kept in notes(database)] == [10_000]


def test_only_sections_take_notes(maria: Person, laid: Laid) -> None:
    for item in (laid.cards[0], laid.questions["single"], "aaaaaaaaaaaaaaaa", "x"):
        assert maria.post(f"/items/{item}/notes", data={"text": "x"}).status_code == 404
    assert "/notes" not in Form(maria.open(f"/items/{laid.cards[0]}/marks"), f"/items/{laid.cards[0]}").action
    assert 'name="text"' not in maria.open(f"/items/{laid.cards[0]}/marks")


def test_nobody_reads_anothers_note(maria: Person, chen: Person, laid: Laid, database: Database) -> None:
    write(maria, laid.sections[0], "Mine alone")
    write(chen, laid.sections[0], "And mine")
    assert typed(chen.open(f"/items/{laid.sections[0]}/marks")) == "And mine"
    assert typed(maria.open(f"/items/{laid.sections[0]}/marks")) == "Mine alone"


def test_a_note_on_a_section_that_was_taken_out_can_still_be_changed(
    maria: Person, laid: Laid, database: Database
) -> None:
    write(maria, laid.sections[0], "First")
    with database.writing() as session:
        retire(session, laid.sections[0])
    assert "This was taken out of the path." in maria.open(f"/items/{laid.sections[0]}/marks")
    maria.follow(write(maria, laid.sections[0], "Second"))
    assert [kept.text for kept in notes(database)] == ["Second"]


def test_in_place_the_same_forms_come_back(maria: Person, laid: Laid) -> None:
    response = write(maria, laid.sections[0], TEXT)
    partial = maria.get(response.headers["location"], **HTMX)
    assert partial.text.startswith(f'<div class="marks" id="marks-{laid.sections[0]}"')
    assert partial.headers["hx-trigger"] == "mine-changed"
    assert "data-close" in partial.text
    assert "data-close" not in maria.open(response.headers["location"])
