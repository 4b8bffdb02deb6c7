"""A quiz, one question at a time, and what it comes to."""

import re

from sqlalchemy import func, select

from app.db import Database
from app.models import Answer, Item, Page
from tests.learner.folder import QUESTIONS, TEXT, Laid, lay_item, retire
from tests.learner.person import HTMX, Form, Person, fill
from tests.learner.sittings import QUIZ, answer_one, begin, go_on, kind_of, take
from tests.learner.test_answers import RIGHT, WRONG
from tests.pages.client import OURS


def answers(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Answer)) or 0


def test_it_begins_with_what_it_is(maria: Person, laid: Laid) -> None:
    html = maria.open(QUIZ)
    assert "8 questions" in html
    assert f'action="{QUIZ}/sittings" method="post"' in html
    assert ">Begin</button>" in html
    assert "Earlier sittings" not in html


def test_it_asks_one_question_at_a_time_in_the_order_written(maria: Person, laid: Laid) -> None:
    sitting = begin(maria)
    html = maria.open(sitting)
    assert "Question 1 of 8" in html
    assert html.count("<form") == sum(map(html.count, ('method="post"', 'method="dialog"', 'class="find"')))
    assert go_on(maria, laid, sitting) == list(QUESTIONS)


def test_it_shows_how_far_it_is(maria: Person, laid: Laid) -> None:
    sitting = begin(maria)
    told = answer_one(maria, laid, sitting, wrong=("single",))
    assert "Question 1 of 8" in told
    assert told.count("steps__stone--wrong") == 1
    assert "Question 2 of 8" in maria.open(sitting)


def test_after_an_answer_it_leads_to_the_next_question_and_after_the_last_to_the_result(
    maria: Person, laid: Laid
) -> None:
    sitting = begin(maria)
    for n in range(8):
        told = answer_one(maria, laid, sitting)
        assert ("Next question" in told) == (n < 7)
        assert f'href="{sitting}"' in told
    assert "See your result" in told


def test_confidence_is_asked_without_marks_and_left_open(maria: Person, laid: Laid, database: Database) -> None:
    sitting = begin(maria)
    html = maria.open(sitting)
    assert html.count('name="confidence"') == 3
    assert "It does not count: it shows you how well you know what you know." in html
    answer_one(maria, laid, sitting)
    answer_one(maria, laid, sitting, confidence="1")
    with database.reading() as session:
        assert session.scalars(select(Answer.confidence).order_by(Answer.answered_at)).all() == [None, 1]


def test_the_result_counts_by_section_and_says_what_to_read_again(maria: Person, laid: Laid) -> None:
    html = maria.open(take(maria, laid, wrong=("single", "multiple", "true-false")))
    assert "5 of 8</h1>" in html
    by_section = html.partition("By section")[2]
    assert re.search(r"The game</a>.*?2 of 4</span>", by_section, re.S)
    assert re.search(r"The objective</a>.*?3 of 4</span>", by_section, re.S)
    again = html.partition("Worth reading again")[2].partition("By section")[0]
    assert again.index("The game") < again.index("The objective")
    assert "2 answers missed." in again


def test_a_certain_mistake_comes_first_in_what_to_read_again(maria: Person, laid: Laid) -> None:
    sitting = begin(maria)
    for kind in QUESTIONS:
        certain = {"confidence": "3"} if kind == "true-false" else {}
        answer_one(maria, laid, sitting, wrong=("single", "multiple", "true-false"), **certain)
    html = maria.open(sitting)
    again = html.partition("Worth reading again")[2].partition("By section")[0]
    assert again.index("The objective") < again.index("The game")
    assert "Certain, but wrong" in again
    assert "missed, though certain" in html.partition("Your answers")[2]


def test_every_answer_can_be_read_again(maria: Person, laid: Laid) -> None:
    links = re.findall(r'href="(/answers/[^"]+)"', maria.open(take(maria, laid)))
    assert len(links) == 8
    assert "Question 3 of 8" in maria.open(links[2])


def test_it_goes_on_where_it_was_left(maria: Person, laid: Laid) -> None:
    sitting = begin(maria)
    answer_one(maria, laid, sitting)
    start = maria.open(QUIZ)
    assert "You have answered 1 of 8 so far." in start
    assert f'href="{sitting}">Go on</a>' in start
    assert "Question 2 of 8" in maria.open(sitting)


def test_a_second_tab_counts_a_question_once(maria: Person, laid: Laid, database: Database) -> None:
    sitting = begin(maria)
    one, other = maria.open(sitting), maria.open(sitting)
    maria.send(Form(one, "/answers"), fill(one, RIGHT["single"]))
    told = maria.follow(maria.send(Form(other, "/answers"), fill(other, WRONG["single"])))
    assert "You had answered this one already" in told
    assert "feedback--right" in told
    assert answers(database) == 1
    assert "Question 2 of 8" in maria.open(sitting)


def test_two_tabs_at_once_count_a_question_once(maria: Person, laid: Laid, database: Database) -> None:
    sitting = begin(maria)
    tabs = [maria.open(sitting) for _ in range(4)]
    forms = [
        (Form(tab, "/answers").action, {**Form(tab, "/answers").hidden, **fill(tab, "What it shows")}) for tab in tabs
    ]
    sent = maria.send_all_at_once(forms)
    assert [response.status_code for response in sent] == [303] * 4
    assert len({response.headers["location"].partition("?")[0] for response in sent}) == 1
    assert answers(database) == 1


