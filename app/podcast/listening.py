"""Listening: where somebody is in an episode, the small player that goes along, and questions about what was heard."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.accounts.learners import Learner, current_learner, known_learner, learner_for_write
from app.db import Database, DbSession
from app.library import face_of, find_path, source_of
from app.models import Path, now
from app.podcast.heard import ask_about, heard_chapters, read_until
from app.podcast.routes import episode_of
from app.progress.listens import NotASecond, clock, find_length, find_listened, read_second, record_listen
from app.progress.shown import find_shown
from app.web.errors import Link, NotFound, error_page
from app.web.forms import Form, PostedForm, text_of
from app.web.nonce import BadNonce, Nonces, nonces
from app.web.personal import NO_STORE, personal
from app.web.public import public_page
from app.web.templates import render

router = APIRouter()
Signed = Annotated[Nonces, Depends(nonces)]


@router.post("/items/{id}/listens")
async def listen(request: Request, form: PostedForm, signed: Signed, id: str) -> Response:
    database: Database = request.app.state.database
    return await database.write(lambda session: _listen(request, session, form, signed, id))


def _listen(request: Request, session: Session, form: Form, signed: Nonces, id: str) -> Response:
    moment, person = now(), known_learner(request, session)
    episode = find_shown(session, person, id, "episode")
    try:
        nonce = signed.read(text_of(form, "nonce"), moment)
        second = read_second(text_of(form, "second"), find_length(session, episode.path_id, episode.page_id))
    except (BadNonce, NotASecond):
        # As with the beacon of a section, there is nobody to read a sentence to.
        return error_page(request, 422)
    response = Response(status_code=204, headers=NO_STORE)
    learner = learner_for_write(request, response, session, person, nonce, moment)
    record_listen(session, learner.id, episode.item_id, episode.path_id, second, moment)
    return response


@router.get("/paths/{path}/podcast/bar")
def bar(request: Request, session: DbSession, path: str) -> Response:
    found = find_path(session, path, current_learner(request, session))

    def draw() -> str:
        episode = episode_of(session, found)
        if not episode or not episode.recording:
            raise NotFound(Link(f"/paths/{found.slug}", found.title))
        face = face_of(session, found)
        return render("podcast/_bar.html", language=face.language, face=face, episode=episode)

    return public_page(request, source_of(found), draw)


@router.get("/paths/{path}/podcast/heard")
def heard(request: Request, session: DbSession, path: str, until: str = "") -> Response:
    moment, learner = now(), current_learner(request, session)
    found = find_path(session, path, learner)
    episode = episode_of(session, found, with_places=False)
    if not episode:
        raise NotFound(Link(f"/paths/{found.slug}", found.title))
    second = _heard_until(session, found, learner, until, moment)
    chapters = heard_chapters(episode.chapters, second)
    return personal(
        request,
        "podcast/heard",
        face=face_of(session, found),
        episode=episode,
        asked=ask_about(session, found, chapters, learner.id if learner else None, moment),
        until="" if second is None or len(chapters) == len(episode.chapters) else clock(second),
    )


def _heard_until(session: Session, path: Path, learner: Learner | None, said: str, now: datetime) -> float | None:
    """The second until which somebody has listened: as they say, else as was noted last; None for all of it."""
    second = read_until(said)
    if second is not None or learner is None:
        return second
    listened = find_listened(session, learner.id, path.id, now)
    return listened.second if listened and listened.can_go_on else None
