"""The page of an episode: its recording, its chapters, and the transcript of who says what."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape

from fastapi import APIRouter, Request
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.accounts.learners import current_learner
from app.content.context import Medium
from app.content.cues import Cue, read_cues, starts_of
from app.content.media import address as media_address
from app.db import DbSession
from app.library import Place, face_of, find_path, pages_of, places_of, revision_of, sections_by_key, source_of
from app.models import Blob, Item, Page, Path
from app.progress.listens import clock, length_of
from app.web.errors import Link, NotFound
from app.web.public import canonical, public_page
from app.web.templates import render

WORDS_A_MINUTE = 165
_SENTENCE = re.compile(r'<(?:a|span) class="sentence" id="([^"]+)"')

router = APIRouter()


@dataclass(frozen=True)
class Chapter:
    """`html` is its transcript; `start` the second at which it begins in the recording, None where that is not known;
    `sees` are the keys of the sections that it is about, `places` those that can be read."""

    anchor: str
    heading: str
    html: Markup
    start: float | None = None
    sees: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()

    @property
    def clock(self) -> str:
        return "" if self.start is None else clock(self.start)


@dataclass(frozen=True)
class Recording:
    """Where the sound and its captions (empty: none) are served, and how long it is."""

    address: str
    captions: str
    seconds: float
    starts: Mapping[str, float]
    cues: Mapping[str, Cue]

    @property
    def clock(self) -> str:
        return clock(self.seconds)


@dataclass(frozen=True)
class Episode:
    """`minutes` of the recording; without one, at 165 spoken words a minute. What a learner heard of it hangs on the
    item with this `public_id`."""

    public_id: str
    title: str
    summary: str
    minutes: int
    speakers: tuple[str, ...]
    chapters: tuple[Chapter, ...]
    recording: Recording | None

    @property
    def has_times(self) -> bool:
        """Whether it is known when each sentence is spoken."""
        return bool(self.recording and self.recording.cues)


@router.get("/paths/{path}/podcast")
def podcast(request: Request, session: DbSession, path: str) -> Response:
    found = find_path(session, path, current_learner(request, session))
    return public_page(request, source_of(found), lambda: _draw(session, found, canonical(request)))


def episode_of(session: Session, path: Path, *, with_places: bool = True) -> Episode | None:
    """The path's episode; its chapters without the places they are about where nobody asks, as that reads every
    lesson."""
    pages = pages_of(session, path, "podcast")
    if not pages:
        return None
    return _episode(session, path, pages[0], _recording(session, path, pages[0]), with_places=with_places)


def _draw(session: Session, path: Path, address: str) -> str:
    episode = episode_of(session, path)
    if not episode:
        raise NotFound(Link(f"/paths/{path.slug}", path.title))
    face = face_of(session, path)
    return render("podcast/podcast.html", language=face.language, face=face, canonical=address, episode=episode)


def _recording(session: Session, path: Path, page: Page) -> Recording | None:
    """The sound beside the script, if there is one that can be played."""
    manifest, stem = revision_of(session, path).manifest, page.file.removesuffix(".md")
    sound, captions = f"{stem}.mp3", f"{stem}.vtt"
    seconds = length_of(session, manifest, page.file)
    if not seconds:
        return None
    cues = read_cues(_blob(session, manifest[captions]).decode("utf-8", "replace")).cues if captions in manifest else ()
    written = {section["anchor"]: section.get("start") for section in page.sections}
    starts = {**starts_of(cues), **{anchor: start for anchor, start in written.items() if start is not None}}
    return Recording(
        media_address(path.slug, sound, Medium(manifest[sound])),
        media_address(path.slug, captions, Medium(manifest[captions])) if cues else "",
        seconds,
        starts,
        {cue.id: cue for cue in cues if "/" in cue.id},
    )


def _blob(session: Session, sha256: str) -> bytes:
    return session.scalars(select(Blob.content).where(Blob.sha256 == sha256)).one()


def _episode(session: Session, path: Path, page: Page, recording: Recording | None, *, with_places: bool) -> Episode:
    starts, cues = (recording.starts, recording.cues) if recording else ({}, {})
    minutes = recording.seconds / 60 if recording else page.words / WORDS_A_MINUTE
    sections = sections_by_key(session, path, {key for section in page.sections for key in section.get("see", ())})
    places = places_of(session, path) if sections and with_places else {}
    return Episode(
        public_id=session.scalars(select(Item.public_id).where(Item.page_id == page.id, Item.kind == "episode")).one(),
        title=page.title,
        summary=page.summary,
        minutes=max(1, round(minutes)),
        speakers=tuple(page.front.get("voices", ())),
        chapters=tuple(
            Chapter(
                section["anchor"],
                section["heading"],
                Markup(_timed(section["html"], cues)),
                starts.get(section["anchor"]),
                tuple(section.get("see", ())),
                tuple(places[sections[key]] for key in section.get("see", ()) if sections.get(key) in places),
            )
            for section in page.sections
        ),
        recording=recording,
    )


def _timed(html: str, cues: Mapping[str, Cue]) -> str:
    """A chapter's transcript in which each sentence says from when to when it is spoken."""

    def with_times(found: re.Match[str]) -> str:
        cue = cues.get(unescape(found[1]))
        return f'{found[0]} data-start="{cue.start:g}" data-end="{cue.end:g}"' if cue else found[0]

    return _SENTENCE.sub(with_times, html)
