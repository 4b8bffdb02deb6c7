"""Search shows nothing that has to be recalled: not by a snippet, not by what is found for it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from app.content.documents import CardBody, QuestionBody
from app.content.words import spell
from app.models import Item, ItemVersion, Passage
from tests.learner.folder import SECRET
from tests.learner.person import HTMX
from tests.pages.client import Client
from tests.pages.conftest import Author

DECK = f"""---
title: Secret cards
---

## What raises a dough, in a word?
<!-- id: told; see: lessons/crumb.md#holes -->

> [!TIP]
> {SECRET} hint.

{SECRET} back, with $x_{SECRET}$.

## The two of them
<!-- id: gaps; see: lessons/crumb.md#holes -->

Yeast eats =={SECRET} one== and gives off =={SECRET} two==.

## Flour
<!-- id: turned; see: lessons/crumb.md#holes; reverse: true -->

{SECRET} milled.
"""
QUIZ = f"""---
title: Secret quiz
---

## Why would a question be found?
<!-- id: single; see: lessons/crumb.md#holes -->

> [!TIP]
> {SECRET} hint.

1. [x] {SECRET} right
2. [ ] Wrong
   > {SECRET} reason.

> {SECRET} explanation.

## Which question is a text?
<!-- id: text; see: lessons/crumb.md#holes -->

= "{SECRET}"
= {SECRET} again

> {SECRET} explained.

## What is to be filled in?
<!-- id: cloze; see: lessons/crumb.md#holes -->

Fill in =={SECRET}|{SECRET} too== here.

> {SECRET} it was.

## What comes first?
<!-- id: order; see: lessons/crumb.md#holes -->

1. {SECRET} first
2. {SECRET} second

> {SECRET} order.

## What belongs to what?
<!-- id: match; see: lessons/crumb.md#holes -->

| This | That |
|---|---|
| One | {SECRET} one |
| Two | {SECRET} two |

> {SECRET} pairs.
"""
QUERIES = (
    SECRET,
    SECRET[:3],
    f"{SECRET} right",
    "dough yeast flour question",
    "What raises a dough, in a word?",
    "two of them yeast eats",
    "flour milled",
    "question found fill in",
)


def secrets(body: CardBody | QuestionBody) -> Iterator[str]:
    """Everything of an item that a learner sees only after the attempt, or asks for: words as the index has them."""
    shown = {"kind", "heading", "source", "front_html", "stem_html", "left_title", "right_title"}
    for name, value in body.model_dump(exclude=shown).items():
        yield from _texts(name, value)
    yield spell(body.answer_text)


def _texts(name: str, value: object) -> Iterator[str]:
    if isinstance(value, str) and name not in ("key", "front_html"):
        yield spell(value)
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _texts(key, each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(name, each)


@pytest.fixture
def told(ines: Author) -> None:
    ines.write(**{"bread/flashcards/secret.md": DECK, "bread/quizzes/secret.md": QUIZ})


def test_no_query_brings_an_answer_to_light(told: None, maria: Client) -> None:
    for query in QUERIES:
        for headers in ({}, HTMX):
            page = maria.ask("GET", "/search", params={"q": query}, headers=headers).text
            found = page.partition('<div class="search__both">')[2].partition("</main>")[0].lower()
            assert SECRET.lower() not in found, query
            assert "question be found" not in found, query


def test_an_answer_finds_nothing(told: None, maria: Client) -> None:
    assert f"Nothing found for “{SECRET}”" in maria.get(f"/search?q={SECRET}").text


def test_the_cards_are_found_by_their_fronts_all_the_same(told: None, maria: Client) -> None:
    page = maria.get("/search?q=two+of+them+yeast").text
    assert "<mark>Yeast</mark> eats […] and gives off […]." in page


def test_nothing_of_an_answer_is_in_the_index(told: None, ines: Author) -> None:
    with ines.database.reading() as session:
        passages = [spell(f"{p.heading} {p.text}") for p in session.scalars(select(Passage))]
        kinds = set(session.scalars(select(Item.kind).join(Passage, Passage.item_id == Item.id).distinct()))
        bodies = session.scalars(select(ItemVersion.body).join(Item, Item.version_id == ItemVersion.id)).all()
    assert kinds == {"card"}
    hidden = {text for body in bodies if isinstance(body, CardBody | QuestionBody) for text in secrets(body)}
    assert sum(SECRET.lower() in text for text in hidden) > 20
    for text in hidden:
        if SECRET.lower() in text:
            assert not any(text in passage for passage in passages), text
