"""The library, the landing page of a path, its figures, and how Cairn works."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.accounts.learners import current_learner
from app.db import DbSession
from app.home.landing import draw_landing
from app.home.media import find_medium
from app.home.shelf import draw_own_shelf, draw_shelf
from app.library import find_path, source_of, source_of_all, source_of_landing
from app.models import now
from app.web.public import canonical, public_page, public_reply
from app.web.templates import render

router = APIRouter()


@router.get("/")
def library(request: Request, session: DbSession) -> Response:
    return public_page(request, source_of_all(session), lambda: draw_shelf(session, canonical(request)))


@router.get("/mine")
def mine(request: Request, session: DbSession) -> Response:
    return draw_own_shelf(request, session, current_learner(request, session), now())


@router.get("/about")
def about(request: Request, session: DbSession) -> Response:
    return public_page(request, source_of_all(session), lambda: render("home/about.html", canonical=canonical(request)))


@router.get("/paths/{path}")
def landing(request: Request, session: DbSession, path: str) -> Response:
    found = find_path(session, path, current_learner(request, session))
    return public_page(
        request, source_of_landing(session, found), lambda: draw_landing(session, found, canonical(request))
    )


@router.get("/paths/{path}/media/{digest}/{file:path}")
def medium(request: Request, session: DbSession, path: str, digest: str, file: str) -> Response:
    found = find_path(session, path, current_learner(request, session))
    return public_reply(request, source_of(found), lambda: find_medium(session, found, digest, file))
