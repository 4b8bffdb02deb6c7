"""The library page: every path on one shelf, and on another those that are there for the person alone."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import Request
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.accounts.learners import Learner
from app.lessons.trail import reading_minutes
from app.library import Face, face_of, own_paths, published_paths
from app.models import Item, Page, Path
from app.progress.standings import due_count
from app.web.personal import personal
from app.web.templates import render


@dataclass(frozen=True)
class Spine:
    """A path on the shelf, with what it holds; `minutes` to read it all."""

    face: Face
    lessons: int
    cards: int
    questions: int
    minutes: int
    visibility: str


def draw_shelf(session: Session, address: str) -> str:
    spines = [_spine(session, path) for path in published_paths(session)]
    return render("home/library.html", canonical=address, spines=spines)


def draw_own_shelf(request: Request, session: Session, person: Learner | None, now: datetime) -> Response:
    """What the library page shows of its reader."""
    spines = [_spine(session, path) for path in own_paths(session, person)] if person else []
    return personal(request, "home/mine", spines=spines, due=due_count(session, person.id, now) if person else 0)


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
        visibility=path.visibility,
    )
