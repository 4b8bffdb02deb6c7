"""The right to change a path, asked once more in the very transaction that changes it."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.learners import Learner
from app.accounts.roles import Right, may
from app.library import standing_of
from app.models import Path, User
from app.web.errors import NotFound


def still_taught(session: Session, path_id: int, person_id: UUID) -> Path:
    """The path as it is now, for whoever may teach it now. What is written was looked at in another transaction, some
    seconds or a day before: a role may have been taken away since. Raises NotFound."""
    path = session.get_one(Path, path_id)
    if not teaches(session, path, person_id):
        raise NotFound()
    return path


def teaches(session: Session, path: Path, person_id: UUID) -> bool:
    """By what the person is now."""
    user = session.get_one(User, person_id)
    return may(Right.TEACH, standing_of(session, path, Learner(user.id, email=user.email or "", role=user.role)))
