"""A person with a browser that runs no JavaScript: opens pages, fills in forms, follows where they lead."""

import asyncio
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any, Self

import httpx

from tests.pages.client import OURS, Client

Fields = dict[str, list[str]]
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


class Form(HTMLParser):
    """The first form of a page whose action has a text in it, the search of every page aside: its fields, and what each
    control offers."""

    def __init__(self, html: str, action: str = "") -> None:
        super().__init__()
        self.action = ""
        self.hidden: dict[str, str] = {}
        self.offers: Fields = {}
        self._wanted = action
        self._inside = False
        self._select = ""
        self.feed(html)
        assert self.action, f"no form for {action!r} in {html}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        is_wanted = self._wanted in found.get("action", "") and found.get("action") != "/search"
        if tag == "form" and not self.action and is_wanted:
            self._inside, self.action = True, found["action"]
        if not self._inside:
            return
        if tag == "input" and found.get("type") == "hidden":
            self.hidden[found["name"]] = found["value"]
        elif tag in ("input", "button") and "name" in found:
            self.offers.setdefault(found["name"], []).append(found.get("value", ""))
        elif tag == "select":
            self._select = found["name"]
        elif tag == "option" and self._select:
            self.offers.setdefault(self._select, []).append(found["value"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        if tag == "select":
            self._select = ""


class Person(Client):
    def __init__(self, app: Any) -> None:
        super().__init__(app)

    def __enter__(self) -> Self:
        return super().__enter__()

    @property
    def cookies(self) -> httpx.Cookies:
        return self._http.cookies

    def open(self, url: str, status: int = 200) -> str:
        response = self.get(url)
        assert response.status_code == status, f"{response.status_code} for {url}: {response.text[:2000]}"
        return response.text

    def send(self, form: Form, fields: Mapping[str, Any] | None = None, **how: Any) -> httpx.Response:
        """Presses the button; what is given overrides what the form had."""
        return self.post(form.action, data={**form.hidden, **(fields or {})}, **how)

    def send_twice_at_once(self, form: Form, fields: Mapping[str, Any]) -> list[httpx.Response]:
        return self.send_all_at_once([(form.action, {**form.hidden, **fields})] * 2)

    def send_all_at_once(self, forms: list[tuple[str, dict[str, Any]]]) -> list[httpx.Response]:
        async def all_of_them() -> list[httpx.Response]:
            sent = [self._http.post(action, data=fields, headers=OURS) for action, fields in forms]
            return list(await asyncio.gather(*sent))

        return self._runner.run(all_of_them())

    def follow(self, response: httpx.Response) -> str:
        assert response.status_code == 303, f"{response.status_code}: {response.text[:2000]}"
        return self.open(response.headers["location"])

    def answer(self, item: str, given: Any, **fields: Any) -> str:
        """Answers a question by the text of its options (or what is typed), and reads what it was worth."""
        html = self.open(f"/items/{item}")
        return self.follow(self.send(Form(html, "/answers"), {**fill(html, given), **fields}))

    def rate(self, item: str, rating: int) -> httpx.Response:
        html = self.open(f"/items/{item}?flip=1")
        return self.send(Form(html, "/reviews"), {"rating": rating})


def fill(html: str, given: Any) -> dict[str, Any]:
    """Form fields for an answer: the text or texts of options (or typed), a dict of left to right, a tuple in order."""
    form = Form(html, "/answers")
    if isinstance(given, dict):
        return {name: value_of(html, given[text]) for name, text in left_cells(html).items()}
    if isinstance(given, tuple):
        places = {text: str(n) for n, text in enumerate(given, 1)}
        return {name: places[text] for name, text in lines(html).items()}
    if any(name.startswith("given.") for name in form.offers):
        return {f"given.{n}": text for n, text in enumerate(given, 1)}
    texts = [given] if isinstance(given, str) else given
    return {
        "given": [value_of(html, text) for text in texts]
        if 'type="radio" name="given"' in html or "checkbox" in html
        else given
    }


def options(html: str) -> dict[str, str]:
    """Text of each option by its id, in the order shown."""
    found = re.findall(r'name="given" value="([0-9a-f]+)"[^>]*><span class="option__text"><p>(.*?)</p>', html)
    return dict(found)


def value_of(html: str, text: str) -> str:
    by_text = {t: id for id, t in options(html).items()}
    by_text |= {t: id for id, t in re.findall(r'<option value="([0-9a-f]+)"[^>]*>(.*?)</option>', html) if len(id) > 4}
    return by_text[text]


def lines(html: str) -> dict[str, str]:
    """Text of each line of an ordering question by its field, in the order shown."""
    return dict(re.findall(r'name="(given\.[0-9a-f]+)">.*?<span class="sort__text"><p>(.*?)</p>', html))


def left_cells(html: str) -> dict[str, str]:
    return {
        name: text
        for text, name in re.findall(
            r'<label class="match__left"[^>]*><p>(.*?)</p></label><select [^>]*name="(given\.[0-9a-f]+)"', html
        )
    }
