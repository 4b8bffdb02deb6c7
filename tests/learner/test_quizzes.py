"""A quiz, one question at a time, and what it comes to."""

import re
from typing import Any

from sqlalchemy import func, select

from app.db import Database
from app.models import Answer, Item, Page
from tests.learner.folder import QUESTIONS, TEXT, Laid, lay_item, retire
from tests.learner.person import HTMX, Form, Person, fill
from tests.learner.test_answers import RIGHT, WRONG
from tests.pages.client import OURS

QUIZ = "/paths/generative-ai/quizzes/core"


def kind_of(html: str, laid: Laid) -> str:
    item = Form(html, "/answers").action.split("/")[2]
    return next(kind for kind, id in laid.questions.items() if id == item)


def take(person: Person, laid: Laid, sitting: int, wrong: tuple[str, ...] = (), **fields: Any) -> list[str]:
    """Takes the quiz to its end; the kinds of question in the order in which they came."""
    came = []
    for _ in QUESTIONS:
        html = person.open(f"{QUIZ}?sitting={sitting}")
        kind = kind_of(html, laid)
        came.append(kind)
        given = fill(html, (WRONG if kind in wrong else RIGHT)[kind])
        person.follow(person.send(Form(html, "/answers"), {**given, **fields}))
    return came


def answers(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Answer)) or 0


def test_it_begins_with_what_it_is(maria: Person, laid: Laid) -> None:
    html = maria.open(QUIZ)
    assert "8 questions" in html
    assert f'href="{QUIZ}?sitting=1"' in html
    assert "Begin" in html


def test_it_asks_one_question_at_a_time_in_the_order_written(maria: Person, laid: Laid) -> None:
    html = maria.open(f"{QUIZ}?sitting=1")
    assert "Question 1 of 8" in html
    assert html.count("<form") == html.count('method="post"') + html.count('method="dialog"')
    assert take(maria, laid, 1) == list(QUESTIONS)


def test_it_shows_how_far_it_is(maria: Person, laid: Laid) -> None:
    html = maria.open(f"{QUIZ}?sitting=1")
    told = maria.follow(maria.send(Form(html, "/answers"), fill(html, WRONG["single"])))
    assert "Question 1 of 8" in told
    assert told.count("steps__stone--wrong") == 1
    assert "Question 2 of 8" in maria.open(f"{QUIZ}?sitting=1")


def test_after_an_answer_it_leads_to_the_next_question_and_after_the_last_to_the_result(
    maria: Person, laid: Laid
) -> None:
    for n in range(8):
        html = maria.open(f"{QUIZ}?sitting=1")
        told = maria.follow(maria.send(Form(html, "/answers"), fill(html, RIGHT[kind_of(html, laid)])))
        assert ("Next question" in told) == (n < 7)
        assert f'href="{QUIZ}?sitting=1"' in told
    assert "See your result" in told


def test_the_result_counts_by_section_and_says_what_to_read_again(maria: Person, laid: Laid) -> None:
    take(maria, laid, 1, wrong=("single", "multiple", "true-false"))
    html = maria.open(f"{QUIZ}?sitting=1")
    assert "5 of 8</h1>" in html
    assert re.search(r"The game</a>.*?2 of 4</span>", html, re.S)
    assert re.search(r"The objective</a>.*?3 of 4</span>", html, re.S)
    again = html.partition("Worth reading again")[2]
    assert again.index("The game") < again.index("The objective")
    assert "2 answers missed." in again


def test_a_certain_mistake_comes_first_in_what_to_read_again(maria: Person, laid: Laid) -> None:
    for _ in QUESTIONS:
        html = maria.open(f"{QUIZ}?sitting=1")
        kind = kind_of(html, laid)
        certain = {"confidence": "3"} if kind == "true-false" else {}
        given = WRONG[kind] if kind in ("single", "multiple", "true-false") else RIGHT[kind]
        maria.follow(maria.send(Form(html, "/answers"), {**fill(html, given), **certain}))
    again = maria.open(f"{QUIZ}?sitting=1").partition("Worth reading again")[2]
    assert again.index("The objective") < again.index("The game")
    assert "Certain, but wrong" in again


