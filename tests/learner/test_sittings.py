"""A sitting begins with a button, is its learner's own, and can be looked at and taken again."""

import re
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.db import Database
from app.models import Answer, Enrolment, Page, Path, Sitting, User
from app.progress.sittings import Asked, Outcome
from app.progress.sittings import Sitting as Run
from app.quizzes.results import before
from app.quizzes.sittings import missed_in, order
from tests.learner.folder import QUESTIONS, TEXT, Laid, lay_item, lay_path, retire
from tests.learner.person import HTMX, Form, Person, fill
from tests.learner.sittings import QUIZ, answer_one, begin, button, go_on, kind_of, take
from tests.learner.test_answers import RIGHT, count
from tests.pages.client import OURS
from tests.pages.markup import read


def test_beginning_writes_down_which_questions_in_which_order_by_which_seed(
    maria: Person, laid: Laid, database: Database
) -> None:
    sitting = begin(maria)
    with database.reading() as session:
        row = session.scalars(select(Sitting)).one()
        quiz = session.scalars(select(Page).where(Page.kind == "quiz")).one()
        assert session.scalars(select(Enrolment.path_id)).all() == [laid.path_id]
    assert sitting == f"/sittings/{row.id}"
    assert (row.scope, row.page_id, len(row.questions)) == ("all", quiz.id, 8)
    assert re.fullmatch("[0-9a-f]{32}", row.seed)
    assert row.id.version == 7


def test_looking_at_a_quiz_begins_nothing(maria: Person, laid: Laid, database: Database) -> None:
    for _ in range(2):
        maria.open(QUIZ)
        maria.open(f"{QUIZ}?sitting=1")
    assert (count(database, Sitting), count(database, User)) == (0, 0)


def test_a_double_click_of_a_stranger_begins_one(maria: Person, laid: Laid, database: Database) -> None:
    sent = maria.send_twice_at_once(button(maria.open(QUIZ)), {"scope": "all"})
    assert [response.status_code for response in sent] == [303, 303]
    assert len({response.headers["location"] for response in sent}) == 1
    assert (count(database, Sitting), count(database, User)) == (1, 1)


def test_a_double_click_of_somebody_known_begins_one(maria: Person, laid: Laid, database: Database) -> None:
    take(maria, laid, wrong=("single",))
    maria.send_twice_at_once(button(maria.open(QUIZ), "missed"), {"scope": "missed"})
    assert count(database, Sitting) == 2


def test_the_button_pressed_again_after_the_end_leads_to_what_it_began(maria: Person, laid: Laid) -> None:
    first = take(maria, laid, wrong=("single",))
    form = button(maria.open(first), "missed")
    again = maria.send(form, {"scope": "missed"}).headers["location"]
    go_on(maria, laid, again)
    # Nothing is missed any more; the old form still knows its sitting.
    assert maria.send(form, {"scope": "missed"}).headers["location"] == again


def test_each_button_begins_its_own(maria: Person, laid: Laid) -> None:
    html = maria.open(take(maria, laid, wrong=("single",)))
    one = maria.send(button(html, "missed"), {"scope": "missed"}).headers["location"]
    other = maria.send(button(html, "all"), {"scope": "all"}).headers["location"]
    assert "Question 1 of 1" in maria.open(one)
    assert "Question 1 of 8" in maria.open(other)


def test_it_is_taken_again_mixed_and_counted_apart(maria: Person, laid: Laid, database: Database) -> None:
    first = take(maria, laid, wrong=("single",))
    start = maria.open(QUIZ)
    assert re.search(r"Last time, today at \d+:\d\d\s[AP]M, you had 7 of 8\.", start)
    second = begin(maria)
    again = go_on(maria, laid, second)
    assert sorted(again) == sorted(QUESTIONS)
    assert again != list(QUESTIONS)
    html = maria.open(second)
    assert "8 of 8</h1>" in html
    assert "One more than last time." in html
    assert "7 of 8</h1>" in maria.open(first)
    assert count(database, Answer) == 16


