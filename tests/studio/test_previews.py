"""GET /studio/paths/{path}/preview/{file}: the pages as the drafts have them."""

from app.content.documents import Document
from app.studio.previews import lead_on
from tests.learner.person import Person
from tests.studio.conftest import AT, Bench
from tests.studio.test_drafts import IDEA, MINE
from tests.studio.test_publish import save


def test_who_teaches_sees_the_drafts_and_learners_what_is_published(bench: Bench, ines: Person, chen: Person) -> None:
    save(ines, IDEA, MINE)
    html = ines.open(f"{AT}/preview/lessons/idea.md")
    assert "They play." in html
    assert "As the drafts have it" in html
    assert f'href="{AT}/files/lessons/idea.md"' in html
    assert "They compete." in chen.open("/paths/gans/lessons/idea")
    assert chen.get(f"{AT}/preview/lessons/idea.md").status_code == 404


def test_only_a_page_of_the_path_can_be_seen(bench: Bench, ines: Person) -> None:
    (bench.folder.parent / "outside.md").write_text("secret")
    for file in ("../outside.md", "nothing.md", "lessons/none.md", "figures/a.svg", ".env"):
        assert ines.get(f"{AT}/preview/{file}").status_code == 404, file


def test_links_lead_on_among_the_drafts() -> None:
    files = (("path", "path.md"), ("lesson", "lessons/a.md"), ("deck", "flashcards/b.md"), ("deck", "flashcards/c.md"))
    documents = [
        Document(kind, file, file, file, "", "", "", (), (), "")  # type: ignore[arg-type]
        for kind, file in files
    ]
    html = '<a href="/paths/p/lessons/a#x"> <a href="/paths/p"> <a href="/paths/p/flashcards"> <a href="/paths/pq">'
    assert lead_on('<a class="x" href="/items/preview-3" hx-get="/items/preview-3">', "p", documents) == '<a class="x">'
    assert lead_on(html, "p", documents) == (
        '<a href="/studio/paths/p/preview/lessons/a.md#x"> <a href="/studio/paths/p/preview/path.md"> '
        '<a href="/studio/paths/p/preview/flashcards/b.md"> <a href="/paths/pq">'
    )
