"""What a learner gave as an answer, in the words that were shown. Pure."""

from collections.abc import Sequence
from typing import Any

from app.content.documents import AnyBody, MatchingBody, OrderingBody, SingleBody


def given_texts(body: AnyBody, given: Sequence[Any]) -> list[Any]:
    """The texts of the options chosen, of the lines in the order given, of pairs as [left, right], or what was typed.
    An option that the shown text does not have stands by its key."""
    match body:
        case SingleBody() | OrderingBody():
            texts = {option.key: option.text for option in body.options}
            return [texts.get(key, key) for key in given]
        case MatchingBody():
            lefts = {pair.left.key: pair.left.text for pair in body.pairs}
            rights = {o.key: o.text for o in (*(pair.right for pair in body.pairs), *body.decoys)}
            return [[lefts.get(left, left), rights.get(right, right)] for left, right in given]
        case _:
            return list(given)


def given_words(texts: Sequence[Any]) -> list[str]:
    """`given_texts`, one line each; a gap that was left empty is an empty one."""
    return [" → ".join(text) if isinstance(text, list) else str(text) for text in texts]
