"""What a clone has better goes back to the original, if its instructors want it."""

import pytest
from sqlalchemy.orm import Session

from app.library.copies import CannotCopy
from app.library.suggestions import (
    Settled,
    draw_up,
    offered,
    outcomes_of,
    prepare_taking,
    settle,
    suggest,
    waiting,
)
from app.library.updates import Update, apply
from app.models import Suggestion, User, now
from app.web.errors import NotFound
from tests.copies.conftest import Shelf


def changed(shelf: Shelf) -> list[str]:
    """The ids of two changes in the clone: a card, and a section."""
    shelf.clone()
    shelf.edit("rolls", "flashcards.md", "Sugar.", "Sugars, above all maltose.")
    shelf.edit("rolls", "lessons/crumb.md", "Gas makes them", "Steam makes them")
    shelf.sync()
    return changed_ids(shelf)


def changed_ids(shelf: Shelf) -> list[str]:
    with shelf.database.reading() as session:
        return [change.id for change in offered(session, "rolls")]


def send(shelf: Shelf, *chosen: str, note: str = "") -> Suggestion:
    with shelf.database.reading() as session:
        offer = draw_up(session, "rolls", chosen)
    with shelf.database.writing(alone=True) as session:
        return suggest(session, offer, note=note, author="Ben")


def look(shelf: Shelf, suggestion: Suggestion) -> Update:
    with shelf.database.reading() as session:
        return prepare_taking(session, shelf.content, suggestion, shelf.renderer, {})


def take(shelf: Shelf, suggestion: Suggestion, found: Update | None = None) -> None:
    def first(session: Session) -> None:
        settle(session, suggestion.id, "taken", now())

    found = found or look(shelf, suggestion)
    apply(shelf.database, shelf.content, "bread", found, renderer=shelf.renderer, first=first)


def decline(shelf: Shelf, suggestion: Suggestion) -> None:
    with shelf.database.writing() as session:
        settle(session, suggestion.id, "declined", now())


def test_what_is_chosen_comes_to_the_original_and_makes_no_conflict_later(shelf: Shelf) -> None:
    card = next(change for change in changed(shelf) if "eats" in change)
    suggestion = send(shelf, card, note="More exact")
    assert (suggestion.note, suggestion.author, suggestion.settled_at) == ("More exact", "Ben", None)
    shelf.edit("bread", "flashcards.md", "The crust.", "The crust, at last.")
    take(shelf, suggestion)
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
    take(shelf, send(shelf))
    assert "Steam makes them" in shelf.text("bread", "lessons/crumb.md")
    assert "maltose" in shelf.text("bread", "flashcards.md")


def test_what_upstream_wrote_otherwise_since_is_a_conflict(shelf: Shelf) -> None:
    changed(shelf)
    shelf.edit("bread", "flashcards.md", "Sugar.", "Honey.")
    shelf.sync()
    suggestion = send(shelf)
    with shelf.database.reading() as session:
        found = prepare_taking(session, shelf.content, suggestion, shelf.renderer, {})
        assert [c.heading for c in found.merged.conflicts] == ["What does yeast eat?"]
        picked = {found.merged.conflicts[0].id: "theirs"}
        assert prepare_taking(session, shelf.content, suggestion, shelf.renderer, picked).merged.conflicts == ()


def test_refusals(shelf: Shelf) -> None:
    with pytest.raises(CannotCopy, match="has no upstream"), shelf.database.reading() as session:
        draw_up(session, "bread")
    shelf.clone()
    with pytest.raises(CannotCopy, match="nothing to suggest"):
        send(shelf)
    with pytest.raises(CannotCopy, match="no change called x"):
        send(shelf, "x")


def test_of_two_who_decide_at_once_one_does_and_the_other_is_told(shelf: Shelf) -> None:
    changed(shelf)
    suggestion = send(shelf)
    found = look(shelf, suggestion)
    decline(shelf, suggestion)
    with pytest.raises(Settled):
        take(shelf, suggestion, found)
    assert "Gas makes them" in shelf.text("bread", "lessons/crumb.md")
    assert not list(shelf.content.rglob(".*"))
    again = send(shelf, *changed_ids(shelf))
    take(shelf, again)
    with pytest.raises(Settled):
        decline(shelf, again)
    with shelf.database.reading() as session:
        assert session.get_one(Suggestion, suggestion.id).outcome == "declined"
        assert session.get_one(Suggestion, again.id).outcome == "taken"


def outcomes(shelf: Shelf) -> dict[str, str]:
    with shelf.database.reading() as session:
        return outcomes_of(session, shelf.path("rolls"), offered(session, "rolls"))


def test_what_was_suggested_before_is_known_word_for_word(shelf: Shelf) -> None:
    card, section = changed(shelf)
    assert outcomes(shelf) == {}
    first = send(shelf, card)
    assert outcomes(shelf) == {card: "open"}
    # The same while it waits is the same suggestion, and what is left is what is sent without a choice.
    assert send(shelf, card).id == first.id
    decline(shelf, first)
    take(shelf, send(shelf))
    assert outcomes(shelf) == {card: "declined", section: "taken"}
    with pytest.raises(CannotCopy, match="was suggested already"):
        send(shelf)
    assert send(shelf, card).id != first.id
    assert outcomes(shelf) == {card: "open", section: "taken"}
    shelf.edit("rolls", "flashcards.md", "above all maltose", "maltose above all")
    shelf.sync()
    assert outcomes(shelf) == {section: "taken"}


def test_what_changed_or_may_not_be_taught_when_it_is_sent_is_not_sent(shelf: Shelf) -> None:
    changed(shelf)
    with shelf.database.reading() as session:
        offer = draw_up(session, "rolls")
    with shelf.database.writing() as session:
        session.add(chen := User(email="chen@example.org"))
    with pytest.raises(NotFound), shelf.database.writing() as session:
        suggest(session, offer, note="", author="Chen", made_by=chen.id)
    shelf.edit("rolls", "flashcards.md", "above all maltose", "maltose above all")
    shelf.sync()
    with pytest.raises(CannotCopy, match="has changed since"), shelf.database.writing() as session:
        suggest(session, offer, note="", author="Ben")
    with shelf.database.reading() as session:
        assert waiting(session, shelf.path("bread")) == []
