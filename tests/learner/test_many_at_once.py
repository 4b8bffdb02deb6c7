"""Eighty people answer at the same moment: everybody is told, nothing is lost, nobody is mixed up."""

import re
from collections import Counter

from sqlalchemy import func, select

from app.db import Database
from app.models import Answer, Enrolment, Memory, Review, User
from tests.learner.folder import Laid
from tests.learner.person import HTMX, Form, Person, fill

MANY = 80


def test_eighty_strangers_answer_at_once(maria: Person, laid: Laid, database: Database) -> None:
    item = laid.questions["single"]
    forms = [maria.get(f"/items/{item}", **HTMX).text for _ in range(MANY)]
    sent = [(Form(html).action, {**Form(html).hidden, **fill(html, "Whether it is real")}) for html in forms]
    answers = maria.send_all_at_once(sent)
    assert Counter(a.status_code for a in answers) == {303: MANY}
    assert len({a.headers["location"] for a in answers}) == MANY
    assert len({a.headers["set-cookie"] for a in answers}) == MANY
    with database.reading() as session:
        for table in (User, Answer, Review, Memory, Enrolment):
            assert session.scalar(select(func.count()).select_from(table)) == MANY, table


def test_one_learner_sends_everything_at_once(maria: Person, laid: Laid, database: Database) -> None:
    maria.answer(laid.questions["numeric"], "8")
    sent = []
    for _ in range(10):
        html = maria.get(f"/items/{laid.questions['single']}", **HTMX).text
        sent.append((Form(html).action, {**Form(html).hidden, **fill(html, "Whether it is real")}))
    for card in laid.cards * 4:
        html = maria.get(f"/items/{card}?flip=1", **HTMX).text
        sent.append((Form(html).action, {**Form(html).hidden, "rating": "3"}))
    nonce = re.search(r'data-nonce="([^"]+)"', maria.open("/paths/generative-ai/mine"))
    assert nonce
    sent += [(f"/items/{section}/readings", {"nonce": nonce[1]}) for section in laid.sections * 5]
    answers = maria.send_all_at_once(sent + sent)
    assert Counter(a.status_code for a in answers) == {303: 60, 204: 30}
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(User)) == 1
        assert session.scalar(select(func.count()).select_from(Answer)) == 11
        assert session.scalar(select(func.count()).select_from(Review)) == 31
        # Each review began where one before it had ended: none was overwritten by another at the same time.
        rows = session.execute(select(Review.lineage, Review.before).where(Review.before.is_(None))).all()
        assert len(rows) == len({row.lineage for row in rows}) == 7
        befores = [
            (row.lineage, row.before["last_reviewed_at"])
            for row in session.execute(select(Review.lineage, Review.before).where(Review.before.is_not(None)))
        ]
        assert len(set(befores)) == len(befores) == 24
