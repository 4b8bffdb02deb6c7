"""Pages that are read: a lesson, and the whole article."""

import re
from dataclasses import replace

from fastapi import APIRouter, Request
from markupsafe import Markup
from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased
from starlette.responses import Response

from app.accounts.learners import current_learner
from app.db import DbSession
from app.lessons.anchors import prefix_ids
from app.lessons.trail import Lesson, Part, Stop, Trail, trail_of
from app.library import face_of, find_page, find_path, source_of
from app.models import Item, Page, Path, Sight
from app.web.errors import Link, NotFound
from app.web.public import canonical, public_page
from app.web.templates import render

router = APIRouter()


@router.get("/paths/{path}/lessons/{lesson}")
def lesson(request: Request, session: DbSession, path: str, lesson: str) -> Response:
    found = find_path(session, path, current_learner(request, session))
    page = find_page(session, found, "lesson", lesson)
    return public_page(request, source_of(found), lambda: _draw_lesson(session, found, page, canonical(request)))


@router.get("/paths/{path}/article")
def article(request: Request, session: DbSession, path: str) -> Response:
    found = find_path(session, path, current_learner(request, session))
    return public_page(request, source_of(found), lambda: _draw_article(session, found, canonical(request)))


def _draw_lesson(session: Session, path: Path, page: Page, address: str) -> str:
    face = face_of(session, path)
    lessons = trail_of(session, path).lessons
    here = next(i for i, lesson in enumerate(lessons) if lesson.slug == page.slug)
    return render(
        "lessons/lesson.html",
        language=face.language,
        face=face,
        canonical=address,
        lesson=lessons[here],
        of=len(lessons),
        before=lessons[here - 1] if here else None,
        after=lessons[here + 1] if here + 1 < len(lessons) else None,
        quiz=_quiz_on(session, page),
    )


def _quiz_on(session: Session, page: Page) -> Page | None:
    """The quiz with the most questions on a lesson."""
    section, question = aliased(Item), aliased(Item)
    return session.scalar(
        select(Page)
        .join(question, question.page_id == Page.id)
        .join(Sight, Sight.item_id == question.id)
        .join(section, section.id == Sight.section_id)
        .where(section.page_id == page.id, question.kind == "question", question.retired_at.is_(None))
        .where(Page.retired_at.is_(None))
        .group_by(Page.id)
        .order_by(func.count().desc(), Page.position)
        .limit(1)
    )


def _draw_article(session: Session, path: Path, address: str) -> str:
    face = face_of(session, path)
    trail = trail_of(session, path)
    if not trail.lessons:
        raise NotFound(Link(face.address, face.title))
    return render(
        "lessons/article.html",
        language=face.language,
        face=face,
        canonical=address,
        trail=_on_one_page(trail, f"{face.address}/lessons/"),
    )


def _on_one_page(trail: Trail, room: str) -> Trail:
    """The same trail with ids that do not collide, and links between its lessons that stay on the page."""
    slugs = {lesson.slug for lesson in trail.lessons}

    def fit(html: Markup, lesson: Lesson) -> Markup:
        fitted = prefix_ids(str(html), lesson.slug, room=room, lessons=slugs)
        # Tables of several lessons may have the same heads, and landmarks must not have the same name.
        return Markup(fitted.replace('<div class="table" role="region"', '<div class="table" role="group"'))

    def fit_stop(stop: Stop, lesson: Lesson) -> Stop:
        return replace(stop, html=fit(stop.html, lesson), heading_html=fit(stop.heading_html, lesson))

    def fit_lesson(lesson: Lesson) -> Lesson:
        return replace(
            lesson,
            html=fit(lesson.html, lesson),
            tail_html=Markup(_lower(str(fit(lesson.tail_html, lesson)))),
            stops=tuple(fit_stop(stop, lesson) for stop in lesson.stops),
        )

    return Trail(tuple(Part(part.title, tuple(map(fit_lesson, part.lessons))) for part in trail.parts))


def _lower(html: str) -> str:
    """Notes and references belong to a lesson, which is a heading of the second level here: theirs is of the third, and
    they are no landmarks, because every lesson's would have the same name."""
    lowered = html.replace("<h2 ", "<h3 ").replace("</h2>", "</h3>")
    return re.sub(r'(<section class="[^"]*") aria-labelledby="[^"]*"', r"\1", lowered)
