"""GET /studio: what waits in the paths that a person teaches."""

from tests.learner.person import Person
from tests.studio.conftest import Bench


def test_it_shows_the_paths_that_the_person_teaches(ines: Person) -> None:
    html = ines.open("/studio")
    assert 'href="/studio/paths/gans">GANs</a>' in html
    assert "Revision 1" in html
    assert "No draft waits" in html
    assert "/studio/admin" not in html


def test_who_teaches_nothing_finds_no_studio(bench: Bench, chen: Person) -> None:
    chen.open("/studio", 404)
    with Person(bench.app) as stranger:
        assert stranger.get("/studio").headers["location"] == "/sign-in?next=/studio"
