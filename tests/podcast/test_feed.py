"""A podcast app subscribes: every field of the feed that it reads, the chapters, and the sound in parts."""

import json
import re
import shutil
import struct
import subprocess
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from sqlalchemy import select, update

from app.content.child import Renderer
from app.main import create_app
from app.models import Item, Revision, now
from app.podcast.feed import feed_guid
from app.settings import Settings
from app.web.static import STATIC
from tests.content.mp3s import silence
from tests.journeys.serving import ROOT, serving
from tests.pages.bread import BREAD, EPISODE, PATH
from tests.pages.client import Client
from tests.pages.conftest import Author

FEED = "/paths/bread/podcast.xml"
CHAPTERS = "/paths/bread/podcast-chapters.json"
SITE = "https://bread.example"
ATOM = "{http://www.w3.org/2005/Atom}"
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"
CUES = "WEBVTT\n\nwaiting/1\n00:00:00.400 --> 00:00:02.000\n<v Maya>How long do we wait?\n"
SOUND = silence(90)
RECORDED = {**BREAD, "bread/podcast/episode.mp3": SOUND, "bread/podcast/episode.vtt": CUES}


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    with Renderer(processes=1) as one:
        yield one


@pytest.fixture
def publish(
    sqlite_template: Path, tmp_path: Path, folder: Callable[..., Path], renderer: Renderer
) -> Iterator[Callable[..., Client]]:
    """Publishes files over a path that is recorded, and gives an app of podcasts in front of it."""
    shutil.copy(sqlite_template, tmp_path / "feed.db")
    with listening(f"sqlite:///{tmp_path}/feed.db", tmp_path, folder, renderer) as write:
        yield write


@pytest.fixture
def publish_on_each(
    database_url: str, tmp_path: Path, folder: Callable[..., Path], renderer: Renderer
) -> Iterator[Callable[..., Client]]:
    """As `publish`, once on each kind of database."""
    with listening(database_url, tmp_path, folder, renderer) as write:
        yield write


@contextmanager
def listening(url: str, var: Path, folder: Callable[..., Path], renderer: Renderer) -> Iterator[Callable[..., Client]]:
    made = create_app(Settings(database_url=url, var_dir=var, base_url=SITE))
    with Client(made) as overcast:

        def write(files: dict[str, str | bytes] | None = None, before: dict[str, str | bytes] = RECORDED) -> Client:
            Author(made.state.database, folder({**before, **(files or {})}), renderer).sync()
            made.state.public.refresh()
            return overcast

        yield write
    made.state.database.dispose()


def read(app: Client, **headers: str) -> ElementTree.Element:
    answer = app.get(FEED, **headers)
    assert answer.status_code == 200
    channel = ElementTree.fromstring(answer.content).find("channel")
    assert channel is not None
    return channel


def said(within: ElementTree.Element, name: str) -> str:
    found = within.findall(name)
    assert len(found) == 1, name
    return found[0].text or ""


def marked(within: ElementTree.Element, name: str) -> dict[str, str]:
    found = within.findall(name)
    assert len(found) == 1, name
    return found[0].attrib


def test_it_says_all_that_an_app_shows_of_a_podcast(publish: Callable[..., Client]) -> None:
    app = publish()
    channel = read(app)
    title, summary = "Bread, from the start", "Three lessons about what happens in a dough."
    assert {name: said(channel, name) for name in ("title", "link", "description", "language", "copyright")} == {
        "title": title,
        "link": f"{SITE}/paths/bread",
        "description": summary,
        "language": "en",
        "copyright": "Ines · CC-BY-SA-4.0",
    }
    names = ("author", "summary", "explicit", "type")
    assert [said(channel, ITUNES + name) for name in names] == ["Ines", summary, "false", "episodic"]
    category = channel.find(f"{ITUNES}category")
    assert category is not None
    assert category.attrib == {"text": "Education"}
    assert marked(category, f"{ITUNES}category") == {"text": "Courses"}
    assert marked(channel, f"{ATOM}link") == {"href": SITE + FEED, "rel": "self", "type": "application/rss+xml"}
    assert marked(channel, f"{PODCAST}license") == {"url": "https://creativecommons.org/licenses/by-sa/4.0/"}
    cover = marked(channel, f"{ITUNES}image")["href"]
    assert cover == said(channel, "image/url")
    picture = app.get(cover.removeprefix(SITE))
    assert picture.headers["content-type"] == "image/png"
    width, height = struct.unpack(">II", picture.content[16:24])
    assert width == height
    assert 1400 <= width <= 3000
    assert len(picture.content) < 60_000


