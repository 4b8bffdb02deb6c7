"""A password hash is slow on purpose, and nobody waits for it but who sent the password."""

import asyncio
from threading import Event

import httpx
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI

from app.accounts import passwords
from tests.learner.folder import Laid
from tests.learner.person import Form, Person, fill
from tests.pages.client import HOST, OURS
from tests.people.doors import EMAIL, PASSWORD

# Seconds; far more than it takes, so that a slow machine fails no test.
PATIENCE = 60


class SlowHasher(PasswordHasher):
    """As on a machine that takes its time: until it is told to go on."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.begun, self.may_end = Event(), Event()

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        self.begun.set()
        self.may_end.wait(PATIENCE)
        return super().hash(password, salt=salt)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_answer_is_written_while_many_passwords_are_hashed(
    app: FastAPI, maria: Person, laid: Laid, monkeypatch: pytest.MonkeyPatch
) -> None:
    html = maria.open(f"/items/{laid.questions['single']}")
    answer = {**Form(html).hidden, **fill(html, "What it shows")}
    hasher = SlowHasher()
    monkeypatch.setattr(passwords, "_hasher", hasher)

    async def play() -> list[int]:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=HOST, headers=OURS) as browser:
            forms = [{"email": f"{n}{EMAIL}", "password": PASSWORD} for n in range(2)]
            signing = [asyncio.create_task(browser.post("/sign-up", data=form)) for form in forms]
            assert await asyncio.to_thread(hasher.begun.wait, PATIENCE)
            written = await browser.post(Form(html).action, data=answer)
            assert not any(task.done() for task in signing)
            hasher.may_end.set()
            signed = await asyncio.gather(*signing)
            return [response.status_code for response in (written, *signed)]

    assert asyncio.run(play()) == [303, 303, 303]
