"""All that a learner has flagged or written, by path, in reading order; what was taken out of a path stays listed."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from fastapi import Request
from markupsafe import Markup
from sqlalchemy import and_, case, or_, select
from sqlalchemy.orm import Session, aliased
from starlette.responses import Response

from app.accounts.learners import Learner
from app.library import readable_by
from app.models import Flag, Item, ItemVersion, Note, Page, Path, Sight
from app.notes.flags import find_flags
from app.notes.notes import find_notes
from app.notes.pages import Outcome, Shelved, name_of, shelve
from app.web.personal import MINE_CHANGED, personal


@dataclass(frozen=True)
class Entry:
    """An item with what was put on it. `href` leads to where it stands, `again_href` to where it is asked; each is
    empty where there is no such place any more. `is_open`: its path can be visited, so that it can be edited."""

    public_id: str
    kind: str
    name: Markup
    href: str
    again_href: str
    is_retired: bool
    is_open: bool
    flags: tuple[Shelved, ...]
    note: str


@dataclass(frozen=True)
class Chapter:
    """The entries of a lesson, or of another page of the path."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Volume:
    """A path; `href` is empty where it can be visited no more."""

    title: str
    href: str
    chapters: tuple[Chapter, ...]


def draw_notebook(request: Request, session: Session, learner: Learner | None, outcome: Outcome) -> Response:
    volumes = find_volumes(session, learner) if learner else ()
    response = personal(request, "notes/notebook", volumes=volumes, outcome=outcome)
    response.headers.update(MINE_CHANGED if outcome.saved or outcome.settled else {})
    return response


def find_volumes(session: Session, learner: Learner) -> tuple[Volume, ...]:
    """The paths in which the learner has marked something, by their titles."""
    flags: dict[int, list[Shelved]] = defaultdict(list)
    for flag in find_flags(session, learner.id):
        flags[flag.item_id].append(shelve(flag, learner))
    notes = {note.item_id: note.text for note in find_notes(session, learner.id)}
    rows = sorted(_marked_items(session, learner.id), key=_reading_order)
    anchors = _anchors(session, {row.place_page_id for row in rows} | {row.page_id for row in rows})
    volumes = []
    for (_, _, title, slug, is_open), of_path in groupby(rows, key=_path_of):
        chapters = [
            Chapter(title, tuple(_entry(row, anchors, flags[row.id], notes.get(row.id, "")) for row in of_page))
            for (_, title), of_page in groupby(of_path, key=_page_of)
        ]
        volumes.append(Volume(title, f"/paths/{slug}" if is_open else "", tuple(chapters)))
    return tuple(volumes)


def _marked_items(session: Session, learner_id: uuid.UUID) -> Sequence[Any]:
    """Each item that carries a mark, with its path, its page, and the section of a lesson where it is read or asked."""
    place, place_page, seen = aliased(Item), aliased(Page), aliased(Item)
    first_seen = (
        select(Sight.section_id)
        .join(seen, seen.id == Sight.section_id)
        .where(Sight.item_id == Item.id, seen.retired_at.is_(None))
        .order_by(Sight.position, Sight.section_id)
        .limit(1)
        .correlate(Item)
        .scalar_subquery()
    )
    is_here = and_(place_page.id == place.page_id, place_page.kind == "lesson", place_page.retired_at.is_(None))
    return session.execute(
        select(
            Item.id,
            Item.public_id,
            Item.kind,
            Item.key,
            Item.position,
            Item.retired_at,
            Item.path_id,
            Path.slug.label("path_slug"),
            Path.title.label("path_title"),
            readable_by(learner_id).label("is_open"),
            Page.id.label("page_id"),
            Page.title.label("page_title"),
            Page.position.label("page_position"),
            ItemVersion.body,
            place.key.label("place_key"),
            place.position.label("place_position"),
            place_page.id.label("place_page_id"),
            place_page.slug.label("place_slug"),
            place_page.title.label("place_title"),
            place_page.position.label("place_page_position"),
        )
        .join(Path, Path.id == Item.path_id)
        .join(Page, Page.id == Item.page_id)
        .join(ItemVersion, ItemVersion.id == Item.version_id)
        .outerjoin(place, place.id == case((Item.kind == "section", Item.id), else_=first_seen))
        .outerjoin(place_page, is_here)
        .where(
            or_(
                Item.id.in_(select(Flag.item_id).where(Flag.user_id == learner_id, Flag.settled_at.is_(None))),
                Item.id.in_(select(Note.item_id).where(Note.user_id == learner_id)),
            )
        )
    ).all()


def _path_of(row: Any) -> tuple[str, int, str, str, bool]:
    return (row.path_title.casefold(), row.path_id, row.path_title, row.path_slug, bool(row.is_open))


def _page_of(row: Any) -> tuple[int, str]:
    return (row.page_id, row.page_title) if row.place_page_id is None else (row.place_page_id, row.place_title)


def _reading_order(row: Any) -> tuple[Any, ...]:
    """By path, then as the lessons are read; a section before what is asked about it; what has no lesson comes last."""
    if row.place_page_id is None:
        stands = (1, row.page_position, row.page_id, row.position)
    else:
        stands = (0, row.place_page_position, row.place_page_id, row.place_position)
    return (*_path_of(row), *stands, row.page_position, row.position, row.id)


def _anchors(session: Session, page_ids: Iterable[int | None]) -> dict[tuple[int, str], str]:
    """The anchor of each section of these pages, by page and key."""
    pages = session.execute(select(Page.id, Page.sections).where(Page.id.in_([id for id in page_ids if id])))
    return {(page_id, section["key"]): section["anchor"] for page_id, sections in pages for section in sections}


def _entry(row: Any, anchors: dict[tuple[int, str], str], flags: Sequence[Shelved], note: str) -> Entry:
    is_there = bool(row.is_open) and row.retired_at is None
    return Entry(
        public_id=row.public_id,
        kind=row.kind,
        name=name_of(row.body),
        href=_href(row, anchors) if row.is_open else "",
        again_href=f"/items/{row.public_id}" if is_there and row.kind in ("card", "question") else "",
        is_retired=row.retired_at is not None,
        is_open=bool(row.is_open),
        flags=tuple(flags),
        note=note,
    )


def _href(row: Any, anchors: dict[tuple[int, str], str]) -> str:
    path = f"/paths/{row.path_slug}"
    if anchor := anchors.get((row.place_page_id, row.place_key)):
        return f"{path}/lessons/{row.place_slug}#{anchor}"
    if row.retired_at is None and row.kind in ("resource", "episode"):
        anchor = anchors.get((row.page_id, row.key))
        room = "resources" if row.kind == "resource" else "podcast"
        return f"{path}/{room}#{anchor}" if anchor else f"{path}/{room}"
    return ""
