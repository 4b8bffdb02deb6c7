"""A section is noted as read by a beacon that has nothing to say and nobody to say it to."""

import re

from sqlalchemy import func, select

from app.db import Database
from app.models import Enrolment, Reading, User
from tests.learner.folder import Laid, retire
from tests.learner.person import Person
from tests.pages.client import OURS


def nonce_of(person: Person) -> str:
    found = re.search(r'data-nonce="([^"]+)"', person.open("/paths/generative-ai/mine?at=lessons/gan&revision=3"))
    assert found
    return found[1]


def read(person: Person, section: str, nonce: str) -> int:
    return person.post(f"/items/{section}/readings", data={"nonce": nonce}).status_code


def count(database: Database, table: type) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_it_is_noted_once(maria: Person, laid: Laid, database: Database) -> None:
    nonce = nonce_of(maria)
    assert [read(maria, laid.sections[0], nonce) for _ in range(3)] == [204, 204, 204]
    assert read(maria, laid.sections[0], nonce_of(maria)) == 204
    assert (count(database, Reading), count(database, User), count(database, Enrolment)) == (1, 1, 1)


def test_one_nonce_does_for_every_section_of_the_page_and_makes_one_visitor(
    maria: Person, laid: Laid, database: Database
) -> None:
    nonce = nonce_of(maria)
    for section in laid.sections:
        maria.cookies.clear()
        assert read(maria, section, nonce) == 204
    assert (count(database, Reading), count(database, User)) == (3, 1)


def test_two_beacons_at_once_make_one_visitor(maria: Person, laid: Laid, database: Database) -> None:
    nonce = nonce_of(maria)
    answers = maria.send_all_at_once([(f"/items/{section}/readings", {"nonce": nonce}) for section in laid.sections])
    assert [a.status_code for a in answers] == [204, 204, 204]
    assert (count(database, Reading), count(database, User)) == (3, 1)


def test_without_a_nonce_of_ours_it_is_refused(maria: Person, laid: Laid, database: Database) -> None:
    assert [read(maria, laid.sections[0], nonce) for nonce in ("", "forged")] == [422, 422]
    assert (count(database, Reading), count(database, User)) == (0, 0)


def test_only_sections_are_read(maria: Person, laid: Laid) -> None:
    nonce = nonce_of(maria)
    for item in (laid.cards[0], laid.questions["single"], "aaaaaaaaaaaaaaaa", "x"):
        assert read(maria, item, nonce) == 404


def test_a_section_retired_meanwhile_is_noted_all_the_same(maria: Person, laid: Laid, database: Database) -> None:
    nonce = nonce_of(maria)
    with database.writing() as session:
        retire(session, laid.sections[0])
    assert read(maria, laid.sections[0], nonce) == 204


def test_a_get_reads_nothing(maria: Person, laid: Laid, database: Database) -> None:
    assert maria.get(f"/items/{laid.sections[0]}/readings").status_code == 405
    assert count(database, Reading) == 0


def test_a_beacon_of_another_site_is_refused(maria: Person, laid: Laid) -> None:
    response = maria.post(
        f"/items/{laid.sections[0]}/readings", data={"nonce": nonce_of(maria)}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert response.status_code == 403
    assert OURS["Sec-Fetch-Site"] == "same-origin"
