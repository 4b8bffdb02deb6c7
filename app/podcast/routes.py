"""The page of an episode: its recording, its chapters, and the transcript of who says what."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.accounts.learners import current_learner
from app.content.context import Medium
from app.content.cues import read_cues, starts_of
from app.content.media import address as media_address
from app.content.mp3 import read_mp3
from app.db import DbSession
from app.library import face_of, find_path, pages_of, revision_of, source_of
from app.models import Blob, Page, Path
from app.web.errors import Link, NotFound
from app.web.public import canonical, public_page
from app.web.templates import render

WORDS_A_MINUTE = 165

router = APIRouter()


@dataclass(frozen=True)
class Chapter:
    """`html` is its transcript; `clock` where it begins in the recording, empty where that is not known."""

    anchor: str
    heading: str
    html: Markup
    clock: str = ""


@dataclass(frozen=True)
class Recording:
    """Where the sound and its captions (empty: none) are served, and how long it is."""

    address: str
    captions: str
    seconds: float
    starts: Mapping[str, float]

    @property
    def clock(self) -> str:
        return clock(self.seconds)


@dataclass(frozen=True)
class Episode:
    """`minutes` of the recording; without one, at 165 spoken words a minute."""

    title: str
    summary: str
    minutes: int
    speakers: tuple[str, ...]
    chapters: tuple[Chapter, ...]
    recording: Recording | None


@router.get("/paths/{path}/podcast")
def podcast(request: Request, session: DbSession, path: str) -> Response:
    found = find_path(session, path, current_learner(request, session))
    return public_page(request, source_of(found), lambda: _draw(session, found, canonical(request)))


def episode_of(session: Session, path: Path) -> Episode | None:
    pages = pages_of(session, path, "podcast")
    return _episode(pages[0], _recording(session, path, pages[0])) if pages else None


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
    played = read_mp3(_blob(session, manifest[sound])) if sound in manifest else None
    if played is None:
        return None
    cues = read_cues(_blob(session, manifest[captions]).decode("utf-8", "replace")).cues if captions in manifest else ()
    written = {section["anchor"]: section.get("start") for section in page.sections}
    starts = {**starts_of(cues), **{anchor: start for anchor, start in written.items() if start is not None}}
    return Recording(
        media_address(path.slug, sound, Medium(manifest[sound])),
        media_address(path.slug, captions, Medium(manifest[captions])) if cues else "",
        played.seconds,
        starts,
    )


def _blob(session: Session, sha256: str) -> bytes:
    return session.scalars(select(Blob.content).where(Blob.sha256 == sha256)).one()


def _episode(page: Page, recording: Recording | None) -> Episode:
    starts = recording.starts if recording else {}
    minutes = recording.seconds / 60 if recording else page.words / WORDS_A_MINUTE
    return Episode(
        title=page.title,
        summary=page.summary,
        minutes=max(1, round(minutes)),
        speakers=tuple(page.front.get("voices", ())),
        chapters=tuple(
            Chapter(
                section["anchor"],
                section["heading"],
                Markup(section["html"]),
                clock(starts[section["anchor"]]) if section["anchor"] in starts else "",
            )
            for section in page.sections
        ),
        recording=recording,
    )


def clock(seconds: float) -> str:
    """A place in a recording: 2:05."""
    return f"{int(seconds // 60)}:{int(seconds % 60):02}"
