"""A learner says when the exam is, and is told what the queue will do about it."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update

from app.db import Database
from app.models import Enrolment, Exam, User, now
from tests.learner.folder import Laid, retire
from tests.learner.person import HTMX, Form, Person
from tests.pages.client import OURS

EXAM = "/paths/generative-ai/exam"


def in_days(days: int) -> str:
    """Of a learner whose day begins at four in UTC, as nobody's zone is known here."""
    return ((now() - timedelta(hours=4)).date() + timedelta(days=days)).isoformat()


def form_of(person: Person) -> Form:
    return Form(person.open("/progress"), EXAM)


def set_exam(person: Person, day: str) -> str:
    return person.follow(person.send(form_of(person), {"on_day": day}))


def plan(html: str) -> str:
    (found,) = re.findall(r'<p class="exam__plan">(.*?)</p>', html, re.S)
    return " ".join(found.split())


def days(database: Database) -> list[date]:
    with database.reading() as session:
        return list(session.scalars(select(Exam.on_day)))


@pytest.fixture
def begun(maria: Person, laid: Laid) -> Person:
    """Maria, who has met one of the five cards."""
    maria.rate(laid.cards[0], 3)
    return maria


def test_before_one_is_set_it_says_what_it_would_do(begun: Person) -> None:
    html = begun.open("/progress")
    assert plan(html).startswith("Set a day, and the queue plans for it")
    assert "No exam" not in html


def test_it_says_how_many_are_new_each_day_and_when_polish_begins(begun: Person, database: Database) -> None:
    html = set_exam(begun, in_days(4))
    assert days(database) == [date.fromisoformat(in_days(4))]
    assert re.fullmatch(r"4 new a day until [A-Z]\w+ \d+(, \d+)?, then three days of polish\.", plan(html))
    assert f'value="{in_days(4)}"' in html
    assert "in 4 days" in html


def test_the_forecast_looks_at_the_day_of_the_exam(begun: Person) -> None:
    html = set_exam(begun, in_days(50))
    day = re.findall(r'<p class="exam__day"><b>(.*?)</b>', html)
    assert len(day) == 1
    assert f'On <span class="journey__day">{day[0]}</span>, without review' in html
    assert f"exam, {day[0]}" in html
    assert "plot__exam" in html


def test_it_can_be_moved(begun: Person, database: Database) -> None:
    set_exam(begun, in_days(10))
    set_exam(begun, in_days(20))
    assert days(database) == [date.fromisoformat(in_days(20))]


def test_it_can_be_taken_back(begun: Person, database: Database) -> None:
    html = set_exam(begun, in_days(10))
    assert "No exam" in html
    html = begun.follow(begun.send(form_of(begun), {"on_day": "nonsense", "remove": "1"}))
    assert days(database) == []
    assert plan(html).startswith("Set a day")


def test_in_the_last_days_it_speaks_of_polish(begun: Person, laid: Laid, database: Database) -> None:
    html = set_exam(begun, in_days(2))
    assert plan(html).startswith("Days of polish")
    assert "4 cards were never met." in plan(html)
    for card in laid.cards[1:]:
        begun.rate(card, 3)
    assert "never met" not in plan(begun.open("/progress"))


def test_on_the_day_itself_there_is_nothing_to_plan(begun: Person) -> None:
    html = set_exam(begun, in_days(0))
    assert plan(html).startswith("Nothing more to plan")
    assert "Today, on the day of the exam, you would recall <b>1 of 1</b>." in html
    assert "plot__drawing" not in html


def test_where_all_is_met_only_polish_is_left(begun: Person, laid: Laid, database: Database) -> None:
    with database.writing() as session:
        for card in laid.cards[1:]:
            retire(session, card)
    assert plan(set_exam(begun, in_days(10))).startswith("Every card is met. From ")


def test_after_its_day_it_has_no_effect(begun: Person, database: Database) -> None:
    set_exam(begun, in_days(10))
    with database.writing() as session:
        session.execute(update(Exam).values(on_day=date.fromisoformat(in_days(-1))))
    html = begun.open("/progress")
    assert plan(html).endswith("is over. Set another day, and the queue plans for that.")
    assert "plot__exam" not in html
    assert f'value="{in_days(-1)}"' not in html
    assert days(database) == [date.fromisoformat(in_days(-1))]


