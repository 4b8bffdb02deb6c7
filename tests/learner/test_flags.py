"""An item is flagged: to come back to, or because something is wrong; and settled."""

import re
from typing import Any

import pytest
from sqlalchemy import func, select

from app.content.documents import AnyBody
from app.db import Database
from app.models import Enrolment, Flag, Item, User
from tests.learner.folder import Laid, add_version, card, retire
from tests.learner.person import HTMX, Form, Person
from tests.pages.client import OURS


def flag(person: Person, item: str, kind: str = "come-back", remark: str = "", **more: str) -> Any:
    form = Form(person.open(f"/items/{item}/marks"), f"{item}/flags")
    return person.send(form, {"kind": kind, "remark": remark, **more})


def flags(database: Database) -> list[Flag]:
    with database.reading() as session:
        return list(session.scalars(select(Flag).order_by(Flag.flagged_at, Flag.id)))


def change(database: Database, public_id: str, body: AnyBody) -> tuple[int | None, int]:
    """Gives an item another text, and the ids of its versions before and after."""
    with database.writing() as session:
        item = session.scalars(select(Item).where(Item.public_id == public_id)).one()
        before, item.version_id = item.version_id, add_version(session, item, body).id
        return before, item.version_id


def count(database: Database, table: type) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def raised(html: str) -> list[str]:
    return re.findall(r'<p class="raised__kind"><svg.*?</svg><span>(.*?) <span', html)


@pytest.mark.parametrize("kind", ["come-back", "wrong"])
def test_a_stranger_flags_and_is_known_from_then_on(maria: Person, laid: Laid, database: Database, kind: str) -> None:
    response = flag(maria, laid.sections[0], kind, "  Two lines,\r\nof text.  ")
    page = maria.follow(response)
    assert "Saved." in page
    assert raised(page) == [{"come-back": "Come back to this", "wrong": "Something is wrong here"}[kind]]
    assert "Two lines,\nof text." in page
    (kept,) = flags(database)
    assert (kept.kind, kept.note, kept.settled_at) == (kind, "Two lines,\nof text.", None)
    assert (count(database, User), count(database, Enrolment)) == (1, 1)


def test_every_kind_of_item_can_be_flagged(maria: Person, laid: Laid, database: Database) -> None:
    for item in (laid.sections[0], laid.cards[0], laid.questions["cloze"]):
        assert raised(maria.follow(flag(maria, item))) == ["Come back to this"]
    assert count(database, Flag) == 3


def test_opening_the_forms_writes_nothing(maria: Person, laid: Laid, database: Database) -> None:
    response = maria.get(f"/items/{laid.sections[0]}/marks")
    assert response.headers["cache-control"] == "no-store"
    assert "set-cookie" not in response.headers
    assert "Saved." not in maria.open(f"/items/{laid.sections[0]}/marks")
    assert count(database, User) == 0


def test_a_double_click_flags_once(maria: Person, laid: Laid, database: Database) -> None:
    form = Form(maria.open(f"/items/{laid.sections[0]}/marks"), "/flags")
    answers = maria.send_twice_at_once(form, {"kind": "wrong", "remark": "Typo"})
    answers.append(maria.send(form, {"kind": "come-back", "remark": "another"}))
    assert [answer.status_code for answer in answers] == [303] * 3
    assert [(kept.kind, kept.note) for kept in flags(database)] == [("wrong", "Typo")]
    assert count(database, User) == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"remark": "x" * 2001}, "longer than 2,000 characters"),
        ({"kind": "boring"}, "Say which of the two it is."),
        ({"nonce": "forged"}, "did not come from here"),
    ],
)
def test_it_says_what_cannot_be_kept_and_keeps_what_was_typed(
    maria: Person, laid: Laid, database: Database, fields: dict[str, str], said: str
) -> None:
    typed = {"kind": "wrong", "remark": "I think <b>so</b>", **fields}
    response = flag(maria, laid.sections[0], **typed)
    assert response.status_code == 422
    assert said in response.text
    assert typed["remark"].replace("<b>so</b>", "&lt;b&gt;so&lt;/b&gt;") in response.text
    assert ('value="wrong" checked' in response.text) == (typed["kind"] == "wrong")
    assert (count(database, Flag), count(database, User)) == (0, 0)
    again = maria.send(Form(response.text, f"{laid.sections[0]}/flags"), {"kind": "wrong", "remark": "Short"})
    assert raised(maria.follow(again)) == ["Something is wrong here"]


def test_exactly_two_thousand_characters_are_kept(maria: Person, laid: Laid, database: Database) -> None:
    flag(maria, laid.sections[0], remark="x\r\n" * 999 + "xx")
    assert [len(kept.note) for kept in flags(database)] == [2000]


