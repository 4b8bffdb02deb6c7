"""What is said of a question, and of whom nothing is said."""

import math
import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.documents import Option, TextBody, TrueFalseBody
from app.studio.verdicts import Place, Said, judge, judge_card, number_words, quote, remark, usual_seconds
from app.studio.weighing import FirstAnswer, Meaning, Weight, weigh
from tests.quality.classes import MISKEYED, QUESTIONS, SINCE, picks, simulated, single, true_option

HERE = Place("quizzes/basics.md", 112)


def asked(question: object, given: Sequence[tuple[str, float, float]], seconds: float = 20.0) -> Weight:
    """A question, and of each learner what they gave, what it was worth, and their mean over four others."""
    first = Meaning(0, 1, SINCE, question)  # type: ignore[arg-type]
    others = [Meaning(n, 1, SINCE, single()) for n in range(1, 5)]
    answers = []
    for learner, (text, correctness, rest) in enumerate(given):
        answers.append(FirstAnswer(learner, first, [text], correctness, seconds))
        answers += [FirstAnswer(learner, other, ["0"], rest, 20.0) for other in others]
    return weigh([first, *others], answers)[first]


def test_a_class_finds_the_wrong_key_and_seldom_suspects_another() -> None:
    """A hundred classes of 40 whose questions tell a little more or less of their skill."""
    found = [simulated(seed, 40, miskeyed=MISKEYED) for seed in range(100)]
    named = [[n for n, weight in enumerate(weights) if judge(HERE, weight)] for weights in found]
    assert sum(MISKEYED in one for one in named) >= 0.95 * len(named)
    falsely = sum(n != MISKEYED for one in named for n in one)
    assert falsely <= 0.01 * len(named) * (QUESTIONS - 1)


def test_it_says_so_on_the_line() -> None:
    weight = simulated(1, 40, miskeyed=MISKEYED)[MISKEYED]
    assert [str(problem) for problem in judge(HERE, weight)] == [
        "quizzes/basics.md:112:1: warning: item-rest r = −0.34 [−0.56, −0.09], n = 40: "
        "the top third prefers option 4 to the key; check the key [item-rest]"
    ]


@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_the_order_of_the_learners_is_of_no_matter(seed: int, mixing: random.Random) -> None:
    keys = [true_option(n) for n in range(6)]
    meanings = [Meaning(n, 1, SINCE, single(n)) for n in range(6)]
    answers = [
        FirstAnswer(p.learner, meanings[p.question], [str(p.option)], float(p.option == keys[p.question]), None)
        for p in picks(seed, 12, 6)
    ]
    before = weigh(meanings, answers)
    mixing.shuffle(answers)
    assert weigh(meanings, answers) == before


def test_the_rest_is_every_other_question_of_the_learner_and_never_the_item_itself() -> None:
    """The slow way: for each learner the mean of what else they answered, if that is three questions or more."""
    marks = {(p.learner, p.question): float(p.option == true_option(p.question)) for p in picks(4, 30, 5)}
    # Some leave early: the first learners answered so few that they have no rest.
    marks = {(who, what): mark for (who, what), mark in marks.items() if what < 2 + who}
    meanings = [Meaning(n, 1, SINCE, single(n)) for n in range(5)]
    answers = [FirstAnswer(who, meanings[what], ["0"], mark, None) for (who, what), mark in marks.items()]
    for what, weight in enumerate(weigh(meanings, answers).values()):
        rests = {w: [m for (x, q), m in marks.items() if x == w and q != what] for w, q in marks if q == what}
        pairs = [(marks[w, what], sum(rest) / len(rest)) for w, rest in rests.items() if len(rest) >= 3]
        xs, ys = zip(*pairs, strict=True)
        mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
        below = math.sqrt(sum((x - mean_x) ** 2 for x in xs) * sum((y - mean_y) ** 2 for y in ys))
        assert weight.n == len(rests)
        assert weight.rest is not None
        assert weight.rest.n == len(pairs)
        assert weight.rest.n == 27 + (what < 4)
        assert weight.rest.value == pytest.approx(sum((x - mean_x) * (y - mean_y) for x, y in pairs) / below)


def test_of_fewer_than_twenty_nothing_is_said() -> None:
    turned = [("1", 0.0, n / 40) for n in range(20)]
    assert judge(HERE, asked(single(), turned))
    assert not judge(HERE, asked(single(), turned[1:]))
    assert not remark(HERE, asked(single(), turned[1:]), 1.0)


