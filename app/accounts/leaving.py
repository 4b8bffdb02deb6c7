"""A person leaves. What says who they are or were goes; what counts in a question's statistics stays without a name."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session, aliased

from app.accounts.tries import subject_of_email
from app.models import (
    Answer,
    Enrolment,
    Exam,
    Flag,
    Invitation,
    ItemVersion,
    Listen,
    LoginSession,
    Membership,
    Memory,
    Note,
    Path,
    Reading,
    Reset,
    Review,
    Sitting,
    Suggestion,
    Try,
    User,
)

# Whose options tell nothing of who chose them; what was typed may.
CHOSEN = ("single", "true-false", "multiple", "ordering", "matching")
# In this order: reviews hang on answers, answers on sittings.
_GONE: tuple[Any, ...] = (Review, Memory, Flag, Note, Listen, Reading, Exam, Enrolment, Membership, Reset, LoginSession)


class LastAdmin(Exception):
    """Nobody else could look after the server."""


def owned_alone(session: Session, user_id: uuid.UUID) -> Sequence[Path]:
    """The paths that nobody would own if this person left."""
    mine, other = aliased(Membership), aliased(Membership)
    is_mine = exists().where(mine.path_id == Path.id, mine.user_id == user_id, mine.role == "owner")
    has_other = exists().where(other.path_id == Path.id, other.user_id != user_id, other.role == "owner")
    alone = select(Path).where(is_mine, ~has_other, Path.retired_at.is_(None))
    return session.scalars(alone.order_by(Path.title, Path.id)).all()


def leave(session: Session, user_id: uuid.UUID, now: datetime) -> None:
    """Of their answers the first to each edition of a question stays, as item statistics count it: without confidence,
    time taken and typed text. Their row stays, with nothing in it. Raises LastAdmin."""
    person = session.execute(select(User.email, User.role).where(User.id == user_id)).one()
    if person.role == "admin":
        # On PostgreSQL two might leave at once, each counting on the other.
        admins = session.scalars(select(User.id).where(User.role == "admin").order_by(User.id).with_for_update()).all()
        if len(admins) == 1:
            raise LastAdmin
    for model in _GONE:
        session.execute(delete(model).where(model.user_id == user_id))
    _thin_out_answers(session, user_id)
    session.execute(delete(Sitting).where(Sitting.user_id == user_id))
    session.execute(update(Suggestion).where(Suggestion.made_by == user_id).values(author=""))
    if person.email:
        session.execute(delete(Invitation).where(Invitation.email == person.email.lower()))
        session.execute(delete(Try).where(Try.subject == subject_of_email(person.email)))
    session.execute(update(User).where(User.id == user_id).values(**_NOBODY, left_at=now))


_NOBODY = {
    "email": None,
    "name": "",
    "password_hash": None,
    "role": "learner",
    "time_zone": "",
    "language": "en",
    "day_starts_at": 4,
    "buttons": 2,
    "new_per_day": None,
    "prompts_off_at": None,
}


def _thin_out_answers(session: Session, user_id: uuid.UUID) -> None:
    pretests = set(session.scalars(select(Sitting.id).where(Sitting.user_id == user_id, Sitting.scope == "pretest")))
    rows = session.execute(
        select(Answer.id, Answer.item_id, Answer.version_id, Answer.sitting_id, ItemVersion.edition)
        .join(ItemVersion, ItemVersion.id == Answer.version_id)
        .where(Answer.user_id == user_id)
        .order_by(Answer.answered_at, Answer.id)
    ).all()
    first: dict[tuple[int, int], uuid.UUID] = {}
    for row in rows:
        # Guesses before a lesson count nowhere.
        if row.sitting_id not in pretests:
            first.setdefault((row.item_id, row.edition), row.id)
    counting = set(first.values())
    for row in rows:
        this = (Answer.user_id == user_id, Answer.id == row.id)
        if row.id not in counting:
            session.execute(delete(Answer).where(*this))
    bodies = session.execute(
        select(ItemVersion.id, ItemVersion.body).where(ItemVersion.id.in_({row.version_id for row in rows}))
    )
    typed = [id for id, body in bodies if body.kind not in CHOSEN]
    kept = update(Answer).where(Answer.user_id == user_id)
    session.execute(kept.values(sitting_id=None, confidence=None, seconds=None))
    session.execute(kept.where(Answer.version_id.in_(typed)).values(given=[]))
