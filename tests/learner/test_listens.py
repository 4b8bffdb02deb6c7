"""Where a learner stopped listening is noted by a beacon, and they go on there, on whichever device they open next."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from app.db import Database
from app.models import Enrolment, Listen, User, now
from tests.learner.episode import LENGTH, lay_episode, listen, mine, nonce_of
from tests.learner.folder import Laid, retire
from tests.learner.person import Person
from tests.pages.client import OURS


@pytest.fixture
def episode(database: Database, laid: Laid) -> str:
    with database.writing() as session:
        return lay_episode(session, laid)


def count(database: Database) -> tuple[int, ...]:
    with database.reading() as session:
        return tuple(
            session.scalar(select(func.count()).select_from(table)) or 0 for table in (Listen, User, Enrolment)
        )


def test_maria_goes_on_where_she_stopped_on_whichever_device_was_last(
    maria: Person, ben: Person, episode: str, database: Database
) -> None:
    nonce = nonce_of(maria)
    assert [listen(maria, episode, second, nonce) for second in (15, 15, "83.25")] == [204, 204, 204]
    assert count(database) == (1, 1, 1)
    for at in ("podcast", "landing"):
        assert f'id="stopped-{episode}"' in mine(maria, at)
        assert 'data-seek="83.25">Go on at 1:23</button>' in mine(maria, at)
    assert "stopped-" not in mine(maria, "lessons/gan")

    assert f'id="stopped-{episode}"' not in mine(ben)
    ben.cookies.update(maria.cookies)
    assert listen(ben, episode, 31) == 204
    assert "Go on at 0:31" in mine(maria)
    assert count(database) == (1, 1, 1)


def test_who_heard_it_to_the_end_begins_anew(maria: Person, episode: str) -> None:
    said = {}
    for second in (3, LENGTH - 10.1, LENGTH - 9.9, LENGTH + 0.4):
        assert listen(maria, episode, second) == 204
        said[second] = [word for word in ("Go on", "Heard to the end", 'data-second="0"') if word in mine(maria)]
    heard = ["Heard to the end", 'data-second="0"']
    assert list(said.values()) == [[], ["Go on"], heard, heard]


def test_a_clock_that_was_ahead_keeps_nobody_where_they_were(maria: Person, episode: str, database: Database) -> None:
    assert listen(maria, episode, 15) == 204
    with database.writing() as session:
        session.execute(update(Listen).values(listened_at=now() + timedelta(days=1)))
    assert listen(maria, episode, 83.25) == 204
    assert "Go on at 1:23" in mine(maria)


def test_beacons_at_once_make_one_visitor(maria: Person, episode: str, database: Database) -> None:
    sent = {"nonce": nonce_of(maria), "second": "15"}
    answers = maria.send_all_at_once([(f"/items/{episode}/listens", sent)] * 3)
    assert [answer.status_code for answer in answers] == [204, 204, 204]
    assert count(database) == (1, 1, 1)


def test_what_is_no_place_in_the_recording_is_refused(
    maria: Person, laid: Laid, episode: str, database: Database
) -> None:
    nonce = nonce_of(maria)
    for second in ("", "soon", "-1", "nan", "inf", "1e999", LENGTH + 2, "١٢:00"):
        assert listen(maria, episode, second, nonce) == 422, second
    assert listen(maria, episode, 15, "forged") == 422
    for item in (laid.sections[0], laid.cards[0], "aaaaaaaaaaaaaaaa", "x"):
        assert listen(maria, item, 15, nonce) == 404, item
    address = f"/items/{episode}/listens"
    assert maria.get(address).status_code == 405
    sent = {"nonce": nonce, "second": "15"}
    assert maria.post(address, data=sent, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert OURS["Sec-Fetch-Site"] == "same-origin"
    assert count(database) == (0, 0, 0)


def test_an_episode_that_is_gone_is_not_gone_on_with(maria: Person, episode: str, database: Database) -> None:
    nonce = nonce_of(maria)
    with database.writing() as session:
        retire(session, episode)
    assert listen(maria, episode, 40, nonce) == 204
    assert "stopped-" not in mine(maria)
