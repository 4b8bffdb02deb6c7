"""A card is rated by the learner, once a form."""

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Review, parse_uuid
from app.progress.memory import AGAIN, EASY
from app.progress.recalls import record_recall
from app.progress.shown import Shown
from app.web.forms import Form, text_of
from app.web.nonce import Nonce


class NotARating(Exception):
    """The form holds no rating. Its text is a sentence for the learner."""


def read_rating(form: Form) -> int:
    """1..4 (Again, Hard, Good, Easy). Raises NotARating."""
    said = text_of(form, "rating")
    if said not in {str(rating) for rating in range(AGAIN, EASY + 1)}:
        raise NotARating("Say whether you had it: press one of the buttons.")
    return int(said)


def find_rating(session: Session, learner_id: uuid.UUID, item_id: int, review_id: str) -> int | None:
    """The rating of the learner's own review of an item; None where there is none, or it was undone."""
    mine = (Review.user_id == learner_id, Review.id == parse_uuid(review_id), Review.item_id == item_id)
    return session.scalar(select(Review.rating).where(*mine, Review.undone_at.is_(None)))


def record_review(
    session: Session, learner_id: uuid.UUID, shown: Shown, rating: int, nonce: Nonce, now: datetime
) -> uuid.UUID:
    """Keeps the review and moves the memory on. The same form sent again changes nothing: the first rating counts."""
    stored = session.scalar(select(Review.id).where(Review.user_id == learner_id, Review.idempotency_key == nonce.id))
    if stored:
        return uuid.UUID(str(stored))
    seconds = max(now.timestamp() - since / 1000, 0.0) if (since := nonce.extra.get("since")) else None
    return record_recall(session, learner_id, shown.recalled, rating, nonce.id, now, seconds=seconds)
