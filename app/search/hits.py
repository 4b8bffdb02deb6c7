"""What is found: the places that have the words, of paths that the person may see, the best first."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Integer, Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from app.content.documents import PassageKind
from app.content.places import Target, address
from app.content.words import spell
from app.db import WORDS, Match, ask_for, match_of, run
from app.library import offered_to, readable_by
from app.models import Item, Page, Passage, Path
from app.search.queries import Attempt, Query
from app.search.snippets import Piece, mark, snippet
from app.search.spelling import MOST_WORDS, respell, vocabulary

MOST_RANKED = 200
FEW_CARDS = 5


@dataclass(frozen=True)
class Hit:
    """A place that was found: what it is, where it stands, and what it says around the words."""

    kind: PassageKind
    address: str
    heading: tuple[Piece, ...]
    text: tuple[Piece, ...]
    page: str
    path: str
    language: str


@dataclass(frozen=True)
class Hits:
    """The first of `count`, which stops at MOST_RANKED where there are `more`."""

    shown: tuple[Hit, ...] = ()
    count: int = 0
    more: bool = False


@dataclass(frozen=True)
class Results:
    """What can be read, and what can be recalled. Where not `every` word stands in each, any of them does; `meant` is
    then how the query might have been spelled, if words of headings are like it."""

    places: Hits = Hits()
    cards: Hits = Hits()
    every: bool = True
    meant: str = ""


@dataclass(frozen=True)
class Where:
    """Where to look, and for whom: in the path of this id, or (None) in all that are offered to the person."""

    person: UUID | None
    path_id: int | None


@dataclass(frozen=True)
class _Ranked:
    id: int
    heading: str


def find_results(session: Session, query: Query, where: Where, most: int, most_cards: int) -> Results:
    """Looks in the strictest way that finds something."""
    for attempt in query.attempts():
        places, cards = (_rank(session, attempt, where, are_cards=are_cards) for are_cards in (False, True))
        if places or cards:
            places = _by_heading(places, query, attempt)
            return Results(
                _hits(session, places, attempt, most),
                _hits(session, cards, attempt, most_cards),
                attempt.every,
                "" if attempt.every else _meant(session, query, where),
            )
    return Results(meant=_meant(session, query, where))


def _rank(session: Session, attempt: Attempt, where: Where, *, are_cards: bool) -> list[_Ranked]:
    asked = ask_for(session, attempt.wanted, every=attempt.every)
    statement = _ranking(match_of(session), are_cards=are_cards)
    return [_Ranked(*row) for row in run(session, statement, **asked, **vars(where))]


@cache
def _ranking(match: Match, *, are_cards: bool) -> Select[int, str]:
    path_id = bindparam("path_id", type_=Integer)
    person: BindParameter[Any] = bindparam("person")
    in_it = and_(Path.id == path_id, readable_by(person))
    return (
        select(Passage.id, Passage.heading)
        .join(WORDS, WORDS.c.rowid == Passage.id)
        .join(Path, Path.id == Passage.path_id)
        .where(match.found, or_(in_it, and_(path_id.is_(None), offered_to(person))))
        .where(Passage.kind == "card" if are_cards else Passage.kind != "card")
        .order_by(match.rank, Passage.id)
        .limit(MOST_RANKED + 1)
    )


def _by_heading(ranked: list[_Ranked], query: Query, attempt: Attempt) -> list[_Ranked]:
    """Headings that say just what was asked, then those that have all of it, then the rest, each as they ranked."""

    def place(each: _Ranked) -> int:
        if spell(each.heading).split() == query.words:
            return 0
        return 1 if attempt.every and attempt.has_all(each.heading) else 2

    return sorted(ranked, key=place)


def _meant(session: Session, query: Query, where: Where) -> str:
    if not query.wanted or len(query.words) > MOST_WORDS:
        return ""
    headings = session.scalars(
        select(Passage.heading)
        .join(Path, Path.id == Passage.path_id)
        .where(and_(Path.id == where.path_id, readable_by(where.person)) if where.path_id else offered_to(where.person))
    )
    return respell(query.words, vocabulary(headings))


def _hits(session: Session, ranked: Sequence[_Ranked], attempt: Attempt, most: int) -> Hits:
    shown = [each.id for each in ranked[: min(most, MOST_RANKED)]]
    return Hits(_draw(session, shown, attempt), min(len(ranked), MOST_RANKED), len(ranked) > MOST_RANKED)


def _draw(session: Session, ids: Sequence[int], attempt: Attempt) -> tuple[Hit, ...]:
    if not ids:
        return ()
    rows = run(session, _PLACES, ids=ids).all()
    languages = dict(run(session, _LANGUAGES, ids=list({row.path_id for row in rows})).all())
    hits = {
        row.id: Hit(
            row.kind,
            f"/items/{row.public_id}" if row.public_id else address(row.slug, Target(row.file, row.anchor)),
            mark(attempt, row.heading),
            snippet(attempt, row.text),
            row.page,
            row.path,
            languages[row.path_id].get("language", "en"),
        )
        for row in rows
    }
    return tuple(hits[id_] for id_ in ids)


_PLACES = (
    select(Passage.id, Passage.path_id, Passage.kind, Passage.anchor, Passage.heading, Passage.text)
    .add_columns(Page.file, Page.title.label("page"), Path.slug, Path.title.label("path"), Item.public_id)
    .join(Page, Page.id == Passage.page_id)
    .join(Path, Path.id == Passage.path_id)
    .outerjoin(Item, Item.id == Passage.item_id)
    .where(Passage.id.in_(bindparam("ids", expanding=True)))
)
_LANGUAGES = select(Page.path_id, Page.front).where(
    Page.path_id.in_(bindparam("ids", expanding=True)), Page.kind == "path"
)
