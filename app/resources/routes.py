"""Pages around the lessons: resources and glossary."""

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.accounts.learners import current_learner
from app.db import DbSession
from app.library import face_of, find_path, pages_of, source_of
from app.models import Page, Path
from app.resources.glossary import by_letter, terms_of
from app.resources.sources import resources_of
from app.web.errors import Link, NotFound
from app.web.public import canonical, public_page
from app.web.templates import render

router = APIRouter()


@router.get("/paths/{path}/resources")
def resources(request: Request, session: DbSession, path: str) -> Response:
    found = find_path(session, path, current_learner(request, session))
    return public_page(request, source_of(found), lambda: _draw_resources(session, found, canonical(request)))


@router.get("/paths/{path}/glossary")
def glossary(request: Request, session: DbSession, path: str) -> Response:
    found = find_path(session, path, current_learner(request, session))
    return public_page(request, source_of(found), lambda: _draw_glossary(session, found, canonical(request)))


def _draw_resources(session: Session, path: Path, address: str) -> str:
    face = face_of(session, path)
    return render(
        "resources/resources.html",
        language=face.language,
        face=face,
        canonical=address,
        page=_page(session, path, "resources"),
        resources=resources_of(session, path),
    )


def _draw_glossary(session: Session, path: Path, address: str) -> str:
    face = face_of(session, path)
    return render(
        "resources/glossary.html",
        language=face.language,
        face=face,
        canonical=address,
        page=_page(session, path, "glossary"),
        initials=by_letter(terms_of(session, path)),
    )


def _page(session: Session, path: Path, kind: str) -> Page:
    pages = pages_of(session, path, kind)
    if not pages:
        raise NotFound(Link(f"/paths/{path.slug}", path.title))
    return pages[0]
