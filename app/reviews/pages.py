"""Cards as they are drawn: in a session, or by themselves. The back comes with the flip, never before."""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import cast

from fastapi import Request
from markupsafe import Markup
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.accounts.learners import Learner
from app.content.documents import CardBody
from app.library import Place
from app.progress.memory import AGAIN, EASY, GOOD, HARD, MemoryState, step
from app.progress.recalls import find_memory
from app.progress.shown import Shown, place_of
from app.progress.times import until_words, waiting_words
from app.web.nonce import Nonces
from app.web.personal import personal

# Who is not known reads with an id that nobody has: the same queries, and nothing found.
NOBODY = Learner(uuid.UUID(int=0))
BUTTONS = {2: (AGAIN, GOOD), 4: (AGAIN, HARD, GOOD, EASY)}
# A card that lay there longer was not thought about all the time.
LONGEST_LOOK = timedelta(minutes=10)


_NOTHING = Markup("")


@dataclass(frozen=True)
class Flash:
    """A card as its template shows it, first shown at `since` (Unix milliseconds). Until it is turned `back` is empty,
    and there is no `token` to rate it with; `waits` says for each button's rating when the card would come back."""

    shown: Shown
    since: int
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
    """How the learner looks at an item: which one they want (a public id), turned, with its hint; `since` when they
    first saw it (Unix milliseconds, 0 where that is not known)."""

    card: str = ""
    is_turned: bool = False
    with_hint: bool = False
    since: int = 0

    @classmethod
    def read(cls, card: str, flip: str, hint: str, since: str, now: datetime) -> "Look":
        """As an address says it; a time that cannot be is not known."""
        said = int(since) if since.isascii() and since.isdecimal() and len(since) < 16 else 0
        is_so = 0 <= milliseconds(now) - said <= LONGEST_LOOK.total_seconds() * 1000
        return cls(card, bool(flip), bool(hint), said if is_so else 0)


def milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


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
        since=milliseconds(now),
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
        token=signed.issue(shown.version_id, now, **({"since": look.since} if look.since else {})),
        waits=_waits(memory, learner, now),
    )


def _waits(memory: MemoryState | None, learner: Learner, now: datetime) -> tuple[tuple[int, str], ...]:
    return tuple(
        (rating, waiting_words(step(memory, rating, now).due_at - now, learner.language))
        for rating in BUTTONS[learner.buttons]
    )
