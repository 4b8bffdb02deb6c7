"""A visitor signs in, and what they did becomes the account's: nothing is lost, nothing counted twice.

Keys of a learner's rows begin with the learner, and answers hang on sittings and reviews on answers by them. So what
others hang on is copied first, then those are moved, then the originals go.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import case, delete, exists, insert, literal, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app.models import (
    Answer,
    Draft,
    Enrolment,
    Exam,
    Flag,
    Invitation,
    Listen,
    LoginSession,
    Membership,
    Memory,
    Note,
    Reading,
    Reset,
    Review,
    Revision,
    Sitting,
    Suggestion,
    User,
)
from app.progress.replay import replay

ROLES = ("learner", "instructor", "owner")
SEPARATOR = "\n\n"


def join(session: Session, visitor_id: uuid.UUID, account_id: uuid.UUID, now: datetime) -> None:
    """Moves everything of a visitor to an account, and removes the visitor. Where both have what can be there once, an
    exam is the account's, a reading and an enrolment the earlier, a note has both texts, the role in a path is the
    higher, an episode goes on where it was heard last. What the same form sent for both is one answer or review."""
    # Whoever writes as one of the two waits: two tabs that sign in at once come one after the other.
    both = select(User.id).where(User.id.in_((visitor_id, account_id))).order_by(User.id).with_for_update()
    if len(session.scalars(both).all()) != 2:
        return
    _Joining(session, visitor_id, account_id, now).all()


class _Joining:
    def __init__(self, session: Session, visitor_id: uuid.UUID, account_id: uuid.UUID, now: datetime) -> None:
        self._session = session
        self._from, self._to, self._now = visitor_id, account_id, now

    def all(self) -> None:
        self._answers_and_reviews()
        self._drop_twins(Flag)
        self._move(Flag)
        self._earlier(Reading, Reading.item_id, Reading.read_at)
        self._earlier(Enrolment, Enrolment.path_id, Enrolment.enrolled_at)
        self._later(Listen, Listen.item_id, Listen.listened_at)
        self._where_none(Exam, Exam.path_id)
        self._notes()
        self._memberships()
        for made in (Revision.made_by, Invitation.made_by, Suggestion.made_by, Draft.saved_by):
            self._run(update(made.class_).where(made == self._from).values({made.key: self._to}))
        self._preferences()
        for gone in (LoginSession, Reset):
            self._run(delete(gone).where(gone.user_id == self._from))
        self._run(delete(User).where(User.id == self._from))

    def _answers_and_reviews(self) -> None:
        lineages = self._session.scalars(
            select(Review.lineage)
            .where(Review.user_id == self._from)
            .union(select(Memory.lineage).where(Memory.user_id == self._from))
        ).all()
        same_sittings, same_answers = self._twins(Sitting), self._twins(Answer)
        self._copy(Sitting, except_ids=same_sittings)
        self._copy(Answer, except_ids=same_answers, sitting_id=self._sitting_of_answer(same_sittings))
        self._drop_twins(Review)
        for theirs, ours in same_answers.items():
            made = (Review.user_id == self._from, Review.answer_id == theirs)
            self._run(update(Review).where(*made).values(user_id=self._to, answer_id=ours))
        self._move(Review)
        self._run(delete(Answer).where(Answer.user_id == self._from))
        self._run(delete(Sitting).where(Sitting.user_id == self._from))
        replay(self._session, self._to, lineages, also_of=self._from)
        self._run(delete(Memory).where(Memory.user_id == self._from))

    def _sitting_of_answer(self, same: dict[uuid.UUID, uuid.UUID]) -> Any:
        """The account's sitting in place of the visitor's that the same form began; none where the question has been
        answered there already: then it is an answer outside a sitting."""
        if not same:
            return Answer.sitting_id
        there = aliased(Answer)
        ours = case(*((Answer.sitting_id == mine, literal(its, Answer.sitting_id.type)) for mine, its in same.items()))
        taken = exists().where(there.user_id == self._to, there.item_id == Answer.item_id, there.sitting_id == ours)
        return case((Answer.sitting_id.not_in(same), Answer.sitting_id), (~taken, ours))

    def _twins(self, model: type[Sitting] | type[Answer]) -> dict[uuid.UUID, uuid.UUID]:
        """What the same form made for both: the visitor's id → the account's."""
        ours = aliased(model)
        same = (ours.user_id == self._to) & (ours.idempotency_key == model.idempotency_key)
        rows = self._session.execute(select(model.id, ours.id).join(ours, same).where(model.user_id == self._from))
        return dict(rows.all())

    def _drop_twins(self, model: type[Review] | type[Flag]) -> None:
        ours = select(model.idempotency_key).where(model.user_id == self._to)
        self._run(delete(model).where(model.user_id == self._from, model.idempotency_key.in_(ours)))

    def _copy(self, model: type[Any], *, except_ids: Iterable[uuid.UUID], **changed: Any) -> None:
        columns = [column for column in model.__table__.columns if column.key != "user_id"]
        values = [changed.get(column.key, column) for column in columns]
        source = select(literal(self._to, model.user_id.type), *values).where(
            model.user_id == self._from, model.id.not_in(list(except_ids))
        )
        self._run(insert(model).from_select(["user_id", *(column.key for column in columns)], source))

    def _move(self, model: type[Any]) -> None:
        self._run(update(model).where(model.user_id == self._from).values(user_id=self._to))

    def _where_none(self, model: type[Any], of: InstrumentedAttribute[int]) -> None:
        """The account's row stands; where it has none, the visitor's."""
        ours = select(of).where(model.user_id == self._to)
        self._run(delete(model).where(model.user_id == self._from, of.in_(ours)))
        self._move(model)

    def _earlier(self, model: type[Any], of: InstrumentedAttribute[int], at: InstrumentedAttribute[datetime]) -> None:
        self._one_of_two(model, of, at, lambda theirs, ours: theirs < ours)

    def _later(self, model: type[Any], of: InstrumentedAttribute[int], at: InstrumentedAttribute[datetime]) -> None:
        self._one_of_two(model, of, at, lambda theirs, ours: theirs > ours)

    def _one_of_two(self, model: type[Any], of: Any, at: Any, is_better: Any) -> None:
        """Of two rows about the same, the account's goes where the visitor's is better; then the visitor's."""
        theirs, ours = aliased(model), aliased(model)
        better = (
            select(getattr(ours, of.key))
            .join(theirs, getattr(theirs, of.key) == getattr(ours, of.key))
            .where(ours.user_id == self._to, theirs.user_id == self._from)
            .where(is_better(getattr(theirs, at.key), getattr(ours, at.key)))
        )
        keys = self._session.scalars(better).all()
        self._run(delete(model).where(model.user_id == self._to, of.in_(keys)))
        self._where_none(model, of)

    def _notes(self) -> None:
        theirs, ours = aliased(Note), aliased(Note)
        both = select(ours, theirs).join(theirs, theirs.item_id == ours.item_id)
        for mine, visitors in self._session.execute(both.where(ours.user_id == self._to, theirs.user_id == self._from)):
            if visitors.text not in mine.text:
                mine.text = f"{mine.text}{SEPARATOR}{visitors.text}"
                # A form that was opened before is told that the note has been changed since.
                mine.changed_at = self._now
            mine.written_at = min(mine.written_at, visitors.written_at)
        self._session.flush()
        self._where_none(Note, Note.item_id)

    def _memberships(self) -> None:
        theirs, ours = (
            dict(self._session.execute(select(Membership.path_id, Membership.role).where(of)).all())
            for of in (Membership.user_id == self._from, Membership.user_id == self._to)
        )
        higher = [path for path in theirs.keys() & ours if ROLES.index(theirs[path]) > ROLES.index(ours[path])]
        self._run(delete(Membership).where(Membership.user_id == self._to, Membership.path_id.in_(higher)))
        self._where_none(Membership, Membership.path_id)

    def _preferences(self) -> None:
        """An account that was made by others does not know yet where its person is."""
        zone = self._session.scalar(select(User.time_zone).where(User.id == self._from))
        self._run(update(User).where(User.id == self._to, User.time_zone == "").values(time_zone=zone))

    def _run(self, statement: Any) -> None:
        self._session.execute(statement, execution_options={"synchronize_session": False})
