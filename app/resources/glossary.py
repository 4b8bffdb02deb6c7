"""The words of a path, from A to Z."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from string import ascii_uppercase

from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.library import Place, pages_of, places_of
from app.models import Item, ItemAlias, Path

NO_LETTER = "#"


@dataclass(frozen=True)
class Term:
    """A word and its meaning; `met` is where the lessons first speak of it."""

    anchor: str
    heading: str
    heading_html: Markup
    html: Markup
    met: Place | None

    @property
    def letter(self) -> str:
        """What it is found under: its first letter without accents, in upper case, or # for a digit or a sign."""
        first = unicodedata.normalize("NFKD", self.heading.strip()[:1])[:1].upper()
        return first if first.isalpha() else NO_LETTER


@dataclass(frozen=True)
class Initial:
    """A letter of the index, and the terms under it: none for a letter that has only its place."""

    letter: str
    terms: tuple[Term, ...]

    @property
    def anchor(self) -> str:
        return "letter-" + ("other" if self.letter == NO_LETTER else self.letter.lower())


def terms_of(session: Session, path: Path) -> tuple[Term, ...]:
    """Every term, sorted as a reader looks them up."""
    places = _places_by_key(session, path)
    terms = [
        Term(
            anchor=section["anchor"],
            heading=section["heading"],
            heading_html=Markup(section["heading_html"]),
            html=Markup(section["html"]),
            met=next((places[key] for key in section["see"] if key in places), None),
        )
        for page in pages_of(session, path, "glossary")
        for section in page.sections
    ]
    return in_order(terms)


def in_order(terms: Iterable[Term]) -> tuple[Term, ...]:
    return tuple(sorted(terms, key=lambda term: (term.letter == NO_LETTER, _folded(term.heading))))


def by_letter(terms: tuple[Term, ...]) -> tuple[Initial, ...]:
    """The index: A to Z, other letters after them, what begins with no letter at the end."""
    runs = {letter: tuple(run) for letter, run in groupby(terms, lambda term: term.letter)}
    letters = [*ascii_uppercase, *(letter for letter in runs if letter not in ascii_uppercase)]
    return tuple(Initial(letter, runs.get(letter, ())) for letter in letters)


def _folded(heading: str) -> str:
    decomposed = unicodedata.normalize("NFKD", heading.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _places_by_key(session: Session, path: Path) -> dict[str, Place]:
    places = places_of(session, path)
    found = {place.key: place for place in places.values()}
    aliases = session.execute(
        select(ItemAlias.key, ItemAlias.item_id)
        .join(Item, Item.id == ItemAlias.item_id)
        .where(ItemAlias.path_id == path.id, ItemAlias.kind == "section")
    )
    return {**{key: places[id_] for key, id_ in aliases if id_ in places}, **found}
