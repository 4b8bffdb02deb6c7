"""Paths: find one, its pages and places, and the state that everything drawn from it depends on."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.accounts.learners import Learner
from app.accounts.roles import Standing
from app.models import Item, Membership, Page, PageAlias, Path, PathAlias, Revision, Sight
from app.web.errors import Link, Moved, NotFound
from app.web.public import Source

EVERY_PATH = 0


@dataclass(frozen=True)
class Origin:
    """What a path was cloned from. `address` is empty where not everybody may read that; of a path that came from
    another server only the title is known."""

    title: str
    authors: tuple[str, ...] = ()
    license: str = ""
    address: str = ""


@dataclass(frozen=True)
class Face:
    """What every page of a path says about it. `page` is the landing page's own words, `revision` counts from 1."""

    slug: str
    title: str
    tagline: str
    summary: str
    language: str
    license: str
    authors: tuple[str, ...]
    revision: int
    page: Page
    based_on: Origin | None = None

    @property
    def address(self) -> str:
        return f"/paths/{self.slug}"

    @property
    def license_url(self) -> str:
        """Creative Commons' own page for its licences, the list of SPDX names for any other."""
        name, _, version = self.license.rpartition("-")
        if name == "CC0":
            return f"https://creativecommons.org/publicdomain/zero/{version}/"
        if name.startswith("CC-"):
            return f"https://creativecommons.org/licenses/{name.removeprefix('CC-').lower()}/{version}/"
        return f"https://spdx.org/licenses/{self.license}.html"


@dataclass(frozen=True)
class Place:
    """Where a section stands."""

    key: str
    href: str
    heading: str


def find_path(session: Session, slug: str) -> Path:
    """A published path that anybody may see. Raises Moved for a slug it had before, NotFound for any other."""
    path = session.scalar(select(Path).where(Path.slug == slug, *PUBLISHED))
    if path:
        return path
    current = session.scalar(
        select(Path.slug).join(PathAlias, PathAlias.path_id == Path.id).where(PathAlias.slug == slug, *PUBLISHED)
    )
    if current:
        raise Moved(f"/paths/{slug}", f"/paths/{current}")
    raise NotFound()


def standing_of(session: Session, path: Path, person: Learner | None) -> Standing:
    """What a person is to a path, by which roles.may decides."""
    rows = session.execute(select(Membership.user_id, Membership.role).where(Membership.path_id == path.id))
    members = {row.user_id: row.role for row in rows}
    return Standing(
        server_role=person.role if person and person.has_account else "",
        path_role=members.get(person.id, "") if person else "",
        visibility=path.visibility,
        is_owned="owner" in members.values(),
    )


def find_page(session: Session, path: Path, kind: str, slug: str) -> Page:
    """A lesson or quiz of a path. Raises Moved for a slug it had before, NotFound for any other."""
    mine = (Page.path_id == path.id, Page.kind == kind, Page.retired_at.is_(None))
    page = session.scalar(select(Page).where(Page.slug == slug, *mine))
    if page:
        return page
    current = session.scalar(
        select(Page.slug)
        .join(PageAlias, PageAlias.page_id == Page.id)
        .where(PageAlias.path_id == path.id, PageAlias.kind == kind, PageAlias.slug == slug, *mine)
    )
    room = f"/paths/{path.slug}/{'quizzes' if kind == 'quiz' else 'lessons'}"
    if current:
        raise Moved(f"{room}/{slug}", f"{room}/{current}")
    raise NotFound(Link(f"/paths/{path.slug}", path.title))


def pages_of(session: Session, path: Path, *kinds: str) -> Sequence[Page]:
    """The current pages of a path, in its order."""
    return session.scalars(
        select(Page)
        .where(Page.path_id == path.id, Page.kind.in_(kinds), Page.retired_at.is_(None))
        .order_by(Page.position, Page.id)
    ).all()


