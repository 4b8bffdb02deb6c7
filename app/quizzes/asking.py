"""A question as its form shows it, and what comes back. Pure: order and ids come from the seed of the nonce."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from app.content.documents import (
    ClozeBody,
    MatchingBody,
    MultipleBody,
    NumericBody,
    Option,
    OrderingBody,
    Question,
    SingleBody,
    TextBody,
    TrueFalseBody,
)
from app.quizzes.grading import numbers
from app.web.forms import Form, text_of
from app.web.nonce import option_id, shuffled

LONGEST_TEXT = 500
LONGEST_NUMBER = 60
TOO_LONG = "That is too long for an answer: say it in fewer words."

_GAP = re.compile(r'<span class="gap" data-gap="(\d+)"></span>')


class NotAnAnswer(Exception):
    """The form holds no answer that could be graded. Its text is a sentence for the learner."""


@dataclass(frozen=True)
class Choice:
    """An option in the form. `chosen` is what was chosen before the form came back: "" or, for selects, a value."""

    id: str
    html: Markup
    text: str
    chosen: str = ""


@dataclass(frozen=True)
class Asked:
    """A question ready for its template. `choices` are options, lines or left cells; `partners` the right cells, in one
    order for all rows; `pieces` a cloze text cut at its gaps, text and number of the gap in turn; `typed` what was
    typed before the form came back, by field."""

    kind: str
    stem: Markup
    has_hint: bool
    choices: tuple[Choice, ...] = ()
    partners: tuple[Choice, ...] = ()
    spare_partners: int = 0
    pieces: tuple[Markup, ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict)
    confidence: str = ""


def ask(question: Question, seed: str, form: Form | None = None) -> Asked:
    """The question in the order of this seed; with a form that came back, as it was filled in."""
    form = form or {}
    typed = {name: values[0][:LONGEST_TEXT] for name, values in form.items() if values}
    chosen = set(form.get("given", ()))
    choices: list[Choice] = []
    partners: list[Choice] = []
    spare = 0
    match question:
        case TrueFalseBody():
            choices = [_choice(o, seed, chosen) for o in question.options]
        case SingleBody():
            choices = [_choice(o, seed, chosen) for o in _mixed(seed, question.options)]
        case OrderingBody():
            choices = [_placed(o, seed, typed) for o in _mixed(seed, question.options)]
        case MatchingBody():
            choices = [_placed(o, seed, typed) for o in _mixed(seed, [p.left for p in question.pairs])]
            rights = _rights(question)
            partners = [_placed(o, seed, {}) for o in _mixed(seed, rights)]
            spare = len(rights) - len({p.right.key for p in question.pairs})
    return Asked(
        kind=question.kind,
        stem=Markup(question.stem_html),
        has_hint=bool(question.hint_html),
        choices=tuple(choices),
        partners=tuple(partners),
        spare_partners=spare,
        pieces=tuple(Markup(piece) for piece in _GAP.split(question.stem_html)) if question.kind == "cloze" else (),
        typed=typed,
        confidence=typed.get("confidence", ""),
    )


def read_given(question: Question, seed: str, form: Form) -> list[Any]:
    """What the form answers, in the form that `grading.grade` takes and `answers.given` keeps. Raises NotAnAnswer."""
    match question:
        case MultipleBody():
            return sorted(_chosen(question.options, seed, form, "Choose at least one answer first."))
        case SingleBody():
            chosen = _chosen(question.options, seed, form, "Choose an answer first.")
            if len(chosen) > 1:
                raise NotAnAnswer("Choose one answer, not several.")
            return chosen
        case OrderingBody():
            return _ordered(question.options, seed, form)
        case MatchingBody():
            return _matched(question, seed, form)
        case NumericBody():
            text = text_of(form, "given").strip()
            if not text:
                raise NotAnAnswer("Write a number first.")
            if len(text) > LONGEST_NUMBER or not numbers(text):
                raise NotAnAnswer(
                    "That cannot be read as a number. Write it like 0.98, 0,98, 3/4 or 1.2e-3, without a unit."
                )
            return [text]
        case TextBody():
            return [_typed(form, "given", "Write an answer first.")]
        case ClozeBody():
            gaps = [text_of(form, f"given.{n}").strip() for n in range(1, len(question.gaps) + 1)]
            if not any(gaps):
                raise NotAnAnswer("Fill in the gaps first.")
            if max(map(len, gaps)) > LONGEST_TEXT:
                raise NotAnAnswer(TOO_LONG)
            return gaps


def read_confidence(form: Form) -> int | None:
    """How sure the learner is, 1 guessing to 3 certain; None if they do not say. Raises NotAnAnswer."""
    said = text_of(form, "confidence")
    if said and said not in ("1", "2", "3"):
        raise NotAnAnswer("How sure are you: choose one of the three, or none.")
    return int(said) if said else None


def _choice(option: Option, seed: str, chosen: set[str]) -> Choice:
    id = option_id(seed, option.key)
    return Choice(id, Markup(option.html), option.text, "checked" if id in chosen else "")


def _placed(option: Option, seed: str, typed: Mapping[str, str]) -> Choice:
    id = option_id(seed, option.key)
    return Choice(id, Markup(option.html), option.text, typed.get(f"given.{id}", ""))


def _mixed(seed: str, options: Sequence[Option]) -> list[Option]:
    return shuffled(seed, options, lambda option: option.key)


def _rights(question: MatchingBody) -> list[Option]:
    """Every right cell once: two left cells may have the same partner."""
    return list({o.key: o for o in (*(p.right for p in question.pairs), *question.decoys)}.values())


def _chosen(options: Sequence[Option], seed: str, form: Form, missing: str) -> list[str]:
    keys = {option_id(seed, o.key): o.key for o in options}
    sent = set(form.get("given", ()))
    if not sent:
        raise NotAnAnswer(missing)
    if not sent <= keys.keys():
        raise NotAnAnswer("Choose from the answers that are shown.")
    return [keys[id] for id in sorted(sent)]


def _ordered(options: Sequence[Option], seed: str, form: Form) -> list[str]:
    positions = {o.key: text_of(form, f"given.{option_id(seed, o.key)}") for o in options}
    if sorted(positions.values()) != sorted(str(n) for n in range(1, len(options) + 1)):
        raise NotAnAnswer("Give each line a number of its own, counting from 1.")
    return sorted(positions, key=lambda key: int(positions[key]))


def _matched(question: MatchingBody, seed: str, form: Form) -> list[Any]:
    rights = {option_id(seed, o.key): o.key for o in _rights(question)}
    given = []
    for pair in question.pairs:
        sent = text_of(form, f"given.{option_id(seed, pair.left.key)}")
        if sent not in rights:
            raise NotAnAnswer("Choose a partner for each line first.")
        given.append([pair.left.key, rights[sent]])
    return given


def _typed(form: Form, name: str, missing: str) -> str:
    text = text_of(form, name).strip()
    if not text:
        raise NotAnAnswer(missing)
    if len(text) > LONGEST_TEXT:
        raise NotAnAnswer(TOO_LONG)
    return text
