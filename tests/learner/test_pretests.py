"""Before a lesson a few guesses: explained, followed by what to read, and counted nowhere."""

import json
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.db import Database
from app.models import Answer, Enrolment, Memory, Review, Sitting, User
from app.quizzes.pretests import Candidate, choose
from tests.learner.folder import SECRET, Laid, retire
from tests.learner.person import HTMX, Form, Person, fill
from tests.learner.sittings import LESSON, PRETEST, QUIZ, answer_one, begin, button, go_on, kind_of, take
from tests.learner.test_answers import RIGHT, WRONG, count
from tests.pages.markup import read

OPEN = {"numeric", "text", "cloze"}


def test_a_lesson_leads_to_it_with_a_plain_link(maria: Person, laid: Laid) -> None:
    html = maria.open(LESSON)
    assert f'<a href="{PRETEST}">Guess first: 5 questions</a>' in html
    assert f'action="{PRETEST}' not in html


def test_it_says_why_and_that_it_does_not_count(maria: Person, laid: Laid) -> None:
    html = maria.open(PRETEST)
    why = read(html).text_of("quiz-start__why")[0]
    assert "(Richland, Kornell and Kao, 2009)" in why
    assert "even where the guess had been wrong" in why
    assert len(re.findall(r"[.](?: |$)", why)) == 2
    assert read(html).text_of("uncounted") == ["Guesses, not counted"]
    assert "5 questions" in html
    assert f'href="{LESSON}">Read without guessing' in html


def test_it_asks_about_every_section_in_the_order_of_reading(maria: Person, laid: Laid, database: Database) -> None:
    came = go_on(maria, laid, begin(maria, "pretest", PRETEST))
    sections = ["single", "multiple", "matching", "text"], ["true-false", "ordering", "numeric", "cloze"]
    asked = [0 if kind in sections[0] else 1 for kind in came]
    assert asked == sorted(asked)
    assert set(Counter(asked).values()) == {2, 3}
    # One section has two that can be guessed, so a third of it must be typed.
    assert len(OPEN & set(came)) == (1 if asked.count(1) == 3 else 0)


def test_it_does_not_look_like_a_quiz(maria: Person, laid: Laid) -> None:
    sitting = begin(maria, "pretest", PRETEST)
    html = maria.open(sitting)
    assert "page--pretest" in html
    assert "Guesses, not counted" in html
    assert "Guess 1 of 5" in html
    assert ">Guess</button>" in html
    assert 'name="confidence"' not in html
    assert SECRET not in html
    page = maria.open(QUIZ)
    assert "page--pretest" not in page
    assert "Earlier sittings" not in page


def test_each_guess_is_explained_and_leads_into_the_lesson(maria: Person, laid: Laid) -> None:
    sitting = begin(maria, "pretest", PRETEST)
    kind = kind_of(maria.open(sitting), laid)
    told = answer_one(maria, laid, sitting, wrong=(kind,))
    assert "Not yet" in told
    assert f"{SECRET} because of" in told
    assert "Now you know what to look for when you read." in told
    assert re.search(rf'href="{LESSON}#game">Read it there: The game', told)
    assert "Your answer is kept, and it counts" not in told
    assert "You knew it" in answer_one(maria, laid, sitting)


def test_it_ends_with_what_to_read_the_missed_first(maria: Person, laid: Laid) -> None:
    sitting = begin(maria, "pretest", PRETEST)
    go_on(maria, laid, sitting, wrong=("true-false", "ordering", "numeric", "cloze"))
    html = maria.open(sitting)
    page = read(html)
    known = int(re.search(r"Of these 5 you knew (\d)</h1>", html)[1])  # type: ignore[index]
    assert known in (2, 3)
    names = page.text_of("reread__name")
    assert names == ["The objective", "The game"]
    assert len(page.text_of("reread__asked")) == 5
    assert [text.partition(":")[0] for text in page.text_of("reread__asked")] == ["Not yet"] * (5 - known) + [
        "You knew"
    ] * known
    assert f'href="{LESSON}#objective">Read the first one' in html
    assert "By section" not in html
    assert "How well you know what you know" not in html


def test_who_knew_all_reads_from_the_beginning(maria: Person, laid: Laid) -> None:
    sitting = begin(maria, "pretest", PRETEST)
    go_on(maria, laid, sitting)
    html = maria.open(sitting)
    assert "Of these 5 you knew 5" in html
    assert f'href="{LESSON}">Read the lesson' in html


