"""The cards of a path to leaf through: every deck, each card's back folded behind its front."""

import re
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
# A preview marks it with its line.
_PARAGRAPH = re.compile(r'<p(?: data-line="\d+")?>(.*)</p>', re.DOTALL)


@dataclass(frozen=True)
class Card:
    """A face of a card; `see` is the section that it asks about, `line` where it is written, for a preview only."""

    public_id: str
    front: Markup
    back: Markup
    see: Place | None
    line: int = 0

    @property
    def heading(self) -> Markup | None:
        """The front as the text of a heading, where it is one plain paragraph."""
        found = _PARAGRAPH.fullmatch(self.front.strip())
        return Markup(found[1]) if found and "<p" not in found[1] and "</p>" not in found[1] else None


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