def test_it_says_all_that_an_app_needs_to_play_the_episode(publish_on_each: Callable[..., Client]) -> None:
    app = publish_on_each()
    items = read(app).findall("item")
    assert len(items) == 1
    item = items[0]
    with app.app.state.database.reading() as session:
        public_id = session.scalars(select(Item.public_id).where(Item.kind == "episode")).one()
        published = session.scalars(select(Revision.created_at)).one()
    assert said(item, "title") == said(item, f"{ITUNES}title") == "A dough talks back"
    assert said(item, "description") == said(item, f"{ITUNES}summary") == "Maya and Theo fold."
    assert said(item, "link") == f"{SITE}/paths/bread/podcast"
    assert said(item, "guid") == public_id
    assert marked(item, "guid") == {"isPermaLink": "false"}
    assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000", said(item, "pubDate"))
    assert parsedate_to_datetime(said(item, "pubDate")) == published.replace(microsecond=0)
    assert [said(item, ITUNES + name) for name in ("duration", "episodeType", "explicit")] == ["90", "full", "false"]
    enclosure = marked(item, "enclosure")
    sound = app.get(enclosure["url"].removeprefix(SITE))
    assert (enclosure["length"], enclosure["type"]) == (str(len(SOUND)), "audio/mpeg")
    assert (sound.content, sound.headers["content-type"]) == (SOUND, "audio/mpeg")
    transcript = marked(item, f"{PODCAST}transcript")
    assert (transcript["type"], transcript["language"]) == ("text/vtt", "en")
    words = app.get(transcript["url"].removeprefix(SITE))
    assert words.text == CUES
    # An app that is a web page of its own may read them.
    assert {each.headers.get("access-control-allow-origin") for each in (sound, words, app.get(CHAPTERS))} == {"*"}
    assert marked(item, f"{PODCAST}chapters") == {"url": SITE + CHAPTERS, "type": "application/json+chapters"}


def test_the_chapters_begin_when_they_are_heard(publish: Callable[..., Client]) -> None:
    late = EPISODE + "\n## The oven\n<!-- start: 1:01.5 -->\n\n**Maya:** Now.\n\n## Too late\n<!-- start: 9:00 -->\n"
    app = publish({"bread/podcast/episode.md": late + "\n**Theo:** Crumbs.\n"})
    answer = app.get(CHAPTERS)
    assert answer.headers["content-type"] == "application/json+chapters"
    assert json.loads(answer.content) == {
        "version": "1.2.0",
        "title": "A dough talks back",
        "podcastName": "Bread, from the start",
        "chapters": [
            {"startTime": 0.4, "title": "Waiting", "url": f"{SITE}/paths/bread/podcast#waiting"},
            {"startTime": 61.5, "title": "The oven", "url": f"{SITE}/paths/bread/podcast#the-oven"},
        ],
    }


def test_the_episode_stays_the_same_one_when_it_is_recorded_again(
    publish_on_each: Callable[..., Client],
) -> None:
    app = publish_on_each()
    with app.app.state.database.writing() as session:
        session.execute(update(Revision).values(created_at=now() - timedelta(days=9)))
    app.app.state.public.refresh()
    before = read(app).find("item")
    app = publish_on_each({"bread/podcast/episode.mp3": silence(60)})
    after = read(app).find("item")
    assert before is not None
    assert after is not None
    assert [said(after, name) for name in ("guid", "pubDate")] == [said(before, name) for name in ("guid", "pubDate")]
    assert said(after, f"{ITUNES}duration") == "60"
    assert marked(after, "enclosure")["url"] != marked(before, "enclosure")["url"]
    assert app.get(marked(after, "enclosure")["url"].removeprefix(SITE)).content == silence(60)


def test_an_own_cover_and_a_hostile_title_are_what_they_are(publish: Callable[..., Client]) -> None:
    hostile = "</title><x> & \"'\x02]]>"
    path = PATH.replace('"Bread, from the start"', '"</title><x> & \\"\'\\x02]]>"')
    cover = (STATIC / "icon-180.png").read_bytes()
    channel = read(publish({"bread/path.md": path, "bread/podcast/cover.png": cover}))
    assert said(channel, "title") == hostile.replace("\x02", "")
    assert re.fullmatch(
        f"{SITE}/paths/bread/media/[0-9a-f]{{16}}/podcast/cover.png", marked(channel, f"{ITUNES}image")["href"]
    )


