"""The whole article on one page: no id twice, every link inside it leads somewhere on it."""

from tests.pages.client import Client
from tests.pages.markup import read


def test_no_id_stands_twice(ben: Client) -> None:
    ids = read(ben.get("/paths/bread/article").text).ids
    assert len(ids) == len(set(ids))
    assert {"crumb", "crumb--holes", "crust--holes"} <= set(ids)


def test_every_link_inside_it_leads_somewhere_on_it(ben: Client) -> None:
    page = read(ben.get("/paths/bread/article").text)
    inner = {link[1:] for link in page.links if link.startswith("#")}
    assert {"crumb--holes", "crust", "overview--what"} <= inner
    assert inner <= set(page.ids)
    assert set(page.references) <= set(page.ids)


def test_it_has_every_lesson_in_order_with_its_contents(ben: Client) -> None:
    page = read(ben.get("/paths/bread/article").text)
    titles = ["Bread in five minutes", "The crumb", "The crust"]
    assert page.text_of("article__lesson-title") == titles
    assert page.text_of("contents__name") == titles


def test_its_headings_stand_one_level_below_its_lessons(ben: Client) -> None:
    text = ben.get("/paths/bread/article").text
    assert '<h3 id="crumb--holes" tabindex="-1">' in text
    assert '<h4 id="crumb--gluten" tabindex="-1">' in text
    assert '<h3 class="references__title"' in text