def test_only_what_was_missed_is_taken_again(maria: Person, laid: Laid) -> None:
    first = take(maria, laid, wrong=("single", "text", "multiple"))
    assert "Retake the 3 you missed" in maria.open(first)
    assert "Take only the 3 you missed" in maria.open(QUIZ)
    second = begin(maria, "missed", first)
    assert set(go_on(maria, laid, second, wrong=("text",))) == {"single", "text", "multiple"}
    html = maria.open(second)
    assert "2 of 3</h1>" in html
    assert "One of what you had missed is still to go." in html
    assert "Retake the one you missed" in html
    third = begin(maria, "missed", second)
    assert go_on(maria, laid, third) == ["text"]
    html = maria.open(third)
    assert "Nothing is left of what you had missed. The time before it was 2 of 3." in " ".join(html.split())
    for page in (html, maria.open(QUIZ)):
        assert 'value="missed"' not in page
        assert 'value="all"' in page


def test_an_older_result_offers_no_retake_of_what_was_missed_then(maria: Person, laid: Laid) -> None:
    first = take(maria, laid, wrong=("single",))
    take(maria, laid)
    assert 'value="missed"' not in maria.open(first)
    assert 'value="all"' in maria.open(first)


def test_what_was_missed_is_not_offered_where_nothing_was(maria: Person, laid: Laid) -> None:
    assert 'value="missed"' not in maria.open(QUIZ)
    html = maria.open(take(maria, laid))
    assert 'value="missed"' not in html
    assert "Every one, with nothing left to correct." in html


def test_what_was_missed_and_retired_since_is_not_taken_again(maria: Person, laid: Laid, database: Database) -> None:
    sitting = take(maria, laid, wrong=("single", "text"))
    with database.writing() as session:
        retire(session, laid.questions["text"])
    assert "Retake the one you missed" in maria.open(sitting)
    assert go_on(maria, laid, begin(maria, "missed")) == ["single"]


def test_a_result_of_another_length_is_compared_in_full(maria: Person, laid: Laid, database: Database) -> None:
    take(maria, laid, wrong=("single",))
    with database.writing() as session:
        page = session.scalars(select(Page).where(Page.kind == "quiz")).one()
        laid.questions["new"] = lay_item(
            session, page, "question", "new", 99, TEXT.model_copy(update={"heading": "New"})
        ).public_id
    sitting = begin(maria)
    while 'action="/items/' in (html := maria.open(sitting)):
        kind = kind_of(html, laid)
        maria.send(Form(html, "/answers"), fill(html, RIGHT["text" if kind == "new" else kind]))
    assert "Last time it was 7 of 8." in maria.open(sitting)


def test_earlier_sittings_are_listed_the_latest_first(maria: Person, laid: Laid) -> None:
    first = take(maria, laid, wrong=("single", "text"))
    left = begin(maria)
    answer_one(maria, laid, left)
    last = take(maria, laid, wrong=("text",), scope="missed")
    page = read(maria.open(QUIZ))
    listed = [link for link in page.links if link.startswith("/sittings/")]
    assert listed == [last, left, first]
    assert [re.sub(r"^Today at \S+ [AP]M, ", "", name) for name in page.text_of("scores__name")] == [
        "the 2 missed",
        "all 8",
        "all 8",
    ]
    assert page.text_of("scores__words") == ["1 of 2", "1 of 8 answered", "6 of 8"]
    for address in listed:
        maria.open(address)


def test_of_many_earlier_sittings_the_older_are_folded(maria: Person, laid: Laid, database: Database) -> None:
    for _ in range(8):
        answer_one(maria, laid, begin(maria))
    page = read(maria.open(QUIZ))
    assert len([link for link in page.links if link.startswith("/sittings/")]) == 8
    assert page.text_of("earlier__open") == ["One more"]


def test_a_sitting_without_an_answer_is_no_earlier_sitting(maria: Person, laid: Laid) -> None:
    empty = begin(maria)
    take(maria, laid)
    assert empty not in maria.open(QUIZ)


