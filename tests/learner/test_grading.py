"""Grading, kind by kind: cases, and what holds for any answer."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.documents import MatchingBody, MultipleBody, NumericBody, Option, OrderingBody, Pair, Question
from app.quizzes.asking import NotAnAnswer, ask, read_confidence, read_given
from app.quizzes.grading import fold, grade, is_accepted, numbers
from app.quizzes.telling import tell
from app.web.forms import Form
from app.web.nonce import option_id
from tests.learner.folder import (
    CLOZE,
    MATCHING,
    MULTIPLE,
    NUMERIC,
    ORDERING,
    QUESTIONS,
    SINGLE,
    TEXT,
    TRUE_FALSE,
    option,
)

SEED = "5eed" * 8


@pytest.mark.parametrize(
    ("question", "given_", "correctness"),
    [
        (SINGLE, ["keya"], 1),
        (SINGLE, ["keyb"], 0),
        (TRUE_FALSE, ["keyf"], 1),
        (TRUE_FALSE, ["keyt"], 0),
        (MULTIPLE, ["keya", "keyb"], 1),
        (MULTIPLE, ["keya"], 0.5),
        (MULTIPLE, ["keya", "keyb", "keyc"], 0.5),
        (MULTIPLE, ["keya", "keyc"], 0),
        (MULTIPLE, ["keyc"], 0),
        (MULTIPLE, ["keya", "keyb", "keyc", "keyd"], 0),
        (ORDERING, ["keyp", "keyq", "keyr", "keys"], 1),
        (ORDERING, ["keyq", "keyp", "keyr", "keys"], 2 / 3),
        (ORDERING, ["keyq", "keyp", "keys", "keyr"], 1 / 3),
        (ORDERING, ["keys", "keyr", "keyq", "keyp"], 0),
        (MATCHING, [["key1", "keyx"], ["key2", "keyy"], ["key3", "keyz"]], 1),
        (MATCHING, [["key1", "keyx"], ["key2", "keyw"], ["key3", "keyw"]], 1 / 3),
        (NUMERIC, ["8"], 1),
        (NUMERIC, ["8,01"], 1),
        (NUMERIC, ["7.99"], 1),
        (NUMERIC, ["8.011"], 0),
        (NUMERIC, ["64/8"], 1),
        (TEXT, ["  ZEDOARY. "], 1),
        (TEXT, ["reparametrization"], 0),
        (CLOZE, ["elbo", "Likelihood"], 1),
        (CLOZE, ["elbo", ""], 0.5),
        (CLOZE, ["", "bound"], 0),
    ],
)
def test_it_grades(question: Question, given_: list[Any], correctness: float) -> None:
    assert grade(question, given_).correctness == pytest.approx(correctness, abs=1e-12)


@given(st.sets(st.sampled_from("abcdefg"), min_size=1), st.sets(st.sampled_from("abcdefg"), min_size=1))
def test_choosing_everything_gains_nothing_where_something_is_wrong(right: set[str], chosen: set[str]) -> None:
    question = _multiple(right)
    found = grade(question, [f"key{key}" for key in chosen]).correctness
    assert 0 <= found <= 1
    assert (found == 1) == (chosen == right)
    if right != set("abcdefg"):
        assert grade(question, [o.key for o in question.options]).correctness == 0


@given(st.permutations(range(5)))
def test_an_order_is_right_only_as_it_is_written_and_worth_nothing_backwards(order: list[int]) -> None:
    question = OrderingBody(
        heading="",
        source="",
        stem_html="",
        explanation_html="",
        options=tuple(option(str(n), str(n)) for n in range(5)),
    )
    found = grade(question, [f"key{n}" for n in order]).correctness
    assert 0 <= found <= 1
    assert (found == 1) == (order == list(range(5)))
    # Kendall's tau of an order and of its reverse are opposite.
    assert min(found, grade(question, [f"key{n}" for n in reversed(order)]).correctness) == 0


@given(st.floats(allow_nan=False, allow_infinity=False, width=32), st.floats(0, 1000, width=32))
def test_a_number_as_python_writes_it_is_right(value: float, tolerance: float) -> None:
    question = NumericBody(
        heading="", source="", stem_html="", explanation_html="", value=value, tolerance=tolerance, written=str(value)
    )
    assert grade(question, [str(value)]).correctness == 1
    assert grade(question, [str(value).replace(".", ",")]).correctness == 1
    assert grade(question, [repr(value + 3 * tolerance + abs(value) + 1)]).correctness == 0


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("0.98", {0.98}),
        ("0,98", {0.98}),
        (".5", {0.5}),
        ("5.", {5}),
        ("-3", {-3}),
        ("−3", {-3}),
        ("+4", {4}),
        ("1 000", {1000}),
        ("1’000’000", {1e6}),
        ("1 000 000,5", {1000000.5}),
        ("1,000", {1, 1000}),
        ("1.000", {1, 1000}),
        ("1,000,000", {1e6}),
        ("1,000.5", {1000.5}),
        ("1.000,5", {1000.5}),
        ("1e-3", {0.001}),
        ("1.2×10⁵", {120000}),
        ("1.2 x 10^5", {120000}),
        ("10⁻²", {0.01}),
        ("3/4", {0.75}),
        (" 3 / 4 ", {0.75}),
        ("98 %", {98, 0.98}),
        ("", set()),
        ("abc", set()),
        ("12 34", set()),
        ("1,2,3", set()),
        ("1.2.3", set()),
        ("--1", set()),
        ("1e", set()),
        ("1/0", set()),
        ("1/1e-320", set()),
        ("1e999", set()),
        ("inf", set()),
        ("nan", set()),
        ("0x10", set()),
        ("2²", set()),
        ("½", set()),
        ("%", set()),
    ],
)
def test_it_reads_a_number(typed: str, meant: set[float]) -> None:
    assert set(numbers(typed)) == meant


@given(st.text(max_size=60))
def test_any_text_is_finite_numbers_or_none(typed: str) -> None:
    assert all(math.isfinite(number) for number in numbers(typed))


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("erdos", "Erdős"),
        ("Erdős", "Erdos"),
        ("naïve   bayes", "Naive Bayes"),
        ("ＧＡＮ", "GAN"),
        ("Jensen’s", "Jensen's"),
        ("auto–encoder", "auto-encoder"),
        ("“ELBO”", "ELBO"),
        ("straße", "STRASSE"),
        ("e\u0301tale", "étale"),
        ("???", "???"),
    ],
)
def test_it_compares_what_matters(typed: str, accepted: str) -> None:
    assert is_accepted(typed, (accepted,))


@pytest.mark.parametrize(
    ("typed", "accepted"), [("", "GAN"), ("gans", "gan"), ("か", "が"), ("C", "C++"), ("a b", "ab")]
)
def test_it_tells_apart_what_differs(typed: str, accepted: str) -> None:
    assert not is_accepted(typed, (accepted,))


@given(st.text())
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.sampled_from(list(QUESTIONS.values())), st.data())
def test_what_the_form_offers_can_be_given_graded_and_told(question: Question, data: st.DataObject) -> None:
    form = _filled(question, data)
    given_ = read_given(question, SEED, form)
    found = grade(question, given_)
    assert 0 <= found.correctness <= 1
    told = tell(question, SEED, given_)
    assert (told.verdict == "right") == (found.correctness == 1)
    assert told.lines


FIELDS = st.text(max_size=8) | st.sampled_from(["given", "given.1", "given.2", "nonce", "confidence"])
FORMS = st.dictionaries(FIELDS, st.lists(st.text(max_size=600), max_size=3))


@given(st.sampled_from(list(QUESTIONS.values())), FORMS, st.data())
def test_any_form_is_an_answer_or_a_sentence(question: Question, form: Form, data: st.DataObject) -> None:
    mixed = {**form, **{k: v for k, v in _filled(question, data).items() if data.draw(st.booleans())}}
    try:
        found = grade(question, read_given(question, SEED, mixed)).correctness
    except NotAnAnswer:
        found = 0
    assert 0 <= found <= 1
    ask(question, SEED, mixed)


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        ("single", {}),
        ("single", {"given": []}),
        ("single", {"given": ["keya"]}),
        ("single", {"given": [option_id(SEED, "keya"), option_id(SEED, "keyb")]}),
        ("multiple", {}),
        ("multiple", {"given": [option_id(SEED, "keya"), "x"]}),
        ("ordering", {f"given.{option_id(SEED, key)}": ["1"] for key in ("keyp", "keyq", "keyr", "keys")}),
        ("ordering", {f"given.{option_id(SEED, 'keyp')}": ["1"]}),
        (
            "ordering",
            {f"given.{option_id(SEED, k)}": [n] for k, n in zip(("keyp", "keyq", "keyr", "keys"), "1235", strict=True)},
        ),
        ("matching", {f"given.{option_id(SEED, 'key1')}": [option_id(SEED, "keyx")]}),
        ("matching", {f"given.{option_id(SEED, key)}": [option_id(SEED, "key1")] for key in ("key1", "key2", "key3")}),
        ("numeric", {"given": ["eight"]}),
        ("numeric", {"given": ["8" * 61]}),
        ("numeric", {"given": [" "]}),
        ("text", {"given": ["\u00a0"]}),
        ("text", {"given": ["x" * 501]}),
        ("cloze", {"given.1": [""], "given.2": [" "]}),
        ("cloze", {"given": ["elbo"]}),
        ("cloze", {"given.1": ["x" * 501]}),
    ],
)
def test_what_is_no_answer_is_not_graded(kind: str, form: Form) -> None:
    with pytest.raises(NotAnAnswer):
        read_given(QUESTIONS[kind], SEED, form)


def test_it_asks_how_sure_in_three_levels_or_not() -> None:
    assert [read_confidence({"confidence": [said]} if said else {}) for said in ("", "1", "2", "3")] == [None, 1, 2, 3]
    for said in ("0", "4", "x", "1.0"):
        with pytest.raises(NotAnAnswer):
            read_confidence({"confidence": [said]})


def test_two_left_cells_may_have_one_partner() -> None:
    yes, no = option("y", "yes"), option("n", "no")
    question = MatchingBody(
        heading="",
        source="",
        stem_html="",
        explanation_html="",
        left_title="",
        right_title="",
        pairs=(
            Pair(left=option("1", "a"), right=yes),
            Pair(left=option("2", "b"), right=yes),
            Pair(left=option("3", "c"), right=no),
        ),
    )
    asked = ask(question, SEED)
    assert sorted(p.text for p in asked.partners) == ["no", "yes"]
    assert asked.spare_partners == 0
    assert grade(question, [["key1", "keyy"], ["key2", "keyy"], ["key3", "keyn"]]).correctness == 1


def test_true_and_false_stand_as_written() -> None:
    assert {tuple(c.text for c in ask(TRUE_FALSE, f"{n:032x}").choices) for n in range(20)} == {("True", "False")}


def _multiple(right: set[str]) -> MultipleBody:
    options = tuple(Option(key=f"key{k}", html=k, text=k, is_right=k in right) for k in "abcdefg")
    return MultipleBody(heading="", source="", stem_html="", explanation_html="", options=options)


def _filled(question: Question, data: st.DataObject) -> dict[str, list[str]]:
    """The form as somebody may fill it in."""
    asked = ask(question, SEED)
    ids = [choice.id for choice in asked.choices]
    match asked.kind:
        case "single" | "true-false":
            return {"given": [data.draw(st.sampled_from(ids))]}
        case "multiple":
            return {"given": data.draw(st.lists(st.sampled_from(ids), min_size=1, unique=True))}
        case "ordering":
            places = data.draw(st.permutations(range(1, len(ids) + 1)))
            return {f"given.{id}": [str(n)] for id, n in zip(ids, places, strict=True)}
        case "matching":
            return {f"given.{id}": [data.draw(st.sampled_from(asked.partners)).id] for id in ids}
        case "numeric":
            return {"given": [str(data.draw(st.integers()))[:50]]}
        case "cloze":
            return {f"given.{n + 1}": [data.draw(st.text("ab ", min_size=1, max_size=5)) + "."] for n in range(2)}
        case _:
            return {"given": [data.draw(st.text(min_size=1, max_size=20)) + "."]}