ACCEPTED = TextBody(heading="", source="", stem_html="", explanation_html="", accepted=("ELBO",))
TRUE_FALSE = TrueFalseBody(
    heading="",
    source="",
    stem_html="",
    explanation_html="",
    options=(Option(key="t", html="", text="True"), Option(key="f", html="", text="False", is_right=True)),
)
CHOICES = {
    # Nobody differs, so r is not known: the thirds are.
    "all of the top third take another": (
        single(),
        [("2" if n > 19 else "1", 0.0, n / 40) for n in range(30)],
        "n = 30: the top third prefers option 3 to the key; check the key [distractor]",
    ),
    "true or false": (
        TRUE_FALSE,
        [("t" if n > 9 else "f", float(n < 10), n / 40) for n in range(30)],
        "the top third prefers “True” to the key; check the key [item-rest]",
    ),
    "another word for the same": (
        ACCEPTED,
        [("Evidence Lower Bound" if n > 9 else "ELBO", float(n < 10), n / 40) for n in range(30)],
        "the top third answers “evidence lower bound”, which is not accepted; accept it, or ask more narrowly",
    ),
    "right or wrong by chance": (
        single(),
        [("0" if n % 2 else "1", float(n % 2), n // 4 / 40) for n in range(80)],
        "who knows the rest does no better here; check what it asks [item-rest]",
    ),
}


@pytest.mark.parametrize("case", CHOICES)
def test_it_says_what_the_top_third_takes(case: str) -> None:
    question, given, said = CHOICES[case]
    (problem,) = judge(HERE, asked(question, given))
    assert said in str(problem)
    assert problem.severity == "warning"


def test_a_hard_question_that_the_best_get_right_is_let_be() -> None:
    given = [("0" if n > 27 else "1", float(n > 27), n / 40) for n in range(40)]
    assert not judge(HERE, asked(single(), given))


def test_notes_say_what_is_no_fault_by_itself() -> None:
    easy = asked(single(), [("0", 1.0, n / 40) for n in range(30)], seconds=100.0)
    assert [(p.rule, p.severity) for p in remark(HERE, easy, 20.0)] == [
        ("too-easy", "note"),
        ("never-chosen", "note"),
        ("slow", "note"),
    ]
    assert remark(HERE, easy, 20.0)[1].message == "nobody of 30 chose option 2, 3 or 4; write one that tempts"
    assert not judge(HERE, easy)
    hard = asked(single(), [("123"[n % 3], 0.0, 0.5) for n in range(30)])
    assert [p.rule for p in remark(HERE, hard, 20.0)] == ["too-hard"]


def test_a_usual_time_is_that_of_three_questions_at_least() -> None:
    one = asked(single(), [("0", 1.0, n / 40) for n in range(30)])
    assert usual_seconds([one, one]) == 0.0
    assert usual_seconds([one, one, one]) == 20.0


@pytest.mark.parametrize(
    ("reviews", "forgotten", "is_said"), [(19, 19, False), (30, 3, False), (30, 12, False), (30, 15, True)]
)
def test_a_card_is_named_where_it_is_forgotten_beyond_doubt(reviews: int, forgotten: int, is_said: bool) -> None:
    assert bool(judge_card(HERE, reviews, forgotten)) is is_said


def test_a_flag_is_quoted_in_one_line() -> None:
    problem = quote(HERE, [Said("The key\nis  wrong.", is_older=True)])
    assert problem.message == "a learner says something is wrong here, before it was last changed: “The key is wrong.”"
    assert quote(HERE, [Said("", is_older=False)]).message == "a learner says something is wrong here"
    assert len(quote(HERE, [Said("word " * 200, is_older=False)]).message) < 350


def test_flags_on_one_line_are_one_message() -> None:
    said = [Said(note, is_older=n > 0) for n, note in enumerate(("a", "b", "", "a", "c", "d"))]
    assert quote(HERE, said).message == "6 learners say something is wrong here: “a”, “b”, “c”, and 1 more"


def test_numbers_have_a_true_minus_and_no_negative_nothing() -> None:
    assert [number_words(value) for value in (-0.214, 0.351, -0.001, 1.0)] == ["−0.21", "0.35", "0.00", "1.00"]
