"""What the original became since comes into a clone, item by item, and learners keep what they know."""

import pytest
from sqlalchemy import select, update

from app.library.copies import CannotCopy
from app.library.updates import apply, prepare
from app.models import Base, Membership, Path, User
from app.web.errors import NotFound
from tests.copies.conftest import LESSON, Shelf


def test_what_only_upstream_changed_is_taken_and_what_was_changed_here_is_kept(shelf: Shelf) -> None:
    shelf.clone()
    maria = shelf.learner("rolls")
    shelf.learn(maria, shelf.item("rolls", "browns"))
    shelf.edit("rolls", "flashcards.md", "The crust.", "The crust, which is hot and dry.")
    shelf.edit("bread", "flashcards.md", "Sugar.", "Sugars.")
    shelf.edit("bread", "lessons/crumb.md", "Gas makes them", "Steam and gas make them")
    shelf.sync()
    found = shelf.update()
    assert {c.heading: c.status for c in found.merged.changes} == {
        "What does yeast eat?": "taken",
        "Holes": "taken",
        "What browns?": "kept",
    }
    assert found.report is not None
    assert (found.report.edited, found.report.retired, found.report.changed) == (2, 0, 0)
    assert shelf.text("rolls", "lessons/crumb.md") == shelf.text("bread", "lessons/crumb.md")
    assert "Sugars." in shelf.text("rolls", "flashcards.md")
    assert "hot and dry." in shelf.text("rolls", "flashcards.md")
    assert 'title: "Bread (copy)"' in shelf.text("rolls", "path.md")
    assert shelf.path("rolls").base_revision_id == shelf.path("bread").revision_id
    assert shelf.memory(maria, shelf.item("rolls", "browns")) is not None
    assert not shelf.update().is_new
    assert {each.outcome for each in shelf.sync()} == {"unchanged"}


def test_no_row_of_a_learner_changes_where_no_meaning_does(shelf: Shelf) -> None:
    shelf.clone()
    for n in range(3):
        person = shelf.learner("rolls", "bread")
        shelf.learn(person, shelf.item("rolls", "browns"))
        shelf.answer(person, shelf.item("rolls", "eats"), f"{n}")
    shelf.edit("rolls", "flashcards.md", "The crust.", "The crust, which is hot and dry.")
    shelf.sync()
    shelf.edit("bread", "flashcards.md", "Sugar.", "Sugars.")
    shelf.edit("bread", "lessons/crumb.md", "## Crust", "## The brown crust")
    shelf.sync()
    before = learned(shelf)
    assert shelf.update().is_new
    assert learned(shelf) == before
    assert len(before) == 3 * 4


def learned(shelf: Shelf) -> list[tuple[str, tuple[object, ...]]]:
    """Every row that hangs on a learner, table by table."""
    with shelf.database.reading() as session:
        tables = [table for table in Base.metadata.sorted_tables if "user_id" in table.c]
        return sorted(((t.name, tuple(row)) for t in tables for row in session.execute(select(t))), key=str)


def test_who_may_teach_no_more_when_it_is_written_writes_nothing(shelf: Shelf) -> None:
    shelf.clone()
    shelf.edit("bread", "flashcards.md", "Sugar.", "Sugars.")
    shelf.sync()
    found, before = shelf.look(), shelf.path("rolls")
    with shelf.database.writing() as session:
        session.add_all([ines := User(email="ines@example.org"), chen := User(email="chen@example.org")])
        session.add(omar := User(email="omar@example.org", role="instructor"))
        session.flush()
        session.add(Membership(path_id=before.id, user_id=ines.id, role="learner"))
        session.execute(update(Path).where(Path.id == before.id).values(visibility="private"))
    for person in (ines, chen, omar):
        with pytest.raises(NotFound):
            apply(shelf.database, shelf.content, "rolls", found, renderer=shelf.renderer, made_by=person.id)
    assert "Sugars." not in shelf.text("rolls", "flashcards.md")
    assert not list(shelf.content.rglob(".*"))
    assert shelf.path("rolls").revision_id == before.revision_id
    with shelf.database.writing() as session:
        session.execute(update(Membership).values(role="instructor"))
    apply(shelf.database, shelf.content, "rolls", found, renderer=shelf.renderer, made_by=ines.id)
    assert "Sugars." in shelf.text("rolls", "flashcards.md")


def test_a_dry_run_writes_nothing(shelf: Shelf) -> None:
    shelf.clone()
    shelf.edit("bread", "flashcards.md", "Sugar.", "Sugars.")
    shelf.sync()
    before = shelf.text("rolls", "flashcards.md"), shelf.path("rolls").revision_id
    assert list(shelf.look().changes) == ["flashcards.md", "path.md"]
    assert (shelf.text("rolls", "flashcards.md"), shelf.path("rolls").revision_id) == before


