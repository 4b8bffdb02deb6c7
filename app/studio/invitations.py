"""Invitations into a path: made by an owner, opened and taken by whoever has the link."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, exists, func, or_, select, update
from sqlalchemy.orm import Session

from app.accounts.learners import Learner
from app.accounts.roles import PATH_ROLES, rank_of
from app.library import give_role
from app.models import Invitation, Membership, Path, User
from app.studio.inviting import Inviting, State, state_of
from app.web.errors import NotFound


@dataclass(frozen=True)
class Pending:
    """An invitation that can be taken; `made_by` is a name, empty for whoever has none."""

    token: str
    role: str
    email: str | None
    made_by: str
    made_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True)
class Opened:
    """An invitation as it stands with whoever opened it."""

    path_id: int
    slug: str
    title: str
    role: str
    made_by: str
    is_by_email: bool
    ends_at: datetime | None
    state: State


def invite(session: Session, path: Path, maker: Learner, wanted: Inviting, token: str, now: datetime) -> None:
    """The same form sent again finds the invitation that it made."""
    if session.get(Invitation, token) is None:
        session.add(
            Invitation(
                token=token,
                path_id=path.id,
                role=wanted.role,
                email=wanted.email,
                made_by=maker.id,
                made_at=now,
                ends_at=wanted.ends_at,
            )
        )
        session.flush()


def find_pending(session: Session, path: Path, now: datetime) -> Sequence[Pending]:
    """The latest first. One by email is there until its account is in."""
    ranks = [Membership.role.in_(PATH_ROLES[rank:]) & (Invitation.role == role) for rank, role in enumerate(PATH_ROLES)]
    is_taken = (
        exists()
        .where(Membership.path_id == Invitation.path_id, Membership.user_id == User.id)
        .where(func.lower(User.email) == Invitation.email, or_(*ranks))
        .correlate(Invitation)
    )
    maker = select(User.name).where(User.id == Invitation.made_by).correlate(Invitation).scalar_subquery()
    rows = session.execute(
        select(Invitation.token, Invitation.role, Invitation.email, maker, Invitation.made_at, Invitation.ends_at)
        .where(Invitation.path_id == path.id, Invitation.withdrawn_at.is_(None), ~is_taken)
        .where(or_(Invitation.ends_at.is_(None), Invitation.ends_at > now))
        .order_by(Invitation.made_at.desc(), Invitation.token)
    )
    return [Pending(*row) for row in rows]


def withdraw(session: Session, path: Path, token: str, now: datetime) -> None:
    """Raises NotFound for one of another path. Doing it twice changes nothing."""
    mine = (Invitation.token == token, Invitation.path_id == path.id)
    if session.scalar(select(Invitation.token).where(*mine)) is None:
        raise NotFound()
    session.execute(update(Invitation).where(*mine, Invitation.withdrawn_at.is_(None)).values(withdrawn_at=now))


def open_invitation(session: Session, token: str, person: Learner | None, now: datetime) -> Opened:
    """Raises NotFound where there never was one, and where its path is no more."""
    row = session.execute(
        select(Invitation, Path.slug, Path.title, User.name)
        .join(Path, Path.id == Invitation.path_id)
        .join(User, User.id == Invitation.made_by)
        .where(Invitation.token == token, Path.retired_at.is_(None))
    ).one_or_none()
    if row is None:
        raise NotFound()
    return _opened(row, person, _role_of(session, row[0].path_id, person), now)


def accept(session: Session, opened: Opened, person: Learner, now: datetime) -> None:
    """Twice is one membership, and who is more already stays so."""
    if rank_of(_role_of(session, opened.path_id, person)) < rank_of(opened.role):
        give_role(session, opened.path_id, person.id, opened.role, now)


def _opened(row: Row[Invitation, str, str, str], person: Learner | None, role: str, now: datetime) -> Opened:
    invitation, slug, title, made_by = row
    state = state_of(
        role=invitation.role,
        email=invitation.email,
        ends_at=invitation.ends_at,
        withdrawn_at=invitation.withdrawn_at,
        opened_by=person.email if person else "",
        opener_is=role,
        now=now,
    )
    return Opened(
        invitation.path_id,
        slug,
        title,
        invitation.role,
        made_by,
        is_by_email=invitation.email is not None,
        ends_at=invitation.ends_at,
        state=state,
    )


def _role_of(session: Session, path_id: int, person: Learner | None) -> str:
    mine: tuple[int, UUID] | None = (path_id, person.id) if person else None
    membership = session.get(Membership, mine) if mine else None
    return membership.role if membership else ""