def published_paths(session: Session) -> Sequence[Path]:
    return session.scalars(select(Path).where(*PUBLISHED).order_by(Path.title, Path.id)).all()


def revision_of(session: Session, path: Path) -> Revision:
    return session.scalars(select(Revision).where(Revision.id == path.revision_id)).one()


def face_of(session: Session, path: Path) -> Face:
    page = pages_of(session, path, "path")[0]
    front = page.front
    return Face(
        slug=path.slug,
        title=path.title,
        tagline=front.get("tagline", ""),
        summary=front.get("summary", ""),
        language=front.get("language", "en"),
        license=front.get("license", ""),
        authors=tuple(front.get("authors", ())),
        revision=revision_of(session, path).number,
        page=page,
        based_on=origin_of(session, path),
    )


def origin_of(session: Session, path: Path) -> Origin | None:
    upstream = session.get(Path, path.upstream_path_id) if path.upstream_path_id else None
    if upstream is None:
        return None
    pages = pages_of(session, upstream, "path")
    front = pages[0].front if pages else {}
    is_open = upstream.visibility == "public" and upstream.retired_at is None and upstream.revision_id is not None
    address = f"/paths/{upstream.slug}" if is_open else ""
    return Origin(upstream.title, tuple(front.get("authors", ())), front.get("license", ""), address)


def places_of(session: Session, path: Path) -> dict[int, Place]:
    """Where each section of the lessons stands, by the id of its item."""
    stands = {
        (page.id, section["key"]): Place(
            section["key"], f"/paths/{path.slug}/lessons/{page.slug}#{section['anchor']}", section["heading"]
        )
        for page in pages_of(session, path, "lesson")
        for section in page.sections
    }
    items = session.execute(
        select(Item.id, Item.page_id, Item.key).where(
            Item.path_id == path.id, Item.kind == "section", Item.retired_at.is_(None)
        )
    )
    return {id_: stands[page_id, key] for id_, page_id, key in items if (page_id, key) in stands}


def seen_by(session: Session, path: Path) -> dict[int, Place]:
    """The first place that each card, question and resource of a path sees, by the id of that item."""
    places = places_of(session, path)
    rows = session.execute(
        select(Sight.item_id, Sight.section_id)
        .join(Item, Item.id == Sight.item_id)
        .where(Item.path_id == path.id, Item.retired_at.is_(None))
        .order_by(Sight.position.desc())
    )
    return {item_id: places[section_id] for item_id, section_id in rows if section_id in places}


def items_of(session: Session, path: Path, kind: str) -> Sequence[Item]:
    """The current items of a kind, with page and version, in the order of their pages and of each page."""
    return session.scalars(
        select(Item)
        .join(Item.page)
        .where(Item.path_id == path.id, Item.kind == kind, Item.retired_at.is_(None), Page.retired_at.is_(None))
        .options(contains_eager(Item.page), joinedload(Item.version))
        .order_by(Page.position, Page.id, Item.position, Item.id)
    ).all()


def source_of(path: Path) -> Source:
    """What a page of `path` is drawn from: it is out of date when this has changed."""
    return Source(path.id, (path.slug, path.revision_id, path.visibility, path.retired_at))


def source_of_all(session: Session) -> Source:
    return Source(EVERY_PATH, stamps(session)[EVERY_PATH])


def stamps(session: Session) -> dict[int, Hashable]:
    """The stamp of every path by its id, and under EVERY_PATH one for what is drawn from them all."""
    rows = session.execute(
        select(Path.id, Path.slug, Path.revision_id, Path.visibility, Path.retired_at).order_by(Path.id)
    ).all()
    each: dict[int, Hashable] = {row.id: tuple(row)[1:] for row in rows}
    return {**each, EVERY_PATH: tuple(each.items())}


PUBLISHED = (Path.visibility == "public", Path.retired_at.is_(None), Path.revision_id.is_not(None))
