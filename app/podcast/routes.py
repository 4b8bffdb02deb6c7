"""The page of an episode: its chapters, and the transcript of who says what."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from markupsafe import Markup
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.db import DbSession
from app.library import face_of, find_path, pages_of, source_of
from app.models import Page, Path
from app.web.errors import Link, NotFound
from app.web.public import canonical, public_page
from app.web.templates import render

WORDS_A_MINUTE = 165

router = APIRouter()


@dataclass(frozen=True)
class Chapter:
    """`html` is its transcript."""

    anchor: str
    heading: str
    html: Markup


@dataclass(frozen=True)
class Episode:
    """`minutes` at 165 spoken words a minute."""

    title: str
    summary: str
    minutes: int
    speakers: tuple[str, ...]
    chapters: tuple[Chapter, ...]


@router.get("/paths/{path}/podcast")
def podcast(request: Request, session: DbSession, path: str) -> Response:
    found = find_path(session, path)
    return public_page(request, source_of(found), lambda: _draw(session, found, canonical(request)))


def episode_of(session: Session, path: Path) -> Episode | None:
    pages = pages_of(session, path, "podcast")
    return _episode(pages[0]) if pages else None


def _draw(session: Session, path: Path, address: str) -> str:
    episode = episode_of(session, path)
    if not episode:
        raise NotFound(Link(f"/paths/{path.slug}", path.title))
    face = face_of(session, path)
    return render("podcast/podcast.html", language=face.language, face=face, canonical=address, episode=episode)


def _episode(page: Page) -> Episode:
    return Episode(
        title=page.title,
        summary=page.summary,
        minutes=max(1, round(page.words / WORDS_A_MINUTE)),
        speakers=tuple(page.front.get("voices", ())),
        chapters=tuple(
            Chapter(section["anchor"], section["heading"], Markup(section["html"])) for section in page.sections
        ),
    )
