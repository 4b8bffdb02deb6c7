"""A question as it is asked, and what is told after it, side by side: for its author, who knows the answer."""

from dataclasses import dataclass, replace
from typing import Any, cast

from markupsafe import Markup

from app.content.documents import (
    ClozeBody,
    Document,
    Item,
    MatchingBody,
    NumericBody,
    OrderingBody,
    Question,
    SingleBody,
    TextBody,
)
from app.library import Face, Place
from app.progress.shown import Shown
from app.quizzes.asking import Asked, ask
from app.quizzes.pages import Stand
from app.quizzes.telling import Line, Told, tell

# The same order of options at every letter that is typed.
SEED = "5eed" * 8


@dataclass(frozen=True)
class AskedOnce:
    line: int
    stand: Stand
    asked: Asked
    hint: Markup
    told: Told
    place: Place | None


def asked_once(item: Item, public_id: str, page: Document, face: Face, place: Place | None) -> AskedOnce:
    question = cast(Question, item.body)
    shown = Shown(
        item_id=0,
        public_id=public_id,
        kind=item.kind,
        lineage="",
        path_id=0,
        path_slug=face.slug,
        path_title=face.title,
        page_id=0,
        page_kind=page.kind,
        page_slug=page.slug,
        page_title=page.title,
        retired_at=None,
        current_version_id=0,
        version_id=0,
        body=question,
    )
    hint = Markup(question.hint_html)
    return AskedOnce(item.line, Stand(shown, None), ask(question, SEED), hint, told_after(question), place)


def told_after(question: Question) -> Told:
    """What is told after the right answer, and every reason with it."""
    told = tell(question, SEED, _right(question))
    if isinstance(question, SingleBody):
        lines = tuple(
            Line(Markup(o.html), "right" if o.is_right else "", reason=Markup(o.reason_html)) for o in question.options
        )
    else:
        # Also where the answer as written is no number by itself: "5 ± 2%".
        lines = tuple(replace(line, state="right", right=Markup("")) for line in told.lines)
    return replace(told, verdict="right", lines=lines)


def _right(question: Question) -> list[Any]:
    match question:
        case SingleBody():
            return [option.key for option in question.options if option.is_right]
        case OrderingBody():
            return [option.key for option in question.options]
        case MatchingBody():
            return [[pair.left.key, pair.right.key] for pair in question.pairs]
        case NumericBody():
            return [question.written]
        case TextBody():
            return [question.accepted[0]]
        case ClozeBody():
            return [gap[0] for gap in question.gaps]
