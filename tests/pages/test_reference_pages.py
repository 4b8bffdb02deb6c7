"""Resources, glossary and podcast."""

import re

from tests.content.mp3s import silence
from tests.pages.bread import EPISODE, GLOSSARY
from tests.pages.client import Client
from tests.pages.conftest import Author
from tests.pages.markup import read


def test_a_resource_says_what_it_is_and_why_to_read_it(ben: Client) -> None:
    page = read(ben.get("/paths/bread/resources").text)
    assert page.text_of("source__title") == ["The long loaf"]
    assert page.text_of("source__who") == ["Ada Baker, 2001 · Loaf Press"]
    assert page.text_of("source__why") == ["Read chapter 2 for its photographs."]
    assert page.text_of("source__facts") == ["1 h 30 min after Holes"]
    assert {"https://example.org/loaf", "/paths/bread/lessons/crumb#holes"} <= set(page.links)


def test_terms_stand_from_a_to_z(ben: Client) -> None:
    page = read(ben.get("/paths/bread/glossary").text)
    assert [text.removesuffix("#") for text in page.text_of("glossary__term")] == ["Éclat", "Yeast", "00 flour"]
    assert page.text_of("glossary__initial") == ["E", "Y", "#"]
    assert {"#letter-e", "#letter-y", "#letter-other"} <= set(page.links)
    assert "#letter-a" not in page.links
    assert {"letter-e", "letter-y", "letter-other", "yeast", "éclat", "00-flour"} <= set(page.ids)


def test_a_term_leads_to_where_it_is_first_met(ben: Client) -> None:
    page = read(ben.get("/paths/bread/glossary").text)
    assert page.text_of("glossary__see") == ["First met in What bread is"]


def test_terms_of_another_alphabet_have_their_letters(ines: Author, maria: Client) -> None:
    ines.write(**{"bread/glossary.md": GLOSSARY + "\n## Хлеб\n\nBread.\n"})
    assert read(maria.get("/paths/bread/glossary").text).text_of("glossary__initial") == ["E", "Y", "Х", "#"]


def test_an_episode_is_its_chapters_and_who_says_what(ben: Client) -> None:
    answer = ben.get("/paths/bread/podcast")
    page = read(answer.text)
    assert page.text_of("page-head__title") == ["A dough talks back"]
    assert page.text_of("chapters__link") == ["Waiting"]
    assert "#waiting" in page.links
    assert "waiting" in page.ids
    assert page.text_of("transcript__speaker") == ["Maya", "Theo"]
    assert page.text_of("transcript__words") == ["How long do we wait?", "Until it is ready."]
    assert "Not recorded yet" in answer.text


def test_a_recording_beside_the_script_is_played_with_its_captions(ines: Author, maria: Client) -> None:
    (ines.folder / "bread/podcast/episode.mp3").write_bytes(silence(150))
    captions = "WEBVTT\n\n00:00.500 --> 00:02.000\n<v Maya>How long do we wait?\n"
    late = EPISODE.replace("## Waiting\n", "## Waiting\n<!-- start: 1:05 -->\n")
    ines.write(**{"bread/podcast/episode.vtt": captions, "bread/podcast/episode.md": late})
    html = maria.get("/paths/bread/podcast").text
    sound = re.search(r'<audio [^>]*controls[^>]* src="([^"]+)"', html)
    track = re.search(r'<track kind="captions" src="([^"]+)" srclang="en"', html)
    assert sound
    assert track
    assert "Not recorded yet" not in html
    assert "2:30" in html
    assert '<span class="chapters__clock">1:05</span>' in html
    # Captions of somebody else's making do not say which sentence is whose.
    assert "data-start" not in html
    assert "Follow the voice" not in html
    played = maria.ask("GET", sound[1], headers={"Range": "bytes=0-143"})
    assert (played.status_code, played.headers["content-type"], len(played.content)) == (206, "audio/mpeg", 144)
    assert maria.get(track[1]).text == captions
    assert f'src="{sound[1]}"' in maria.get("/paths/bread").text


def test_a_sentence_says_when_it_is_spoken_and_a_chapter_what_it_is_about(ines: Author, maria: Client) -> None:
    (ines.folder / "bread/podcast/episode.mp3").write_bytes(silence(20))
    captions = "WEBVTT\n\nwaiting/1\n00:00.500 --> 00:02.000\nHow long?\n"
    seeing = EPISODE.replace("## Waiting\n", "## Waiting\n<!-- see: lessons/crumb.md#holes -->\n")
    ines.write(**{"bread/podcast/episode.vtt": captions, "bread/podcast/episode.md": seeing})
    html = maria.get("/paths/bread/podcast").text
    assert re.search(r'<a class="sentence" id="waiting/1" data-start="0.5" data-end="2" href="#waiting/1"', html)
    assert html.count('class="sentence"') == 2
    assert html.count("data-start") == 1, "what has no cue has no times"
    assert "Follow the voice" in html
    assert re.search(r'Read: <a href="/paths/bread/lessons/crumb#holes">', html)
    bar = maria.get("/paths/bread/podcast/bar")
    assert bar.text.startswith('<link rel="stylesheet" href="/static/podcast.')
    assert bar.headers["cache-control"] == "public, no-cache"
    assert 'data-seek="0.5">Waiting</button>' in bar.text


def test_what_cannot_be_played_is_not_offered(ines: Author, maria: Client) -> None:
    (ines.folder / "bread/podcast/episode.mp3").write_bytes(b"no sound at all")
    ines.sync()
    assert "Not recorded yet" in maria.get("/paths/bread/podcast").text
