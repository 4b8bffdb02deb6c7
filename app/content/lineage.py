"""What an item and its copies in clones have in common, and where they part: memories hang on lineages.

An item that a path has as its upstream has it, text and edition alike, shares the upstream's lineage: who knows one
knows the other. Where its meaning changes in one path only, it begins a lineage of its own, with a copy of what the
path's learners remember, due now.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, exists, insert, literal, select, update
from sqlalchemy.orm import Session, aliased

from app.content.plan import Plan, chunks
from app.content.units import front_value, quoted
from app.models import Blob, Enrolment, Item, ItemVersion, Memory, Path, Revision, new_lineage

ELSEWHERE = "import:"
"""Before the key of what was brought in from another server."""
_Key = tuple[str, str]
_COPIED = ("state", "step", "stability", "difficulty", "last_reviewed_at", "surprised_at")


@dataclass(frozen=True)
class _Origin:
    digest: str
    edition: int
    lineage: str


def trace(session: Session, path: Path, plan: Plan) -> None:
    """Makes the path's columns say what its path.md says of its upstream, as far as it is known here."""
    said = plan.catalog.documents[0].front.get("upstream") or {}
    upstream = session.scalar(select(Path).where(Path.key == said.get("path", ""), Path.id != path.id))
    base = None
    if upstream and upstream.key.startswith(ELSEWHERE) and not _came_from(session, path, upstream):
        # What is kept out of sight is for those who brought it, and for the paths they made of it.
        upstream = None
    if upstream:
        of_upstream = select(Revision.id).where(
            Revision.path_id == upstream.id, Revision.digest == said.get("base", "")
        )
        base = session.scalar(of_upstream.order_by(Revision.number.desc()).limit(1))
    path.upstream_path_id, path.base_revision_id = upstream.id if upstream else None, base


def _came_from(session: Session, path: Path, upstream: Path) -> bool:
    """Whether the path was made of what is kept there. Its first revision says so: that is as it was brought in, while
    any later one says what those who teach it wrote."""
    if path.upstream_path_id == upstream.id:
        return True
    first = select(Revision.manifest).where(Revision.path_id == path.id, Revision.number == 1)
    manifest = session.scalars(first).one()
    source = session.scalar(select(Blob.content).where(Blob.sha256 == manifest["path.md"])) or b""
    return quoted(upstream.key) in front_value(source, "upstream")


def settle(session: Session, path: Path, plan: Plan, ids: dict[_Key, int], now: datetime) -> None:
    """Gives new items the lineage of their origin, parts from others those that mean something else now, and makes
    these due. `ids` are those of the living items by kind and key."""
    if not plan.matching.new and not plan.meant_otherwise:
        return
    origins = _origins(session, path)
    taken = set(session.scalars(select(Item.lineage).where(Item.path_id == path.id)))
    given = []
    for found in plan.matching.new:
        origin = _origin_of(origins, plan, (found.kind, found.key))
        if origin and origin.lineage not in taken:
            given.append({"id": ids[found.kind, found.key], "lineage": origin.lineage})
            taken.add(origin.lineage)
    if given:
        session.execute(update(Item), given)
    changed = {plan.before(match).id: match for match in plan.meant_otherwise}
    shared = _shared(session, path, [plan.before(match).lineage for match in changed.values()])
    due: list[str] = []
    for item_id, match in changed.items():
        before = plan.before(match).lineage
        origin = _origin_of(origins, plan, (match.found.kind, match.found.key))
        if origin and origin.lineage != before and origin.lineage not in taken:
            after = origin.lineage
        elif before in shared and not (origin and origin.lineage == before):
            after = new_lineage()
        else:
            due.append(before)
            continue
        _set(session, item_id, after)
        taken.add(after)
        _copy(session, path, before, after, now)
    _make_due(session, due, now)


def _origins(session: Session, path: Path) -> dict[_Key, _Origin]:
    if path.upstream_path_id is None:
        return {}
    rows = session.execute(
        select(Item.kind, Item.key, ItemVersion.digest, ItemVersion.edition, Item.lineage)
        .join(ItemVersion, ItemVersion.id == Item.version_id)
        .where(Item.path_id == path.upstream_path_id, Item.retired_at.is_(None))
    )
    return {(row.kind, row.key): _Origin(row.digest, row.edition, row.lineage) for row in rows}


def _origin_of(origins: dict[_Key, _Origin], plan: Plan, key: _Key) -> _Origin | None:
    origin, item = origins.get(key), plan.said[key]
    return origin if origin and (origin.digest, origin.edition) == (item.digest, item.edition) else None


def _shared(session: Session, path: Path, lineages: list[str]) -> set[str]:
    """Those that an item of another path has too."""
    shared: set[str] = set()
    for some in chunks(lineages):
        elsewhere = select(Item.lineage).where(Item.lineage.in_(some), Item.path_id != path.id)
        shared.update(session.scalars(elsewhere.distinct()))
    return shared


def _set(session: Session, item_id: int, lineage: str) -> None:
    session.execute(update(Item).where(Item.id == item_id).values(lineage=lineage))


def _copy(session: Session, path: Path, before: str, after: str, now: datetime) -> None:
    """What the path's learners remember goes on in the new lineage, due now; what they have there already stays."""
    there = aliased(Memory)
    rows = (
        select(
            Memory.user_id,
            literal(after),
            *(getattr(Memory, name) for name in _COPIED),
            case((Memory.due_at > now, literal(now, Memory.due_at.type)), else_=Memory.due_at),
            literal(now, Memory.due_at.type),
        )
        .join(Enrolment, (Enrolment.user_id == Memory.user_id) & (Enrolment.path_id == path.id))
        .where(Memory.lineage == before)
        .where(~exists().where(there.user_id == Memory.user_id, there.lineage == after))
    )
    session.execute(insert(Memory).from_select(["user_id", "lineage", *_COPIED, "due_at", "changed_at"], rows))


def _make_due(session: Session, lineages: Iterable[str], now: datetime) -> None:
    due = case((Memory.due_at > now, now), else_=Memory.due_at)
    for some in chunks(list(lineages)):
        session.execute(update(Memory).where(Memory.lineage.in_(some)).values(due_at=due, changed_at=now))
