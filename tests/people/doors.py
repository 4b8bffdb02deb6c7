"""What people do at the door."""

from typing import Any

import httpx

from tests.learner.person import Person

PASSWORD = "a few words in a row"
EMAIL = "maria@example.org"


def sign_up(person: Person, email: str = EMAIL, password: str = PASSWORD, **fields: Any) -> httpx.Response:
    return person.post("/sign-up", data={"email": email, "password": password, **fields})


def sign_in(person: Person, email: str = EMAIL, password: str = PASSWORD, **fields: Any) -> httpx.Response:
    return person.post("/sign-in", data={"email": email, "password": password, **fields})


def sign_out(person: Person) -> None:
    assert person.post("/sign-out").status_code == 303