def test_a_day_is_the_learners_own(maria: Person, laid: Laid, database: Database) -> None:
    take(maria, laid)
    with database.writing() as session:
        session.execute(update(User).values(time_zone="Pacific/Auckland", language="de"))
        session.execute(update(Sitting).values(begun_at=datetime(2025, 6, 1, 22, tzinfo=UTC)))
        session.execute(update(Answer).values(answered_at=datetime(2025, 6, 1, 22, 30, tzinfo=UTC)))
    assert "2. Juni 2025, all 8" in maria.open(QUIZ)


def test_somebody_elses_sitting_is_not_found(
    maria: Person, ben: Person, chen: Person, laid: Laid, database: Database
) -> None:
    running, done = begin(maria), take(maria, laid)
    take(ben, laid)
    for person in (ben, chen):
        for address in (running, done):
            person.open(address, 404)
            assert person.get(address, **HTMX).status_code == 404
    assert running not in ben.open(QUIZ)
    for id in ("1", "x", "%00", str(uuid.uuid4()), "é" * 40):
        maria.open(f"/sittings/{id}", 404)


def test_a_form_of_somebody_elses_sitting_is_not_found_and_writes_nothing(
    maria: Person, ben: Person, chen: Person, laid: Laid, database: Database
) -> None:
    html = maria.open(begin(maria))
    begin(ben)
    for person in (ben, chen):
        response = person.send(Form(html, "/answers"), fill(html, RIGHT["single"]))
        assert response.status_code == 404
        assert "set-cookie" not in response.headers
    assert (count(database, Answer), count(database, User)) == (0, 2)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"scope": "missed"}, "There is nothing left that you missed."),
        ({"scope": "pretest"}, "Take all of the questions, or those that you missed."),
        ({}, "Take all of the questions, or those that you missed."),
        ({"scope": "all", "nonce": "forged"}, "This form did not come from here"),
        ({"scope": "all", "nonce": ""}, "This form did not come from here"),
    ],
)
def test_what_cannot_begin_says_why(
    maria: Person, laid: Laid, database: Database, fields: dict[str, Any], sentence: str
) -> None:
    response = maria.send(button(maria.open(QUIZ)), fields)
    assert response.status_code == 422
    assert sentence in response.text
    assert 'value="all"' in response.text
    assert "set-cookie" not in response.headers
    assert (count(database, Sitting), count(database, User)) == (0, 0)


def test_an_empty_quiz_cannot_be_begun(maria: Person, laid: Laid, database: Database) -> None:
    form = button(maria.open(QUIZ))
    with database.writing() as session:
        for id in laid.questions.values():
            retire(session, id)
    response = maria.send(form, {"scope": "all"})
    assert response.status_code == 422
    assert "There are no questions here yet." in response.text
    assert count(database, User) == 0


