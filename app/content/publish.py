"""A catalogue into rows: pages, items, versions, aliases, sights, blobs and a revision, in the caller's transaction."""

import uuid
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, delete, insert, select, type_coerce, update
from sqlalchemy.orm import Session

from app.content.documents import BODY
from app.content.documents import Item as Said
from app.content.identity import Match
from app.content.indexing import index_pages
from app.content.lineage import settle, trace
from app.content.plan import Draft, Plan, chunks
from app.models import Blob, Item, ItemAlias, ItemVersion, Page, PageAlias, Path, PathAlias, Revision, Sight

# No author can write it into a slug, nor twice into a key.
_PARKED = "~"


def publish(
    session: Session, plan: Plan, renderer: str, now: datetime, made_by: uuid.UUID | None = None, note: str = ""
) -> int:
    """Writes what `plan` found in this same transaction. Returns the number of the new revision. Who made it in the
    studio, and what they say of it, stands with it."""
    path = _write_path(session, plan)
    number = _write_revision(session, path, plan, renderer, now, made_by, note)
    page_ids = _write_pages(session, path, plan, now)
    item_ids = _write_items(session, path, plan, page_ids, now)
    _write_sights(session, path, plan, item_ids)
    index_pages(session, path.id, plan, page_ids, item_ids)
    trace(session, path, plan)
    settle(session, path, plan, item_ids, now)
    return number


def _write_path(session: Session, plan: Plan) -> Path:
    catalog, path = plan.catalog, plan.path
    holder = session.scalar(select(Path).where(Path.slug == catalog.slug, Path.key != catalog.key))
    if holder:
        # `sync` has made sure that it is retired, or about to get the name of its own folder.
        holder.slug = f"{holder.slug[:180]}{_PARKED}{holder.id}"
        session.flush()
    if path is None:
        path = Path(key=catalog.key, slug=catalog.slug, title=catalog.title)
        session.add(path)
        session.flush()
    former = path.slug
    path.slug, path.title, path.retired_at = catalog.slug, catalog.title, None
    session.execute(delete(PathAlias).where(PathAlias.slug.in_([catalog.slug, former])))
    if former != catalog.slug and _PARKED not in former:
        session.add(PathAlias(slug=former, path_id=path.id))
    session.flush()
    return path


def _write_revision(
    session: Session, path: Path, plan: Plan, renderer: str, now: datetime, made_by: uuid.UUID | None, note: str
) -> int:
    catalog = plan.catalog
    wanted = {digest: file for file, digest in catalog.manifest.items()}
    for some in chunks(list(wanted)):
        for digest in session.scalars(select(Blob.sha256).where(Blob.sha256.in_(some))):
            del wanted[digest]
    # One by one: together they may be large.
    for digest, file in wanted.items():
        session.execute(insert(Blob).values(sha256=digest, content=catalog.files[file]))
    latest = session.scalar(select(Revision.number).where(Revision.path_id == path.id).order_by(Revision.number.desc()))
    revision = Revision(
        path_id=path.id,
        number=(latest or 0) + 1,
        digest=catalog.digest,
        renderer=renderer,
        manifest=dict(catalog.manifest),
        made_by=made_by,
        note=note,
        created_at=now,
    )
    session.add(revision)
    session.flush()
    path.revision_id = revision.id
    session.flush()
    return revision.number


def _write_pages(session: Session, path: Path, plan: Plan, now: datetime) -> dict[str, int]:
    """The ids of the pages by their documents' files."""
    kept = {draft.row.id for draft in plan.drafts if draft.row}
    gone = [row.id for row in plan.pages.values() if row.id not in kept and row.retired_at is None]
    _update(session, Page, [{"id": id_, "retired_at": now} for id_ in gone])
    _update(session, Page, [_page(d) | {"id": d.row.id} for d in plan.drafts if d.row and not d.is_as_it_was])
    new = [draft for draft in plan.drafts if not draft.row]
    ids = _insert(session, Page, [_page(draft) | {"path_id": path.id} for draft in new])
    page_ids = {draft.document.file: draft.row.id for draft in plan.drafts if draft.row}
    page_ids |= {draft.document.file: id_ for draft, id_ in zip(new, ids, strict=True)}
    renamed = {(d.document.kind, d.row.slug): d.row.id for d in plan.drafts if d.row and d.row.slug != d.document.slug}
    _write_aliases(
        session,
        PageAlias,
        path,
        live={(draft.document.kind, draft.document.slug) for draft in plan.drafts},
        former=[{"kind": kind, "slug": slug, "page_id": page_id} for (kind, slug), page_id in renamed.items()],
    )
    return page_ids


