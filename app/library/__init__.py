"""Paths: find one, its pages and places, and the state that everything drawn from it depends on."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload

from app.accounts.learners import Learner
from app.accounts.roles import Standing
from app.content.lineage import ELSEWHERE
from app.models import Enrolment, Item, ItemAlias, Membership, Page, PageAlias, Path, PathAlias, Revision, Sight, User
from app.web.errors import Link, Moved, NotFound
from app.web.public import Source

EVERY_PATH = 0


@dataclass(frozen=True)
class Origin:
    """What a path was cloned from. Where not everybody may read that, `title` is what the path's own file calls it, and
    the rest is empty; of a path that came from another server only the title is known."""

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


def find_path(session: Session, slug: str, person: Learner | None) -> Path:
    """A path that this person may see, None being whoever is not known. Raises Moved for a slug it had before, and
    NotFound for any other: what may not be seen is not there, under any name."""
    may_see = readable_by(person.id if person else None)
    path = session.scalar(select(Path).where(Path.slug == slug, may_see))
    if path:
        return path
    current = session.scalar(
        select(Path.slug).join(PathAlias, PathAlias.path_id == Path.id).where(PathAlias.slug == slug, may_see)
    )
    if current:
        raise Moved(f"/paths/{slug}", f"/paths/{current}")
    raise NotFound()


def readable_by(person: Any) -> ColumnElement[bool]:
    """What roles.may says of reading, as a condition on Path: for every statement that shows a path to somebody.
    `person` is their id, None for whoever is not known, or what gives the id in the statement, as a parameter or a
    column does."""
    someone = aliased(User)
    runs = exists().where(someone.id == person, someone.email.is_not(None), someone.role == "admin")
    # Most paths are open, and then nothing more is looked up. No list: its parameters would be put in anew each time.
    is_open = or_(Path.visibility == "public", Path.visibility == "unlisted")
    return and_(*_SHOWN, or_(is_open, _has_member(person), runs.correlate_except(someone)))


def offered_to(person: Any) -> ColumnElement[bool]:
    """Of what the person may read, what they are shown unasked: the public paths, and those that are theirs."""
    return and_(readable_by(person), or_(Path.visibility == "public", belongs_to(person)))


def belongs_to(person: Any) -> ColumnElement[bool]:
    """Whether the person is a member of the path, or has begun it."""
    begun = aliased(Enrolment)
    has_begun = exists().where(begun.path_id == Path.id, begun.user_id == person).correlate_except(begun)
    return or_(_has_member(person), has_begun)


def _has_member(person: Any) -> ColumnElement[bool]:
    member = aliased(Membership)
    return exists().where(member.path_id == Path.id, member.user_id == person).correlate_except(member)


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


def give_role(session: Session, path_id: int, person_id: UUID, role: str, now: datetime) -> None:
    """The person is a member with this role from now on, whatever they were before. Who makes a path is its owner."""
    member = session.get(Membership, (path_id, person_id))
    if member:
        member.role = role
    else:
        session.add(Membership(path_id=path_id, user_id=person_id, role=role, since=now))
    session.flush()


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
    """What is on the shelf for everybody."""
    return session.scalars(select(Path).where(*PUBLISHED).order_by(Path.title, Path.id)).all()


def own_paths(session: Session, person: Learner) -> Sequence[Path]:
    """What is on no shelf for everybody, but on this person's: they are a member, or have begun it."""
    theirs = (readable_by(person.id), belongs_to(person.id), Path.visibility != "public")
    return session.scalars(select(Path).where(*theirs).order_by(Path.title, Path.id)).all()


def offered_paths(session: Session, person: Learner) -> Sequence[Path]:
    return session.scalars(select(Path).where(offered_to(person.id)).order_by(Path.title, Path.id)).all()


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
        based_on=origin_of(session, path, front),
    )


def origin_of(session: Session, path: Path, front: Mapping[str, Any]) -> Origin | None:
    """A file may name any path: what is not for everybody is told no better than a path that is not here at all."""
    said = (front.get("upstream") or {}).get("path", "")
    upstream = session.get(Path, path.upstream_path_id) if path.upstream_path_id else None
    if upstream and upstream.key.startswith(ELSEWHERE):
        return Origin(upstream.title)
    if upstream and upstream.visibility == "public" and upstream.retired_at is None and upstream.revision_id:
        theirs = next((page.front for page in pages_of(session, upstream, "path")), {})
        authors, license = tuple(theirs.get("authors", ())), theirs.get("license", "")
        return Origin(upstream.title, authors, license, f"/paths/{upstream.slug}")
    return Origin(said.removeprefix(ELSEWHERE)) if said else None


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


def sections_by_key(session: Session, path: Path, keys: Collection[str]) -> dict[str, int]:
    """The ids of the sections that have, or had, these keys."""
    living = (Item.path_id == path.id, Item.kind == "section", Item.retired_at.is_(None))
    former = (
        select(ItemAlias.key, Item.id)
        .join(Item, Item.id == ItemAlias.item_id)
        .where(ItemAlias.path_id == path.id, ItemAlias.kind == "section", ItemAlias.key.in_(keys), *living)
    )
    current = select(Item.key, Item.id).where(Item.key.in_(keys), *living)
    return {key: id_ for found in (former, current) for key, id_ in session.execute(found)}


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
    stamp = (path.slug, path.revision_id, path.visibility, path.retired_at)
    return Source(path.id, stamp, is_listed=path.visibility == "public", is_open=path.visibility != "private")


def source_of_landing(session: Session, path: Path) -> Source:
    """A landing names what the path is based on, so it is out of date too when that has changed."""
    own = source_of(path)
    return replace(own, key=EVERY_PATH, stamp=stamps(session)[EVERY_PATH]) if path.upstream_path_id else own


def source_of_all(session: Session) -> Source:
    return Source(EVERY_PATH, stamps(session)[EVERY_PATH])


def stamps(session: Session) -> dict[int, Hashable]:
    """The stamp of every path by its id, and under EVERY_PATH one for what is drawn from them all."""
    rows = session.execute(
        select(Path.id, Path.slug, Path.revision_id, Path.visibility, Path.retired_at).order_by(Path.id)
    ).all()
    each: dict[int, Hashable] = {row.id: tuple(row)[1:] for row in rows}
    return {**each, EVERY_PATH: tuple(each.items())}


_SHOWN = (Path.retired_at.is_(None), Path.revision_id.is_not(None))
PUBLISHED = (Path.visibility == "public", *_SHOWN)
