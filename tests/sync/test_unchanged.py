"""Nothing changed: nothing is parsed and nothing is written. A new renderer draws everything again."""

from app.content.child import Renderer
from tests.sync.conftest import Site


class OtherRenderer(Renderer):
    VERSION = "another"


def test_it_leaves_alone_what_did_not_change(site: Site) -> None:
    before = site.counts()
    report = site.sync()
    assert (report.outcome, report.revision) == ("unchanged", 1)
    assert str(report) == "gans: revision 1 · nothing changed"
    assert site.counts() == before


def test_it_starts_no_renderer_for_what_did_not_change(site: Site) -> None:
    with Renderer() as idle:
        site.renderer = idle
        site.sync()
        assert idle._children == []


def test_it_publishes_again_when_the_renderer_changed(site: Site) -> None:
    before = site.items()["sees"].version_id
    with OtherRenderer(processes=1) as other:
        site.renderer = other
        report = site.sync()
        assert (report.outcome, report.revision, report.kept, report.edited) == ("published", 2, 5, 0)
        assert site.revision().renderer == "another"
        assert site.items()["sees"].version_id == before
        assert site.sync().outcome == "unchanged"


def test_a_file_that_cannot_be_read_is_not_overlooked(site: Site) -> None:
    (site.content / "gans" / "figures").mkdir()
    (site.content / "gans" / "figures" / "loop.svg").symlink_to("/etc/hostname")
    assert site.sync().outcome == "refused"
