"""The landing page of a path: every part of it, in one order."""

from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.lessons.anchors import prefix_ids
from app.lessons.trail import Lesson, Trail, trail_of
from app.library import face_of, pages_of
from app.models import Item, Page, Path
from app.podcast.routes import episode_of
from app.resources.glossary import terms_of
from app.resources.sources import resources_of
from app.reviews.deck import decks_of
from app.web.templates import render

FEW = 3
SECONDS_A_QUESTION = 45


@dataclass(frozen=True)
class Quiz:
    title: str
    summary: str
    address: str
    questions: int

    @property
    def minutes(self) -> int:
        """At 45 seconds a question, explanation and all."""
        return max(1, round(self.questions * SECONDS_A_QUESTION / 60))


@dataclass(frozen=True)
class Words:
    """The path's own words: what stands before its first heading, and each heading with what is below."""

    html: Markup
    headings: tuple[tuple[Markup, Markup], ...]


def draw_landing(session: Session, path: Path, address: str) -> str:
    face = face_of(session, path)
    trail = trail_of(session, path)
    decks = decks_of(session, path)
    quizzes = quizzes_of(session, path)
    terms = terms_of(session, path)
    resources = resources_of(session, path)
    return render(
        "home/landing.html",
        language=face.language,
        face=face,
        canonical=address,
        words=_words(face.page),
        trail=trail,
        start=_start(trail),
        episode=episode_of(session, path),
        resources=resources[:FEW],
        resource_count=len(resources),
        card=next((card for deck in decks for card in deck.cards), None),
        card_count=sum(len(deck.cards) for deck in decks),
        quizzes=quizzes,
        question_count=sum(quiz.questions for quiz in quizzes),
        terms=terms[:: max(1, len(terms) // FEW)][:FEW],
        term_count=len(terms),
    )


def quizzes_of(session: Session, path: Path) -> tuple[Quiz, ...]:
    """The quizzes that have a question, in the path's order."""
    counts = dict(
        session.execute(
            select(Item.page_id, func.count())
            .where(Item.path_id == path.id, Item.kind == "question", Item.retired_at.is_(None))
            .group_by(Item.page_id)
        ).all()
    )
    return tuple(
        Quiz(page.title, page.summary, f"/paths/{path.slug}/quizzes/{page.slug}", counts[page.id])
        for page in pages_of(session, path, "quiz")
        if page.id in counts
    )


def _words(page: Page) -> Words:
    def fit(html: str) -> Markup:
        return Markup(prefix_ids(html, "words"))

    return Words(
        fit(page.html), tuple((fit(section["heading_html"]), fit(section["html"])) for section in page.sections)
    )


def _start(trail: Trail) -> Lesson | None:
    """The survey where the path has one, else its first lesson."""
    lessons = trail.lessons
    return next((lesson for lesson in lessons if lesson.slug == "overview"), lessons[0] if lessons else None)
