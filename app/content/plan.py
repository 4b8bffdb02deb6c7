"""What publishing a catalogue would change, and for whom: who is who among pages and items. Nothing is written here."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import Row, Select, exists, or_, select
from sqlalchemy.orm import Session, aliased

from app.content.documents import AnyBody, Catalog, Document
from app.content.documents import Item as Said
from app.content.identity import Found, Known, Match, Matching, Wording, match_alike, match_surely
from app.content.places import path_address
from app.models import Answer, Enrolment, Item, ItemAlias, ItemVersion, Memory, Page, Path, Reading, Revision

_DOCUMENT: TypeAdapter[Document] = TypeAdapter(Document)
READ_ONLY = ("section", "resource", "episode")
# How many values one statement names: databases have a limit.
AT_ONCE = 500
AnyRow = Row[*tuple[Any, ...]]
_T = TypeVar("_T")


@dataclass(frozen=True)
class Draft:
    """A document as it is to stand. `digest` is of all that was made of its file, items included, wherever it stands;
    `row` is its page as it stands now, None for a new one; `has_moved`: it has the path's former address in it."""

    document: Document
    position: int
    part: str
    digest: str
    row: AnyRow | None
    has_moved: bool = False

    @property
    def is_as_it_was(self) -> bool:
        row = self.row
        if row is None or self.has_moved:
            return False
        return (row.digest, row.position, row.part, row.retired_at) == (self.digest, self.position, self.part, None)


@dataclass(frozen=True)
class Plan:
    """Who is who. Rows are by id: pages, and items with their version, as they stand now; `said` is by kind and key."""

    path: Path | None
    catalog: Catalog
    drafts: tuple[Draft, ...]
    pages: dict[int, AnyRow]
    items: dict[int, AnyRow]
    aliases: dict[tuple[str, str], int]
    matching: Matching
    said: dict[tuple[str, str], Said]

    def before(self, match: Match) -> AnyRow:
        return self.items[match.known.id]

    def after(self, match: Match) -> Said:
        return self.said[match.found.kind, match.found.key]

    @property
    def meant_otherwise(self) -> list[Match]:
        """Meaning edits: the author gave it another edition, or another key and another text."""
        return [
            match
            for match in self.matching.matches
            if match.is_reworded or self.before(match).edition != self.after(match).edition
        ]


def plan(session: Session, catalog: Catalog) -> Plan:
    path = session.scalar(select(Path).where(Path.key == catalog.key))
    path_id = path.id if path else None
    pages = {row.id: row for row in session.execute(_pages().where(Page.path_id == path_id))}
    items = {row.id: row for row in session.execute(_items().where(Item.path_id == path_id))}
    rows = session.execute(select(ItemAlias).where(ItemAlias.path_id == path_id)).scalars()
    aliases = {(row.kind, row.key): row.item_id for row in rows}
    revision = session.get(Revision, path.revision_id) if path and path.revision_id else None
    drafts = _drafts(catalog, pages, revision.manifest if revision else {}, path.slug if path else catalog.slug)
    said: dict[tuple[str, str], Said] = {(item.kind, item.key): item for item in catalog.items()}
    matching = match_surely(_known(items, aliases), _found(drafts))
    bodies = _bodies(session, [items[known.id].version_id for known in matching.lost])
    matching = match_alike(
        matching,
        lambda known: _wording(bodies[items[known.id].version_id]),
        lambda found: _wording(said[found.kind, found.key].body),
    )
    return Plan(path, catalog, drafts, pages, items, aliases, matching, said)


def learners_affected(session: Session, plan: Plan) -> int:
    """How many people have read, answered or learned what will be meant otherwise, or gone."""
    return learners_of(
        session, [plan.items[k.id] for k in (*(m.known for m in plan.meant_otherwise), *plan.matching.lost)]
    )


def learners_of(session: Session, items: Sequence[AnyRow]) -> int:
    """How many people have read, answered or learned any of these. Rows have `id`."""
    people: set[Any] = set()
    for some in chunks(items):
        ids = [item.id for item in some]
        people.update(session.scalars(select(Answer.user_id).where(Answer.item_id.in_(ids)).distinct()))
        people.update(session.scalars(select(Reading.user_id).where(Reading.item_id.in_(ids)).distinct()))
        people.update(session.scalars(_REMEMBERING.where(Item.id.in_(ids))))
    return len(people)


