"""Who waits for a copy is told how far it is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from fastapi import FastAPI

from app.studio.underway import Underway
from tests.accounts import make_account
from tests.learner.person import Form, Person
from tests.pages.client import OURS, Client
from tests.studio.conftest import Bench

NAME = "0123456789abcdef" * 2


class Looking(Underway):
    """Each time it is told, the page that waits looks."""

    def __init__(self, app: FastAPI) -> None:
        super().__init__()
        self.app = app
        self.seen: list[dict[str, int]] = []

    @contextmanager
    def following(self, name: str) -> Iterator[Callable[[int, int], None] | None]:
        with super().following(name) as tell:
            assert tell is not None

            def tell_and_look(done: int, total: int) -> None:
                tell(done, total)
                with Client(self.app) as page:
                    self.seen.append(page.get(f"/studio/underway/{name}").json())

            yield tell_and_look


@pytest.fixture
def ada(bench: Bench) -> Iterator[Person]:
    with Person(bench.app) as person:
        person.cookies.update(make_account(bench.app.state.database, "Ada", role="admin"))
        yield person


def clone(person: Person, work: str) -> Any:
    form = Form(person.open("/paths/gans/clones/new"), "/clones")
    return person.send(form, {"slug": "ours", "title": "", "visibility": "private", "work": work})


def test_a_copy_and_a_path_brought_in_say_how_much_is_done(bench: Bench, ada: Person) -> None:
    bench.app.state.underway = looking = Looking(bench.app)
    made = clone(ada, NAME)
    assert made.status_code == 303, made.text
    assert looking.seen == [{"done": done, "total": 5} for done in range(1, 6)]
    zipped = ("gans.zip", ada.get("/studio/paths/gans/export.zip").content, "application/zip")
    fields = {"slug": "abroad", "visibility": "private", "work": NAME}
    answer = ada.post("/studio/import", data=fields, files={"file": zipped}, headers=OURS)
    assert answer.status_code == 303, answer.text
    last = looking.seen[-1]
    assert last["done"] == last["total"]
    assert len(looking.seen) > 5
    assert ada.get(f"/studio/underway/{NAME}").status_code == 204


@pytest.mark.parametrize("name", ["", "x" * 32, "0" * 4000])
def test_a_name_that_is_none_is_told_of_nothing(ada: Person, name: str) -> None:
    assert clone(ada, name).status_code == 303
    assert ada.get(f"/studio/underway/{name or '-'}").status_code == 204
