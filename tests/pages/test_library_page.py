"""The library: every published path, with what it holds."""

from tests.pages.client import Client
from tests.pages.conftest import Author
from tests.pages.markup import read


def test_it_shows_a_path_and_what_it_holds(ben: Client) -> None:
    page = read(ben.get("/").text)
    assert page.text_of("path-card__title") == ["Bread, from the start"]
    assert page.text_of("path-card__tagline") == ["Flour, water, salt and time."]
    assert page.text_of("path-card__fact") == ["3 lessons", "5 cards", "2 questions", "3 minutes"]
    assert "/paths/bread" in page.links


def test_an_empty_library_says_what_to_do(maria: Client) -> None:
    answer = maria.get("/")
    assert answer.status_code == 200
    assert "No path has been laid yet" in answer.text
    assert "cairn sync" in answer.text


def test_a_title_is_text(ines: Author, maria: Client) -> None:
    path = ines.folder / "bread/path.md"
    ines.write(**{"bread/path.md": path.read_text().replace("Bread, from the start", "<b>Bread</b> & butter")})
    assert "&lt;b&gt;Bread&lt;/b&gt; &amp; butter" in maria.get("/").text
