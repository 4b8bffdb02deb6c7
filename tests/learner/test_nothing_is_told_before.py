"""Before the attempt no byte tells right from wrong: not the text, not the order, not the ids."""

import re
from collections import Counter, defaultdict

import pytest
from markupsafe import Markup

from app.content.documents import (
    ClozeBody,
    MatchingBody,
    NumericBody,
    OrderingBody,
    Question,
    SingleBody,
    TextBody,
)
from app.progress.shown import Shown
from app.quizzes.asking import ask
from app.quizzes.pages import Stand
from app.web.templates import render
from tests.learner.folder import CLOZE, MATCHING, MULTIPLE, ORDERING, QUESTIONS, SECRET, SINGLE, TRUE_FALSE, Laid
from tests.learner.person import HTMX, Form, Person, left_cells, lines, options
from tests.learner.sittings import PRETEST, begin

KINDS = list(QUESTIONS)
TELLTALES = ("is_right", "correct", "right_", "reason", "explanation", "key", "tolerance", "accepted")
SHOWINGS = 240


def pages_before(person: Person, laid: Laid, kind: str) -> dict[str, str]:
    """Every page and fragment that shows the question, and the form that comes back unfilled."""
    item = laid.questions[kind]
    quiz = "/paths/generative-ai/quizzes/core"
    alone, sitting = person.open(f"/items/{item}"), begin(person)
    return {
        "page": alone,
        "fragment": person.get(f"/items/{item}", **HTMX).text,
        "start": person.open(quiz),
        "sitting": person.open(f"{sitting}?at={item}"),
        "sitting, fragment": person.get(f"{sitting}?at={item}", **HTMX).text,
        "pretest": person.open(PRETEST),
        "guess": person.open(f"{begin(person, 'pretest', PRETEST)}?at={item}"),
        "refused": person.send(Form(alone), {}).text,
        "mine": person.open("/paths/generative-ai/mine?at=lessons/gan"),
        "review": person.open("/reviews"),
    }


def test_no_byte_of_a_form_tells(maria: Person, laid: Laid) -> None:
    pages = {(kind, name): html for kind in KINDS for name, html in pages_before(maria, laid, kind).items()}
    for name, html in pages.items():
        assert SECRET.lower() not in html.lower(), name
        main = (html.partition("<main")[2] or html).partition("</main>")[0].lower()
        main = re.sub(r'review-keys|data-key="\w+"|nonce"? ?v?a?l?u?e?="[^"]+"', "", main)
        for word in TELLTALES:
            assert word not in main, (name, word)


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_is_the_same_whatever_is_right(kind: str) -> None:
    question = QUESTIONS[kind]
    other: dict[str, object] = {"explanation_html": "<p>Another</p>", "source": "Another"}
    match question:
        case SingleBody():
            flipped = [o.model_copy(update={"is_right": not o.is_right, "reason_html": "?"}) for o in question.options]
            other["options"] = tuple(flipped)
        case OrderingBody():
            other["options"] = tuple(reversed(question.options))
        case MatchingBody():
            rights = [pair.right for pair in question.pairs]
            other["pairs"] = tuple(
                pair.model_copy(update={"right": right})
                for pair, right in zip(question.pairs, rights[1:] + rights[:1], strict=True)
            )
        case NumericBody():
            other |= {"value": 1.5, "tolerance": 4.0, "written": "1.5 ± 4"}
        case TextBody():
            other["accepted"] = ("quite another and longer",)
        case ClozeBody():
            other |= {"gaps": (("a much longer text",), ("b",)), "solved_html": "<p>Another</p>"}
    assert _form(question) == _form(question.model_copy(update=other))


def _form(question: Question) -> str:
    shown = Shown(
        1,
        "a" * 16,
        "question",
        "f" * 32,
        1,
        "path",
        "Path",
        1,
        "quiz",
        "quiz",
        "Quiz",
        None,
        1,
        version_id=1,
        body=question,
    )
    asked = ask(question, "5eed" * 8)
    return render(
        "quizzes/_question.html", stand=Stand(shown, None), asked=asked, token="token", hint=Markup(""), error=""
    )


