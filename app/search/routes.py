"""The search page: a whole page without JavaScript, its results by themselves while somebody types."""

from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.accounts.learners import current_learner
from app.db import DbSession
from app.library import offered_to, readable_by
from app.models import Path, PathAlias
from app.search.hits import FEW_CARDS, MOST_RANKED, Where, find_results
from app.search.queries import read_query
from app.web.personal import personal

FIRST_SHOWN = 20
ONLY_CARDS = "cards"

router = APIRouter()


@router.get("/search")
def search(
    request: Request, session: DbSession, q: str = "", path: str = "", only: str = "", show: str = ""
) -> Response:
    query, learner = read_query(q), current_learner(request, session)
    person = learner.id if learner else None
    scope = _find_scope(session, person, path)
    shown, are_cards = _shown(show), only == ONLY_CARDS
    most, most_cards = (0, shown) if are_cards else (shown, FEW_CARDS)
    return personal(
        request,
        "search/search",
        query=query,
        scope=scope,
        has_others=_count_paths(session, person) > 1,
        results=find_results(session, query, Where(person, scope.id if scope else None), most, most_cards),
        are_cards=are_cards,
        next_shown=shown + FIRST_SHOWN,
    )


def _shown(asked: str) -> int:
    """How many places: more of them on each further page, so that what was there stays."""
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 4 else 0
    return min(max(FIRST_SHOWN, number), MOST_RANKED)


def _find_scope(session: Session, person: UUID | None, slug: str) -> Path | None:
    """The path to look in; all of them where there is none of this name, now or before: a search is never not found."""
    if not slug or "\0" in slug:
        return None
    former = select(PathAlias.path_id).where(PathAlias.slug == slug)
    named = (Path.slug == slug) | Path.id.in_(former)
    return session.scalar(select(Path).where(named, readable_by(person)).order_by(Path.slug != slug))


def _count_paths(session: Session, person: UUID | None) -> int:
    return session.scalar(select(func.count()).select_from(Path).where(offered_to(person))) or 0
