"""What a clone has better goes back to the original, if its instructors want it."""

import pytest

from app.library.copies import CannotCopy, apply
from app.library.suggestions import offered, prepare_taking, settle, suggest, waiting
from app.models import now
from tests.copies.conftest import Shelf


def changed(shelf: Shelf) -> list[str]:
    """The ids of two changes in the clone: a card, and a section."""
    shelf.clone()
    shelf.edit("rolls", "flashcards.md", "Sugar.", "Sugars, above all maltose.")
    shelf.edit("rolls", "lessons/crumb.md", "Gas makes them", "Steam makes them")
    shelf.sync()
    with shelf.database.reading() as session:
        return [change.id for change in offered(session, "rolls")]


def take(shelf: Shelf) -> None:
    with shelf.database.reading() as session:
        (suggestion,) = waiting(session, shelf.path("bread"))
        found = prepare_taking(session, shelf.content, suggestion, shelf.renderer, {})
    apply(shelf.database, shelf.content, "bread", found, renderer=shelf.renderer)
    with shelf.database.writing() as session:
        (suggestion,) = waiting(session, shelf.path("bread"))
        settle(suggestion, "taken", now())


def test_what_is_chosen_comes_to_the_original_and_makes_no_conflict_later(shelf: Shelf) -> None:
    card = next(change for change in changed(shelf) if "eats" in change)
    with shelf.database.writing() as session:
        suggestion = suggest(session, "rolls", [card], note="More exact", author="Ben")
        assert (suggestion.note, suggestion.author, suggestion.settled_at) == ("More exact", "Ben", None)
    shelf.edit("bread", "flashcards.md", "The crust.", "The crust, at last.")
    take(shelf)
    text = shelf.text("bread", "flashcards.md")
    assert "Sugars, above all maltose." in text
    assert "The crust, at last." in text
    assert "Gas makes them" in shelf.text("bread", "lessons/crumb.md")
    assert shelf.text("bread", "path.md").startswith("---\ntitle: Bread\n")
    with shelf.database.reading() as session:
        assert waiting(session, shelf.path("bread")) == []
    found = shelf.update()
    assert found.merged.conflicts == ()
    assert "Steam makes them" in shelf.text("rolls", "lessons/crumb.md")
    assert {each.outcome for each in shelf.sync()} == {"unchanged"}


def test_without_a_choice_all_is_offered(shelf: Shelf) -> None:
    assert len(changed(shelf)) == 2
    with shelf.database.writing() as session:
        suggest(session, "rolls", (), note="", author="Ben")
    take(shelf)
    assert "Steam makes them" in shelf.text("bread", "lessons/crumb.md")
    assert "maltose" in shelf.text("bread", "flashcards.md")


def test_what_upstream_wrote_otherwise_since_is_a_conflict(shelf: Shelf) -> None:
    changed(shelf)
    shelf.edit("bread", "flashcards.md", "Sugar.", "Honey.")
    shelf.sync()
    with shelf.database.writing() as session:
        suggest(session, "rolls", (), note="", author="Ben")
    with shelf.database.reading() as session:
        (suggestion,) = waiting(session, shelf.path("bread"))
        found = prepare_taking(session, shelf.content, suggestion, shelf.renderer, {})
        assert [c.heading for c in found.merged.conflicts] == ["What does yeast eat?"]
        picked = {found.merged.conflicts[0].id: "theirs"}
        assert prepare_taking(session, shelf.content, suggestion, shelf.renderer, picked).merged.conflicts == ()


def test_refusals(shelf: Shelf) -> None:
    with pytest.raises(CannotCopy, match="has no upstream"), shelf.database.writing() as session:
        suggest(session, "bread", (), note="", author="Ben")
    shelf.clone()
    with pytest.raises(CannotCopy, match="nothing to suggest"), shelf.database.writing() as session:
        suggest(session, "rolls", (), note="", author="Ben")
    with pytest.raises(CannotCopy, match="no change called x"), shelf.database.writing() as session:
        suggest(session, "rolls", ["x"], note="", author="Ben")


def test_a_suggestion_is_settled_once(shelf: Shelf) -> None:
    changed(shelf)
    with shelf.database.writing() as session:
        suggestion = suggest(session, "rolls", (), note="", author="Ben")
        settle(suggestion, "declined", now())
        settle(suggestion, "taken", now())
        assert suggestion.outcome == "declined"
