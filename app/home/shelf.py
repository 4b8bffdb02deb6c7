"""The library page: every path on one shelf."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.lessons.trail import reading_minutes
from app.library import Face, face_of, published_paths
from app.models import Item, Page, Path
from app.web.templates import render


@dataclass(frozen=True)
class Spine:
    """A path on the shelf, with what it holds; `minutes` to read it all."""

    face: Face
    lessons: int
    cards: int
    questions: int
    minutes: int


def draw_shelf(session: Session, address: str) -> str:
    spines = [_spine(session, path) for path in published_paths(session)]
    return render("home/library.html", canonical=address, spines=spines)


def _spine(session: Session, path: Path) -> Spine:
    items = dict(
        session.execute(
            select(Item.kind, func.count())
            .where(Item.path_id == path.id, Item.retired_at.is_(None))
            .group_by(Item.kind)
        ).all()
    )
    words = session.scalars(
        select(Page.words).where(Page.path_id == path.id, Page.kind == "lesson", Page.retired_at.is_(None))
    ).all()
    return Spine(
        face=face_of(session, path),
        lessons=len(words),
        cards=items.get("card", 0),
        questions=items.get("question", 0),
        minutes=sum(map(reading_minutes, words)),
    )