def test_it_leaves_no_trace_in_what_is_remembered(maria: Person, laid: Laid, database: Database) -> None:
    sitting = begin(maria, "pretest", PRETEST)
    came = go_on(maria, laid, sitting, wrong=("single",))
    assert (count(database, Answer), count(database, Sitting)) == (5, 1)
    assert (count(database, Review), count(database, Memory)) == (0, 0)
    with database.reading() as session:
        assert set(session.scalars(select(Answer.sitting_id)).all()) == {session.scalar(select(Sitting.id))}
        assert session.scalars(select(Enrolment.path_id)).all() == [laid.path_id]
    progress = maria.open("/progress")
    assert "Not taken yet:" in progress
    assert "Nothing to forecast yet" in progress
    mine = maria.open("/paths/generative-ai/mine?at=lessons/gan")
    assert "stone--" not in mine
    assert "Question 1 of 8" in maria.open(begin(maria))
    # The same question asked in earnest counts as if it were the first time.
    maria.answer(laid.questions[came[0]], RIGHT[came[0]])
    with database.reading() as session:
        assert session.scalars(select(Review)).one().before is None


def test_the_history_says_that_they_were_guesses(maria: Person, laid: Laid) -> None:
    answer_one(maria, laid, begin(maria, "pretest", PRETEST))
    maria.answer(laid.questions["single"], RIGHT["single"])
    html = maria.open("/history")
    assert html.count("a guess before reading, not counted") == 1
    guess, answer = (json.loads(line) for line in maria.open("/history.jsonl").splitlines())
    assert (guess["rating"], guess["correctness"]) == (None, 1.0)
    assert (answer["rating"], answer["correctness"]) == (3, 1.0)


def test_it_is_no_sitting_of_the_quiz(maria: Person, laid: Laid) -> None:
    go_on(maria, laid, begin(maria, "pretest", PRETEST), wrong=tuple(RIGHT))
    html = maria.open(QUIZ)
    assert "Begin" in html
    assert 'value="missed"' not in html
    html = maria.open(take(maria, laid))
    assert "last time" not in html


def test_it_goes_on_and_earlier_guesses_can_be_seen(maria: Person, laid: Laid) -> None:
    first = begin(maria, "pretest", PRETEST)
    answer_one(maria, laid, first)
    html = maria.open(PRETEST)
    assert f'href="{first}">Go on: 1 of 5 guessed' in html
    go_on(maria, laid, first)
    html = maria.open(PRETEST)
    assert f'href="{first}"' in html.partition("Earlier guesses")[2]
    assert "knew 5 of 5" in html
    assert begin(maria, "pretest", PRETEST) != first


def test_a_double_click_begins_one(maria: Person, laid: Laid, database: Database) -> None:
    sent = maria.send_twice_at_once(button(maria.open(PRETEST), "pretest"), {})
    assert len({response.headers["location"] for response in sent}) == 1
    assert (count(database, Sitting), count(database, User)) == (1, 1)


def test_going_back_shows_the_first_guess(maria: Person, laid: Laid, database: Database) -> None:
    sitting = begin(maria, "pretest", PRETEST)
    form = maria.open(sitting)
    kind = kind_of(form, laid)
    go_on(maria, laid, sitting)
    told = maria.follow(maria.send(Form(form, "/answers"), fill(form, WRONG[kind])))
    assert "You had answered this one already" in told
    assert "You knew it" in told
    assert count(database, Answer) == 5


def test_somebody_elses_guesses_are_not_found(maria: Person, ben: Person, laid: Laid) -> None:
    sitting = begin(maria, "pretest", PRETEST)
    form = maria.open(sitting)
    ben.open(sitting, 404)
    kind = kind_of(form, laid)
    assert ben.send(Form(form, "/answers"), fill(form, RIGHT[kind])).status_code == 404


def test_with_too_few_questions_there_is_none(maria: Person, laid: Laid, database: Database) -> None:
    form = button(maria.open(PRETEST), "pretest")
    with database.writing() as session:
        for kind in list(laid.questions)[2:]:
            retire(session, laid.questions[kind])
    response = maria.get(PRETEST)
    assert response.status_code == 404
    assert f'href="{LESSON}"' in response.text
    assert maria.send(form).status_code == 404
    assert count(database, Sitting) == 0


