"""Who belongs to a path: their roles change, and they are let go. A path that has an owner never loses the last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import case, delete, func, or_, select, update
from sqlalchemy.orm import Session

from app.accounts.roles import PATH_ROLES, rank_of
from app.library import give_role
from app.library.leaving import has_other_owner, hold_members
from app.models import Invitation, Membership, Path, User
from app.web.errors import NotFound


class NotDone(Exception):
    """Somebody's membership has to stay as it is. Its text is a sentence for the owner."""


@dataclass(frozen=True)
class Member:
    id: UUID
    name: str
    email: str
    role: str
    since: datetime


def find_members(session: Session, path: Path) -> Sequence[Member]:
    """Owners first, then instructors, then learners, each by name."""
    rank = case({role: rank for rank, role in enumerate(PATH_ROLES)}, value=Membership.role)
    rows = session.execute(
        select(User.id, User.name, User.email, Membership.role, Membership.since)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.path_id == path.id)
        .order_by(rank.desc(), func.lower(User.name), User.email, User.id)
    )
    return [Member(id, name, email or "", role, since) for id, name, email, role, since in rows]


def add_member(session: Session, path: Path, email: str, role: str, now: datetime) -> None:
    """At once, without asking them. Raises NotDone where nobody has this email, and for the last owner."""
    person_id = session.scalar(select(User.id).where(func.lower(User.email) == email))
    if person_id is None:
        raise NotDone("Nobody here has an account with this email. Invite them instead.")
    if session.get(Membership, (path.id, person_id)):
        change_role(session, path, person_id, role, now)
    else:
        give_role(session, path.id, person_id, role, now)


def change_role(session: Session, path: Path, person_id: UUID | None, role: str, now: datetime) -> None:
    """Raises NotFound for whoever is no member, NotDone for the last owner."""
    membership = _find_to_change(session, path, person_id)
    if membership.role == "owner" != role:
        _keep_an_owner(session, membership)
    if rank_of(role) < rank_of(membership.role):
        _withdraw_what_gives_more(session, membership, role, now)
    membership.role = role


def remove_member(session: Session, path: Path, person_id: UUID | None, now: datetime) -> None:
    """What they have done stays theirs. Raises as `change_role` does."""
    membership = _find_to_change(session, path, person_id)
    if membership.role == "owner":
        _keep_an_owner(session, membership)
    _withdraw_what_gives_more(session, membership, "", now)
    session.execute(delete(Membership).where(Membership.path_id == path.id, Membership.user_id == membership.user_id))


def _find_to_change(session: Session, path: Path, person_id: UUID | None) -> Membership:
    hold_members(session, path.id)
    membership = session.get(Membership, (path.id, person_id)) if person_id else None
    if membership is None:
        raise NotFound()
    return membership


def _keep_an_owner(session: Session, leaving: Membership) -> None:
    if not has_other_owner(session, leaving.path_id, leaving.user_id):
        raise NotDone("This is the last owner. Make somebody else an owner first.")


def _withdraw_what_gives_more(session: Session, membership: Membership, role: str, now: datetime) -> None:
    """The invitations that would let somebody back in to more than this role: who was put out has the link they came
    by."""
    mine = select(func.lower(User.email)).where(User.id == membership.user_id).scalar_subquery()
    session.execute(
        update(Invitation)
        .where(
            Invitation.path_id == membership.path_id,
            Invitation.withdrawn_at.is_(None),
            Invitation.role.in_(PATH_ROLES[rank_of(role) :]),
            or_(Invitation.email.is_(None), Invitation.email == mine),
        )
        .values(withdrawn_at=now)
    )
