"""A rating is taken back: the memory is as it was, again and again."""

import re
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update

from app.db import Database
from app.models import Item, Memory, Review
from tests.learner.folder import Laid
from tests.learner.person import HTMX, Form, Person
from tests.learner.test_answers import RIGHT
from tests.learner.test_reviews import rate, reviews, shown
from tests.pages.client import OURS


def undo(person: Person, html: str) -> str:
    return person.follow(person.send(Form(html, "method=delete")))


def memory_of(database: Database, laid: Laid, n: int) -> dict[str, object] | None:
    with database.reading() as session:
        row = session.execute(
            select(Memory.__table__).join(Item, Item.lineage == Memory.lineage).where(Item.public_id == laid.cards[n])
        ).one_or_none()
        return dict(row._mapping) if row else None


def review_ids(database: Database) -> list[str]:
    with database.reading() as session:
        return [str(id) for id in session.scalars(select(Review.id).order_by(Review.reviewed_at))]


def test_it_offers_to_undo_the_last_rating(maria: Person, laid: Laid) -> None:
    assert "Undo" not in maria.open("/reviews")
    html = rate(maria, maria.open("/reviews"), 3)
    assert re.search(r"Undo <span class=\"undo__what\">“Got it”", html)


def test_the_first_rating_undone_leaves_no_memory_and_the_card_is_back(
    maria: Person, laid: Laid, database: Database
) -> None:
    html = rate(maria, maria.open("/reviews"), 1)
    html = undo(maria, html)
    assert shown(html) == "Front 0"
    assert memory_of(database, laid, 0) is None
    with database.reading() as session:
        assert session.scalars(select(Review.undone_at)).one() is not None


def test_a_later_rating_undone_brings_the_memory_back_exactly(maria: Person, laid: Laid, database: Database) -> None:
    maria.rate(laid.cards[0], 3)
    before = memory_of(database, laid, 0)
    maria.rate(laid.cards[0], 1)
    assert memory_of(database, laid, 0) != before
    undo(maria, maria.open("/reviews"))
    assert memory_of(database, laid, 0) == before


def test_it_goes_back_step_by_step(maria: Person, laid: Laid, database: Database) -> None:
    html = maria.open("/reviews")
    for rating in (3, 1, 3):
        html = rate(maria, html, rating)
    for front in ("Front 2", "Front 1", "Front 0"):
        html = undo(maria, html)
        assert shown(html) == front
    assert "Undo" not in html
    assert all(memory_of(database, laid, n) is None for n in range(3))
    assert shown(rate(maria, html, 3)) == "Front 1"


def test_undoing_twice_changes_nothing_more(maria: Person, laid: Laid, database: Database) -> None:
    html = rate(maria, maria.open("/reviews"), 3)
    form = Form(html, "method=delete")
    maria.send(form)
    assert shown(maria.follow(maria.send(form))) == "Front 0"
    assert reviews(database) == 1


def test_an_undone_rating_does_not_use_up_a_new_card(maria: Person, laid: Laid) -> None:
    html = maria.open("/reviews")
    for _ in range(4):
        html = rate(maria, html, 3)
    assert shown(undo(maria, html)) == "Front 3"


def test_delete_does_the_same(maria: Person, laid: Laid, database: Database) -> None:
    rate(maria, maria.open("/reviews"), 3)
    (review,) = review_ids(database)
    response = maria.ask("DELETE", f"/reviews/{review}?path=generative-ai", headers={**OURS, **HTMX})
    assert response.status_code == 303
    partial = maria.get(response.headers["location"], **HTMX).text
    assert partial.startswith("<article")
    assert shown(partial) == "Front 0"
    assert memory_of(database, laid, 0) is None


def test_a_card_by_itself_is_undone_where_it_stands(maria: Person, laid: Laid, database: Database) -> None:
    html = maria.follow(maria.rate(laid.cards[1], 3))
    html = undo(maria, html)
    assert "Front 1" in html
    assert f'id="prompt-{laid.cards[1]}"' in html
    assert memory_of(database, laid, 1) is None


def test_nobody_undoes_anothers_rating(maria: Person, chen: Person, laid: Laid, database: Database) -> None:
    rate(maria, maria.open("/reviews"), 3)
    (review,) = review_ids(database)
    for _ in range(2):
        assert chen.ask("DELETE", f"/reviews/{review}", headers=OURS).status_code == 404
        chen.rate(laid.cards[2], 3)
    assert memory_of(database, laid, 0) is not None


def test_a_review_that_a_later_one_builds_on_stays(maria: Person, laid: Laid, database: Database) -> None:
    maria.rate(laid.cards[0], 3)
    maria.rate(laid.cards[0], 3)
    after = memory_of(database, laid, 0)
    first, last = review_ids(database)
    response = maria.ask("DELETE", f"/reviews/{first}", headers=OURS)
    assert response.status_code == 409
    assert "Undo the later one first" in response.text
    assert memory_of(database, laid, 0) == after
    assert maria.ask("DELETE", f"/reviews/{last}", headers=OURS).status_code == 303
    assert maria.ask("DELETE", f"/reviews/{first}", headers=OURS).status_code == 303
    assert memory_of(database, laid, 0) is None


def test_an_answer_is_not_undone(maria: Person, laid: Laid, database: Database) -> None:
    maria.answer(laid.questions["single"], RIGHT["single"])
    (review,) = review_ids(database)
    response = maria.ask("DELETE", f"/reviews/{review}", headers=OURS)
    assert response.status_code == 409
    assert "An answer is not undone" in response.text
    assert "Undo" not in maria.open("/reviews")


def test_that_a_meaning_edit_made_it_due_is_not_undone(maria: Person, laid: Laid, database: Database) -> None:
    maria.rate(laid.cards[0], 3)
    maria.rate(laid.cards[0], 3)
    edited = datetime.now(UTC) + timedelta(seconds=1)
    with database.writing() as session:
        session.execute(update(Memory).values(due_at=edited, changed_at=edited))
    maria.ask("DELETE", f"/reviews/{review_ids(database)[-1]}", headers=OURS)
    memory = memory_of(database, laid, 0)
    assert memory is not None
    assert memory["changed_at"] is not None


def test_an_unknown_review_is_not_found_and_a_plain_post_is_refused(maria: Person, laid: Laid) -> None:
    maria.rate(laid.cards[0], 3)
    for id in ("x", "00000000-0000-0000-0000-000000000000", "%00"):
        assert maria.ask("DELETE", f"/reviews/{id}", headers=OURS).status_code == 404
    assert maria.post("/reviews/00000000-0000-0000-0000-000000000000").status_code == 405
    assert maria.ask("PUT", "/reviews/x", headers=OURS).status_code == 405
    assert maria.ask("DELETE", "/reviews/x", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
