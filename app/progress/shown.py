"""An item as a form shows it, or showed it: in one version, with its path and the place it leads back to."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, bindparam, select
from sqlalchemy.orm import Session

from app.accounts.learners import Learner
from app.content.documents import AnyBody
from app.db import run
from app.library import Place, readable_by
from app.models import Item, ItemVersion, Page, Path, Sight
from app.progress.recalls import Recalled
from app.web.errors import Link, NotFound
from app.web.nonce import BadNonce, Nonce

_PUBLIC_ID = re.compile("[a-z2-7]{16}")


@dataclass(frozen=True)
class Shown:
    """`version_id` and `body` are what is or was shown, `current_version_id` what the item says now."""

    item_id: int
    public_id: str
    kind: str
    lineage: str
    path_id: int
    path_slug: str
    path_title: str
    page_id: int
    page_kind: str
    page_slug: str
    page_title: str
    retired_at: datetime | None
    current_version_id: int | None
    version_id: int
    body: AnyBody

    @property
    def path_address(self) -> str:
        return f"/paths/{self.path_slug}"

    @property
    def has_changed(self) -> bool:
        return self.version_id != self.current_version_id

    @property
    def recalled(self) -> Recalled:
        return Recalled(self.item_id, self.version_id, self.lineage, self.path_id)

    @property
    def onward(self) -> Link:
        return Link(self.path_address, self.path_title)


_SHOWN = (
    select(
        Item.id.label("item_id"),
        Item.public_id,
        Item.kind,
        Item.lineage,
        Item.path_id,
        Path.slug.label("path_slug"),
        Path.title.label("path_title"),
        Page.id.label("page_id"),
        Page.kind.label("page_kind"),
        Page.slug.label("page_slug"),
        Page.title.label("page_title"),
        Item.retired_at,
        Item.version_id.label("current_version_id"),
        ItemVersion.id.label("version_id"),
        ItemVersion.body,
    )
    .join(Path, Path.id == Item.path_id)
    .join(Page, Page.id == Item.page_id)
    .join(ItemVersion, ItemVersion.item_id == Item.id)
    .where(Item.public_id == bindparam("public_id"), Item.kind.in_(bindparam("kinds", expanding=True)))
    .where(readable_by(bindparam("person")))
)
_AS_IT_IS = _SHOWN.where(ItemVersion.id == Item.version_id)
_AS_IT_WAS = _SHOWN.where(ItemVersion.id == bindparam("version"))


def find_shown(
    session: Session, person: Learner | None, public_id: str, *kinds: str, version_id: int | None = None
) -> Shown:
    """The item of this public id and one of these kinds, in the version given, else as it is now; retired or not.
    Raises NotFound where there is none that this person may see, or it never had that version."""
    if not _PUBLIC_ID.fullmatch(public_id):
        raise NotFound()
    about = {"public_id": public_id, "kinds": kinds, "person": person.id if person else None}
    if version_id is None:
        row = run(session, _AS_IT_IS, **about).one_or_none()
    else:
        row = run(session, _AS_IT_WAS, **about, version=version_id).one_or_none()
    if row is None:
        raise NotFound()
    return Shown(**row._mapping)


def find_as_shown(session: Session, person: Learner | None, current: Shown, nonce: Nonce) -> Shown:
    """The item in the version that the form of this nonce showed. Raises BadNonce for the form of another item.
    What was retired while the form was open is found all the same: no answer in flight is lost."""
    if nonce.version_id is None:
        raise BadNonce("This form belongs to something else. Here is the right one.")
    if nonce.version_id == current.version_id:
        return current
    try:
        return find_shown(session, person, current.public_id, current.kind, version_id=nonce.version_id)
    except NotFound:
        raise BadNonce("This form belongs to something else. Here is the right one.") from None


def place_of(session: Session, shown: Shown) -> Place | None:
    """The first section of a lesson that the item sees: where an answer leads back to."""
    first = (
        select(Sight.section_id)
        .join(Item, Item.id == Sight.section_id)
        .join(Page, Page.id == Item.page_id)
        .where(Sight.item_id == shown.item_id, Item.retired_at.is_(None), Page.kind == "lesson")
        .order_by(Sight.position)
        .limit(1)
    )
    return find_place(session, shown.path_slug, first.scalar_subquery())


def find_place(session: Session, path_slug: str, section_id: int | ScalarSelect[int]) -> Place | None:
    """Where the section of this item id stands in its lesson."""
    row = session.execute(
        select(Item.key, Page.slug, Page.sections).join(Page, Page.id == Item.page_id).where(Item.id == section_id)
    ).one_or_none()
    return _place(path_slug, row.slug, row.key, row.sections) if row else None


def find_places(session: Session, item_ids: Collection[int]) -> dict[int, Place]:
    """The first section of a lesson that each of these items sees, of those that see one."""
    seen = session.execute(
        select(Sight.item_id, Item.key, Item.page_id)
        .join(Item, Item.id == Sight.section_id)
        .where(Sight.item_id.in_(item_ids), Item.retired_at.is_(None))
        .order_by(Sight.item_id, Sight.position)
    ).all()
    lessons = {
        row.id: row
        for row in session.execute(
            select(Page.id, Page.slug, Page.sections, Path.slug.label("path_slug"))
            .join(Path, Path.id == Page.path_id)
            .where(Page.id.in_({row.page_id for row in seen}), Page.kind == "lesson", Page.retired_at.is_(None))
        )
    }
    places: dict[int, Place] = {}
    for item_id, key, page_id in seen:
        lesson = lessons.get(page_id)
        place = _place(lesson.path_slug, lesson.slug, key, lesson.sections) if lesson else None
        if place:
            places.setdefault(item_id, place)
    return places


def _place(path_slug: str, lesson: str, key: str, sections: Sequence[Mapping[str, Any]]) -> Place | None:
    for section in sections:
        if section["key"] == key:
            return Place(key, f"/paths/{path_slug}/lessons/{lesson}#{section['anchor']}", section["heading"])
    return None