REFUSED = {
    "": "Choose the day of the exam",
    "nonsense": "Choose the day of the exam",
    "2026-02-30": "Choose the day of the exam",
    "12.6.2027": "Choose the day of the exam",
    "٢٠٢٧-٠٦-١٢": "Choose the day of the exam",
    "0000-01-01": "Choose the day of the exam",
    "9999-12-31": "Choose the day of the exam",
    "x" * 3000: "Choose the day of the exam",
    "yesterday": "Choose the day of the exam",
}


@pytest.mark.parametrize("said", REFUSED)
def test_what_is_no_day_is_refused(begun: Person, database: Database, said: str) -> None:
    response = begun.send(form_of(begun), {"on_day": said})
    assert response.status_code == 422
    assert REFUSED[said] in response.text
    assert days(database) == []


def test_a_day_that_is_past_or_too_far_is_refused(begun: Person, database: Database) -> None:
    for day, sentence in ((in_days(-1), "That day is past"), (in_days(3 * 366), "more than two years ahead")):
        response = begun.send(form_of(begun), {"on_day": day})
        assert response.status_code == 422
        assert sentence in response.text
        assert f'value="{day}"' in response.text
        assert 'aria-invalid="true"' in response.text
    assert days(database) == []


def test_a_refused_day_leaves_the_one_that_was_set(begun: Person, database: Database) -> None:
    set_exam(begun, in_days(10))
    assert begun.send(form_of(begun), {"on_day": in_days(-1)}).status_code == 422
    assert days(database) == [date.fromisoformat(in_days(10))]


@pytest.mark.parametrize("nonce", ["", "forged", "é"])
def test_a_form_that_is_not_ours_is_refused(begun: Person, database: Database, nonce: str) -> None:
    response = begun.post(EXAM, data={"nonce": nonce, "on_day": in_days(10)})
    assert response.status_code == 422
    assert "Here is a fresh one." in response.text
    assert days(database) == []


def test_htmx_gets_the_path_alone(begun: Person) -> None:
    response = begun.send(form_of(begun), {"on_day": in_days(10)}, headers={**OURS, **HTMX})
    html = begun.get(response.headers["location"].partition("#")[0], **HTMX).text
    assert html.startswith('<section class="journey" id="journey-generative-ai"')
    assert "autofocus" in html
    refused = begun.send(form_of(begun), {"on_day": in_days(-1)}, headers={**OURS, **HTMX})
    assert refused.status_code == 422
    assert refused.text.startswith('<section class="journey" id="journey-generative-ai"')


def test_whoever_sets_one_has_begun_the_path(chen: Person, begun: Person, laid: Laid, database: Database) -> None:
    """A form that Chen was handed does for him too, and makes him a learner of his own."""
    nonce = form_of(begun).hidden["nonce"]
    html = chen.follow(chen.post(EXAM, data={"nonce": nonce, "on_day": in_days(10)}))
    assert plan(html).startswith("4 new a day until")
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(User)) == 2
        assert session.scalar(select(func.count()).select_from(Enrolment)) == 2
    assert plan(begun.open("/progress")).startswith("Set a day")


def test_a_strangers_refused_day_says_what_is_wrong(chen: Person, begun: Person) -> None:
    nonce = form_of(begun).hidden["nonce"]
    response = chen.post(EXAM, data={"nonce": nonce, "on_day": in_days(-1)})
    assert response.status_code == 422
    assert "That day is past" in response.text
    assert not chen.cookies


def test_it_is_nobody_elses(begun: Person, ben: Person, laid: Laid, database: Database) -> None:
    set_exam(begun, in_days(10))
    ben.rate(laid.cards[0], 3)
    assert plan(ben.open("/progress")).startswith("Set a day")
    ben.send(form_of(ben), {"remove": "1"})
    assert days(database) == [date.fromisoformat(in_days(10))]


def test_the_same_form_twice_at_once_sets_it_once(begun: Person, database: Database) -> None:
    responses = begun.send_twice_at_once(form_of(begun), {"on_day": in_days(10)})
    assert [response.status_code for response in responses] == [303, 303]
    assert days(database) == [date.fromisoformat(in_days(10))]


def test_a_path_that_is_none_has_no_exam(begun: Person) -> None:
    nonce = form_of(begun).hidden["nonce"]
    assert begun.post("/paths/none/exam", data={"nonce": nonce, "on_day": in_days(10)}).status_code == 404
    assert begun.get(EXAM).status_code == 405
