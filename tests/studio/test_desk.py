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


def test_every_room_of_a_path_leads_to_the_others_and_says_where_one_is(ines: Person) -> None:
    at = "/studio/paths/gans"
    rooms = ("", "/quality", "/coverage", "/class", "/history", "/suggestions", "/publish")
    for room in rooms:
        html = ines.open(at + room)
        rail = html[html.index('class="bench__rooms"') :]
        rail = rail[: rail.index("</nav>")]
        assert all(f'href="{at}{other}"' in rail for other in rooms)
        assert rail.count("aria-current") == 1
        assert f'href="{at}{room}" aria-current="page"' in rail


def test_the_masthead_marks_the_studio_only_in_the_studio(ines: Person, chen: Person) -> None:
    assert "/who?here=studio" in ines.open("/studio")
    assert 'href="/studio" aria-current="page"' in ines.open("/who?here=studio")
    assert "aria-current" not in ines.open("/who?here=%22%3E")
    assert "/studio" not in chen.open("/who?here=studio")