def test_every_answer_can_be_read_again(maria: Person, laid: Laid) -> None:
    take(maria, laid, 1)
    html = maria.open(f"{QUIZ}?sitting=1")
    links = re.findall(r'href="(/answers/[^"]+)"', html)
    assert len(links) == 8
    assert "Question 3 of 8" in maria.open(links[2])


def test_it_is_taken_again_mixed_and_counted_apart(maria: Person, laid: Laid, database: Database) -> None:
    take(maria, laid, 1, wrong=("single",))
    start = maria.open(QUIZ)
    assert "you had 7 of 8" in start
    assert f'href="{QUIZ}?sitting=2"' in start
    again = take(maria, laid, 2)
    assert sorted(again) == sorted(QUESTIONS)
    assert again != list(QUESTIONS)
    html = maria.open(f"{QUIZ}?sitting=2")
    assert "8 of 8</h1>" in html
    assert "One more than last time." in html
    assert "7 of 8</h1>" in maria.open(f"{QUIZ}?sitting=1")
    assert answers(database) == 16


def test_it_goes_on_where_it_was_left(maria: Person, laid: Laid) -> None:
    html = maria.open(f"{QUIZ}?sitting=1")
    maria.send(Form(html, "/answers"), fill(html, RIGHT["single"]))
    start = maria.open(QUIZ)
    assert "You have answered 1 of 8 so far." in start
    assert "Go on" in start
    assert "Question 2 of 8" in maria.open(f"{QUIZ}?sitting=1")


def test_a_second_tab_counts_a_question_once(maria: Person, laid: Laid, database: Database) -> None:
    one, other = maria.open(f"{QUIZ}?sitting=1"), maria.open(f"{QUIZ}?sitting=1")
    maria.send(Form(one, "/answers"), fill(one, RIGHT["single"]))
    told = maria.follow(maria.send(Form(other, "/answers"), fill(other, WRONG["single"])))
    assert "You had answered this one already" in told
    assert "feedback--right" in told
    assert answers(database) == 1
    assert "Question 2 of 8" in maria.open(f"{QUIZ}?sitting=1")


def test_a_double_click_counts_once(maria: Person, laid: Laid, database: Database) -> None:
    html = maria.open(f"{QUIZ}?sitting=1")
    maria.send_twice_at_once(Form(html, "/answers"), fill(html, RIGHT["single"]))
    assert answers(database) == 1
    assert "Question 2 of 8" in maria.open(f"{QUIZ}?sitting=1")


def test_a_reload_of_the_answer_counts_nothing(maria: Person, laid: Laid, database: Database) -> None:
    html = maria.open(f"{QUIZ}?sitting=1")
    address = maria.send(Form(html, "/answers"), fill(html, RIGHT["single"])).headers["location"]
    assert maria.open(address) == maria.open(address)
    assert answers(database) == 1


def test_a_question_can_wait(maria: Person, laid: Laid) -> None:
    html = maria.open(f"{QUIZ}?sitting=1")
    skip = f"{QUIZ}?sitting=1&skip={laid.questions['single']}"
    assert skip.replace("&", "&amp;") in html
    assert kind_of(maria.open(skip), laid) == "true-false"
    last = maria.open(f"{QUIZ}?sitting=1&skip={laid.questions['cloze']}")
    assert kind_of(last, laid) == "single"


def test_a_recall_prompt_in_a_lesson_does_not_count_in_the_quiz(maria: Person, laid: Laid) -> None:
    maria.answer(laid.questions["single"], RIGHT["single"])
    assert "Begin" in maria.open(QUIZ)
    assert kind_of(maria.open(f"{QUIZ}?sitting=1"), laid) == "single"


