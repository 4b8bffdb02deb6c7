"""The disk of the database is full: it says so, keeps what it has, and goes on when there is room."""

import pytest
from fastapi import FastAPI
from sqlalchemy import event, func, select

from app.db import Database
from app.models import Flag
from tests.learner.folder import Laid
from tests.learner.person import Form, Person


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_cannot_be_written_is_told_and_nothing_is_lost(
    maria: Person, app: FastAPI, laid: Laid, database: Database
) -> None:
    def flag() -> int:
        form = Form(maria.open(f"/items/{laid.cards[0]}/marks"), f"{laid.cards[0]}/flags")
        answer = maria.send(form, {"kind": "wrong", "remark": "x" * 2000})
        assert (answer.status_code == 507) == ("The disk of this server is full" in answer.text)
        return answer.status_code

    def fill(connection: object, record: object) -> None:
        # No page more than it has: what SQLite says then is what it says of a full disk.
        connection.execute("PRAGMA max_page_count = 1")  # type: ignore[attr-defined]

    assert flag() == 303
    engine = app.state.database.engine
    event.listen(engine, "connect", fill)
    engine.dispose()
    kept = [303]
    while len(kept) < 50 and kept[-1] == 303:
        kept.append(flag())
    assert kept[-1] == flag() == 507
    event.remove(engine, "connect", fill)
    engine.dispose()
    assert flag() == 303
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Flag)) == kept.count(303) + 1
