"""A person leaves a path by themselves. What they did in it stays theirs, and goes on if they come back."""

from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.accounts.learners import Learner
from app.accounts.roles import Right, may
from app.library import readable_by, standing_of
from app.models import Enrolment, Exam, Membership, Path
from app.web.errors import NotFound


@dataclass(frozen=True)
class Belonging:
    slug: str
    title: str
    role: str


def memberships_of(session: Session, person_id: UUID) -> list[Belonging]:
    """The paths that somebody is a member of and may see."""
    rows = session.execute(
        select(Path.slug, Path.title, Membership.role)
        .join(Membership, Membership.path_id == Path.id)
        .where(Membership.user_id == person_id, readable_by(person_id))
        .order_by(Path.title, Path.id)
    )
    return [Belonging(*row) for row in rows]


class LastOwner(Exception):
    """A path that has an owner never loses the last."""


@dataclass(frozen=True)
class Part:
    """What somebody has to do with a path: their role as a member, empty for none, and whether they learn in it.
    `goes` tells that they may not read it any more once they have left."""

    role: str
    learns: bool
    goes: bool
    is_last_owner: bool


def part_of(session: Session, path: Path, person: Learner) -> Part:
    """Raises NotFound where they have no part in it."""
    standing = standing_of(session, path, person)
    learns = session.get(Enrolment, (person.id, path.id)) is not None
    if not (standing.path_role or learns):
        raise NotFound()
    is_last_owner = standing.path_role == "owner" and not has_other_owner(session, path.id, person.id)
    return Part(standing.path_role, learns, not may(Right.READ, replace(standing, path_role="")), is_last_owner)


def leave_path(session: Session, path: Path, person: Learner) -> None:
    """Nobody sees them in its class, and it is asked in no review; what they remember is there when they begin again.
    Raises LastOwner, and NotFound where they have no part in it."""
    hold_members(session, path.id)
    if part_of(session, path, person).is_last_owner:
        raise LastOwner
    for what in (Membership, Enrolment, Exam):
        session.execute(delete(what).where(what.path_id == path.id, what.user_id == person.id))


def hold_members(session: Session, path_id: int) -> None:
    """Two owners who put each other out, or leave, at the same moment would leave none: one waits for the other."""
    session.execute(select(Path.id).where(Path.id == path_id).with_for_update())


def has_other_owner(session: Session, path_id: int, person_id: UUID) -> bool:
    others = select(func.count()).where(
        Membership.path_id == path_id, Membership.role == "owner", Membership.user_id != person_id
    )
    return bool(session.scalar(others))
