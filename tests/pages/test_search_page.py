"""The search page over HTTP: what is found and where it leads, the best first; any text is a query."""

import re
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.content.sync import retire
from app.models import Path, PathAlias
from tests.accounts import make_account
from tests.learner.person import HTMX
from tests.pages.bread import CRUMB
from tests.pages.client import Client
from tests.pages.conftest import Author
from tests.pages.markup import read

CAKE = "---\ntitle: Cake\nlanguage: fr\n---\n\nSugar and gluten.\n"
FEW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def headings(text: str) -> list[str]:
    return read(text).text_of("hit__title")


def hits(text: str) -> list[str]:
    """Where the places lead, in order."""
    return [link.split('"')[0] for link in text.split('class="hit__title"><a href="')[1:]]


def test_each_kind_is_found_where_it_stands(ben: Client) -> None:
    expected = {
        "swells": "/paths/bread/lessons/crumb#holes",
        "rest 30": "/paths/bread/lessons/crumb#gluten",
        "crumb": "/paths/bread/lessons/crumb",
        "photographs": "/paths/bread/resources#res-loaf",
        "ada baker": "/paths/bread/resources#res-loaf",
        "fungus": "/paths/bread/glossary#yeast",
        "eclat": "/paths/bread/glossary#%C3%A9clat",
        "ready": "/paths/bread/podcast#waiting",
        "eaten": "/paths/bread",
    }
    for words, address in expected.items():
        assert hits(ben.get(f"/search?q={quote(words)}").text)[0] == address, words


def test_a_card_is_found_by_its_front_and_leads_to_its_attempt(ben: Client) -> None:
    page = ben.get("/search?q=rise+loaf").text
    (link,) = re.findall(r'class="asks__link" href="(/items/[a-z2-7]{16})"', page)
    assert read(page).text_of("asks__text") == ["Yeast eats […] and gives off […]."]
    assert "The rise of a loaf" in ben.get(link).text


def test_what_was_looked_for_is_marked_and_nothing_is_unescaped(ben: Client) -> None:
    page = ben.get("/search?q=%3Cb%3Eholes%3C/b%3E+gluten").text
    assert "<mark>holes</mark>" in page
    assert 'value="&lt;b&gt;holes&lt;/b&gt; gluten"' in page
    assert "<b>holes" not in page


def test_it_says_what_each_place_is(ben: Client) -> None:
    where = read(ben.get("/search?q=gluten").text).text_of("hit__where")
    assert {"Section · The crumb", "Glossary", "Lesson"} & set(where) == {"Section · The crumb"}
    assert read(ben.get("/search?q=photographs").text).text_of("hit__where") == ["Resource"]


def rye(**sections: str) -> str:
    """A lesson whose sections have these headings, with _ for a space, and texts."""
    said = "".join(f"## {heading.replace('_', ' ')}\n\n{text}\n\n" for heading, text in sections.items())
    return f"---\ntitle: Grain\n---\n\n{said}"


def test_a_word_in_a_heading_comes_before_one_in_the_text(ines: Author, maria: Client) -> None:
    # Often in the text, and in a short one; the heading's section is long and has nothing of it.
    often, long = "Oven and oven. " * 40, "It is warm there and dark. " * 200
    ines.write(**{"bread/lessons/rye.md": rye(First=often, Second="Oven.", The_oven=long)})
    assert headings(maria.get("/search?q=oven").text)[0] == "The oven"


def test_a_heading_that_says_just_that_comes_first(ines: Author, maria: Client) -> None:
    long = "It is warm there and dark. " * 200
    ines.write(**{"bread/lessons/rye.md": rye(Rye_and_rye="Rye, rye.", The_rye="Rye.", Rye=long)})
    assert headings(maria.get("/search?q=rye").text)[0] == "Rye"


@pytest.mark.parametrize("typed", ["brow", "Browning", "BROWNINGS", "browned", "br"])
def test_a_word_is_found_by_its_beginning_and_its_other_forms(ben: Client, typed: str) -> None:
    assert "Browning" in headings(ben.get(f"/search?q={typed}").text)


def test_all_words_must_stand_there_else_any_is_said_to(ben: Client) -> None:
    both = ben.get("/search?q=sugar+protein").text
    assert hits(both) == ["/paths/bread/lessons/crust#holes"]
    assert "Nothing has all" not in both
    either = ben.get("/search?q=protein+fungus").text
    assert set(hits(either)) > {"/paths/bread/lessons/crust#holes", "/paths/bread/glossary#yeast"} - {""}
    assert "Nothing has all of these words." in either


