"""How a person likes to learn is asked, checked and kept; a browser may say its time zone."""

from typing import Any

import pytest
from sqlalchemy import select

from app.db import Database
from app.models import User
from tests.learner.folder import Laid
from tests.learner.person import Form, Person
from tests.pages.client import OURS

LIKED = {"time_zone": "Europe/Berlin", "buttons": "4", "new_per_day": "3", "prompts": "on"}


def save(person: Person, **fields: str) -> Any:
    return person.send(Form(person.open("/profile"), "/profile"), {**LIKED, **fields})


def users(database: Database) -> list[User]:
    with database.reading() as session:
        return list(session.scalars(select(User)).all())


def test_it_keeps_what_a_visitor_likes(maria: Person, database: Database) -> None:
    page = maria.follow(save(maria))
    assert "Saved." in page
    (user,) = users(database)
    assert (user.time_zone, user.buttons, user.new_per_day, user.prompts_off_at) == ("Europe/Berlin", 4, 3, None)
    assert 'value="4" checked' in page
    assert 'name="new_per_day" value="3"' in page


def test_prompts_stay_off_since_they_were_turned_off(maria: Person, database: Database) -> None:
    maria.follow(save(maria, prompts=""))
    (first,) = users(database)
    maria.follow(save(maria, prompts="", buttons="2"))
    (second,) = users(database)
    assert first.prompts_off_at is not None
    assert (second.prompts_off_at, second.buttons) == (first.prompts_off_at, 2)


def test_opening_it_makes_nobody(maria: Person, database: Database) -> None:
    page = maria.open("/profile?saved=1")
    assert "Saved." not in page
    assert users(database) == []


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("time_zone", "Mars/Olympus", "There is no such time zone"),
        ("time_zone", "../../etc/passwd", "There is no such time zone"),
        ("buttons", "3", "Choose two buttons or four"),
        ("new_per_day", "101", "whole number from 0 to 100"),
        ("new_per_day", "-1", "whole number from 0 to 100"),
        ("new_per_day", "²", "whole number from 0 to 100"),
        ("nonce", "forged", "did not come from here"),
    ],
)
def test_it_says_what_cannot_be_kept(maria: Person, database: Database, field: str, value: str, said: str) -> None:
    response = save(maria, **{field: value})
    assert response.status_code == 422
    assert said in response.text
    assert users(database) == []


def test_a_browser_that_says_its_zone_is_believed_once(maria: Person, laid: Laid, database: Database) -> None:
    html = maria.open(f"/items/{laid.cards[0]}?flip=1")
    maria.send(Form(html, "/reviews"), {"rating": 3}, headers={**OURS, "Cairn-Time-Zone": "Asia/Tokyo"})
    assert [user.time_zone for user in users(database)] == ["Asia/Tokyo"]
    html = maria.open(f"/items/{laid.cards[1]}?flip=1")
    maria.send(Form(html, "/reviews"), {"rating": 3}, headers={**OURS, "Cairn-Time-Zone": "Europe/Paris"})
    assert [user.time_zone for user in users(database)] == ["Asia/Tokyo"]


def test_a_zone_that_is_none_is_not_kept(maria: Person, laid: Laid, database: Database) -> None:
    html = maria.open(f"/items/{laid.cards[0]}?flip=1")
    maria.send(Form(html, "/reviews"), {"rating": 3}, headers={**OURS, "Cairn-Time-Zone": "<b>"})
    assert [user.time_zone for user in users(database)] == [""]