def test_a_sitting_that_was_never_begun_is_not_jumped_to(maria: Person, laid: Laid) -> None:
    for sitting in ("2", "0", "-1", "x", "999999999999999999999999"):
        assert "Begin" in maria.open(f"{QUIZ}?sitting={sitting}")


def test_bens_sitting_is_not_marias(maria: Person, ben: Person, laid: Laid) -> None:
    take(maria, laid, 1)
    assert "Begin" in ben.open(QUIZ)
    assert "Question 1 of 8" in ben.open(f"{QUIZ}?sitting=1")


def test_a_question_retired_meanwhile_is_asked_no_more(maria: Person, laid: Laid, database: Database) -> None:
    html = maria.open(f"{QUIZ}?sitting=1")
    maria.send(Form(html, "/answers"), fill(html, RIGHT["single"]))
    with database.writing() as session:
        retire(session, laid.questions["single"])
        retire(session, laid.questions["true-false"])
    html = maria.open(f"{QUIZ}?sitting=1")
    assert kind_of(html, laid) == "multiple"
    assert "Question 1 of 6" in html


def test_an_answer_to_a_question_retired_since_can_be_read(maria: Person, laid: Laid, database: Database) -> None:
    html = maria.open(f"{QUIZ}?sitting=1")
    address = maria.send(Form(html, "/answers"), fill(html, RIGHT["single"])).headers["location"]
    with database.writing() as session:
        retire(session, laid.questions["single"])
    told = maria.open(address)
    assert "feedback--right" in told
    assert "0 of 7 answered" in told


def test_a_new_question_is_asked_of_those_who_were_done(maria: Person, laid: Laid, database: Database) -> None:
    take(maria, laid, 1)
    with database.writing() as session:
        page = session.scalars(select(Page).where(Page.kind == "quiz")).one()
        lay_item(
            session, page, "question", "new", 99, TEXT.model_copy(update={"heading": "New", "stem_html": "<p>New?</p>"})
        )
    assert "New?" in maria.open(f"{QUIZ}?sitting=1")


def test_an_empty_quiz_says_so(maria: Person, laid: Laid, database: Database) -> None:
    with database.writing() as session:
        for item in session.scalars(select(Item).where(Item.kind == "question")):
            retire(session, item.public_id)
    assert "There are no questions here yet." in maria.open(f"{QUIZ}?sitting=1")


def test_htmx_gets_the_question_and_the_steps_beside_it(maria: Person, laid: Laid) -> None:
    partial = maria.get(f"{QUIZ}?sitting=1", **HTMX).text
    assert partial.startswith('<form class="question" id="question"')
    assert 'id="steps" hx-swap-oob="true"' in partial
    response = maria.send(Form(partial), fill(partial, RIGHT["single"]), headers={**OURS, **HTMX})
    told = maria.get(response.headers["location"], **HTMX).text
    assert told.startswith('<article class="feedback feedback--right" id="question"')
    assert told.count("steps__stone--right") == 1


def test_htmx_is_sent_to_the_result_where_another_tab_has_ended_the_sitting(maria: Person, laid: Laid) -> None:
    take(maria, laid, 1)
    response = maria.get(f"{QUIZ}?sitting=1", **HTMX)
    assert response.headers["hx-redirect"].endswith(f"{QUIZ}?sitting=1")
    assert response.text == ""


def test_a_refused_form_stays_in_its_sitting(maria: Person, laid: Laid) -> None:
    html = maria.open(f"{QUIZ}?sitting=1")
    for fields in ({}, {"nonce": "forged"}):
        back = maria.send(Form(html, "/answers"), fields)
        assert back.status_code == 422
        assert "Question 1 of 8" in back.text
    told = maria.follow(maria.send(Form(back.text, "/answers"), fill(back.text, RIGHT["single"])))
    assert "Next question" in told


def test_an_unknown_quiz_is_not_found(maria: Person, laid: Laid) -> None:
    maria.open("/paths/generative-ai/quizzes/none", 404)
    maria.open("/paths/none/quizzes/core", 404)
    assert maria.post(QUIZ, data={}).status_code == 405
