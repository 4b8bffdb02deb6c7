"""Cards as they are drawn: in a session, or by themselves. The back comes with the flip, never before."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from fastapi import Request
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.accounts.learners import Learner
from app.content.documents import CardBody
from app.library import PUBLISHED, Place, find_path, published_paths
from app.models import Enrolment, Path
from app.progress.memory import AGAIN, GOOD, MemoryState, step
from app.progress.recalls import find_memory
from app.progress.shown import Shown, find_shown, place_of
from app.progress.times import day_start, until_words, waiting_words, zone_of
from app.reviews.queue import find_queue
from app.settings import Settings
from app.web.nonce import Nonces
from app.web.personal import personal

# Who is not known reads with an id that nobody has: the same queries, and nothing found.
NOBODY = Learner(uuid.UUID(int=0))
BUTTONS = (AGAIN, GOOD)


_NOTHING = Markup("")


@dataclass(frozen=True)
class Flash:
    """A card as its template shows it. Until it is turned `back` is empty, and there is no `token` to rate it with;
    `waits` says for each button's rating when the card would come back."""

    shown: Shown
    front: Markup
    has_hint: bool
    hint: Markup
    has_changed: bool
    back: Markup = _NOTHING
    place: Place | None = None
    token: str = ""
    waits: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Look:
    """How the learner looks at a card: which one they want (a public id), turned, with its hint."""

    card: str = ""
    is_turned: bool = False
    with_hint: bool = False


def draw_session(
    request: Request,
    session: Session,
    signed: Nonces,
    learner: Learner | None,
    slug: str,
    now: datetime,
    look: Look,
    *,
    status: int = 200,
    error: str = "",
) -> Response:
    """The next card of the path of this slug, or of all paths begun; what is done, where none is left."""
    settings: Settings = request.app.state.settings
    learner = learner or NOBODY
    paths = _paths(session, learner, slug)
    since = day_start(now, zone_of(learner.time_zone))
    ids = [path.id for path in paths]
    queue = find_queue(session, learner.id, ids, new_per_day=settings.new_per_day, since=since, now=now)
    card = queue.next_card(look.card)
    flash = flash_of(session, signed, learner, find_shown(session, card.public_id, "card"), now, look) if card else None
    return personal(
        request,
        "reviews/session",
        status,
        slug=slug,
        path=paths[0] if len(paths) == 1 else None,
        queue=queue,
        flash=flash,
        next_due=until_words(queue.next_due_at, now, learner.language) if queue.next_due_at else "",
        error=error,
    )


def draw_card(request: Request, flash: Flash, *, error: str = "") -> Response:
    """A card by itself: a recall prompt at the end of a section."""
    return personal(request, "reviews/card", 422 if error else 200, flash=flash, error=error)


def draw_rated(
    request: Request, session: Session, learner: Learner, shown: Shown, review_id: str, rating: int, now: datetime
) -> Response:
    """A card by itself, after it was rated: when it comes back, and the way back to what it asked about."""
    memory = find_memory(session, learner.id, shown.lineage)
    return personal(
        request,
        "reviews/rated",
        shown=shown,
        review_id=review_id,
        is_forgotten=rating == AGAIN,
        back_at=until_words(memory.due_at, now, learner.language) if memory else "",
        place=place_of(session, shown),
    )


def flash_of(
    session: Session, signed: Nonces, learner: Learner | None, shown: Shown, now: datetime, look: Look
) -> Flash:
    learner = learner or NOBODY
    body = cast(CardBody, shown.body)
    memory = find_memory(session, learner.id, shown.lineage)
    flash = Flash(
        shown,
        front=Markup(body.front_html),
        has_hint=bool(body.hint_html),
        hint=Markup(body.hint_html) if look.with_hint else Markup(""),
        has_changed=bool(memory and memory.changed_at),
    )
    if not look.is_turned:
        return flash
    return replace(
        flash,
        back=Markup(body.back_html),
        place=place_of(session, shown),
        token=signed.issue(shown.version_id, now),
        waits=_waits(memory, learner.language, now),
    )


def _waits(memory: MemoryState | None, language: str, now: datetime) -> tuple[tuple[int, str], ...]:
    return tuple((rating, waiting_words(step(memory, rating, now).due_at - now, language)) for rating in BUTTONS)


def _paths(session: Session, learner: Learner, slug: str) -> Sequence[Path]:
    """The path asked for, else those the learner has begun, else every one: a visitor sees what there is to learn."""
    if slug:
        return [find_path(session, slug)]
    begun = session.scalars(
        select(Path)
        .join(Enrolment, Enrolment.path_id == Path.id)
        .where(Enrolment.user_id == learner.id, *PUBLISHED)
        .order_by(Path.title, Path.id)
    ).all()
    return begun or published_paths(session)
