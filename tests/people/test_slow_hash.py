"""A password hash is slow on purpose, and nobody waits for it but who sent the password."""

import asyncio
import time

import httpx
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI

from app.accounts import passwords
from tests.learner.folder import Laid
from tests.learner.person import Form, Person, fill
from tests.pages.client import HOST, OURS
from tests.people.doors import EMAIL, PASSWORD

SLOW = 1.5


class SlowHasher(PasswordHasher):
    """As on a machine that takes its time."""

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        time.sleep(SLOW)
        return super().hash(password, salt=salt)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_answer_is_written_while_many_passwords_are_hashed(
    app: FastAPI, maria: Person, laid: Laid, monkeypatch: pytest.MonkeyPatch
) -> None:
    html = maria.open(f"/items/{laid.questions['single']}")
    answer = {**Form(html).hidden, **fill(html, "What it shows")}
    monkeypatch.setattr(passwords, "_hasher", SlowHasher(time_cost=1, memory_cost=8, parallelism=1))

    async def play() -> tuple[float, list[int]]:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=HOST, headers=OURS) as browser:
            forms = [{"email": f"{n}{EMAIL}", "password": PASSWORD} for n in range(2)]
            signing = [asyncio.create_task(browser.post("/sign-up", data=form)) for form in forms]
            await asyncio.sleep(0.3)
            began = time.monotonic()
            written = await browser.post(Form(html).action, data=answer)
            took = time.monotonic() - began
            assert not any(task.done() for task in signing)
            signed = await asyncio.gather(*signing)
            return took, [response.status_code for response in (written, *signed)]

    took, statuses = asyncio.run(play())
    assert statuses == [303, 303, 303]
    assert took < SLOW / 2
