"""A learner answers a question and is told what it was worth."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select

from app.db import Database
from app.models import Answer, Enrolment, Item, Memory, Path, Review, User
from tests.learner.folder import QUESTIONS, SECRET, SINGLE, Laid, add_version, lay_path, retire
from tests.learner.person import HTMX, Form, Person, fill, options
from tests.pages.client import OURS

RIGHT: dict[str, Any] = {
    "single": "Whether it is real",
    "true-false": "False",
    "multiple": ["Flows", "Autoregressive models"],
    "ordering": ("VAE", "GAN", "DDPM", "Glow"),
    "matching": {"VAE": "a bound", "Flow": "the likelihood", "GAN": "a game"},
    "numeric": "8",
    "text": SECRET.lower(),
    "cloze": ["elbo", "likelihood"],
}
WRONG: dict[str, Any] = {
    "single": "How likely it is",
    "true-false": "True",
    "multiple": ["GANs"],
    "ordering": ("Glow", "DDPM", "GAN", "VAE"),
    "matching": {"VAE": "nothing", "Flow": "nothing", "GAN": "nothing"},
    "numeric": "9",
    "text": "backpropagation",
    "cloze": ["bound", "prior"],
}


def count(database: Database, table: type) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_it_tells_right_from_wrong_and_why(maria: Person, laid: Laid) -> None:
    for kind, question in QUESTIONS.items():
        right = maria.answer(laid.questions[kind], RIGHT[kind])
        assert "feedback--right" in right, kind
        assert f"{SECRET} because of {question.heading}" in right, kind
        wrong = maria.answer(laid.questions[kind], WRONG[kind])
        assert "feedback--wrong" in wrong, kind
        assert "Not this time" in wrong, kind
        assert f"{SECRET} because of {question.heading}" in wrong, kind


def test_it_gives_the_reason_for_the_option_chosen_and_marks_the_right_one_in_words(maria: Person, laid: Laid) -> None:
    html = maria.answer(laid.questions["single"], "How likely it is")
    assert f"{SECRET} likely" in html
    assert f"{SECRET} shows" not in html
    assert html.count("The right answer") == 1
    assert html.count("</svg>Your answer") == 1


def test_it_leads_back_to_the_section(maria: Person, laid: Laid) -> None:
    html = maria.answer(laid.questions["single"], RIGHT["single"])
    assert 'href="/paths/generative-ai/lessons/gan#game"' in html
    assert "Back to the paragraph: The game" in html


def test_it_says_partly_right_where_it_is(maria: Person, laid: Laid) -> None:
    html = maria.answer(laid.questions["multiple"], ["Flows"])
    assert "Partly right" in html
    assert "Right, and not chosen" in html


def test_it_shows_the_options_in_the_order_of_the_form(maria: Person, laid: Laid) -> None:
    for _ in range(5):
        form = maria.open(f"/items/{laid.questions['single']}")
        told = maria.follow(maria.send(Form(form), fill(form, "Whether it is real")))
        assert sorted(options(form).values(), key=told.index) == list(options(form).values())


def test_it_writes_down_all_that_can_be_known(maria: Person, laid: Laid, database: Database) -> None:
    maria.answer(laid.questions["multiple"], ["Flows"], confidence="3")
    with database.reading() as session:
        answer = session.scalars(select(Answer)).one()
        review = session.scalars(select(Review)).one()
        memory = session.scalars(select(Memory)).one()
        item = session.scalars(select(Item).where(Item.public_id == laid.questions["multiple"])).one()
        assert session.scalars(select(Enrolment.path_id)).all() == [laid.path_id]
    assert (answer.given, answer.correctness, answer.confidence, answer.sitting_id) == (["keya"], 0.5, 3, None)
    assert (answer.item_id, answer.version_id) == (item.id, item.version_id)
    assert answer.seconds is not None
    assert 0 <= answer.seconds < 60
    assert (review.answer_id, review.rating, review.before, review.lineage) == (answer.id, 1, None, item.lineage)
    assert memory.lineage == item.lineage


def test_a_right_answer_is_a_recall_and_a_later_one_builds_on_it(maria: Person, laid: Laid, database: Database) -> None:
    maria.answer(laid.questions["single"], RIGHT["single"])
    maria.answer(laid.questions["single"], RIGHT["single"])
    with database.reading() as session:
        first, second = session.scalars(select(Review).order_by(Review.reviewed_at)).all()
    assert (first.rating, first.before) == (3, None)
    assert second.before is not None
    assert second.before["state"] == 2


def test_a_form_sent_again_counts_once(maria: Person, laid: Laid, database: Database) -> None:
    html = maria.open(f"/items/{laid.questions['single']}")
    first = maria.follow(maria.send(Form(html), fill(html, RIGHT["single"])))
    again = maria.follow(maria.send(Form(html), fill(html, WRONG["single"])))
    assert "You had answered this one already" in again
    assert "You had answered" not in first
    assert "feedback--right" in again
    assert (count(database, Answer), count(database, Review), count(database, User)) == (1, 1, 1)


def test_a_double_click_of_a_stranger_is_one_answer_of_one_visitor(
    maria: Person, laid: Laid, database: Database
) -> None:
    html = maria.open(f"/items/{laid.questions['single']}")
    twins = maria.send_twice_at_once(Form(html), fill(html, RIGHT["single"]))
    assert [t.status_code for t in twins] == [303, 303]
    assert len({t.headers["location"].partition("?")[0] for t in twins}) == 1
    assert (count(database, Answer), count(database, Review), count(database, User)) == (1, 1, 1)


def test_the_same_key_of_two_people_does_not_collide(
    maria: Person, ben: Person, laid: Laid, database: Database
) -> None:
    maria.answer(laid.questions["numeric"], "8")
    ben.answer(laid.questions["numeric"], "8")
    html = maria.open(f"/items/{laid.questions['single']}")
    form, given = Form(html), fill(html, RIGHT["single"])
    assert "feedback--right" in maria.follow(maria.send(form, given))
    assert "You had answered" not in ben.follow(ben.send(form, given))
    assert (count(database, Answer), count(database, User)) == (4, 2)


def test_somebody_elses_answer_is_not_found(maria: Person, chen: Person, laid: Laid) -> None:
    html = maria.open(f"/items/{laid.questions['single']}")
    address = maria.send(Form(html), fill(html, RIGHT["single"])).headers["location"]
    chen.open(address, 404)
    chen.answer(laid.questions["numeric"], "8")
    chen.open(address, 404)
    maria.open(address)


def test_htmx_follows_to_the_partial(maria: Person, laid: Laid) -> None:
    item = laid.questions["single"]
    html = maria.get(f"/items/{item}", **HTMX).text
    assert html.startswith(f'<div class="prompt" id="prompt-{item}"')
    response = maria.send(Form(html), fill(html, RIGHT["single"]), headers={**OURS, **HTMX})
    partial = maria.get(response.headers["location"], **HTMX).text
    assert partial.startswith("<article")
    assert f'id="prompt-{item}"' in partial
    assert "<html" not in partial


def test_it_is_graded_by_the_text_that_was_shown(maria: Person, laid: Laid, database: Database) -> None:
    item = laid.questions["single"]
    html = maria.open(f"/items/{item}")
    turned = SINGLE.model_copy(
        update={"options": tuple(o.model_copy(update={"is_right": o.key == "keyb"}) for o in SINGLE.options)}
    )
    with database.writing() as session:
        row = session.scalars(select(Item).where(Item.public_id == item)).one()
        shown = row.version_id
        row.version_id = add_version(session, row, turned, edition=2).id
    told = maria.follow(maria.send(Form(html), fill(html, "Whether it is real")))
    assert "feedback--right" in told
    assert "has been reworded since" in told
    with database.reading() as session:
        assert session.scalars(select(Answer.version_id)).one() == shown
    assert "feedback--wrong" in maria.answer(item, "Whether it is real")


def test_a_question_retired_while_it_was_open_still_takes_the_answer(
    maria: Person, laid: Laid, database: Database
) -> None:
    item = laid.questions["single"]
    html = maria.open(f"/items/{item}")
    with database.writing() as session:
        retire(session, item)
    told = maria.follow(maria.send(Form(html), fill(html, RIGHT["single"])))
    assert "was taken out of the path" in told
    assert count(database, Answer) == 1


def test_a_retired_question_says_so_and_leads_on(maria: Person, laid: Laid, database: Database) -> None:
    item = laid.questions["single"]
    with database.writing() as session:
        retire(session, item)
    for response in (maria.get(f"/items/{item}"), maria.post(f"/items/{item}/answers", data={"given": "x"})):
        assert response.status_code == 404
        assert 'href="/paths/generative-ai"' in response.text


def test_a_path_that_is_not_public_asks_nothing(meet: Callable[[], Person], database: Database) -> None:
    with database.writing() as session:
        hidden = lay_path(session, slug="hidden")
        session.get_one(Path, hidden.path_id).visibility = "private"
    person = meet()
    person.open(f"/items/{hidden.questions['single']}", 404)
    person.open("/paths/hidden/quizzes/core", 404)
    person.open("/paths/hidden/mine", 404)
    person.open("/reviews?path=hidden", 404)


def test_personal_pages_are_kept_by_nobody(maria: Person, laid: Laid) -> None:
    maria.answer(laid.questions["single"], RIGHT["single"])
    for url in (
        f"/items/{laid.questions['single']}",
        f"/items/{laid.questions['single']}/hint?x",
        "/paths/generative-ai/quizzes/core",
        "/paths/generative-ai/mine?at=landing",
        "/reviews",
        "/progress",
    ):
        assert maria.get(url).headers["cache-control"] == "no-store", url
