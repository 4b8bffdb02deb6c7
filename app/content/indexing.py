"""What search finds, kept in step with the pages: written when a page changes, gone when it is retired."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session, aliased

from app.content.documents import Document
from app.content.plan import Plan, chunks
from app.content.words import spell
from app.db import WORDS, index_words
from app.models import Item, Page, Passage

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


def copy_passages(session: Session, source_id: int, path_id: int) -> None:
    """Those of one path for another that has the same pages and items, but for what its first page says."""
    old_page, new_page, old_item, new_item = aliased(Page), aliased(Page), aliased(Item), aliased(Item)
    found = (
        select(Passage.kind, Passage.anchor, Passage.heading, Passage.text)
        .add_columns(new_page.id.label("page_id"), new_page.title, new_item.id.label("item_id"))
        .join(old_page, old_page.id == Passage.page_id)
        .join(new_page, (new_page.kind == old_page.kind) & (new_page.key == old_page.key))
        .outerjoin(old_item, old_item.id == Passage.item_id)
        .outerjoin(
            new_item,
            (new_item.kind == old_item.kind) & (new_item.key == old_item.key) & (new_item.path_id == path_id),
        )
        .where(Passage.path_id == source_id, new_page.path_id == path_id, new_page.kind != "path")
        .order_by(Passage.id)
    )
    said = [dict(row) for row in session.execute(found).mappings()]
    _write(session, ((row.pop("title"), {"path_id": path_id, **row}) for row in said))


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
    found = (
        (
            document.title,
            {
                "path_id": path_id,
                "page_id": page_id,
                "item_id": item_ids["card", each.key] if each.key else None,
                "kind": each.kind,
                "anchor": each.anchor,
                "heading": each.heading,
                "text": each.text,
            },
        )
        for page_id, document in documents.items()
        for each in document.passages
    )
    _write(session, found)


def _write(session: Session, passages: Iterable[tuple[str, dict[str, Any]]]) -> None:
    """New passages, each with the title of its page, and what they are found by."""
    # Numbered here: one sync writes at a time, and to be told the numbers would cost more than all the rest.
    first = (session.scalar(select(func.max(Passage.id))) or 0) + 1
    rows: list[dict[str, Any]] = []
    words: list[dict[str, Any]] = []
    for number, (title, passage) in enumerate(passages, first):
        rows.append({"id": number, **passage})
        words.append(_words(number, passage["kind"], passage["heading"], title, passage["text"]))
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
