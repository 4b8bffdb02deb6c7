"""A published path again, under another address: its rows, copied within the database. Nothing is drawn anew."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import insert, literal, select, update
from sqlalchemy.orm import Session, aliased

from app.content.indexing import copy_passages
from app.content.places import path_address
from app.db import replaced
from app.models import Item, ItemAlias, ItemVersion, Page, Path, Sight, UtcDateTime, new_public_id, now

STEPS = 5
_AS_IT_IS = ("kind", "key", "slug", "file", "position", "part", "title", "summary", "words", "has_math", "front")
_WITH_ADDRESSES = ("html", "sections", "tail_html")
# Of an item that is copied, and of its copy.
_old, _new = aliased(Item, name="old"), aliased(Item, name="new")
_IS_COPY = (_new.kind == _old.kind) & (_new.key == _old.key)


def can_reprint(files: Mapping[str, bytes], slug: str) -> bool:
    """Whether the path's address stands only where we have put it: an author's own words must stay as they are."""
    said = path_address(slug).encode()
    return not any(said in content for file, content in files.items() if file.endswith((".md", ".yml")))


def reprint(session: Session, source: Path, path: Path, tell: Callable[[int], None]) -> int:
    """Gives `path` all pages and items of `source`, but not the page that names it. Returns how many items these are;
    `tell` hears how many of the STEPS are done."""
    moved = (path_address(source.slug), path_address(path.slug))
    _copy_pages(session, source, path, moved)
    tell(1)
    count = _copy_items(session, source, path)
    tell(2)
    _copy_versions(session, source, path, moved)
    tell(3)
    _copy_sights_and_aliases(session, source, path)
    tell(4)
    copy_passages(session, source.id, path.id)
    tell(5)
    return count


def _copy_pages(session: Session, source: Path, path: Path, moved: tuple[str, str]) -> None:
    columns: dict[str, Any] = {name: getattr(Page, name) for name in (*_AS_IT_IS, "digest")}
    columns |= {name: replaced(session, getattr(Page, name), *moved) for name in _WITH_ADDRESSES}
    found = select(literal(path.id), *columns.values())
    found = found.where(Page.path_id == source.id, Page.retired_at.is_(None), Page.kind != "path")
    session.execute(insert(Page).from_select(["path_id", *columns], found))


def _copy_items(session: Session, source: Path, path: Path) -> int:
    old_page, new_page = aliased(Page), aliased(Page)
    kept = (Item.kind, Item.key, Item.position, Item.line, Item.level, Item.tags, Item.lineage)
    found = (
        select(*kept, new_page.path_id, new_page.id.label("page_id"))
        .join(old_page, old_page.id == Item.page_id)
        .join(new_page, (new_page.kind == old_page.kind) & (new_page.key == old_page.key))
        .where(Item.path_id == source.id, Item.retired_at.is_(None), new_page.path_id == path.id)
    )
    rows = [{**row, "public_id": new_public_id()} for row in session.execute(found).mappings()]
    if rows:
        session.connection().execute(insert(Item), rows)
    return len(rows)


def _copy_versions(session: Session, source: Path, path: Path, moved: tuple[str, str]) -> None:
    """The text that each item has now; those that it had are the original's past."""
    body = replaced(session, ItemVersion.body, *moved)
    made = literal(now(), UtcDateTime)
    found = (
        select(_new.id, ItemVersion.digest, ItemVersion.edition, body, made)
        .join(_old, _old.version_id == ItemVersion.id)
        .join(_new, _IS_COPY)
        .where(_old.path_id == source.id, _old.retired_at.is_(None), _new.path_id == path.id)
    )
    session.execute(insert(ItemVersion).from_select(["item_id", "digest", "edition", "body", "created_at"], found))
    own = select(ItemVersion.id).where(ItemVersion.item_id == Item.id).scalar_subquery()
    session.execute(
        update(Item).where(Item.path_id == path.id).values(version_id=own).execution_options(synchronize_session=False)
    )


def _copy_sights_and_aliases(session: Session, source: Path, path: Path) -> None:
    old_section, new_section = aliased(Item), aliased(Item)
    sights = (
        select(_new.id, new_section.id, Sight.position)
        .join(_old, _old.id == Sight.item_id)
        .join(_new, _IS_COPY)
        .join(old_section, old_section.id == Sight.section_id)
        .join(new_section, (new_section.kind == old_section.kind) & (new_section.key == old_section.key))
        .where(_old.path_id == source.id, _new.path_id == path.id, new_section.path_id == path.id)
    )
    session.execute(insert(Sight).from_select(["item_id", "section_id", "position"], sights))
    # Through these the copied files find what they name by a former key.
    aliases = (
        select(literal(path.id), ItemAlias.kind, ItemAlias.key, _new.id)
        .join(_old, _old.id == ItemAlias.item_id)
        .join(_new, _IS_COPY)
        .where(ItemAlias.path_id == source.id, _new.path_id == path.id)
    )
    session.execute(insert(ItemAlias).from_select(["path_id", "kind", "key", "item_id"], aliases))
