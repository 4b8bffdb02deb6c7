"""What search finds, kept in step with the pages: written when a page changes, gone when it is retired."""

from collections.abc import Mapping
from itertools import count
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from app.content.documents import Document
from app.content.plan import Plan, chunks
from app.content.words import spell
from app.db import WORDS, index_words
from app.models import Page, Passage

# Pieces of a page that is found by its title too: "gan objective" is the section Objective of a lesson on GANs.
_BELOW_A_TITLE = ("section", "chapter")


def index_pages(
    session: Session, path_id: int, plan: Plan, page_ids: Mapping[str, int], item_ids: Mapping[tuple[str, str], int]
) -> None:
    """The passages of the pages that changed, and of those that have none yet, as after the migration that made the
    table. Pages that are not in the catalogue lose theirs."""
    standing = _indexed(session, path_id)
    kept = {page_ids[d.document.file] for d in plan.drafts if d.is_as_it_was} & standing
    _forget(session, path_id, standing - kept)
    fresh = {page_ids[draft.document.file]: draft.document for draft in plan.drafts}
    _add(session, path_id, {id_: document for id_, document in fresh.items() if id_ not in kept}, item_ids)


def forget_path(session: Session, path_id: int) -> None:
    _forget(session, path_id, _indexed(session, path_id))


def reindex(session: Session) -> None:
    """The database's own index, anew from the passages."""
    session.execute(delete(WORDS))
    found = select(Passage.id, Passage.kind, Passage.heading, Page.title, Passage.text).join(
        Page, Page.id == Passage.page_id
    )
    for some in session.execute(found.order_by(Passage.id).execution_options(yield_per=1000)).partitions():
        index_words(session, [_words(*row) for row in some])


def _add(
    session: Session, path_id: int, documents: Mapping[int, Document], item_ids: Mapping[tuple[str, str], int]
) -> None:
    # Numbered here: one sync writes at a time, and to be told the numbers would cost more than all the rest.
    numbers = count((session.scalar(select(func.max(Passage.id))) or 0) + 1)
    rows: list[dict[str, Any]] = []
    words: list[dict[str, Any]] = []
    for page_id, document in documents.items():
        for found, number in zip(document.passages, numbers, strict=False):
            rows.append(
                {
                    "id": number,
                    "path_id": path_id,
                    "page_id": page_id,
                    "item_id": item_ids["card", found.key] if found.key else None,
                    "kind": found.kind,
                    "anchor": found.anchor,
                    "heading": found.heading,
                    "text": found.text,
                }
            )
            words.append(_words(number, found.kind, found.heading, document.title, found.text))
    if rows:
        session.connection().execute(insert(Passage), rows)
        index_words(session, words)


def _words(number: int, kind: str, heading: str, title: str, text: str) -> dict[str, Any]:
    said = {"heading": heading, "place": title if kind in _BELOW_A_TITLE else "", "text": text}
    return {"rowid": number} | {name: spell(words) for name, words in said.items()}


def _forget(session: Session, path_id: int, page_ids: set[int]) -> None:
    for some in chunks(sorted(page_ids)):
        theirs = (Passage.path_id == path_id, Passage.page_id.in_(some))
        session.execute(delete(WORDS).where(WORDS.c.rowid.in_(select(Passage.id).where(*theirs))))
        session.execute(delete(Passage).where(*theirs))


def _indexed(session: Session, path_id: int) -> set[int]:
    """The pages that can be found."""
    return set(session.scalars(select(Passage.page_id).where(Passage.path_id == path_id).distinct()))
