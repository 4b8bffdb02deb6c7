"""How well a learner knows what they know: shown where the numbers carry it, and said in one sentence."""

import re
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.db import Database
from app.models import Answer, User
from app.progress.calibration import FEWEST, Calibration, Said, Z, calibrate, wilson
from app.progress.confidence import find_calibration
from app.web.templates import render
from tests.learner.folder import Laid
from tests.learner.person import Person
from tests.learner.sittings import PRETEST, begin, go_on, take
from tests.learner.test_answers import RIGHT
from tests.pages.markup import read


def drawn(*answers: tuple[int, int, int]) -> str:
    return render("progress/_calibration.html", calibration=calibrate(answers))


def says(html: str) -> str:
    return read(html).text_of("calibration__says")[0]


def test_after_a_quiz_it_says_what_is_missing(maria: Person, laid: Laid) -> None:
    assert "Say how sure you are as you answer: from 10 answers on," in says(maria.open(take(maria, laid)))
    html = maria.open(take(maria, laid, confidence="2"))
    assert says(html).startswith("You have said how sure you were in 8 answers. From 10 on,")
    assert "calibration__plot" not in html


def test_after_ten_answers_it_is_drawn(maria: Person, laid: Laid) -> None:
    take(maria, laid, confidence="3")
    html = maria.open(take(maria, laid, wrong=("single", "text"), confidence="3"))
    assert says(html) == "When you were certain, you were right 14 times of 16."
    assert html.count('class="calibration__plot"') == 3
    assert read(html).text_of("calibration__count")[1:] == ["none yet", "none yet", "14 of 16likely 68 to 96 %"]


def test_it_counts_prompts_too_but_no_pretest_and_nobody_else(
    maria: Person, ben: Person, laid: Laid, database: Database
) -> None:
    maria.answer(laid.questions["single"], RIGHT["single"], confidence="1")
    go_on(maria, laid, begin(maria, "pretest", PRETEST), confidence="3")
    take(maria, laid, wrong=("text",), confidence="3")
    take(ben, laid, confidence="2")
    with database.reading() as session:
        marias = session.scalars(select(User.id).order_by(User.created_at)).first()
        assert marias
        found = find_calibration(session, marias)
        assert [(said.confidence, said.right, said.answers) for said in found.levels] == [
            (1, 1, 1),
            (2, 0, 0),
            (3, 7, 8),
        ]
        assert find_calibration(session, uuid.uuid4()).answers == 0


def test_partly_right_is_not_right(maria: Person, laid: Laid, database: Database) -> None:
    maria.answer(laid.questions["multiple"], ["Flows"], confidence="3")
    with database.reading() as session:
        found = find_calibration(session, session.scalars(select(Answer.user_id)).one())
    assert (found.levels[2].right, found.levels[2].answers) == (0, 1)


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ([(3, 17, 20)], "When you were certain, you were right 17 times of 20."),
        # 70 % right, and it may well be 80: nothing is said of it.
        ([(3, 14, 20)], "When you were certain, you were right 14 times of 20."),
        ([(1, 15, 20)], "When you were guessing, you were right 15 times of 20."),
        ([(3, 6, 20)], "Surer than right. When you were certain, you were right 6 times of 20."),
        ([(3, 60, 60)], "Well judged. When you were certain, you were right 60 times of 60."),
        ([(3, 20, 20), (2, 3, 30)], "Surer than right. When you were fairly sure, you were right 3 times of 30."),
        ([(1, 19, 20)], "Better than you think. When you were guessing, you were right 19 times of 20."),
        ([(1, 19, 20), (3, 2, 20)], "Surer than right. When you were certain, you were right 2 times of 20."),
        ([(2, 40, 40)], "Better than you think. When you were fairly sure, you were right 40 times of 40."),
        ([(3, 1, 2), (2, 0, 8)], "Surer than right. When you were fairly sure, you were right 0 times of 8."),
        ([(3, 1, 2), (2, 6, 8)], "When you were certain, you were right 1 time of 2."),
        # A handful carries nothing: four of four wrong, however certain.
        ([(3, 0, 4), (2, 5, 6)], "When you were certain, you were right 0 times of 4."),
        ([(1, 3, 12)], "Well judged. When you were guessing, you were right 3 times of 12."),
    ],
)
def test_it_says_one_plain_sentence(answers: list[tuple[int, int, int]], sentence: str) -> None:
    assert says(drawn(*answers)) == sentence