def test_quoted_words_stand_side_by_side(ben: Client) -> None:
    assert hits(ben.get("/search?q=%22good+crust%22").text) == ["/paths/bread/glossary#%C3%A9clat"]
    assert hits(ben.get("/search?q=%22crust+good%22").text) == []


def test_a_question_is_read_for_its_telling_words(ben: Client) -> None:
    assert hits(ben.get("/search?q=what+is+in+the+%C3%A9clat%3F").text) == ["/paths/bread/glossary#%C3%A9clat"]


def test_nothing_found_is_said_with_what_may_have_been_meant(ben: Client) -> None:
    page = ben.get("/search?q=browninng").text
    assert "Nothing found for “browninng”." in page
    assert 'Did you mean <a href="/search?q=browning">browning</a>?' in page
    assert "Did you mean" not in ben.get("/search?q=xylophone").text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Any word of the lessons"),
        ("x", "too little to go by"),
        ("%F0%9F%8E%89", "too little"),
        ("%00", "Any word"),
    ],
)
def test_too_little_is_said_kindly(ben: Client, typed: str, said: str) -> None:
    assert said in ben.get(f"/search?q={typed}").text


def test_without_a_query_it_is_a_page_too(ben: Client) -> None:
    page = ben.get("/search").text
    assert 'id="q"' in page
    assert " autofocus" in page
    assert " autofocus" not in ben.get("/search?q=dough").text


HOSTILE = (
    '"', '"""', "'", "' OR 1=1 --", "*", "NEAR(", "a AND", "AND OR NOT", "(((", "-", "^x", "{heading} : x",
    "heading:gas", "gas:*", "gas & ! | <->", "\\", "%", "_", "<script>", "{{ 7*7 }}", "\0gas", "gas\0gas",
    "\ud7ff", "ﬁ ﷺ ½ Ⅷ", "ẞß",
    "生成モデル", "שלום עולם", "हिन्दी", "ภาษาไทย", "🏳️‍🌈🎉", "a\u0301" * 300, "x" * 10_000, "gas " * 2_500, "é" * 3_000,
)  # fmt: skip


@pytest.mark.parametrize("typed", HOSTILE)
def test_any_text_is_a_query(ben: Client, typed: str) -> None:
    for address in (f"/search?q={quote(typed)}", f"/search?q={quote(typed)}&path={quote(typed)}&show={quote(typed)}"):
        answer = ben.get(address)
        assert answer.status_code == 200, typed
        assert "<script>alert" not in answer.text


@FEW
@given(st.text(max_size=80))
def test_no_text_at_all_breaks_it(ben: Client, typed: str) -> None:
    encoded = quote(typed.encode("utf-8", "surrogatepass"))
    assert ben.get(f"/search?q={encoded}").status_code == 200
    assert ben.get(f"/search?q={encoded}+gas+{encoded}").status_code == 200


@pytest.mark.parametrize(
    "query", ["q=%ff%fe", "q", "&&&", "q=gas&q=dough", "show=-1", "show=999999999999", "only=x", "path=%00"]
)
def test_no_query_string_breaks_it(ben: Client, query: str) -> None:
    assert ben.get(f"/search?{query}").status_code == 200


def test_while_somebody_types_only_the_results_come(ben: Client) -> None:
    part = ben.get("/search?q=dough", **HTMX).text
    assert part.startswith('<div class="search__found" id="found"')
    assert "<html" not in part
    assert part in ben.get("/search?q=dough").text


def test_nobody_keeps_a_search(ben: Client) -> None:
    answer = ben.get("/search?q=dough")
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers
    assert "Disallow: /search" in ben.get("/robots.txt").text


def test_every_page_has_the_field_and_knows_its_path(ben: Client) -> None:
    lesson = ben.get("/paths/bread/lessons/crumb").text
    assert '<form class="find" action="/search">' in lesson
    assert '<input type="hidden" name="path" value="bread">' in lesson
    assert 'href="/search?path=bread"' in lesson
    assert 'name="path"' not in ben.get("/").text
    assert 'class="find"' not in ben.get("/search").text


def test_it_looks_in_one_path_or_in_all(ines: Author, maria: Client) -> None:
    ines.folder.joinpath("cake").mkdir()
    ines.write(**{"cake/path.md": CAKE})
    everywhere = maria.get("/search?q=gluten").text
    assert "/paths/cake" in hits(everywhere)
    assert 'lang="fr"' in everywhere
    assert "Section · The crumb · Bread, from the start" in read(everywhere).text_of("hit__where")
    inside = maria.get("/search?q=gluten&path=bread").text
    assert inside.count('lang="fr"') == 0
    assert set(hits(inside)) == set(hits(everywhere)) - {"/paths/cake"}
    assert 'Only in <b>Bread, from the start</b>. <a href="/search?q=gluten">Search all paths</a>' in inside
    assert '<input type="hidden" name="path" value="bread">' in inside