def test_the_form_of_another_item_is_refused(maria: Person, laid: Laid, database: Database) -> None:
    form = Form(maria.open(f"/items/{laid.cards[0]}/marks"), f"{laid.cards[0]}/flags")
    response = maria.post(f"/items/{laid.cards[1]}/flags", data={**form.hidden, "kind": "wrong"})
    assert response.status_code == 422
    assert "belongs to something else" in response.text
    assert count(database, Flag) == 0


def test_it_is_kept_with_the_text_that_was_shown(maria: Person, laid: Laid, database: Database) -> None:
    form = Form(maria.open(f"/items/{laid.cards[0]}/marks"), f"{laid.cards[0]}/flags")
    shown, changed = change(database, laid.cards[0], card(9))
    maria.send(form, {"kind": "wrong"})
    flag(maria, laid.cards[0])
    assert [kept.version_id for kept in flags(database)] == [shown, changed]


def test_settled_it_stands_no_more_and_can_be_put_back(maria: Person, laid: Laid, database: Database) -> None:
    page = maria.follow(flag(maria, laid.sections[0], remark="Why?"))
    page = maria.follow(maria.send(Form(page, "method=delete")))
    assert raised(page) == []
    assert "Done: it is off your list." in page
    assert flags(database)[0].settled_at is not None
    page = maria.follow(maria.send(Form(page, "method=put")))
    assert raised(page) == ["Come back to this"]
    assert "Why?" in page
    assert flags(database)[0].settled_at is None


def test_settling_it_twice_keeps_the_first_time(maria: Person, laid: Laid, database: Database) -> None:
    flag(maria, laid.sections[0])
    address = f"/flags/{flags(database)[0].id}"
    settled = []
    for _ in range(2):
        assert maria.ask("DELETE", address, headers=OURS).status_code == 303
        settled.append(flags(database)[0].settled_at)
    assert settled[0] is not None
    assert settled[0] == settled[1]


def test_delete_and_put_do_the_same_in_place(maria: Person, laid: Laid, database: Database) -> None:
    flag(maria, laid.sections[0])
    address = f"/flags/{flags(database)[0].id}"
    for method, count_left in (("DELETE", 0), ("PUT", 1)):
        response = maria.ask(method, address, headers={**OURS, **HTMX})
        partial = maria.get(response.headers["location"], **HTMX)
        assert partial.text.startswith(f'<div class="marks" id="marks-{laid.sections[0]}"')
        assert partial.headers["hx-trigger"] == "mine-changed"
        assert len(raised(partial.text)) == count_left


def test_nobody_sees_or_settles_anothers_flag(maria: Person, chen: Person, laid: Laid, database: Database) -> None:
    flag(maria, laid.sections[0], remark="Mine alone")
    address = f"/flags/{flags(database)[0].id}"
    for _ in range(2):
        for method in ("DELETE", "PUT"):
            assert chen.ask(method, address, headers=OURS).status_code == 404
        assert "Mine alone" not in chen.open(f"/items/{laid.sections[0]}/marks")
        flag(chen, laid.sections[1])
    assert flags(database)[0].settled_at is None


def test_an_unknown_flag_is_not_found_and_a_plain_post_is_refused(maria: Person, laid: Laid) -> None:
    flag(maria, laid.sections[0])
    for id in ("x", "00000000-0000-0000-0000-000000000000", "%00"):
        assert maria.ask("DELETE", f"/flags/{id}", headers=OURS).status_code == 404
    assert maria.post("/flags/x").status_code == 405
    assert maria.post("/flags/x?method=patch").status_code == 405
    assert maria.ask("DELETE", "/flags/x", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_an_unknown_item_cannot_be_flagged(maria: Person, laid: Laid) -> None:
    for id in ("x", "aaaaaaaaaaaaaaaa", "%00"):
        maria.open(f"/items/{id}/marks", 404)
        assert maria.post(f"/items/{id}/flags", data={"kind": "wrong"}).status_code == 404


def test_an_item_retired_while_its_form_was_open_is_flagged_all_the_same(
    maria: Person, chen: Person, laid: Laid, database: Database
) -> None:
    form = Form(maria.open(f"/items/{laid.cards[0]}/marks"), f"{laid.cards[0]}/flags")
    with database.writing() as session:
        retire(session, laid.cards[0])
    page = maria.follow(maria.send(form, {"kind": "wrong", "remark": "Still"}))
    assert "This was taken out of the path." in page
    assert raised(page) == ["Something is wrong here"]
    chen.open(f"/items/{laid.cards[0]}/marks", 404)


def test_what_must_be_recalled_is_not_told_by_its_flag(maria: Person, laid: Laid, database: Database) -> None:
    reverse = card(9).model_copy(update={"heading": "Zedoary heading", "back_html": "<p>Zedoary heading</p>"})
    change(database, laid.cards[0], reverse)
    page = maria.follow(flag(maria, laid.cards[0]))
    assert "Front 9" in page
    assert "Zedoary" not in page
    assert "Zedoary" not in maria.open("/notes")