def test_a_hint_comes_only_when_asked_for(maria: Person, laid: Laid) -> None:
    for kind, question in QUESTIONS.items():
        for name, html in pages_before(maria, laid, kind).items():
            assert "Think of a judge" not in html, (kind, name)
        _ask_for_hint(maria, laid, kind, bool(question.hint_html))


def _ask_for_hint(maria: Person, laid: Laid, kind: str, has_hint: bool) -> None:
    item = laid.questions[kind]
    response = maria.get(f"/items/{item}/hint", **HTMX)
    assert response.status_code == (200 if has_hint else 404)
    if has_hint:
        assert response.text.startswith(f'<div class="hint" id="hint-{item}">')
        sitting = f"{begin(maria)}?at={item}&hint=1"
        for url in (f"/items/{item}?hint=1", sitting, maria.get(f"/items/{item}/hint").headers["location"]):
            assert "Think of a judge" in maria.open(url), url


def test_the_back_of_a_card_comes_with_the_flip(maria: Person, laid: Laid) -> None:
    item = laid.cards[0]
    for url in (
        f"/items/{item}",
        f"/items/{item}?hint=1",
        "/reviews",
        f"/reviews?card={item}",
        f"/reviews?card={item}&hint=1",
    ):
        assert SECRET not in maria.open(url), url
        assert SECRET not in maria.get(url, **HTMX).text, url
    assert f"{SECRET} back 0" in maria.open(f"/items/{item}?flip=1")
    assert f"{SECRET} back 0" in maria.open(f"/reviews?card={item}&flip=1")


@pytest.mark.parametrize(
    ("kind", "read", "count"),
    [
        ("single", options, len(SINGLE.options)),
        ("multiple", options, len(MULTIPLE.options)),
        ("ordering", lines, len(ORDERING.options)),
        ("matching", left_cells, len(MATCHING.pairs)),
    ],
)
def test_each_option_is_as_often_in_each_place(maria: Person, laid: Laid, kind: str, read: object, count: int) -> None:
    places: dict[str, Counter[int]] = defaultdict(Counter)
    ids: set[str] = set()
    for _ in range(SHOWINGS):
        html = maria.get(f"/items/{laid.questions[kind]}", **HTMX).text
        shown = read(html)  # type: ignore[operator]
        for place, (id, text) in enumerate(shown.items()):
            places[text][place] += 1
            ids.add(id)
    assert len(ids) == SHOWINGS * count
    expected = SHOWINGS / count
    for text, counts in places.items():
        # With three degrees of freedom 30 is passed once in 700,000 times.
        assert sum((counts[place] - expected) ** 2 / expected for place in range(count)) < 30, (text, counts)


def test_partners_stand_in_one_order_for_all_rows_and_in_another_each_time(maria: Person, laid: Laid) -> None:
    orders = set()
    for _ in range(40):
        html = maria.get(f"/items/{laid.questions['matching']}", **HTMX).text
        rows = [
            tuple(re.findall(r'<option value="[0-9a-f]{16}">(.*?)</option>', row))
            for row in html.split("match__row")[1:]
        ]
        assert len(set(rows)) == 1
        orders.add(rows[0])
    assert len(orders) > 10


def test_true_and_false_are_not_told_by_their_ids(maria: Person, laid: Laid) -> None:
    shown = [options(maria.get(f"/items/{laid.questions['true-false']}", **HTMX).text) for _ in range(20)]
    assert {tuple(texts.values()) for texts in shown} == {tuple(o.text for o in TRUE_FALSE.options)}
    assert len({id for texts in shown for id in texts}) == 40


def test_two_people_do_not_see_the_same_ids(maria: Person, ben: Person, laid: Laid) -> None:
    hers = options(maria.open(f"/items/{laid.questions['single']}"))
    his = options(ben.open(f"/items/{laid.questions['single']}"))
    assert sorted(hers.values()) == sorted(his.values())
    assert not set(hers) & set(his)


def test_a_gap_does_not_show_how_long_its_word_is(maria: Person, laid: Laid) -> None:
    html = maria.open(f"/items/{laid.questions['cloze']}")
    assert len(set(re.findall(r' size="(\d+)"', html))) == 1
    assert html.count('class="blank__input"') == len(CLOZE.gaps)