def _page(draft: Draft) -> dict[str, Any]:
    document = draft.document
    return {
        "kind": document.kind,
        "key": document.key,
        "slug": document.slug,
        "file": document.file,
        "position": draft.position,
        "part": draft.part,
        "title": document.title,
        "summary": document.summary,
        "html": document.html,
        "sections": [asdict(section) for section in document.sections],
        "tail_html": document.tail_html,
        "words": document.words,
        "has_math": document.has_math,
        "front": dict(document.front),
        "digest": draft.digest,
        "retired_at": None,
    }


def _write_items(
    session: Session, path: Path, plan: Plan, page_ids: dict[str, int], now: datetime
) -> dict[tuple[str, str], int]:
    """The ids of the living items by kind and key."""
    matching = plan.matching
    _update(session, Item, [{"id": known.id, "retired_at": now} for known in matching.lost])
    _free_keys(session, plan)
    places: dict[tuple[str, str], dict[str, Any]] = {
        (item.kind, item.key): _place(item, page_ids[draft.document.file], position)
        for draft in plan.drafts
        for position, item in enumerate(draft.document.items)
    }
    new = [(found.kind, found.key) for found in matching.new]
    new_ids = _insert(session, Item, [places[key] | {"path_id": path.id} for key in new])
    ids = {(m.found.kind, m.found.key): m.known.id for m in matching.matches} | dict(zip(new, new_ids, strict=True))
    versions = _write_versions(session, plan, ids, now)
    changed = [{"id": id_, "version_id": versions[id_]} for id_ in new_ids]
    for match in matching.matches:
        row, place = plan.before(match), places[match.found.kind, match.found.key]
        wanted = place | {"version_id": versions.get(row.id, row.version_id), "retired_at": None}
        if any(getattr(row, name) != value for name, value in wanted.items()):
            changed.append({"id": row.id, **wanted})
    _update(session, Item, changed)
    _write_aliases(
        session,
        ItemAlias,
        path,
        live=set(ids),
        former=_former_keys(plan),
    )
    return ids


def _place(item: Said, page_id: int, position: int) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "key": item.key,
        "page_id": page_id,
        "position": position,
        "line": item.line,
        "level": item.level,
        "tags": list(item.tags),
    }


def _rekeyed(plan: Plan) -> list[Match]:
    return [match for match in plan.matching.matches if match.known.key != match.found.key]


def _former_keys(plan: Plan) -> list[dict[str, Any]]:
    """What `_rekeyed` went by, but for the keys that `_free_keys` made."""
    known = [match.known for match in _rekeyed(plan) if _PARKED * 2 not in match.known.key]
    return [{"kind": k.kind, "key": k.key, "item_id": k.id} for k in known]


def _free_keys(session: Session, plan: Plan) -> None:
    """Takes their keys from those who get another one, and from the retired whose key is another's now."""
    rekeyed = {match.known.id for match in _rekeyed(plan)}
    matched = {match.known.id for match in plan.matching.matches}
    parked = [{"id": id_, "key": f"{_PARKED}{_PARKED}{id_}"} for id_ in rekeyed]
    for row in plan.items.values():
        if row.id not in matched and (row.kind, row.key) in plan.said:
            parked.append({"id": row.id, "key": f"{row.key[:380]}{_PARKED}{_PARKED}{row.id}"})
    _update(session, Item, parked)


