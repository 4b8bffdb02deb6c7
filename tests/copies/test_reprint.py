"""A clone's rows are copied, not drawn, and are what drawing its folder gives."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import select

from app.content.child import Renderer
from app.content.context import Context, Parsed
from app.content.documents import BODY
from app.content.load import load
from app.content.plan import plan
from app.content.sync import retire
from app.library.copies import Copy, clone
from app.models import Item, ItemVersion, Page, Passage, Sight
from app.models import Path as PathRow
from app.search.hits import Where, find_results
from app.search.queries import read_query
from tests.copies.conftest import Shelf

LINKS = """---
title: Oven
---

As in [the crumb](crumb.md#holes), and back to [the path](../path.md). ![A slice](../figures/slice.svg)

## Steam

[It](#steam) keeps the crust soft; the SCOBY is for tea. {{BREAD}}
"""
GLOSSARY = """---
title: Glossary
---

## SCOBY

A culture; see [the oven](lessons/oven.md#steam).
"""
QUIZ = """---
title: Quiz
---

## What keeps the crust soft?
<!-- id: soft; see: lessons/oven.md#steam, lessons/crumb.md#crust -->

1. [x] Steam, as [the oven](../lessons/oven.md) says
2. [ ] Salt
   - No: that is for the taste.

> Steam.
"""


def fill(shelf: Shelf, said: str = "") -> None:
    shelf.put("bread", "lessons/oven.md", LINKS.replace("{{BREAD}}", said))
    shelf.put("bread", "glossary.md", GLOSSARY)
    shelf.put("bread", "quizzes/basics.md", QUIZ)
    assert {report.outcome for report in shelf.sync()} == {"published"}


def assert_as_drawn(shelf: Shelf, slug: str) -> None:
    catalog = load(shelf.content / slug, renderer=shelf.renderer).catalog
    assert catalog is not None
    with shelf.database.reading() as session:
        planned = plan(session, catalog)
        assert [d.document.file for d in planned.drafts if not d.is_as_it_was] == []
        assert planned.matching.new + planned.matching.lost == ()
        assert planned.meant_otherwise == []
        path = session.scalars(select(PathRow).where(PathRow.slug == slug)).one()
        for draft in planned.drafts:
            page = session.get_one(Page, draft.row.id if draft.row else 0)
            said = draft.document
            drawn = (said.html, said.tail_html, [asdict(section) for section in said.sections], said.front)
            assert _plain((page.html, page.tail_html, page.sections, page.front)) == _plain(drawn)
            passages = select(Passage).where(Passage.page_id == page.id, Passage.path_id == path.id)
            found = [(p.kind, p.anchor, p.heading, p.text) for p in session.scalars(passages.order_by(Passage.id))]
            assert found == [(p.kind, p.anchor, p.heading, p.text) for p in said.passages]
        for match in planned.matching.matches:
            item = session.get_one(Item, match.known.id)
            assert BODY.dump_python(item.version.body) == BODY.dump_python(planned.after(match).body)
            seen = select(Item.key).join(Sight, Sight.section_id == Item.id).where(Sight.item_id == item.id)
            keys = session.scalars(seen.where(Item.path_id == path.id).order_by(Sight.position)).all()
            assert tuple(keys) == planned.after(match).see
        versions = select(ItemVersion.id).join(Item, Item.id == ItemVersion.item_id).where(Item.path_id == path.id)
        assert len(session.scalars(versions).all()) == len(planned.matching.matches)


def _plain(value: Any) -> Any:
    """As JSON has it, where a tuple is a list."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


def test_every_row_is_what_drawing_the_folder_gives(shelf: Shelf) -> None:
    fill(shelf)
    told: list[tuple[int, int]] = []
    clone(
        shelf.database,
        shelf.content,
        "bread",
        Copy("rolls"),
        renderer=shelf.renderer,
        progress=lambda *t: told.append(t),
    )
    assert told[-1] == (5, 5), "it was drawn anew"
    assert_as_drawn(shelf, "rolls")
    shelf.clone("rolls", "buns")
    assert_as_drawn(shelf, "buns")
    assert_as_drawn(shelf, "bread")
    with shelf.database.reading() as session:
        oven = session.scalars(
            select(Page).where(Page.slug == "oven").join(PathRow).where(PathRow.slug == "rolls")
        ).one()
        assert "/paths/rolls/lessons/crumb#holes" in oven.html
        assert "/paths/bread" not in oven.html
        found = find_results(session, read_query("crust"), Where(None, shelf.path("rolls").id), 9, 9)
        assert {hit.address for hit in found.places.shown} == {
            "/paths/rolls/lessons/oven#steam",
            "/paths/rolls/lessons/crumb#crust",
        }
        found = find_results(session, read_query("browns"), Where(None, shelf.path("rolls").id), 9, 9)
        assert len(found.cards.shown) == 1


def test_an_address_that_the_author_wrote_stays_as_it_is_written(shelf: Shelf) -> None:
    fill(shelf, "On our server it is `/paths/bread/lessons/oven`.")
    shelf.clone()
    assert_as_drawn(shelf, "rolls")
    with shelf.database.reading() as session:
        ovens = session.scalars(select(Page).where(Page.slug == "oven")).all()
        assert [str(page.sections).count("<code>/paths/bread/lessons/oven</code>") for page in ovens] == [1, 1]


class Meddler(Renderer):
    """While it draws, somebody does something to the original."""

    def __init__(self, meddle: Callable[[], object]) -> None:
        super().__init__(processes=1)
        self.meddle = [meddle]

    def parse_all(self, files: Sequence[tuple[str, bytes]], context: Context, progress: Any = None) -> list[Parsed]:
        if self.meddle:
            self.meddle.pop()()
        return super().parse_all(files, context, progress)


def test_what_is_published_meanwhile_is_no_part_of_it(shelf: Shelf) -> None:
    def publish() -> None:
        shelf.edit("bread", "flashcards.md", "Sugar.", "Sugar, of any kind.")
        shelf.sync()

    with Meddler(publish) as renderer:
        clone(shelf.database, shelf.content, "bread", Copy("rolls"), renderer=renderer)
    assert_as_drawn(shelf, "rolls")
    assert "Sugar, of any kind." not in shelf.text("rolls", "flashcards.md")
    assert shelf.path("rolls").base_revision_id != shelf.path("bread").revision_id
    assert len(shelf.look().merged.changes) == 1


def test_of_what_is_taken_out_of_sight_meanwhile_all_is_there(shelf: Shelf) -> None:
    def take_away() -> None:
        with shelf.database.writing(alone=True) as session:
            retire(session, "bread")

    with Meddler(take_away) as renderer:
        clone(shelf.database, shelf.content, "bread", Copy("rolls"), renderer=renderer)
    assert_as_drawn(shelf, "rolls")