def test_with_one_path_there_is_no_choice_of_paths(ben: Client) -> None:
    assert "Search all paths" not in ben.get("/search?q=gluten&path=bread").text


def test_a_path_of_no_such_name_is_every_path_and_a_former_name_still_counts(
    ines: Author, app: FastAPI, maria: Client
) -> None:
    assert hits(maria.get("/search?q=gluten&path=nowhere").text)
    with app.state.database.writing() as session:
        path = session.scalars(select(Path)).one()
        session.add(PathAlias(slug="loaf", path_id=path.id))
    assert 'name="path" value="bread"' in maria.get("/search?q=gluten&path=loaf").text


def test_many_places_come_a_page_at_a_time(ines: Author, maria: Client) -> None:
    sections = "".join(f"## Rye {number}\n\nRye again.\n\n" for number in range(30))
    cards = "".join(f"## Which rye is {number}?\n<!-- id: rye-{number} -->\n\nThis.\n\n" for number in range(8))
    ines.write(
        **{
            "bread/lessons/rye.md": f"---\ntitle: Grain\n---\n\n{sections}",
            "bread/path.md": (ines.folder / "bread/path.md").read_text().replace("[crumb,", "[rye, crumb,"),
            "bread/flashcards/rye.md": f"---\ntitle: Rye\n---\n\n{cards}",
        }
    )
    first = maria.get("/search?q=rye").text
    assert len(hits(first)) == 20
    assert "30 places." in first
    (more,) = re.findall(r'href="([^"]*show=40#hit-21)"', first)
    second = maria.get(more.replace("&amp;", "&")).text
    assert hits(second)[:20] == hits(first)
    assert len(hits(second)) == 30
    assert 'id="hit-21"' in second
    assert "Show more" not in second
    assert first.count("asks__link") == 5
    assert "All 8 cards" in first
    only = maria.get("/search?q=rye&only=cards").text
    assert len(hits(only)) == 8
    assert "8 cards." in only


def test_a_path_that_nobody_may_see_is_not_found(ines: Author, app: FastAPI, maria: Client) -> None:
    with app.state.database.writing() as session:
        session.scalars(select(Path)).one().visibility = "private"
    assert "Nothing found" in maria.get("/search?q=gluten").text
    assert "Did you mean" not in maria.get("/search?q=glutenn").text


def test_an_unlisted_path_is_found_in_it_and_by_its_members_everywhere(
    ines: Author, app: FastAPI, maria: Client
) -> None:
    cookie = f"cairn={make_account(app.state.database, 'Ben', paths={'bread': 'learner'})['cairn']}"
    for visibility in ("unlisted", "private"):
        with app.state.database.writing() as session:
            session.scalars(select(Path)).one().visibility = visibility
        assert "Nothing found" in maria.get("/search?q=gluten").text
        assert bool(hits(maria.get("/search?q=gluten&path=bread").text)) == (visibility == "unlisted")
        for address in ("/search?q=gluten", "/search?q=gluten&path=bread"):
            assert hits(maria.get(address, cookie=cookie).text)
        assert "Did you mean" in maria.get("/search?q=glutenn", cookie=cookie).text


def test_a_retired_path_is_not_found(ines: Author, app: FastAPI, maria: Client) -> None:
    assert hits(maria.get("/search?q=gluten").text)
    with app.state.database.writing() as session:
        retire(session, "bread")
    assert "Nothing found" in maria.get("/search?q=gluten").text


def test_an_edit_is_found_at_once_and_what_it_replaced_is_not(ines: Author, maria: Client) -> None:
    ines.write(**{"bread/lessons/crumb.md": CRUMB.replace("strong network", "patient lattice")})
    assert hits(maria.get("/search?q=lattice").text) == ["/paths/bread/lessons/crumb#holes"]
    assert hits(maria.get("/search?q=%22strong+network%22").text) == []


def test_a_script_without_spaces_is_found_by_any_part(ines: Author, maria: Client) -> None:
    ines.write(**{"bread/glossary.md": "---\ntitle: Words\n---\n\n## 生成モデル\n\nデータの分布を学ぶモデルです。\n"})
    page = maria.get(f"/search?q={quote('分布')}").text
    assert hits(page) == [f"/paths/bread/glossary#{quote('生成モデル')}"]
    assert "<mark>分布</mark>" in page
    assert hits(maria.get(f"/search?q={quote('布分')}").text) == []


def test_it_only_answers_a_get(ben: Client) -> None:
    assert ben.post("/search", data={"q": "gas"}).status_code == 405
