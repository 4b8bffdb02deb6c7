"""What search finds follows the pages: written with the revision, left alone where a page is, gone with it."""

from sqlalchemy import delete, func, select, update

from app.content.sync import retire
from app.db import WORDS
from app.models import Item, Page, Passage, Revision
from tests.sync.conftest import DECK, Site


def passages(site: Site) -> dict[str, list[Passage]]:
    """By the key of the page."""
    found: dict[str, list[Passage]] = {}
    with site.database.reading() as session:
        for passage, key in session.execute(
            select(Passage, Page.key).join(Page, Page.id == Passage.page_id).order_by(Passage.id)
        ):
            found.setdefault(key, []).append(passage)
    return found


def ids(site: Site, page: str) -> list[int]:
    return [passage.id for passage in passages(site).get(page, [])]


def indexed(site: Site) -> set[int]:
    with site.database.reading() as session:
        return set(session.scalars(select(WORDS.c.rowid)))


def assert_in_step(site: Site) -> None:
    assert indexed(site) == {passage.id for found in passages(site).values() for passage in found}


def test_a_path_is_indexed_as_it_is_published(site: Site) -> None:
    found = passages(site)
    assert {key: [p.kind for p in each] for key, each in found.items()} == {
        "gans": ["path"],
        "lessons/idea.md": ["lesson", "section", "section"],
        "flashcards.md": ["card", "card"],
    }
    card = site.items()["sees"]
    assert found["flashcards.md"][0].item_id == card.id
    assert_in_step(site)


def test_a_page_that_did_not_change_keeps_its_rows(site: Site) -> None:
    before = passages(site)
    site.replace("lessons/idea.md", "They compete.", "They compete and learn.")
    site.sync()
    assert ids(site, "flashcards.md") == [p.id for p in before["flashcards.md"]]
    # New rows have new numbers: had all been written anew, they would begin again.
    assert min(ids(site, "lessons/idea.md")) > max(p.id for found in before.values() for p in found)
    assert [p.text for p in passages(site)["lessons/idea.md"]][2] == "They compete and learn."
    assert_in_step(site)


def test_a_dry_run_writes_nothing(site: Site) -> None:
    before = ids(site, "lessons/idea.md")
    site.replace("lessons/idea.md", "They compete.", "They compete and learn.")
    site.sync(dry_run=True)
    assert ids(site, "lessons/idea.md") == before


def test_a_page_that_disappears_is_found_no_more_and_again_when_it_returns(site: Site) -> None:
    (site.content / "gans/flashcards.md").unlink()
    site.sync()
    assert "flashcards.md" not in passages(site)
    assert_in_step(site)
    site.put("gans/flashcards.md", DECK)
    site.sync()
    assert len(ids(site, "flashcards.md")) == 2
    assert_in_step(site)


def test_a_retired_path_is_found_no_more_and_again_when_it_returns(site: Site) -> None:
    with site.database.writing(alone=True) as session:
        retire(session, "gans")
    assert passages(site) == {}
    assert indexed(site) == set()
    site.sync()
    assert len(passages(site)) == 3
    assert_in_step(site)


def test_one_paths_sync_leaves_another_alone(site: Site) -> None:
    site.put("flows/path.md", "---\ntitle: Flows\n---\n\nInvertible.\n")
    site.sync_all()
    before = ids(site, "flows")
    site.replace("lessons/idea.md", "They compete.", "They compete and learn.")
    site.sync_all()
    assert ids(site, "flows") == before
    assert_in_step(site)


def test_a_database_from_before_gets_its_index_though_nothing_changed(site: Site) -> None:
    # As the migration leaves it: pages of an earlier renderer, and the new tables empty.
    with site.database.writing() as session:
        session.execute(delete(WORDS))
        session.execute(delete(Passage))
        session.execute(update(Revision).values(renderer="1-before"))
    site.sync()
    assert len(passages(site)) == 3
    assert_in_step(site)


def test_nothing_to_be_recalled_is_written(site: Site) -> None:
    with site.database.reading() as session:
        text = " ".join(session.scalars(select(Passage.heading + " " + Passage.text)))
        questions = session.scalar(
            select(func.count()).select_from(Passage).join(Item, Item.id == Passage.item_id).where(Item.kind != "card")
        )
    for secret in ("gradient", "probability", "How many networks"):
        assert secret not in text
    assert questions == 0
