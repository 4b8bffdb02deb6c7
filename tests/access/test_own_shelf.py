"""The paths that are there for somebody alone stand on the library page by its fragment."""

from app.models import Membership
from tests.access.conftest import People
from tests.learner.person import HTMX

SHELF = "/mine"


def test_it_shows_the_paths_one_belongs_to_and_not_the_public_ones(people: People) -> None:
    people.lay("seminar", "private")
    people.lay("draft", "unlisted")
    begun = people.lay("begun", "unlisted")
    people.lay("open")
    maria = people.meet("Maria", {"seminar": "learner", "open": "learner"})
    maria.rate(begun.cards[0], 3)
    html = maria.ask("GET", SHELF, headers=HTMX).text
    assert html.count('<li class="path-card">') == 2
    assert "Private: for its members alone" in html
    assert "Unlisted: for whoever has its address" in html
    assert 'href="/paths/seminar"' in html
    assert 'href="/paths/begun"' in html
    assert "<h1" in maria.open(SHELF)
    with people.database.writing() as session:
        session.delete(session.query(Membership).filter_by(role="learner", path_id=1).one())
    assert 'href="/paths/seminar"' not in maria.open(SHELF)


def test_the_library_is_the_same_for_everybody_and_a_stranger_has_no_shelf(few: People) -> None:
    few.lay("seminar", "private")
    few.lay("open")
    maria, chen = few.meet("Maria", {"seminar": "owner"}), few.meet()
    assert maria.open("/") == chen.open("/")
    assert f'hx-get="{SHELF}"' in chen.open("/")
    response = chen.ask("GET", SHELF, headers=HTMX)
    assert response.text.strip() == ""
    assert response.headers["cache-control"] == "no-store"
    assert "There are none yet." in chen.open(SHELF)
