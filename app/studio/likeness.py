"""A file as a learner would see it: drawn from documents, without a row, by the templates of the public pages."""

import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from markupsafe import Markup

from app.content.check import parts_of
from app.content.documents import CardBody, Document, Item, ResourceBody, Section
from app.lessons.anchors import prefix_ids
from app.lessons.trail import Lesson, Part, Prompt, Stop, Trail, reading_minutes
from app.library import Face, Place
from app.models import Page
from app.podcast.routes import WORDS_A_MINUTE, Chapter, Episode
from app.resources.glossary import Term, by_letter, in_order
from app.resources.sources import Resource
from app.reviews.deck import Card, Deck
from app.studio.asked import AskedOnce, asked_once
from app.web.templates import render

FEW = 3
SECONDS_A_QUESTION = 45
_MAIN = re.compile(r'<body class="([^"]*)">.*?(<main .*</main>)', re.DOTALL)
_LANGUAGE = re.compile("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True)
class Likeness:
    """The `<main>` of a page, and the classes of the body around it."""

    main: Markup
    body: str


@dataclass(frozen=True)
class _Quiz:
    title: str
    address: str
    questions: int

    @property
    def minutes(self) -> int:
        return max(1, round(self.questions * SECONDS_A_QUESTION / 60))


@dataclass(frozen=True)
class _Words:
    html: Markup
    headings: tuple[tuple[Markup, Markup], ...]


def draw_likeness(slug: str, documents: tuple[Document, ...], document: Document) -> Likeness:
    sketch = Sketch(slug, documents)
    name, context = _DRAWN[document.kind](sketch, document)
    html = render(f"{name}.html", language=sketch.face.language, face=sketch.face, canonical="", **context)
    found = _MAIN.search(html)
    assert found, "the layout has one main in its body"
    # All that is told after a question stands here at once: none of it may take the focus.
    return Likeness(Markup(found[2].replace(' tabindex="-1" autofocus>', ">")), found[1])


@dataclass(frozen=True)
class Sketch:
    """A path's documents as the public pages want them. What an error left in the front matter may be of any type."""

    slug: str
    documents: tuple[Document, ...]

    def of_kind(self, kind: str) -> list[Document]:
        return [document for document in self.documents if document.kind == kind]

    @cached_property
    def face(self) -> Face:
        page = next(iter(self.of_kind("path")), None)
        front: dict[str, Any] = dict(page.front) if page else {}
        said = {name: value for name, value in front.items() if isinstance(value, str)}
        authors = front.get("authors")
        language = said.get("language", "")
        return Face(
            slug=self.slug,
            title=page.title if page else self.slug,
            tagline=said.get("tagline", ""),
            summary=said.get("summary", ""),
            language=language if _LANGUAGE.fullmatch(language) else "en",
            license=said.get("license", ""),
            authors=tuple(map(str, authors)) if isinstance(authors, list) else (),
            revision=0,
            page=Page(html=page.html if page else "", sections=[asdict(s) for s in page.sections] if page else []),
        )

    @cached_property
    def places(self) -> dict[str, Place]:
        """Where each section of the lessons stands, by its key."""
        return {
            section.key: Place(section.key, f"{self.room(lesson)}#{section.anchor}", section.heading)
            for lesson in self.of_kind("lesson")
            for section in lesson.sections
            if section.key
        }

    def place(self, see: tuple[str, ...]) -> Place | None:
        return next((self.places[key] for key in see if key in self.places), None)

    def room(self, document: Document) -> str:
        return f"/paths/{self.slug}/{'quizzes' if document.kind == 'quiz' else 'lessons'}/{document.slug}"

    @cached_property
    def ids(self) -> dict[tuple[str, str], str]:
        """Stand-ins for the public ids that items get when they are published."""
        items = (item for document in self.documents for item in document.items)
        return {(item.kind, item.key): f"preview-{n}" for n, item in enumerate(items)}

    @cached_property
    def trail(self) -> Trail:
        path = next(iter(self.of_kind("path")), None)
        parts = {slug: title for title, slugs in (parts_of(path) if path else []) for slug in slugs}
        lessons = [self._lesson(d, n, parts.get(d.slug, "")) for n, d in enumerate(self.of_kind("lesson"), 1)]
        return Trail(tuple(Part(title, tuple(run)) for title, run in groupby(lessons, lambda lesson: lesson.part)))

    def _lesson(self, document: Document, number: int, part: str) -> Lesson:
        return Lesson(
            slug=document.slug,
            title=document.title,
            summary=document.summary,
            part=part,
            number=number,
            address=self.room(document),
            minutes=reading_minutes(document.words),
            html=Markup(document.html),
            tail_html=Markup(document.tail_html),
            stops=tuple(map(self._stop, document.sections)),
        )

    def _stop(self, section: Section) -> Stop:
        return Stop(
            anchor=section.anchor,
            level=section.level,
            heading=section.heading,
            heading_html=Markup(section.heading_html),
            html=Markup(section.html),
            public_id=self.ids.get(("section", section.key), ""),
            prompts=self._prompts.get(section.key, ()),
        )

    @cached_property
    def _prompts(self) -> dict[str, tuple[Prompt, ...]]:
        """What asks about each section; of a card with several faces, the first."""
        seen: dict[str, dict[tuple[str, str], Prompt]] = {}
        for _, key, item in sorted(self._sights(), key=lambda sight: sight[0]):
            prompt = Prompt(self.ids[item.kind, item.key], item.kind)
            seen.setdefault(key, {}).setdefault((item.kind, item.key.partition("~")[0]), prompt)
        return {key: tuple(prompts.values()) for key, prompts in seen.items()}

    def _sights(self) -> Iterator[tuple[int, str, Item]]:
        for document in self.documents:
            for item in document.items:
                if item.kind in ("card", "question"):
                    yield from ((position, key, item) for position, key in enumerate(item.see))

    def quiz_on(self, lesson: Document) -> Document | None:
        """The quiz with the most questions on a lesson."""
        keys = {section.key for section in lesson.sections}
        counts = [(sum(bool(keys & set(item.see)) for item in quiz.items), quiz) for quiz in self.of_kind("quiz")]
        most, quiz = max(counts, key=lambda pair: pair[0], default=(0, None))
        return quiz if most else None

    @cached_property
    def decks(self) -> tuple[Deck, ...]:
        return tuple(
            Deck(document.slug, document.title, document.summary, tuple(map(self._card, document.items)))
            for document in self.of_kind("deck")
            if document.items
        )

    def _card(self, item: Item) -> Card:
        assert isinstance(item.body, CardBody)
        front, back = Markup(item.body.front_html), Markup(item.body.back_html)
        return Card(self.ids[item.kind, item.key], front, back, self.place(item.see), item.line)

    @cached_property
    def resources(self) -> tuple[Resource, ...]:
        return tuple(
            Resource(section.anchor, self.ids[item.kind, item.key], item.body, item.level, self.place(item.see))
            for document in self.of_kind("resources")
            for section, item in zip(document.sections, document.items, strict=True)
            if isinstance(item.body, ResourceBody)
        )

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        sections = (section for document in self.of_kind("glossary") for section in document.sections)
        return in_order(
            Term(s.anchor, s.heading, Markup(s.heading_html), Markup(s.html), self.place(s.see)) for s in sections
        )

    def episode(self, document: Document) -> Episode:
        voices = document.front.get("voices")
        return Episode(
            public_id="",
            title=document.title,
            summary=document.summary,
            minutes=max(1, round(document.words / WORDS_A_MINUTE)),
            speakers=tuple(map(str, voices)) if isinstance(voices, dict) else (),
            chapters=tuple(Chapter(s.anchor, s.heading, Markup(s.html)) for s in document.sections),
            recording=None,
        )

    def questions(self, document: Document) -> list[AskedOnce]:
        face = self.face
        ids = self.ids
        return [
            asked_once(item, ids[item.kind, item.key], document, face, self.place(item.see)) for item in document.items
        ]


_Drawn = tuple[str, dict[str, Any]]


def _draw_landing(sketch: Sketch, document: Document) -> _Drawn:
    lessons, quizzes = sketch.trail.lessons, [d for d in sketch.of_kind("quiz") if d.items]
    episodes = [sketch.episode(d) for d in sketch.of_kind("podcast")]
    terms = sketch.terms

    def fit(html: str) -> Markup:
        return Markup(prefix_ids(html, "words"))

    return "home/landing", {
        "words": _Words(fit(document.html), tuple((fit(s.heading_html), fit(s.html)) for s in document.sections)),
        "trail": sketch.trail,
        "start": next((lesson for lesson in lessons if lesson.slug == "overview"), lessons[0] if lessons else None),
        "episode": episodes[0] if episodes else None,
        "resources": sketch.resources[:FEW],
        "resource_count": len(sketch.resources),
        "card": next((card for deck in sketch.decks for card in deck.cards), None),
        "card_count": sum(len(deck.cards) for deck in sketch.decks),
        "quizzes": [_Quiz(d.title, sketch.room(d), len(d.items)) for d in quizzes],
        "question_count": sum(len(d.items) for d in quizzes),
        "terms": terms[:: max(1, len(terms) // FEW)][:FEW],
        "term_count": len(terms),
    }


def _draw_lesson(sketch: Sketch, document: Document) -> _Drawn:
    lessons = sketch.trail.lessons
    here = next(i for i, lesson in enumerate(lessons) if lesson.slug == document.slug)
    return "lessons/lesson", {
        "lesson": lessons[here],
        "of": len(lessons),
        "before": lessons[here - 1] if here else None,
        "after": lessons[here + 1] if here + 1 < len(lessons) else None,
        "quiz": sketch.quiz_on(document),
    }


def _draw_deck(sketch: Sketch, document: Document) -> _Drawn:
    """Only this deck: the others on the page are other files."""
    return "reviews/deck", {"decks": [deck for deck in sketch.decks if deck.slug == document.slug]}


def _draw_quiz(sketch: Sketch, document: Document) -> _Drawn:
    return "studio/quiz", {"page": document, "questions": sketch.questions(document)}


def _draw_resources(sketch: Sketch, document: Document) -> _Drawn:
    return "resources/resources", {"page": document, "resources": sketch.resources}


def _draw_glossary(sketch: Sketch, document: Document) -> _Drawn:
    return "resources/glossary", {"page": document, "initials": by_letter(sketch.terms)}


def _draw_podcast(sketch: Sketch, document: Document) -> _Drawn:
    return "podcast/podcast", {"episode": sketch.episode(document)}


_DRAWN: dict[str, Callable[[Sketch, Document], _Drawn]] = {
    "path": _draw_landing,
    "lesson": _draw_lesson,
    "deck": _draw_deck,
    "quiz": _draw_quiz,
    "resources": _draw_resources,
    "glossary": _draw_glossary,
    "podcast": _draw_podcast,
}