def test_a_conflict_stands_in_the_file_and_learners_stay_where_they_were(shelf: Shelf) -> None:
    shelf.clone()
    shelf.edit("rolls", "flashcards.md", "Sugar.", "Starch.")
    shelf.sync()
    before = shelf.path("rolls").revision_id
    shelf.edit("bread", "flashcards.md", "Sugar.", "Honey.")
    shelf.sync()
    assert len(shelf.update().merged.conflicts) == 1
    assert "<<<<<<< here\n" in shelf.text("rolls", "flashcards.md")
    (refused,) = [each for each in shelf.sync() if each.slug == "rolls"]
    assert refused.outcome == "refused"
    assert "conflict" in {problem.rule for problem in refused.problems}
    assert shelf.path("rolls").revision_id == before
    with pytest.raises(CannotCopy, match=r"a merge is not finished in flashcards\.md, line 5"):
        shelf.look()
    marked = shelf.text("rolls", "flashcards.md")
    start, end = marked.index("<<<<<<< here\n"), marked.index(">>>>>>> upstream\n")
    mine, theirs = marked[start:end].removeprefix("<<<<<<< here\n").split("=======\n")
    shelf.put("rolls", "flashcards.md", marked[:start] + theirs + marked[end + len(">>>>>>> upstream\n") :])
    assert {each.outcome for each in shelf.sync()} == {"published", "unchanged"}
    assert "Honey." in shelf.text("rolls", "flashcards.md")
    assert "Starch." in mine
    assert not shelf.update().is_new


@pytest.mark.parametrize(("pick", "kept"), [("mine", "Starch."), ("theirs", "Honey.")])
def test_a_pick_settles_a_conflict(shelf: Shelf, pick: str, kept: str) -> None:
    shelf.clone()
    shelf.edit("rolls", "flashcards.md", "Sugar.", "Starch.")
    shelf.edit("bread", "flashcards.md", "Sugar.", "Honey.")
    shelf.sync()
    (conflict,) = shelf.look().merged.conflicts
    shelf.update(picks={conflict.id: pick})
    assert kept in shelf.text("rolls", "flashcards.md")
    assert "<<<<<<<" not in shelf.text("rolls", "flashcards.md")
    assert {each.outcome for each in shelf.sync()} == {"unchanged"}


def test_a_new_meaning_upstream_is_due_in_the_clone_once_it_is_taken(shelf: Shelf) -> None:
    shelf.clone()
    maria = shelf.learner("rolls")
    shelf.learn(maria, shelf.item("rolls", "eats"))
    shelf.edit("bread", "flashcards.md", "id: eats;", "id: eats; edition: 2;")
    shelf.edit("bread", "flashcards.md", "Sugar.", "Maltose.")
    shelf.sync()
    still = shelf.memory(maria, shelf.item("rolls", "eats"))
    assert still is not None
    assert still.changed_at is None
    shelf.update()
    now = shelf.memory(maria, shelf.item("rolls", "eats"))
    assert now is not None
    assert now.changed_at is not None
    assert shelf.item("rolls", "eats").lineage == shelf.item("bread", "eats").lineage


def test_a_file_that_was_renamed_upstream_is_followed_and_known(shelf: Shelf) -> None:
    shelf.clone()
    maria = shelf.learner("rolls")
    shelf.learn(maria, shelf.item("rolls", "lessons/crumb.md#holes"))
    shelf.edit("rolls", "lessons/crumb.md", "hot and dry", "hot")
    (shelf.content / "bread/lessons/crumb.md").unlink()
    shelf.put("bread", "lessons/inside.md", LESSON.replace("title: Crumb", "id: lessons/crumb.md\ntitle: Crumb"))
    shelf.edit("bread", "path.md", "[crumb]", "[inside]")
    for word in ("holes", "crust"):
        shelf.edit("bread", "flashcards.md", f"lessons/crumb.md#{word}", f"lessons/inside.md#{word}")
    shelf.sync()
    found = shelf.update()
    assert found.report is not None
    assert found.report.outcome == "published", [str(p) for p in found.report.problems]
    assert found.report.retired == 0
    assert not (shelf.content / "rolls/lessons/crumb.md").exists()
    assert "where it is hot.\n" in shelf.text("rolls", "lessons/inside.md")
    assert shelf.memory(maria, shelf.item("rolls", "lessons/crumb.md#holes")) is not None


def test_a_file_that_changes_meanwhile_is_not_written_over(shelf: Shelf) -> None:
    shelf.clone()
    shelf.edit("bread", "flashcards.md", "Sugar.", "Sugars.")
    shelf.sync()
    found = shelf.look()
    shelf.edit("rolls", "flashcards.md", "The crust.", "The rind.")
    before = shelf.text("rolls", "flashcards.md")
    with pytest.raises(CannotCopy, match="look at the update again"):
        apply(shelf.database, shelf.content, "rolls", found, renderer=shelf.renderer)
    assert shelf.text("rolls", "flashcards.md") == before


def test_no_update_without_an_upstream_nor_in_a_circle(shelf: Shelf) -> None:
    with pytest.raises(CannotCopy, match="has no upstream here"):
        shelf.look("bread")
    shelf.clone()
    base = shelf.text("rolls", "path.md").partition("base: ")[2].partition("}")[0]
    digest = shelf.path("rolls").revision_id
    assert digest
    shelf.edit("bread", "path.md", "title: Bread", f"title: Bread\nupstream: {{path: rolls, base: {base}}}")
    shelf.sync()
    with shelf.database.writing() as session:
        bread = session.get_one(type(shelf.path("bread")), shelf.path("bread").id)
        bread.base_revision_id = digest
    with pytest.raises(CannotCopy, match="lead back to itself"), shelf.database.reading() as session:
        prepare(session, shelf.content, "rolls", shelf.renderer)
