"""What is told after an answer: each line of it, what was given and what is right. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from markupsafe import Markup, escape

from app.content.documents import (
    ClozeBody,
    MatchingBody,
    NumericBody,
    OrderingBody,
    Question,
    SingleBody,
    TextBody,
)
from app.quizzes.asking import ask
from app.quizzes.grading import Grade, grade
from app.web.nonce import option_id

Verdict = Literal["right", "partly", "wrong"]


_NOTHING = Markup("")


@dataclass(frozen=True)
class Line:
    """`state`: "right" given and right, "wrong" given and wrong, "missed" right and not given, "" neither.
    `right` is what belongs there, where that is not the line itself; `place` the position it belongs at (ordering)."""

    html: Markup
    state: Literal["right", "wrong", "missed", ""]
    right: Markup = _NOTHING
    place: int = 0
    reason: Markup = _NOTHING


@dataclass(frozen=True)
class Told:
    kind: str
    verdict: Verdict
    stem: Markup
    lines: tuple[Line, ...]
    solved: Markup
    explanation: Markup


def tell(question: Question, seed: str, given: Sequence[Any]) -> Told:
    """Feedback for an answer that was recorded, its options in the order in which they were shown."""
    found = grade(question, given)
    solved = Markup(question.solved_html) if isinstance(question, ClozeBody) else Markup("")
    return Told(
        kind=question.kind,
        verdict="right" if found.is_right else "partly" if found.correctness > 0 else "wrong",
        stem=Markup("") if solved else Markup(question.stem_html),
        lines=tuple(_lines(question, seed, given, found)),
        solved=solved,
        explanation=Markup(question.explanation_html),
    )


def _lines(question: Question, seed: str, given: Sequence[Any], found: Grade) -> list[Line]:
    match question:
        case SingleBody():
            return _options(question, seed, given)
        case OrderingBody():
            return _order(question, given)
        case MatchingBody():
            return _pairs(question, given)
        case NumericBody():
            return _typed(given, found, [Markup(escape(question.written))])
        case TextBody():
            return _typed(given, found, [Markup(escape(question.accepted[0]))])
        case ClozeBody():
            return _typed(given, found, [Markup(escape(gap[0])) for gap in question.gaps])


def _options(question: SingleBody, seed: str, given: Sequence[str]) -> list[Line]:
    by_id = {option_id(seed, option.key): option for option in question.options}
    lines = []
    for choice in ask(question, seed).choices:
        option = by_id[choice.id]
        chosen = option.key in given
        state: Literal["right", "wrong", "missed", ""] = "wrong" if chosen else ""
        if option.is_right:
            state = "right" if chosen else "missed"
        # A reason helps where something was decided about its option: chosen, or wrongly left out.
        reason = Markup(option.reason_html) if state else Markup("")
        lines.append(Line(choice.html, state, reason=reason))
    return lines


def _order(question: OrderingBody, given: Sequence[str]) -> list[Line]:
    places = {option.key: (n, option) for n, option in enumerate(question.options, 1)}
    lines = []
    for n, key in enumerate(given, 1):
        place, option = places[key]
        reason = Markup(option.reason_html)
        lines.append(Line(Markup(option.html), "right" if n == place else "wrong", place=place, reason=reason))
    return lines


def _pairs(question: MatchingBody, given: Sequence[Sequence[str]]) -> list[Line]:
    rights = {o.key: o for o in (*(p.right for p in question.pairs), *question.decoys)}
    chosen = {pair[0]: pair[1] for pair in given}
    lines = []
    for pair in question.pairs:
        mine = rights[chosen[pair.left.key]]
        html = Markup("{} → {}").format(Markup(pair.left.html), Markup(mine.html))
        is_right = mine.key == pair.right.key
        right = Markup("") if is_right else Markup(pair.right.html)
        lines.append(Line(html, "right" if is_right else "wrong", right=right, reason=Markup(mine.reason_html)))
    return lines


def _typed(given: Sequence[str], found: Grade, rights: Sequence[Markup]) -> list[Line]:
    return [
        Line(Markup(escape(text)), "right" if is_right else "wrong", right=Markup("") if is_right else right)
        for text, is_right, right in zip(given, found.marks, rights, strict=True)
    ]
