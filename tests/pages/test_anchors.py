"""Many lessons on one page: no id twice, and every link still leads somewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lessons.anchors import prefix_ids

ROOM = "/paths/bread/lessons/"
LESSONS = {"crumb", "crust", "brötchen"}


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<h2 id="why">Why</h2>', '<h2 id="crumb--why">Why</h2>'),
        ('<a href="#why">why</a>', '<a href="#crumb--why">why</a>'),
        ('<a href="/paths/bread/lessons/crust#why">why</a>', '<a href="#crust--why">why</a>'),
        ('<a href="/paths/bread/lessons/crust">crust</a>', '<a href="#crust">crust</a>'),
        ('<a href="/paths/bread/lessons/br%C3%B6tchen">sour</a>', '<a href="#brötchen">sour</a>'),
        ('<a href="/paths/bread/lessons/gone#why">why</a>', '<a href="/paths/bread/lessons/gone#why">why</a>'),
        ('<a href="/paths/bread/glossary#rye">rye</a>', '<a href="/paths/bread/glossary#rye">rye</a>'),
        ('<a href="https://example.org/#why">far</a>', '<a href="https://example.org/#why">far</a>'),
        ('<b aria-describedby="a b" id="c">x</b>', '<b aria-describedby="crumb--a crumb--b" id="crumb--c">x</b>'),
        ('<code>id="why" href="#why"</code>', '<code>id="why" href="#why"</code>'),
        ('<img alt="a > b" id="c">', '<img alt="a > b" id="crumb--c">'),
        ('<i data-id="c" title=" id=c">x</i>', '<i data-id="c" title=" id=c">x</i>'),
    ],
)
def test_it_fits_on_one_page(html: str, expected: str) -> None:
    assert prefix_ids(html, "crumb", room=ROOM, lessons=LESSONS) == expected


@given(st.text(alphabet=' <>="#aid/hrefp'))
def test_it_leaves_text_alone(text: str) -> None:
    escaped = text.replace("<", "&lt;").replace(">", "&gt;")
    assert prefix_ids(escaped, "crumb", room=ROOM, lessons=LESSONS) == escaped