def test_an_app_that_has_it_is_told_so(publish: Callable[..., Client]) -> None:
    app = publish()
    first = app.get(FEED)
    assert first.headers["content-type"] == "application/rss+xml; charset=utf-8"
    assert "set-cookie" not in first.headers
    assert app.get(FEED, if_none_match=first.headers["etag"]).status_code == 304
    assert app.get(FEED).content == first.content
    assert app.body_sent("HEAD", FEED) == b""


def test_what_is_not_recorded_yet_is_a_feed_without_episode(publish: Callable[..., Client]) -> None:
    app = publish(before=BREAD)
    assert read(app).findall("item") == []
    assert app.get(CHAPTERS).status_code == 404
    assert "podcast.xml" not in app.get("/paths/bread").text
    assert app.get("/paths/none/podcast.xml").status_code == 404


def test_a_path_without_podcast_has_no_feed(publish: Callable[..., Client]) -> None:
    app = publish(before={file: text for file, text in BREAD.items() if "/podcast/" not in file})
    assert app.get(FEED).status_code == app.get(CHAPTERS).status_code == 404


def test_pages_say_where_the_feed_is(publish: Callable[..., Client]) -> None:
    app = publish()
    page = app.get("/paths/bread/podcast").text
    assert re.search(
        rf'<head>.*<link rel="alternate" type="application/rss\+xml" [^>]*href="{FEED}">.*</head>', page, re.S
    )
    for html in (page, app.get("/paths/bread").text):
        assert f'<a href="{FEED}"' in html
        assert f"<code>{SITE}{FEED}</code>" in html


def test_a_server_that_does_not_know_its_address_says_the_one_it_is_called_by(
    publish: Callable[..., Client],
) -> None:
    app = publish()
    app.app.state.settings = app.app.state.settings.model_copy(update={"base_url": ""})
    for host in ("one.example", "two.example:8000", "[::1]:8000"):
        channel = read(app, host=host)
        assert marked(channel, f"{ATOM}link")["href"] == f"http://{host}{FEED}"
        assert said(channel, f"{PODCAST}guid") == str(feed_guid(f"https://{host}{FEED}"))
    for host in ("[", 'a"b', "a/b", "a b", "a@b", ""):
        assert app.get(FEED, host=host).status_code == 400
    assert len(app.app.state.public) == 0


@pytest.mark.parametrize(
    ("address", "guid"),
    [
        # The example of the Podcasting 2.0 documentation, and the same with another scheme and a slash at its end.
        ("https://mp3s.nashownotes.com/pc20rss.xml", "917393e3-1b1e-5cef-ace4-edaa54e1f810"),
        ("http://mp3s.nashownotes.com/pc20rss.xml/", "917393e3-1b1e-5cef-ace4-edaa54e1f810"),
    ],
)
def test_a_feed_is_called_by_the_rule_of_podcasting_2(address: str, guid: str) -> None:
    assert feed_guid(address) == uuid.UUID(guid)


def test_a_player_fetches_the_shipped_episode_in_parts(tmp_path: Path) -> None:
    content = tmp_path / "content" / "bread"
    for file, text in BREAD.items():
        place = content.parent / file
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(str(text))
    shutil.copy(ROOT / "content" / "generative-ai" / "podcast" / "episode.mp3", content / "podcast")
    with serving(tmp_path, content.parent) as address:

        def curl(*arguments: str) -> bytes:
            return subprocess.run(["curl", "-sS", *arguments], check=True, capture_output=True, timeout=60).stdout

        enclosure: Any = ElementTree.fromstring(curl(f"{address}{FEED}")).find("channel/item/enclosure")
        url, size = enclosure.attrib["url"], int(enclosure.attrib["length"])
        assert url.startswith(f"{address}/paths/bread/media/")
        sound = (content / "podcast" / "episode.mp3").read_bytes()
        assert size == len(sound)
        part = curl("-r", "0-99", "-w", "%{stderr}%{http_code}", url)
        assert part == sound[:100]
        for asked, status, length in (("0-99", 206, 100), (f"{size - 10}-", 206, 10), (f"{size}-", 416, 0)):
            told = curl("-r", asked, "-o", "/dev/null", "-w", "%{http_code} %{size_download}", url)
            assert told.decode() == f"{status} {length}"
        head = curl("-I", url).decode().lower()
        assert "accept-ranges: bytes" in head
        assert f"content-length: {size}" in head
        assert "content-type: audio/mpeg" in head
