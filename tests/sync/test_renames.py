"""Renamed folders and files: an `id` keeps the rows, and the former address leads on."""

from sqlalchemy import select

from app.models import PageAlias, PathAlias
from tests.sync.conftest import LESSON, PATH, Site


def path_aliases(site: Site) -> dict[str, int]:
    with site.database.reading() as session:
        return {alias.slug: alias.path_id for alias in session.scalars(select(PathAlias))}


def page_aliases(site: Site) -> dict[tuple[str, str], int]:
    with site.database.reading() as session:
        return {(alias.kind, alias.slug): alias.page_id for alias in session.scalars(select(PageAlias))}


def test_a_renamed_folder_with_an_id_keeps_its_rows(site: Site) -> None:
    site.write(path=PATH.replace("title:", "id: gans\ntitle:"), lessons__idea=LESSON + "\n[Back](../path.md)\n")
    site.sync()
    before, card = site.path(), site.items()["sees"]
    (site.content / "gans").rename(site.content / "adversaries")
    report = site.sync()
    after = site.path()
    assert (report.slug, report.outcome, report.kept) == ("adversaries", "published", 5)
    assert (after.id, after.slug, after.retired_at) == (before.id, "adversaries", None)
    assert site.items()["sees"].id == card.id
    assert path_aliases(site) == {"gans": before.id}
    assert 'href="/paths/adversaries"' in str(site.pages()["lessons/idea.md"].sections), "a link to the former address"


def test_a_folder_that_gets_its_former_name_back_has_no_alias_to_itself(site: Site) -> None:
    site.write(path=PATH.replace("title:", "id: gans\ntitle:"))
    for name in ("gans", "adversaries"):
        (site.content / "gans").exists() and (site.content / "gans").rename(site.content / name)
        site.sync()
    (site.content / "adversaries").rename(site.content / "gans")
    assert site.sync().outcome == "published"
    assert path_aliases(site).keys() == {"adversaries"}


def test_two_folders_that_swap_their_names_keep_their_rows(site: Site) -> None:
    site.write(path=PATH.replace("title:", "id: one\ntitle:"))
    (site.content / "gans").rename(site.content / "a")
    site.put("b/path.md", "---\nid: two\ntitle: Two\n---\n")
    site.sync_all()
    one, two = site.path("one"), site.path("two")
    (site.content / "a").rename(site.content / "c")
    (site.content / "b").rename(site.content / "a")
    (site.content / "c").rename(site.content / "b")
    reports = [r for r in site.sync_all() if r.slug in "ab"]
    assert [report.outcome for report in reports] == ["published", "published"]
    assert (site.path("one").slug, site.path("one").id) == ("b", one.id)
    assert (site.path("two").slug, site.path("two").id) == ("a", two.id)


def test_a_renamed_lesson_with_an_id_keeps_its_rows(site: Site) -> None:
    site.write(lessons__idea=LESSON.replace("title:", "id: lessons/idea.md\ntitle:"))
    site.sync()
    page, section = site.pages()["lessons/idea.md"], site.items("section")["lessons/idea.md#the-game"]
    (site.content / "gans/lessons/idea.md").rename(site.content / "gans/lessons/game.md")
    for file in ("flashcards.md", "quizzes/basics.md"):
        site.replace(file, "lessons/idea.md#", "lessons/game.md#")
    report = site.sync()
    assert (report.outcome, report.kept, report.rematched) == ("published", 5, ())
    after = site.pages()["lessons/idea.md"]
    assert (after.id, after.slug, after.file) == (page.id, "game", "lessons/game.md")
    assert site.items("section")["lessons/idea.md#the-game"].id == section.id
    assert page_aliases(site) == {("lesson", "idea"): page.id}


def test_a_renamed_lesson_without_an_id_is_known_by_its_bytes(site: Site) -> None:
    page, section = site.pages()["lessons/idea.md"], site.items("section")["lessons/idea.md#the-game"]
    (site.content / "gans/lessons/idea.md").rename(site.content / "gans/lessons/game.md")
    report = site.sync()
    assert (report.kept, len(report.rematched), report.retired, report.learners) == (3, 2, 0, 0)
    assert site.pages()["lessons/game.md"].id == page.id
    assert site.items("section")["lessons/game.md#the-game"].id == section.id
    assert page_aliases(site) == {("lesson", "idea"): page.id}
    assert site.counts()["sights"] == 2, "what sees the former file is led on"


def test_a_new_file_under_a_former_address_takes_it_over(site: Site) -> None:
    (site.content / "gans/lessons/idea.md").rename(site.content / "gans/lessons/game.md")
    site.sync()
    site.write(lessons__idea="---\ntitle: Another idea\n---\n\n## Afresh\n\nFrom the start.\n")
    site.sync()
    assert page_aliases(site) == {}
    assert site.pages()["lessons/idea.md"].slug == "idea"


def test_a_deleted_lesson_is_retired_and_comes_back(site: Site) -> None:
    page = site.pages()["lessons/idea.md"]
    (site.content / "gans/lessons/idea.md").unlink()
    report = site.sync()
    assert (report.outcome, report.retired) == ("published", 2)
    assert site.pages()["lessons/idea.md"].retired_at is not None
    assert site.counts()["sights"] == 0
    site.write(lessons__idea=LESSON)
    report = site.sync()
    assert report.returned == 2
    assert (site.pages()["lessons/idea.md"].id, site.pages()["lessons/idea.md"].retired_at) == (page.id, None)
    assert site.counts()["sights"] == 2


def test_it_refuses_two_folders_with_one_id(site: Site) -> None:
    site.put("copy/path.md", PATH.replace("title:", "id: gans\ntitle:"))
    site.write(path=PATH.replace("title: GANs", "id: gans\ntitle: GANs, new"))
    before = site.counts()
    reports = site.sync_all()
    assert [(r.slug, r.outcome) for r in reports] == [("copy", "refused"), ("gans", "refused")]
    assert {(p.file, p.rule) for r in reports for p in r.problems} >= {
        ("copy/path.md", "id-duplicate"),
        ("gans/path.md", "id-duplicate"),
    }
    assert site.counts() == before


def test_a_copy_of_a_folder_takes_nothing_from_it(site: Site) -> None:
    site.write(path=PATH.replace("title:", "id: gans\ntitle:"))
    site.sync()
    site.put("a-copy/path.md", PATH.replace("title:", "id: gans\ntitle:"))
    reports = {report.slug: report.outcome for report in site.sync_all()}
    assert reports == {"a-copy": "refused", "gans": "unchanged"}
    assert site.path().slug == "gans"


def test_it_refuses_a_new_id_for_a_path_that_learners_know(site: Site) -> None:
    site.write(path=PATH.replace("title:", "id: adversaries\ntitle:"))
    report = site.sync()
    assert report.outcome == "refused"
    assert [problem.rule for problem in report.problems if problem.severity == "error"] == ["path-id"]
    assert "id: gans" in str(report.problems)
