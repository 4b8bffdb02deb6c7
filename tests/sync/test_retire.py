"""Only `cairn retire` takes a path out of sight; its folder brings it back."""

import shutil

from app.content.sync import retire
from tests.sync.conftest import DUE, Site


def retire_gans(site: Site) -> int | None:
    with site.database.writing(alone=True) as session:
        return retire(session, "gans")


def test_it_takes_a_path_out_of_sight_and_forgets_nothing(site: Site) -> None:
    maria = site.learn(site.items()["sees"])
    before = site.counts()
    assert retire_gans(site) == 1
    assert site.path().retired_at is not None
    assert all(item.retired_at for item in site.items().values())
    assert all(page.retired_at for page in site.pages().values())
    assert site.counts() == {**before, "passages": 0}
    assert site.memory(maria).due_at == DUE


def test_a_retired_path_is_no_alarm(site: Site) -> None:
    shutil.rmtree(site.content / "gans")
    retire_gans(site)
    assert site.sync_all() == []


def test_a_retired_path_comes_back_with_its_folder(site: Site) -> None:
    card = site.items()["sees"]
    retire_gans(site)
    report = site.sync()
    assert (report.outcome, report.returned, report.added) == ("published", 5, 0)
    assert site.path().retired_at is None
    assert (site.items()["sees"].id, site.items()["sees"].retired_at) == (card.id, None)
    assert site.pages()["flashcards.md"].retired_at is None


def test_another_path_may_take_the_name_of_a_retired_one(site: Site) -> None:
    retire_gans(site)
    site.write(path="---\ntitle: Anew\nid: anew\n---\n")
    report = site.sync()
    assert report.outcome == "published"
    assert site.path("anew").slug == "gans"
    assert site.path("gans").slug != "gans"


def test_it_refuses_a_path_that_is_not_there(site: Site) -> None:
    with site.database.writing(alone=True) as session:
        assert retire(session, "vaes") is None
    assert site.path().retired_at is None
