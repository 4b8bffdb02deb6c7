"""Several syncs at once, and learners at work meanwhile: nothing breaks, and nothing is published twice."""

from concurrent.futures import ThreadPoolExecutor

from app.content import sync as syncing
from app.content.child import Renderer
from app.content.sync import sync
from app.db import Database
from tests.sync.conftest import FILES, PATH, Site


def test_two_syncs_at_once_publish_one_revision(empty_site: Site, database_url: str) -> None:
    for file, text in FILES.items():
        empty_site.put(f"gans/{file}", text)

    def one_of_them() -> str:
        database = Database(database_url)
        with Renderer(processes=1) as renderer:
            (report,) = sync(database, empty_site.content, renderer=renderer)
        database.dispose()
        return report.outcome

    with ThreadPoolExecutor(4) as pool:
        outcomes = [future.result() for future in [pool.submit(one_of_them) for _ in range(4)]]
    assert sorted(outcomes) == ["published", "unchanged", "unchanged", "unchanged"]
    assert empty_site.counts()["revisions"] == 1


def test_a_sync_that_was_overtaken_reads_the_folder_again(site: Site) -> None:
    """Its folder was read before the other's; what it read may be older than what is published now."""
    site.replace("path.md", "one game", "an old game")

    class OvertakenRenderer(Renderer):
        def parse_all(self, *args, **kwargs):  # type: ignore[no-untyped-def]
            parsed = super().parse_all(*args, **kwargs)
            if "an old game" in (site.content / "gans/path.md").read_text():
                site.write(path=PATH.replace("one game", "a new game"))
                assert site.sync().outcome == "published"
            return parsed

    with OvertakenRenderer(processes=1) as renderer:
        (report,) = syncing.sync(site.database, site.content, renderer=renderer)
    assert (report.outcome, report.revision) == ("unchanged", 2)
    assert b"a new game" in site.blob("path.md")


def test_learners_write_while_a_sync_is_written(site: Site) -> None:
    site.replace("flashcards.md", "id: sees;", "id: sees; edition: 2;")
    card = site.items()["sees"]
    with ThreadPoolExecutor(8) as pool:
        learners = [pool.submit(site.learn, card) for _ in range(40)]
        syncs = [pool.submit(site.sync) for _ in range(2)]
        people = {future.result() for future in learners}
        outcomes = sorted(future.result().outcome for future in syncs)
    assert outcomes == ["published", "unchanged"]
    assert len(people) == 40
    assert site.counts()["memories"] == 40