# Whoever knows an item from a clone or an original of this path, and does not learn here, loses nothing by what it
# becomes here.
_elsewhere = aliased(Item)
_REMEMBERING = (
    select(Memory.user_id)
    .join(Item, Item.lineage == Memory.lineage)
    .where(
        or_(
            exists().where(Enrolment.user_id == Memory.user_id, Enrolment.path_id == Item.path_id),
            ~exists().where(_elsewhere.lineage == Item.lineage, _elsewhere.path_id != Item.path_id),
        )
    )
    .distinct()
)


def chunks(values: Sequence[_T]) -> Iterator[Sequence[_T]]:
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]


def _pages() -> Select[*tuple[Any, ...]]:
    return select(
        Page.id, Page.kind, Page.key, Page.slug, Page.file, Page.digest, Page.position, Page.part, Page.retired_at
    )


def _items() -> Select[*tuple[Any, ...]]:
    version = (Item.version_id, ItemVersion.digest, ItemVersion.edition)
    place = (Item.page_id, Item.position, Item.line, Item.level, Item.tags, Item.retired_at)
    return select(Item.id, Item.kind, Item.key, Item.lineage, *place, *version).join(
        ItemVersion, ItemVersion.id == Item.version_id
    )


def _drafts(catalog: Catalog, pages: dict[int, AnyRow], former: dict[str, str], slug: str) -> tuple[Draft, ...]:
    by_key = {(row.kind, row.key): row for row in pages.values()}
    known = {by_key[d.kind, d.key].id for d in catalog.documents if (d.kind, d.key) in by_key}
    # A file that moved and has no id is known by its bytes, where no other is like it on either side.
    gone = [r for r in pages.values() if r.id not in known and r.retired_at is None and r.file in former]
    moved = {(row.kind, former[row.file]): row for row in gone}
    before = Counter((row.kind, former[row.file]) for row in gone)
    after = Counter((d.kind, catalog.manifest[d.file]) for d in catalog.documents if (d.kind, d.key) not in by_key)
    parts = {key: part.title for part in catalog.parts for key in part.lessons}
    drafts = []
    for position, document in enumerate(catalog.documents):
        row = by_key.get((document.kind, document.key))
        bytes_ = (document.kind, catalog.manifest[document.file])
        if row is None and before[bytes_] == after[bytes_] == 1:
            row = moved[bytes_]
        drawn = _DOCUMENT.dump_json(document).replace(path_address(catalog.slug).encode(), b"\0")
        digest = hashlib.sha256(drawn).hexdigest()
        has_moved = slug != catalog.slug
        drafts.append(Draft(document, position, parts.get(document.key, ""), digest, row, has_moved))
    return tuple(drafts)


def _known(items: dict[int, AnyRow], aliases: dict[tuple[str, str], int]) -> list[Known]:
    former: dict[int, list[str]] = {}
    for (_, key), item_id in aliases.items():
        former.setdefault(item_id, []).append(key)
    return [
        Known(
            row.id,
            row.kind,
            row.key,
            row.page_id,
            row.digest,
            row.retired_at is not None,
            tuple(former.get(row.id, ())),
        )
        for row in items.values()
    ]


def _found(drafts: Sequence[Draft]) -> list[Found]:
    return [
        Found(
            item.kind,
            item.key,
            draft.row.id if draft.row else item.file,
            item.digest,
            has_id=item.has_id,
            is_blank=not item.body.source.strip(),
        )
        for draft in drafts
        for item in draft.document.items
    ]


def _bodies(session: Session, version_ids: Sequence[int]) -> dict[int, AnyBody]:
    return {
        id_: body
        for some in chunks(version_ids)
        for id_, body in session.execute(select(ItemVersion.id, ItemVersion.body).where(ItemVersion.id.in_(some)))
    }


def _wording(body: AnyBody) -> Wording:
    return Wording(body.heading, body.source, None if body.kind in READ_ONLY else body.answer_text)