def test_three_questions_are_enough(maria: Person, laid: Laid, database: Database) -> None:
    with database.writing() as session:
        for kind in list(laid.questions)[3:]:
            retire(session, laid.questions[kind])
    assert f'<a href="{PRETEST}">Guess first: 3 questions</a>' in maria.open(LESSON)
    assert len(go_on(maria, laid, begin(maria, "pretest", PRETEST))) == 3


def test_a_lesson_with_two_questions_does_not_lead_to_it(maria: Person, laid: Laid, database: Database) -> None:
    with database.writing() as session:
        for kind in list(laid.questions)[2:]:
            retire(session, laid.questions[kind])
    assert "/pretest" not in maria.open(LESSON)


def test_a_forged_form_gets_the_page_and_a_sentence(maria: Person, laid: Laid, database: Database) -> None:
    response = maria.send(button(maria.open(PRETEST), "pretest"), {"nonce": "forged"})
    assert response.status_code == 422
    assert "This form did not come from here" in response.text
    assert "Start guessing" in response.text
    assert count(database, Sitting) == 0


def test_looking_at_it_writes_nothing(maria: Person, laid: Laid, database: Database) -> None:
    response = maria.get(PRETEST)
    assert response.headers["cache-control"] == "no-store"
    assert "set-cookie" not in response.headers
    assert (count(database, Sitting), count(database, User)) == (0, 0)


def test_of_no_lesson_there_is_none(maria: Person, laid: Laid) -> None:
    maria.open("/paths/generative-ai/lessons/none/pretest", 404)
    maria.open("/paths/none/lessons/gan/pretest", 404)
    assert maria.post(PRETEST, data={}).status_code == 405
    assert maria.get(f"{PRETEST}/sittings").status_code == 405


def test_htmx_gets_the_next_guess(maria: Person, laid: Laid) -> None:
    partial = maria.get(begin(maria, "pretest", PRETEST), **HTMX).text
    assert partial.startswith('<form class="question" id="question"')
    assert "Guess 1 of 5" in partial


# Rules

CANDIDATES = st.lists(
    st.builds(Candidate, st.integers(0, 10**6), st.uuids().map(str), st.integers(0, 7), st.booleans()),
    max_size=20,
    unique_by=(lambda c: c.item_id, lambda c: c.public_id),
)
SEEDS = st.text("0123456789abcdef", min_size=32, max_size=32)


@given(CANDIDATES, SEEDS)
def test_three_to_five_are_chosen_and_spread(candidates: list[Candidate], seed: str) -> None:
    chosen = [asked.item_id for asked in choose(candidates, seed)]
    assert len(chosen) == (min(len(candidates), 5) if len(candidates) >= 3 else 0)
    assert len(set(chosen)) == len(chosen)
    by_id = {c.item_id: c for c in candidates}
    sections = [by_id[id].section for id in chosen]
    assert sections == sorted(sections)
    there, taken = Counter(c.section for c in candidates), Counter(sections)
    for section, many in taken.items():
        for other in there:
            # No section is asked about twice while another waits.
            assert many <= taken[other] + 1 or taken[other] == there[other], (section, other)


@given(CANDIDATES, SEEDS)
def test_what_can_be_guessed_comes_before_what_must_be_typed(candidates: list[Candidate], seed: str) -> None:
    chosen = {asked.item_id for asked in choose(candidates, seed)}
    for one in candidates:
        for other in candidates:
            if one.section == other.section and one.is_open and not other.is_open and one.item_id in chosen:
                assert other.item_id in chosen


@given(CANDIDATES, SEEDS)
def test_the_seed_alone_decides(candidates: list[Candidate], seed: str) -> None:
    assert choose(candidates, seed) == choose(list(reversed(candidates)), seed)


@pytest.mark.parametrize("size", [8, 12])
def test_other_seeds_choose_others(size: int) -> None:
    candidates = [Candidate(n, f"q{n}", n, False) for n in range(size)]
    seen: Counter[int] = Counter(a.item_id for n in range(400) for a in choose(candidates, f"{n:032x}"))
    assert set(seen) == set(range(size))
    assert max(seen.values()) < 1.5 * min(seen.values())
