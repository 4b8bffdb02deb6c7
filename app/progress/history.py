"""Every answer and every review of a learner, in order: a page of them, or all."""

import base64
import binascii
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import and_, literal, null, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.content.documents import AnyBody
from app.db import Database
from app.library import readable_by
from app.models import Answer, Item, ItemVersion, Page, Path, Review
from app.progress.given import given_texts
from app.progress.times import start_of

BATCH = 500


@dataclass(frozen=True, order=True)
class Cursor:
    """A place in the history: a moment, and of several in one moment the id."""

    at: datetime
    id: uuid.UUID

    def __str__(self) -> str:
        micros = (self.at - _EPOCH) // timedelta(microseconds=1)
        return base64.urlsafe_b64encode(micros.to_bytes(8) + self.id.bytes).decode().rstrip("=")


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CURSOR_BYTES = 24
_LAST = uuid.UUID(int=2**128 - 1)


@dataclass(frozen=True)
class Event:
    """An answer (with what was `given`, in words, and its correctness 0..1), or a review of a card. `rating` 1..4, of
    an answer the one that it made, if any. `is_open`: the item can still be asked, so that it can be linked to."""

    cursor: Cursor
    is_answer: bool
    item_id: int
    public_id: str
    key: str
    kind: str
    heading: str
    page_title: str
    path_slug: str
    path_title: str
    is_open: bool
    rating: int | None
    correctness: float | None
    given: list[Any] | None
    confidence: int | None
    seconds: float | None
    undone_at: datetime | None

    @property
    def at(self) -> datetime:
        return self.cursor.at

    @property
    def is_guess(self) -> bool:
        """Given before reading, in a pretest: an answer that counted as nothing."""
        return self.is_answer and self.rating is None


def find_events(
    session: Session, learner_id: uuid.UUID, most: int, *, before: Cursor | None = None, after: Cursor | None = None
) -> list[Event]:
    """The latest before a place in the history, or the first after one in the order in which they happened. Of each
    table it reads no more than `most`: a long history makes a page no dearer."""
    answers = _placed(_ANSWERS, Answer.answered_at, Answer.id, before, after).where(Answer.user_id == learner_id)
    reviews = _placed(_REVIEWS, Review.reviewed_at, Review.id, before, after).where(Review.user_id == learner_id)
    rows = [row for statement in (answers, reviews) for row in session.execute(statement.limit(most))]
    rows.sort(key=lambda row: (row.at, row.id), reverse=after is None)
    bodies = _bodies(session, {row.version_id for row in rows[:most]})
    return [_event(row, bodies[row.version_id]) for row in rows[:most]]


def walk(database: Database, learner_id: uuid.UUID) -> Iterator[list[Event]]:
    """All of it from the first on, in batches, each read in a session of its own: who reads slowly holds nothing."""
    place = Cursor(_EPOCH, uuid.UUID(int=0))
    while True:
        with database.reading() as session:
            events = find_events(session, learner_id, BATCH, after=place)
        if not events:
            return
        yield events
        place = events[-1].cursor


def read_cursor(said: str) -> Cursor | None:
    """None for what is no cursor of ours."""
    try:
        packed = base64.b64decode(said.encode("ascii") + b"==", altchars=b"-_", validate=True)
        micros = int.from_bytes(packed[:8])
        at = _EPOCH + timedelta(microseconds=micros)
    except (ValueError, binascii.Error, OverflowError):
        return None
    return Cursor(at, uuid.UUID(bytes=packed[8:])) if len(packed) == _CURSOR_BYTES else None


def end_of(day: date, zone: ZoneInfo) -> Cursor:
    """After all that was done on this day of the learner's."""
    return Cursor(start_of(day + timedelta(days=1), zone) - timedelta(microseconds=1), _LAST)


def _placed(
    statement: Any,
    at: InstrumentedAttribute[datetime],
    id: InstrumentedAttribute[uuid.UUID],
    before: Cursor | None,
    after: Cursor | None,
) -> Any:
    if after:
        return statement.where(_beyond(at, id, after, later=True)).order_by(at, id)
    if before:
        statement = statement.where(_beyond(at, id, before, later=False))
    return statement.order_by(at.desc(), id.desc())


def _beyond(
    at: InstrumentedAttribute[datetime], id: InstrumentedAttribute[uuid.UUID], place: Cursor, *, later: bool
) -> Any:
    mine, there = tuple_(at, id), tuple_(literal(place.at, at.type), literal(place.id, id.type))
    return mine > there if later else mine < there


def _bodies(session: Session, version_ids: set[int]) -> dict[int, AnyBody]:
    rows = session.execute(select(ItemVersion.id, ItemVersion.body).where(ItemVersion.id.in_(version_ids)))
    return {row.id: row.body for row in rows}


def _event(row: Any, body: AnyBody) -> Event:
    is_answer = row.given is not None
    return Event(
        cursor=Cursor(row.at, row.id),
        is_answer=is_answer,
        item_id=row.item_id,
        public_id=row.public_id,
        key=row.key,
        kind=body.kind,
        heading=body.heading,
        page_title=row.page_title,
        path_slug=row.slug,
        path_title=row.path_title,
        is_open=row.retired_at is None and bool(row.is_readable),
        rating=row.rating,
        correctness=row.correctness,
        given=given_texts(body, cast(Sequence[Any], row.given)) if is_answer else None,
        confidence=row.confidence,
        seconds=row.seconds,
        undone_at=row.undone_at,
    )


_ABOUT: tuple[Any, ...] = (
    Item.public_id,
    Item.key,
    Item.retired_at,
    Page.title.label("page_title"),
    Path.slug,
    Path.title.label("path_title"),
)
_REVIEWS = (
    select(
        Review.reviewed_at.label("at"),
        Review.id,
        Review.item_id,
        Review.version_id,
        Review.rating,
        Review.seconds,
        Review.undone_at,
        null().label("given"),
        null().label("correctness"),
        null().label("confidence"),
        *_ABOUT,
        readable_by(Review.user_id).label("is_readable"),
    )
    .join(Item, Item.id == Review.item_id)
    .join(Page, Page.id == Item.page_id)
    .join(Path, Path.id == Item.path_id)
    .where(Review.answer_id.is_(None))
)
# An answer and the review that it made carry the same key, which has an index.
_MADE = and_(
    Review.user_id == Answer.user_id,
    Review.idempotency_key == Answer.idempotency_key,
    Review.answer_id == Answer.id,
)
_ANSWERS = (
    select(
        Answer.answered_at.label("at"),
        Answer.id,
        Answer.item_id,
        Answer.version_id,
        Review.rating,
        Answer.seconds,
        null().label("undone_at"),
        Answer.given,
        Answer.correctness,
        Answer.confidence,
        *_ABOUT,
        readable_by(Answer.user_id).label("is_readable"),
    )
    .join(Item, Item.id == Answer.item_id)
    .join(Page, Page.id == Item.page_id)
    .join(Path, Path.id == Item.path_id)
    .outerjoin(Review, _MADE)
)
