"""A clone is a folder of its own that says where it comes from, and whoever knew an item knows it there."""

import pytest
from sqlalchemy import select

from app.library.copies import CannotCopy
from app.models import Item
from app.models import Path as PathRow
from tests.copies.conftest import FILES, Shelf


def test_it_has_every_file_and_says_where_it_comes_from(shelf: Shelf) -> None:
    report = shelf.clone()
    assert (report.outcome, report.added) == ("published", 4)
    for file in FILES:
        if file != "path.md":
            assert shelf.text("rolls", file) == shelf.text("bread", file)
    said = shelf.text("rolls", "path.md")
    assert 'title: "Bread (copy)"\n' in said
    assert "id: rolls\n" in said
    assert "authors: [Ines]\nlicense: CC-BY-4.0\n" in said
    with shelf.database.reading() as session:
        bread = session.scalars(select(PathRow).where(PathRow.slug == "bread")).one()
        rolls = session.scalars(select(PathRow).where(PathRow.slug == "rolls")).one()
        assert (rolls.upstream_path_id, rolls.base_revision_id) == (bread.id, bread.revision_id)
    assert {each.outcome for each in shelf.sync()} == {"unchanged"}


def test_who_knows_an_item_knows_its_copy(shelf: Shelf) -> None:
    maria = shelf.learner("bread")
    shelf.learn(maria, shelf.item("bread", "eats"))
    shelf.clone()
    memory = shelf.memory(maria, shelf.item("rolls", "eats"))
    assert memory is not None
    assert memory.changed_at is None
    shelf.clone("rolls", "buns")
    assert shelf.item("buns", "eats").lineage == shelf.item("bread", "eats").lineage
    assert shelf.path("buns").upstream_path_id == shelf.path("rolls").id


def test_another_meaning_in_the_clone_is_another_thing_to_know(shelf: Shelf) -> None:
    shelf.clone()
    maria, ben = shelf.learner("bread", "rolls"), shelf.learner("bread")
    for person in (maria, ben):
        shelf.learn(person, shelf.item("bread", "eats"))
    shelf.edit("rolls", "flashcards.md", "id: eats;", "id: eats; edition: 2;")
    shelf.edit("rolls", "flashcards.md", "Sugar.", "Starch, once enzymes have cut it.")
    shelf.sync()
    here, there = shelf.item("rolls", "eats"), shelf.item("bread", "eats")
    assert here.lineage != there.lineage
    changed = shelf.memory(maria, here)
    assert changed is not None
    assert changed.changed_at == changed.due_at
    untouched = shelf.memory(maria, there)
    assert untouched is not None
    assert untouched.changed_at is None
    assert shelf.memory(ben, here) is None


def test_it_counts_only_those_who_learn_from_the_path_that_changes(shelf: Shelf) -> None:
    shelf.clone()
    item = shelf.item("bread", "eats")
    for paths in (("bread",), ("bread", "rolls"), ("rolls",)):
        shelf.learn(shelf.learner(*paths), item)
    shelf.edit("rolls", "flashcards.md", "id: eats;", "id: eats; edition: 2;")
    (report,) = (each for each in shelf.sync() if each.slug == "rolls")
    assert (report.changed, report.learners) == (1, 2)


def test_an_edit_of_words_alone_parts_nothing(shelf: Shelf) -> None:
    shelf.clone()
    shelf.edit("rolls", "flashcards.md", "Sugar.", "Sugars.")
    shelf.sync()
    assert shelf.item("rolls", "eats").lineage == shelf.item("bread", "eats").lineage


@pytest.mark.parametrize(
    ("source", "slug", "said"),
    [
        ("cake", "rolls", "there is no path called cake"),
        ("bread", "Rolls!", "cannot stand in an address"),
        ("bread", "../rolls", "cannot stand in an address"),
        ("bread", "bread", "is taken"),
        ("bread", "there", "is taken"),
    ],
)
def test_what_cannot_be_cloned_leaves_nothing(shelf: Shelf, source: str, slug: str, said: str) -> None:
    (shelf.content / "there").mkdir()
    before = sorted(p for p in shelf.content.rglob("*"))
    with pytest.raises(CannotCopy, match=said):
        shelf.clone(source, slug)
    assert sorted(p for p in shelf.content.rglob("*")) == before
    with shelf.database.reading() as session:
        assert len(session.scalars(select(PathRow)).all()) == 1
        assert len(session.scalars(select(Item.id)).all()) == 4