def test_a_sitting_is_begun_by_post_alone_and_from_here(maria: Person, laid: Laid, database: Database) -> None:
    form = button(maria.open(QUIZ))
    for method in ("GET", "PUT", "DELETE"):
        assert maria.ask(method, f"{QUIZ}/sittings", headers=OURS).status_code == 405
    assert maria.send(form, {"scope": "all"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert maria.post("/paths/generative-ai/quizzes/none/sittings", data={}).status_code == 404
    assert count(database, Sitting) == 0


def test_a_sitting_of_a_path_that_is_hidden_since_is_not_found(maria: Person, laid: Laid, database: Database) -> None:
    sitting = take(maria, laid)
    with database.writing() as session:
        session.get_one(Path, laid.path_id).visibility = "private"
    maria.open(sitting, 404)


def test_the_result_of_a_quiz_retired_since_can_be_read_and_not_taken(
    maria: Person, laid: Laid, database: Database
) -> None:
    sitting = take(maria, laid, wrong=("single",))
    with database.writing() as session:
        session.execute(update(Page).where(Page.kind == "quiz").values(retired_at=datetime.now(UTC)))
        for id in laid.questions.values():
            retire(session, id)
    html = maria.open(sitting)
    assert "7 of 8</h1>" in html
    assert "/sittings" not in html
    assert f'href="{QUIZ}"' not in html


def test_a_sitting_holds_one_answer_a_question_whatever_happens(maria: Person, laid: Laid, database: Database) -> None:
    answer_one(maria, laid, begin(maria))
    with database.reading() as session:
        kept = session.scalars(select(Answer)).one()
    values = {column.key: getattr(kept, column.key) for column in Answer.__table__.columns}
    with pytest.raises(IntegrityError), database.writing() as session:
        session.add(Answer(**{**values, "id": uuid.uuid4(), "idempotency_key": "another"}))
    with database.writing() as session:
        for n in range(2):
            session.add(Answer(**{**values, "id": uuid.uuid4(), "idempotency_key": f"{n}", "sitting_id": None}))


def test_personal_pages_of_sittings_are_kept_by_nobody(maria: Person, laid: Laid) -> None:
    for url in (begin(maria), take(maria, laid), QUIZ):
        assert maria.get(url).headers["cache-control"] == "no-store"


def test_a_quiz_of_another_path_has_its_own_sittings(maria: Person, laid: Laid, database: Database) -> None:
    with database.writing() as session:
        lay_path(session, slug="other")
    take(maria, laid)
    assert "Earlier sittings" not in maria.open("/paths/other/quizzes/core")


# Rules

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def run(right: str, *, scope: Any = "all", at: int = 0) -> Run:
    """A sitting of as many questions as there are letters: r right, w wrong, p partly, x retired and wrong, . open."""
    questions = tuple(Asked(n, f"q{n}", letter == "x") for n, letter in enumerate(right))
    worth = {"r": 1.0, "w": 0.0, "p": 0.5, "x": 0.0}
    outcomes = {n: Outcome(uuid.uuid4(), worth[letter], None, NOW) for n, letter in enumerate(right) if letter != "."}
    begun = NOW + timedelta(minutes=at)
    return Run(uuid.uuid4(), scope, begun, 1, "Quiz", "/quiz", "Path", "/path", questions, outcomes)


@pytest.mark.parametrize(
    ("sittings", "missed"),
    [
        ([], []),
        (["..."], []),
        (["rrr"], []),
        (["rwp"], [1, 2]),
        (["rxw"], [2]),
        (["w.."], [0]),
        (["rww", "w.."], [1, 2]),
        (["rww", "..."], [1, 2]),
        (["rww", "rrr"], []),
        (["w..", "rrw"], [2]),
    ],
)
def test_what_was_missed_is_of_the_last_finished_sitting_else_of_the_last(
    sittings: list[str], missed: list[int]
) -> None:
    assert [question.item_id for question in missed_in([run(s) for s in sittings])] == missed


def test_the_sitting_before_is_the_last_finished_of_the_same_scope() -> None:
    first, left, retake, this, later = run("rw"), run("r."), run("w", scope="missed"), run("rr"), run("rr")
    sittings = [first, left, retake, this, later]
    assert before(this, sittings) is first
    assert before(retake, sittings) is None
    assert before(first, sittings) is None


@given(st.lists(st.integers(0, 500), unique=True), st.text("0123456789abcdef", min_size=32, max_size=32))
def test_the_order_is_as_written_first_and_then_the_seeds_alone(ids: list[int], seed: str) -> None:
    asked = [Asked(n, f"q{n}") for n in ids]
    assert order(asked, [], seed) == asked
    mixed = order(asked, [run("r")], seed)
    assert set(mixed) == set(asked)
    assert mixed == order(list(reversed(asked)), [run("w")], seed)


def test_every_order_is_as_likely() -> None:
    asked = [Asked(n, f"q{n}") for n in range(3)]
    orders: dict[Sequence[Asked], int] = {}
    for n in range(1200):
        mixed = tuple(order(asked, [run("r")], f"{n:032x}"))
        orders[mixed] = orders.get(mixed, 0) + 1
    assert len(orders) == 6
    # Five degrees of freedom: 30 is passed once in 100,000 runs.
    assert sum((n - 200) ** 2 / 200 for n in orders.values()) < 30