def test_it_can_be_read_without_colour_and_without_seeing() -> None:
    html = drawn((1, 5, 10), (2, 7, 10), (3, 9, 10))
    page = read(html)
    assert re.findall(r'<th scope="row">(\w+)</th>', html) == ["Guessing", "Fairly", "Certain"]
    assert page.text_of("calibration__count")[1:] == [
        "5 of 10likely 27 to 73 %",
        "7 of 10likely 44 to 87 %",
        "9 of 10likely 65 to 98 %",
    ]
    assert html.count("<svg") == html.count('aria-hidden="true"') - html.count('<span class="calibration__ticks"')
    assert "style=" not in html
    assert len(page.text_of("calibration__sign")) == 3


def test_no_number_in_a_drawing_is_written_in_anybodys_language() -> None:
    for x in re.findall(r' (?:x|x1|x2|cx|width)="([^"]+)"', drawn((1, 1, 3), (2, 2, 3), (3, 5, 7))):
        assert re.fullmatch(r"0|\d+(\.\d)?%", x), x


# Rules


@pytest.mark.parametrize(
    ("right", "answers", "low", "high"),
    # Worked by hand from the formula of Wilson (1927) with z = 1.6449, to three places.
    [(0, 1, 0.0, 0.730), (1, 1, 0.270, 1.0), (5, 10, 0.269, 0.731), (17, 20, 0.678, 0.938), (0, 0, 0.0, 1.0)],
)
def test_the_interval_is_wilsons(right: int, answers: int, low: float, high: float) -> None:
    span = wilson(right, answers)
    assert span.low == pytest.approx(low, abs=1e-3)
    assert span.high == pytest.approx(high, abs=1e-3)


@given(st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_is_symmetric_and_narrows(counted: tuple[int, int]) -> None:
    right, n = counted
    span, other = wilson(right, n), wilson(n - right, n)
    assert 0 <= span.low <= right / n + 1e-12
    assert right / n - 1e-12 <= span.high <= 1
    assert span.low == pytest.approx(1 - other.high, abs=1e-12)
    narrower = wilson(right * 2, n * 2)
    assert narrower.high - narrower.low < span.high - span.low


@given(st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_its_ends_are_where_the_share_is_z_deviations_off(counted: tuple[int, int]) -> None:
    right, n = counted
    for end in (wilson(right, n).low, wilson(right, n).high):
        if 1e-9 < end < 1 - 1e-9:
            assert abs(right / n - end) == pytest.approx(Z * (end * (1 - end) / n) ** 0.5, rel=1e-6)


@given(st.sampled_from([1, 2, 3]), st.integers(0, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_verdict_is_given_only_where_the_whole_interval_says_so(level: int, counted: tuple[int, int]) -> None:
    said = Said(level, *counted)
    if said.verdict:
        assert said.answers >= 5
    if said.verdict == "surer":
        assert level > 1
        assert said.share < said.should_be.low
    if said.verdict == "better":
        assert level < 3
        assert said.share > said.should_be.high
    if said.verdict == "judged":
        assert said.should_be.low <= said.share <= said.should_be.high


@given(st.lists(st.integers(0, 40), min_size=3, max_size=3))
def test_it_tells_of_a_level_that_was_used(counts: list[int]) -> None:
    found = calibrate((level, count // 2, count) for level, count in enumerate(counts, 1))
    assert found.answers == sum(counts)
    assert found.missing == max(FEWEST - sum(counts), 0)
    assert bool(found.telling.answers) == bool(sum(counts))


def test_a_level_that_was_never_used_is_there_all_the_same() -> None:
    assert calibrate([]) == Calibration(tuple(Said(level, 0, 0) for level in (1, 2, 3)))
