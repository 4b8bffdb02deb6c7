"""The cards of a path to leaf through: every deck, each card's back folded behind its front."""

from dataclasses import dataclass
from itertools import groupby

from fastapi import APIRouter, Request
from markupsafe import Markup
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.accounts.learners import current_learner
from app.content.documents import CardBody
from app.db import DbSession
from app.library import Place, face_of, find_path, items_of, seen_by, source_of
from app.models import Path
from app.web.errors import Link, NotFound
from app.web.public import canonical, public_page
from app.web.templates import render

router = APIRouter()


@dataclass(frozen=True)
class Card:
    """A face of a card; `see` is the section that it asks about."""

    public_id: str
    front: Markup
    back: Markup
    see: Place | None

    @property
    def heading(self) -> Markup | None:
        """The front as the text of a heading, where it is one plain paragraph."""
        inside = self.front.strip().removeprefix("<p>").removesuffix("</p>")
        return Markup(inside) if "<p" not in inside and self.front.startswith("<p>") and "</p>" not in inside else None


@dataclass(frozen=True)
class Deck:
    slug: str
    title: str
    summary: str
    cards: tuple[Card, ...]


@router.get("/paths/{path}/flashcards")
def flashcards(request: Request, session: DbSession, path: str) -> Response:
    found = find_path(session, path, current_learner(request, session))
    return public_page(request, source_of(found), lambda: _draw(session, found, canonical(request)))


def decks_of(session: Session, path: Path) -> tuple[Deck, ...]:
    """Every deck that has a card, in the path's order."""
    seen = seen_by(session, path)
    decks = []
    for page, items in groupby(items_of(session, path, "card"), lambda item: item.page):
        cards = tuple(
            Card(item.public_id, Markup(body.front_html), Markup(body.back_html), seen.get(item.id))
            for item in items
            if isinstance(body := item.version.body, CardBody)
        )
        decks.append(Deck(page.slug, page.title, page.summary, cards))
    return tuple(decks)


def _draw(session: Session, path: Path, address: str) -> str:
    decks = decks_of(session, path)
    if not decks:
        raise NotFound(Link(f"/paths/{path.slug}", path.title))
    face = face_of(session, path)
    return render("reviews/deck.html", language=face.language, face=face, canonical=address, decks=decks)