def test_going_back_after_the_end_shows_the_first_answer(maria: Person, laid: Laid, database: Database) -> None:
    sitting = begin(maria)
    form = maria.open(sitting)
    go_on(maria, laid, sitting)
    told = maria.follow(maria.send(Form(form, "/answers"), fill(form, WRONG["single"])))
    assert "You had answered this one already" in told
    assert "feedback--right" in told
    assert "See your result" in told
    assert answers(database) == 8


def test_a_double_click_counts_once(maria: Person, laid: Laid, database: Database) -> None:
    sitting = begin(maria)
    html = maria.open(sitting)
    maria.send_twice_at_once(Form(html, "/answers"), fill(html, RIGHT["single"]))
    assert answers(database) == 1
    assert "Question 2 of 8" in maria.open(sitting)


def test_a_reload_of_the_answer_counts_nothing(maria: Person, laid: Laid, database: Database) -> None:
    html = maria.open(begin(maria))
    address = maria.send(Form(html, "/answers"), fill(html, RIGHT["single"])).headers["location"]
    assert maria.open(address) == maria.open(address)
    assert answers(database) == 1


def test_a_question_can_wait(maria: Person, laid: Laid) -> None:
    sitting = begin(maria)
    skip = f"{sitting}?skip={laid.questions['single']}"
    assert skip in maria.open(sitting)
    assert kind_of(maria.open(skip), laid) == "true-false"
    last = maria.open(f"{sitting}?skip={laid.questions['cloze']}")
    assert kind_of(last, laid) == "single"
    assert kind_of(maria.open(f"{sitting}?at={laid.questions['text']}"), laid) == "text"
    assert kind_of(maria.open(f"{sitting}?at=nonsense&skip=nonsense"), laid) == "single"


def test_a_recall_prompt_in_a_lesson_does_not_count_in_the_quiz(maria: Person, laid: Laid) -> None:
    maria.answer(laid.questions["single"], RIGHT["single"])
    assert "Begin" in maria.open(QUIZ)
    assert kind_of(maria.open(begin(maria)), laid) == "single"


def test_a_question_retired_meanwhile_is_asked_no_more(maria: Person, laid: Laid, database: Database) -> None:
    sitting = begin(maria)
    answer_one(maria, laid, sitting)
    with database.writing() as session:
        retire(session, laid.questions["single"])
        retire(session, laid.questions["true-false"])
    html = maria.open(sitting)
    assert kind_of(html, laid) == "multiple"
    # What was answered stays in the sitting; what cannot be asked any more leaves it.
    assert "Question 2 of 7" in html
    go_on(maria, laid, sitting)
    assert "7 of 7</h1>" in maria.open(sitting)


def test_an_answer_to_a_question_retired_since_stays_in_its_result(
    maria: Person, laid: Laid, database: Database
) -> None:
    sitting = begin(maria)
    html = maria.open(sitting)
    address = maria.send(Form(html, "/answers"), fill(html, RIGHT["single"])).headers["location"]
    go_on(maria, laid, sitting)
    with database.writing() as session:
        retire(session, laid.questions["single"])
    told = maria.open(address)
    assert "feedback--right" in told
    assert "Question 1 of 8" in told
    assert "8 of 8</h1>" in maria.open(sitting)


def test_an_answer_in_flight_to_a_question_retired_meanwhile_counts(
    maria: Person, laid: Laid, database: Database
) -> None:
    sitting = begin(maria)
    html = maria.open(sitting)
    with database.writing() as session:
        retire(session, laid.questions["single"])
    assert "Your answer is kept, and it counts" in maria.follow(
        maria.send(Form(html, "/answers"), fill(html, RIGHT["single"]))
    )
    assert "Question 2 of 8" in maria.open(sitting)


def test_a_question_that_was_added_does_not_join_a_sitting(maria: Person, laid: Laid, database: Database) -> None:
    sitting = begin(maria)
    answer_one(maria, laid, sitting)
    with database.writing() as session:
        page = session.scalars(select(Page).where(Page.kind == "quiz")).one()
        new = TEXT.model_copy(update={"heading": "New", "stem_html": "<p>New?</p>"})
        lay_item(session, page, "question", "new", 99, new)
    go_on(maria, laid, sitting)
    assert "8 of 8</h1>" in maria.open(sitting)
    assert "9 questions" in maria.open(QUIZ)


def test_an_empty_quiz_says_so(maria: Person, laid: Laid, database: Database) -> None:
    sitting = begin(maria)
    with database.writing() as session:
        for item in session.scalars(select(Item).where(Item.kind == "question")):
            retire(session, item.public_id)
    assert "There are no questions here yet." in maria.open(QUIZ)
    assert "There are no questions here yet." in maria.follow(maria.get(sitting))


def test_htmx_gets_the_question_and_the_steps_beside_it(maria: Person, laid: Laid) -> None:
    sitting = begin(maria)
    partial = maria.get(sitting, **HTMX).text
    assert partial.startswith('<form class="question" id="question"')
    assert 'id="steps" hx-swap-oob="true"' in partial
    response = maria.send(Form(partial), fill(partial, RIGHT["single"]), headers={**OURS, **HTMX})
    told = maria.get(response.headers["location"], **HTMX).text
    assert told.startswith('<article class="feedback feedback--right" id="question"')
    assert told.count("steps__stone--right") == 1


def test_htmx_is_sent_to_the_result_where_another_tab_has_ended_the_sitting(maria: Person, laid: Laid) -> None:
    sitting = take(maria, laid)
    response = maria.get(sitting, **HTMX)
    assert response.headers["hx-redirect"].endswith(sitting)
    assert response.text == ""


def test_a_refused_form_stays_in_its_sitting(maria: Person, laid: Laid) -> None:
    html = maria.open(begin(maria))
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
