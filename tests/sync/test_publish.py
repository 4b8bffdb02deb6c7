"""A folder becomes rows: pages, items with their versions, what sees what, and a revision that keeps every byte."""

from app.content.documents import CardBody
from app.content.sync import sync
from tests.sync.conftest import DECK, FILES, PATH, Site


def test_it_publishes_a_new_path(empty_site: Site) -> None:
    for file, text in FILES.items():
        empty_site.put(f"gans/{file}", text)
    report = empty_site.sync()
    assert (report.slug, report.outcome, report.revision, report.added) == ("gans", "published", 1, 5)
    assert str(report) == (
        "gans: revision 1 · 0 kept · 0 re-matched · 0 changed · 5 new · 0 lost · 0 learners affected"
    )
    path = empty_site.path()
    assert (path.slug, path.title, path.retired_at) == ("gans", "GANs", None)


def test_it_keeps_every_byte_of_every_file(site: Site) -> None:
    site.put("gans/figures/game.bin", b"\x00\xff\r\n")
    site.sync()
    assert site.revision().manifest.keys() == {*FILES, "figures/game.bin"}
    assert site.blob("figures/game.bin") == b"\x00\xff\r\n"
    assert site.blob("path.md") == PATH.encode()


def test_it_keeps_the_bytes_of_former_revisions(site: Site) -> None:
    before = site.counts()
    site.replace("path.md", "one game", "one long game")
    site.sync()
    after = site.counts()
    assert (after["revisions"], after["blobs"]) == (before["revisions"] + 1, before["blobs"] + 1)


def test_it_draws_pages_in_the_order_of_the_catalogue(site: Site) -> None:
    pages = sorted(site.pages().values(), key=lambda page: page.position)
    assert [page.kind for page in pages] == ["path", "lesson", "deck", "quiz"]
    lesson = site.pages()["lessons/idea.md"]
    assert (lesson.slug, lesson.title, lesson.retired_at) == ("idea", "The idea", None)
    assert [section["key"] for section in lesson.sections] == [
        "lessons/idea.md#two-players",
        "lessons/idea.md#the-game",
    ]
    assert "They compete." in lesson.sections[1]["html"]


def test_it_names_the_part_of_each_lesson(site: Site) -> None:
    site.write(path=PATH.replace("title: GANs", "title: GANs\nparts: [{title: First steps, lessons: [idea]}]"))
    site.sync()
    assert site.pages()["lessons/idea.md"].part == "First steps"


def test_it_gives_each_item_its_version_and_an_address_that_does_not_count_up(site: Site) -> None:
    card = site.items()["sees"]
    assert card.version.edition == 1
    assert isinstance(card.version.body, CardBody)
    assert "discriminator" in card.version.body.back_html
    assert card.page.key == "flashcards.md"
    ids = [item.public_id for item in site.items().values()]
    assert all(len(id_) == 16 for id_ in ids)
    assert len(set(ids)) == 2


def test_it_notes_what_sees_what(site: Site) -> None:
    assert site.counts()["sights"] == 2
    site.write(flashcards=DECK.replace("; see: lessons/idea.md#two-players", ""))
    site.sync()
    assert site.counts()["sights"] == 1


def test_it_redraws_what_an_unchanged_text_refers_to(site: Site) -> None:
    deck = DECK.replace(
        "Only the discriminator's gradient.", "Only the gradient [@good].\n\n![A game](figures/game.svg)"
    )
    site.write(flashcards=deck)
    site.put(
        "gans/references.yml", "good:\n  title: GANs\n  authors: [Ines]\n  year: 2014\n  url: https://example.org\n"
    )
    site.put("gans/figures/game.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>")
    site.sync()
    before = site.items()["sees"].version
    site.put("gans/figures/game.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='8' height='8'/>")
    report = site.sync()
    after = site.items()["sees"].version
    assert (report.outcome, report.kept, report.edited) == ("published", 5, 0)
    assert after.id == before.id
    assert after.body != before.body


def test_it_tells_how_far_it_is(empty_site: Site) -> None:
    for file, text in FILES.items():
        empty_site.put(f"gans/{file}", text)
    told: list[tuple[str, int, int]] = []

    def tell(slug: str, done: int, total: int) -> None:
        told.append((slug, done, total))

    sync(empty_site.database, empty_site.content, renderer=empty_site.renderer, progress=tell)
    assert told[-1] == ("gans", len(FILES), len(FILES))
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
