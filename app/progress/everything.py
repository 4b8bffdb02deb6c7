"""All that is kept of a person, told as one JSON text, in pieces: who reads slowly holds no session.

What must be recalled is not in it: of a question stand the words that were asked and those that were given, of a card
its front.
"""

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, inspect, select, tuple_
from sqlalchemy.orm import Session

from app.db import Database
from app.library import readable_by
from app.models import (
    Answer,
    Draft,
    Enrolment,
    Exam,
    Flag,
    Invitation,
    Item,
    ItemVersion,
    Listen,
    LoginSession,
    Membership,
    Memory,
    Note,
    Page,
    Path,
    Reading,
    Reset,
    Review,
    Revision,
    Sitting,
    Suggestion,
    User,
)
from app.progress.given import given_texts

BATCH = 500
# Table by table, with the column that names the person.
TOLD: tuple[tuple[type[Any], Any], ...] = (
    (User, User.id),
    (LoginSession, LoginSession.user_id),
    (Reset, Reset.user_id),
    (Membership, Membership.user_id),
    (Invitation, Invitation.made_by),
    (Draft, Draft.saved_by),
    (Revision, Revision.made_by),
    (Suggestion, Suggestion.made_by),
    (Enrolment, Enrolment.user_id),
    (Exam, Exam.user_id),
    (Reading, Reading.user_id),
    (Sitting, Sitting.user_id),
    (Answer, Answer.user_id),
    (Review, Review.user_id),
    (Memory, Memory.user_id),
    (Listen, Listen.user_id),
    (Flag, Flag.user_id),
    (Note, Note.user_id),
)
# What opens something, what says the right answer, what is only ours to find rows by, and files, which are the path's.
UNTOLD = {
    "password_hash",
    "token_digest",
    "token",
    "seed",
    "idempotency_key",
    "content",
    "base",
    "manifest",
    "digest",
    "renderer",
    "before",
    "asked_from",
    "user_id",
    "made_by",
    "saved_by",
    "version_id",
    "clone_id",
    "base_revision_id",
}


def tell_everything(database: Database, user_id: uuid.UUID) -> Iterator[str]:
    yield "{"
    for n, (model, owner) in enumerate(TOLD):
        yield f'{"," if n else ""}\n"{model.__tablename__}": ['
        is_first = True
        for batch in _walk(database, model, owner == user_id):
            for told in batch:
                yield f"{'' if is_first else ','}\n  {json.dumps(told, ensure_ascii=False, default=_plain)}"
                is_first = False
        yield "]" if is_first else "\n]"
    yield "\n}\n"


def _walk(database: Database, model: type[Any], mine: ColumnElement[bool]) -> Iterator[list[dict[str, Any]]]:
    """In the order of the key, from where the last batch ended."""
    key = inspect(model).primary_key
    statement: Select[Any] = select(model).where(mine).order_by(*key).limit(BATCH)
    after: Sequence[Any] = ()
    while True:
        with database.reading() as session:
            rows = session.scalars(statement.where(tuple_(*key) > tuple_(*after)) if after else statement).all()
            told = _readable(session, rows)
        if not rows:
            return
        after = [getattr(rows[-1], column.key) for column in key]
        yield told


def _readable(session: Session, rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Ids of other tables become what they stand for."""
    items = _items(session, _ids(rows, "item_id") | {id for row in rows for id in getattr(row, "questions", ())})
    wanted = select(ItemVersion.id, ItemVersion.body).where(ItemVersion.id.in_(_ids(rows, "version_id")))
    versions = dict(session.execute(wanted).all())
    slugs = _texts(session, Path.id, Path.slug, _ids(rows, "path_id"))
    titles = _texts(session, Page.id, Page.title, _ids(rows, "page_id"))
    asked = _fronts(session, [row for row in rows if isinstance(row, Memory)])

    def readable(row: Any) -> dict[str, Any]:
        told = {c.key: getattr(row, c.key) for c in row.__table__.columns if c.key not in UNTOLD}
        if "item_id" in told:
            told |= items.get(told.pop("item_id"), {})
        if "path_id" in told:
            told["path"] = slugs.get(told.pop("path_id"))
        if "page_id" in told:
            told["page"] = titles.get(told.pop("page_id"))
        if "questions" in told:
            told["questions"] = [items.get(id, {}).get("item") for id in told["questions"]]
        if isinstance(row, Memory):
            told["about"] = asked.get(row.lineage)
        if (body := versions.get(getattr(row, "version_id", 0))) is not None:
            told["about"] = body.heading
            if "given" in told:
                told["given"] = given_texts(body, told["given"])
        return told

    return [readable(row) for row in rows]


def _items(session: Session, ids: set[int]) -> dict[int, dict[str, Any]]:
    """By public id: the key of a cloze card says what it hides."""
    rows = session.execute(
        select(Item.id, Item.public_id, Item.kind, Path.slug, ItemVersion.body)
        .join(Path, Path.id == Item.path_id)
        .join(ItemVersion, ItemVersion.id == Item.version_id)
        .where(Item.id.in_(ids))
    )
    return {
        id: {"item": public_id, "kind_of_item": kind, "path": slug, "about": body.heading}
        for id, public_id, kind, slug, body in rows
    }


def _fronts(session: Session, memories: Sequence[Memory]) -> dict[str, str]:
    """What each was asked as, the last time that it was; what was never asked, as it stands in a path they have begun.
    Copies of it may stand in paths that are not for them."""
    if not memories:
        return {}
    user_id, lineages = memories[0].user_id, {memory.lineage for memory in memories}
    begun = (
        select(Item.lineage, ItemVersion.body)
        .join(ItemVersion, ItemVersion.id == Item.version_id)
        .join(Path, Path.id == Item.path_id)
        .join(Enrolment, (Enrolment.path_id == Path.id) & (Enrolment.user_id == user_id))
        .where(Item.lineage.in_(lineages), readable_by(user_id))
    )
    asked = (
        select(Review.lineage, ItemVersion.body)
        .join(ItemVersion, ItemVersion.id == Review.version_id)
        .where(Review.user_id == user_id, Review.lineage.in_(lineages))
        .order_by(Review.reviewed_at, Review.id)
    )
    return {lineage: body.heading for found in (begun, asked) for lineage, body in session.execute(found)}


def _texts(session: Session, id: Any, text: Any, ids: set[int]) -> Mapping[int, str]:
    return dict(session.execute(select(id, text).where(id.in_(ids))).all())


def _ids(rows: Sequence[Any], name: str) -> set[int]:
    return {value for row in rows if (value := getattr(row, name, None)) is not None}


def _plain(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    raise TypeError(f"{type(value)} has no place in JSON")
