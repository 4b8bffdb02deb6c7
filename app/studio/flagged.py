"""What learners flagged as wrong, together by what they flagged; and settling it."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.content.documents import Problem
from app.models import Flag, Item, ItemVersion, Page, Path, parse_uuid
from app.studio.verdicts import Place, Said, quote, words_for
from app.web.errors import NotFound


@dataclass(frozen=True)
class Raised:
    """A flag "wrong" that stands, with the words of whoever raised it."""

    id: uuid.UUID
    said: Said
    flagged_at: datetime


@dataclass(frozen=True)
class Flagged:
    """A section, card or question with the flags that stand on it, the latest first."""

    heading: str
    place: Place
    raised: tuple[Raised, ...]

    @property
    def words(self) -> str:
        """How many say so, without what each of them says."""
        return words_for([one.said for one in self.raised])

    @property
    def problem(self) -> Problem:
        return quote(self.place, [one.said for one in self.raised])


def find_flagged(session: Session, path: Path, file: str = "") -> list[Flagged]:
    """Of the whole path, or of one of its files, in the order of its pages and lines."""
    rows = session.execute(
        select(
            Flag.id,
            Item.id.label("item_id"),
            Page.file,
            Item.line,
            ItemVersion.body,
            Flag.note,
            Flag.flagged_at,
            Flag.version_id,
            Item.version_id.label("current_id"),
        )
        .join(Item, Item.id == Flag.item_id)
        .join(Page, Page.id == Item.page_id)
        .join(ItemVersion, ItemVersion.id == Item.version_id)
        .where(Item.path_id == path.id, Item.retired_at.is_(None), Page.retired_at.is_(None))
        .where(Flag.kind == "wrong", Flag.settled_at.is_(None), *([Page.file == file] if file else []))
        .order_by(Page.position, Item.line, Item.id, Flag.flagged_at.desc(), Flag.id.desc())
    )
    return [_together(run) for _, run in groupby(rows, lambda row: row.item_id)]


def settle(
    session: Session, path: Path, flag_id: str, settled_at: datetime | None, *, with_earlier: bool = False
) -> int:
    """Settles a learner's flag on this path, or with None lets it stand again; `with_earlier`: with those that were
    raised on the same before it, or settled together with it. Gives how many. Raises NotFound for any other's, and for
    a mark that a learner made for themselves. Settling it twice changes nothing."""
    flag = session.scalar(
        select(Flag)
        .join(Item, Item.id == Flag.item_id)
        .where(Flag.id == parse_uuid(flag_id), Flag.kind == "wrong", Item.path_id == path.id)
    )
    if flag is None:
        raise NotFound()
    these = [Flag.user_id == flag.user_id, Flag.id == flag.id]
    if with_earlier:
        these = [Flag.item_id == flag.item_id, Flag.kind == "wrong"]
        these.append(Flag.flagged_at <= flag.flagged_at if settled_at else Flag.settled_at == flag.settled_at)
    before = Flag.settled_at.is_(None) if settled_at else Flag.settled_at.is_not(None)
    found = session.execute(update(Flag).where(*these, before).values(settled_at=settled_at).returning(Flag.id))
    return len(found.all())


def _together(run: Iterator[Any]) -> Flagged:
    rows = list(run)
    first = rows[0]
    raised = [Raised(row.id, Said(row.note, row.version_id != row.current_id), row.flagged_at) for row in rows]
    return Flagged(first.body.heading, Place(first.file, first.line), tuple(raised))
