"""The podcast as apps subscribe to it: RSS 2.0 with the tags of Apple and of Podcasting 2.0, and its chapters as JSON.

https://podcasters.apple.com/support/823-podcast-requirements, https://podcasting2.org/docs
"""

import json
import re
import uuid
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import Text, cast, func, or_, select
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.accounts.learners import current_learner
from app.content.context import Medium
from app.content.media import address as media_address
from app.db import DbSession
from app.library import Face, face_of, find_path, pages_of, revision_of, source_of
from app.models import Blob, Item, Page, Path, Revision
from app.podcast.routes import Episode, Recording, episode_of
from app.web.errors import Link, NotFound
from app.web.headers import FROM_ANYWHERE
from app.web.public import hosted_reply
from app.web.replies import Reply
from app.web.static import static_url
from app.web.templates import render

RSS = "application/rss+xml; charset=utf-8"
CHAPTERS = "application/json+chapters"
# The namespace that Podcasting 2.0 gives for the guid of a feed.
GUID_NAMESPACE = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
COVERS = ("podcast/cover.png", "podcast/cover.jpg", "podcast/cover.jpeg")
# XML has no way to write these, and one of them makes a reader refuse the whole feed.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

router = APIRouter()


@dataclass(frozen=True)
class Broadcast:
    """An episode as a feed lists it. Its `guid` is the item's public id, so that another recording of it is the same
    episode to an app; `published` is when it first had a sound, and stays too."""

    guid: str
    published: str
    episode: Episode
    recording: Recording
    size: int
    has_chapters: bool

    @property
    def seconds(self) -> int:
        return round(self.recording.seconds)


@router.get("/paths/{path}/podcast.xml")
def feed(request: Request, session: DbSession, path: str) -> Response:
    found = find_path(session, path, current_learner(request, session))
    return hosted_reply(request, source_of(found), lambda site: _draw_feed(session, found, site))


@router.get("/paths/{path}/podcast-chapters.json")
def chapters(request: Request, session: DbSession, path: str) -> Response:
    found = find_path(session, path, current_learner(request, session))
    return hosted_reply(request, source_of(found), lambda site: _write_chapters(session, found, site))


def feed_guid(address: str) -> uuid.UUID:
    """What a feed is called wherever it moves: of its address, without the scheme and without slashes at the end."""
    return uuid.uuid5(GUID_NAMESPACE, address.partition("://")[2].rstrip("/"))


def _draw_feed(session: Session, path: Path, site: str) -> Reply:
    """A podcast that is written but not recorded is a feed without an episode: who subscribes early, misses nothing."""
    episode = _episode(session, path)
    face = face_of(session, path)
    address = f"{site}{face.address}/podcast.xml"
    xml = render(
        "podcast/feed.xml",
        language=face.language,
        face=face,
        site=site,
        address=address,
        guid=feed_guid(address),
        cover=_cover(session, path),
        copyright=_copyright(face),
        changed=_date(revision_of(session, path).created_at),
        heard=_broadcast(session, path, episode),
    )
    return Reply(_NOT_XML.sub("", xml).encode(), RSS, headers=FROM_ANYWHERE)


def _write_chapters(session: Session, path: Path, site: str) -> Reply:
    episode = _episode(session, path)
    timed = _timed(episode)
    if not timed:
        raise NotFound(Link(f"/paths/{path.slug}/podcast", episode.title))
    page = f"{site}/paths/{path.slug}/podcast"
    said = {
        "version": "1.2.0",
        "title": episode.title,
        "podcastName": path.title,
        "chapters": [chapter | {"url": f"{page}#{chapter['url']}"} for chapter in timed],
    }
    return Reply(json.dumps(said, ensure_ascii=False).encode(), CHAPTERS, headers=FROM_ANYWHERE)


def _episode(session: Session, path: Path) -> Episode:
    episode = episode_of(session, path)
    if not episode:
        raise NotFound(Link(f"/paths/{path.slug}", path.title))
    return episode


def _timed(episode: Episode) -> list[dict[str, Any]]:
    """The chapters that begin within the recording, in the order in which they are heard."""
    recording = episode.recording
    if recording is None:
        return []
    starts = recording.starts
    found = [
        {"startTime": round(starts[chapter.anchor], 3), "title": chapter.heading, "url": chapter.anchor}
        for chapter in episode.chapters
        if starts.get(chapter.anchor, recording.seconds) < recording.seconds
    ]
    return sorted(found, key=lambda chapter: chapter["startTime"])


def _broadcast(session: Session, path: Path, episode: Episode) -> Broadcast | None:
    if episode.recording is None:
        return None
    page = pages_of(session, path, "podcast")[0]
    sound = page.file.removesuffix(".md") + ".mp3"
    sha256 = revision_of(session, path).manifest[sound]
    item = select(Item.public_id).where(Item.page_id == page.id, Item.kind == "episode", Item.retired_at.is_(None))
    return Broadcast(
        guid=session.scalars(item).one(),
        published=_date(_first_heard(session, page, sound, sha256)),
        episode=episode,
        recording=episode.recording,
        size=session.scalars(select(func.length(Blob.content)).where(Blob.sha256 == sha256)).one(),
        has_chapters=bool(_timed(episode)),
    )


def _first_heard(session: Session, page: Page, sound: str, sha256: str) -> datetime:
    """When the first revision came that had a sound by this name, or this very sound by another."""
    has_sound = or_(Revision.manifest[sound].as_string().is_not(None), cast(Revision.manifest, Text).contains(sha256))
    first = select(Revision.created_at).where(Revision.path_id == page.path_id, has_sound)
    return session.scalars(first.order_by(Revision.number).limit(1)).one()


def _cover(session: Session, path: Path) -> str:
    """The path's own picture, else ours."""
    manifest = revision_of(session, path).manifest
    own = next((file for file in COVERS if file in manifest), None)
    return media_address(path.slug, own, Medium(manifest[own])) if own else static_url("podcast-cover.png")


def _copyright(face: Face) -> str:
    return " · ".join(filter(None, [", ".join(face.authors), face.license]))


def _date(moment: datetime) -> str:
    """As RFC 2822 writes it."""
    return format_datetime(moment)
