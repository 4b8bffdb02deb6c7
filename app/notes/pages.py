"""What a learner has put on one item, and the forms to put more: in place beside it, or on a page of its own."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from fastapi import Request
from markupsafe import Markup, escape
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.accounts.learners import Learner
from app.content.documents import AnyBody, CardBody
from app.library.teaching import way_to_item
from app.notes.flags import Raised, find_flags
from app.notes.notes import find_note, stamp_of
from app.notes.writing import KINDS
from app.progress.shown import Shown, find_place, place_of
from app.progress.times import day_words, zone_of
from app.web.errors import NotFound
from app.web.nonce import Nonces
from app.web.personal import MINE_CHANGED, personal

FIELDS = ("kind", "remark", "text")


@dataclass(frozen=True)
class Outcome:
    """What has just happened: a form was kept (`saved`), a flag settled (its id), or a form is back with what is wrong:
    `said` as it was filled in, `errors` a sentence by field ("flag" and "note" for a form as a whole), `other` what the
    note says in another window."""

    saved: str = ""
    settled: uuid.UUID | None = None
    said: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    other: str = ""


NOTHING_YET = Outcome()


@dataclass(frozen=True)
class Shelved:
    """A flag as its line shows it."""

    id: str
    kind: str
    remark: str
    day: str


def draw_marks(
    request: Request,
    session: Session,
    signed: Nonces,
    learner: Learner | None,
    shown: Shown,
    now: datetime,
    outcome: Outcome = NOTHING_YET,
) -> Response:
    """Raises NotFound for what was taken out of the path and carries no mark of the learner's."""
    flags = find_flags(session, learner.id, shown.item_id) if learner else []
    note = find_note(session, learner.id, shown.item_id) if learner else None
    if shown.retired_at and not (flags or note or outcome.said or outcome.settled):
        raise NotFound(shown.onward)
    response = personal(
        request,
        "notes/marks",
        422 if outcome.errors else 200,
        shown=shown,
        name=name_of(shown.body),
        place=find_place(session, shown.path_slug, shown.item_id)
        if shown.kind == "section"
        else place_of(session, shown),
        flags=[shelve(flag, learner) for flag in flags if learner],
        said={"kind": KINDS[0], "remark": "", "text": note.text if note else "", **outcome.said},
        outcome=outcome,
        edit=way_to_item(session, learner, shown.item_id),
        flag_nonce=signed.issue(shown.version_id, now),
        note_nonce=signed.issue(shown.version_id, now, note=stamp_of(note)),
    )
    response.headers.update(MINE_CHANGED if outcome.saved or outcome.settled else {})
    return response


def name_of(body: AnyBody) -> Markup:
    """What an item is called: of a card its front, because the heading of a reversed one is what must be recalled."""
    return Markup(body.front_html) if isinstance(body, CardBody) else escape(body.heading)


def shelve(flag: Raised, learner: Learner) -> Shelved:
    day = day_words(flag.flagged_at, zone_of(learner.time_zone, learner.day_starts_at), learner.language)
    return Shelved(str(flag.id), flag.kind, flag.remark, day)