def _write_versions(session: Session, plan: Plan, ids: dict[tuple[str, str], int], now: datetime) -> dict[int, int]:
    """The version ids of items that are new or say something else than before, by the items' ids."""
    wanted = {ids[found.kind, found.key]: plan.said[found.kind, found.key] for found in plan.matching.new}
    for match in plan.matching.matches:
        row, item = plan.before(match), plan.after(match)
        if (row.digest, row.edition) != (item.digest, item.edition):
            wanted[row.id] = item
    versions: dict[int, int] = {}
    columns = (ItemVersion.id, ItemVersion.item_id, ItemVersion.digest, ItemVersion.edition)
    for some in chunks([id_ for id_ in wanted if id_ in plan.items]):
        for row in session.execute(select(*columns).where(ItemVersion.item_id.in_(some))):
            if (row.digest, row.edition) == (wanted[row.item_id].digest, wanted[row.item_id].edition):
                versions[row.item_id] = row.id
    missing = [id_ for id_ in wanted if id_ not in versions]
    rows = [
        {"item_id": id_, "digest": wanted[id_].digest, "edition": wanted[id_].edition, "body": wanted[id_].body}
        for id_ in missing
    ]
    made = _insert(session, ItemVersion, [row | {"created_at": now} for row in rows])
    versions |= dict(zip(missing, made, strict=True))
    _redraw(session, plan, versions)
    return versions


def _redraw(session: Session, plan: Plan, versions: dict[int, int]) -> None:
    """Refreshes what is drawn in versions of the same text: the renderer, a reference or a figure may have changed."""
    drawn = {draft.document.file for draft in plan.drafts if not draft.is_as_it_was}
    current = {}
    for match in plan.matching.matches:
        row, item = plan.before(match), plan.after(match)
        if item.file in drawn:
            current[versions.get(row.id, row.version_id)] = item
    changed = []
    for some in chunks(list(current)):
        stored = select(ItemVersion.id, type_coerce(ItemVersion.body, JSON)).where(ItemVersion.id.in_(some))
        for id_, body in session.execute(stored):
            if body != BODY.dump_python(current[id_].body, mode="json"):
                changed.append({"id": id_, "body": current[id_].body})
    _update(session, ItemVersion, changed)


def _write_sights(session: Session, path: Path, plan: Plan, ids: dict[tuple[str, str], int]) -> None:
    former = {key: item_id for (kind, key), item_id in plan.aliases.items() if kind == "section"}
    former |= {match.known.key: match.known.id for match in _rekeyed(plan) if match.known.kind == "section"}
    sections = {key: id_ for (kind, key), id_ in ids.items() if kind == "section"}
    living = set(sections.values())
    wanted: dict[int, dict[int, int]] = {}
    for item in plan.catalog.items():
        seen = (sections.get(key, former.get(key)) for key in item.see)
        distinct = dict.fromkeys(id_ for id_ in seen if id_ in living)
        if distinct:
            wanted[ids[item.kind, item.key]] = {id_: position for position, id_ in enumerate(distinct) if id_}
    standing: dict[int, dict[int, int]] = {}
    for row in session.scalars(select(Sight).join(Item, Item.id == Sight.item_id).where(Item.path_id == path.id)):
        standing.setdefault(row.item_id, {})[row.section_id] = row.position
    changed = [id_ for id_ in wanted.keys() | standing.keys() if wanted.get(id_) != standing.get(id_)]
    for some in chunks(changed):
        session.execute(delete(Sight).where(Sight.item_id.in_(some)))
    rows = [
        {"item_id": id_, "section_id": section_id, "position": position}
        for id_ in changed
        for section_id, position in wanted.get(id_, {}).items()
    ]
    if rows:
        session.execute(insert(Sight), rows)


def _write_aliases(
    session: Session,
    table: type[PageAlias] | type[ItemAlias],
    path: Path,
    live: set[tuple[str, str]],
    former: list[dict[str, Any]],
) -> None:
    """Adds names that are no longer in use, the latest bearer of each; takes out those that are in use again."""
    name = "slug" if table is PageAlias else "key"
    rows: list[Any] = list(session.scalars(select(table).where(table.path_id == path.id)))
    standing = {(row.kind, getattr(row, name)): row for row in rows}
    for row in former:
        if old := standing.pop((row["kind"], row[name]), None):
            session.delete(old)
    for key in standing.keys() & live:
        session.delete(standing[key])
    session.flush()
    added = [row | {"path_id": path.id} for row in former if (row["kind"], row[name]) not in live]
    if added:
        session.execute(insert(table), added)


def _insert(session: Session, table: type[Any], rows: list[dict[str, Any]]) -> list[int]:
    """The ids of the new rows, in their order."""
    if not rows:
        return []
    return list(session.scalars(insert(table.__table__).returning(table.id, sort_by_parameter_order=True), rows))


def _update(session: Session, table: type[Any], rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(update(table), rows)
