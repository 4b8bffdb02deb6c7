"""What is uploaded is looked at: by its bytes, not by its name."""

import httpx
import pytest

from app.studio.uploads import NotAccepted, check_svg, kind_by_content, name_of_upload
from tests.content.mp3s import silence
from tests.learner.person import Person
from tests.pages.client import OURS
from tests.studio.conftest import AT, Bench

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 24
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path id="p" d="M0 0h9"/><use href="#p"/></svg>'


def send(person: Person, name: str, content: bytes, to: str = "") -> httpx.Response:
    return person.post(f"{AT}/uploads", files={"file": (name, content)}, data={"name": to})


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PNG, "png"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 9, "jpg"),
        (b"GIF89a" + b"\0" * 9, "gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "webp"),
        (b"\0\0\0\x20ftypmif1\0\0\0\0mif1avif", "avif"),
        (SVG, "svg"),
        (b'<?xml version="1.0"?>\n<!-- drawn -->\n' + SVG, "svg"),
        (silence(1), "mp3"),
        (b"<html><body>svg</body></html>", ""),
        (b"MZ\x90\0", ""),
        (b"\xff\xfe\0\0", ""),
        (b"RIFF\0\0\0\0WAVEfmt ", ""),
        (b"", ""),
    ],
)
def test_a_kind_is_told_by_its_bytes(content: bytes, kind: str) -> None:
    assert kind_by_content(content) == kind


@pytest.mark.parametrize(
    ("inside", "why"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ('<path onload="alert(1)"/>', "onload"),
        ('<image href="https://elsewhere.test/x.png"/>', "outside itself"),
        ('<use xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="//elsewhere.test/x.svg#a"/>', "outside itself"),
        ('<image href="data:image/svg+xml;base64,PHN2Zz4="/>', "outside itself"),
        ('<path fill="url(https://elsewhere.test/#a)"/>', "outside itself"),
        ("<style>@import 'https://elsewhere.test/x.css';</style>", "outside itself"),
        ("<style><![CDATA[a{background:url( 'x.png')}]]></style>", "outside itself"),
        (r"<style>a{fill:u\72 l(//elsewhere.test)}</style>", "outside itself"),
        (r"<style>@\import '//elsewhere.test'</style>", "outside itself"),
        ("<style>a{fill:u<g/>rl(//elsewhere.test)}</style>", "outside itself"),
        ("<path style=\"background:image-set('//elsewhere.test' 1x)\"/>", "outside itself"),
        ("<foreignObject><b/></foreignObject>", "<foreignobject>"),
        ('<a href="#x"><path/></a>', "<a>"),
        ('<set attributeName="href" to="javascript:alert(1)"/>', "<set>"),
        ("<?xml-stylesheet href='x.css'?>", "instruction"),
        ("<path>", "is no XML"),
    ],
)
def test_a_drawing_may_only_draw(inside: str, why: str) -> None:
    with pytest.raises(NotAccepted, match=why):
        check_svg(f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'.encode())


def test_entities_of_ones_own_are_refused_and_plain_drawings_accepted() -> None:
    with pytest.raises(NotAccepted, match="entities"):
        check_svg(b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>')
    for inside in (
        "<style>a{fill:url(#g)}</style>",
        '<path fill="url( #g )"/>',
        r"<text>C:\Users\0 and \ffffff</text>",
        '<image href="data:image/png;base64,"/>',
    ):
        check_svg(f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'.encode())


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("My Drawing (2).PNG", "my-drawing-2.png"),
        ("C:\\fakepath\\a.svg", "a.svg"),
        ("../../../etc/x.png", "x.png"),
        ("...png", "...png"),
    ],
)
def test_a_name_from_elsewhere_is_made_fit(said: str, name: str) -> None:
    assert name_of_upload(said) == name


def test_a_picture_becomes_a_draft_and_only_teachers_see_it(bench: Bench, ines: Person, chen: Person) -> None:
    html = ines.follow(send(ines, "My drawing.svg", SVG))
    assert "Uploaded" in html or "New: learners have it when you publish" in html
    assert bench.drafts() == {"figures/my-drawing.svg": SVG}
    seen = ines.get(f"{AT}/media/figures/my-drawing.svg")
    assert seen.content == SVG
    assert "sandbox" in seen.headers["content-security-policy"]
    assert chen.get(f"{AT}/media/figures/my-drawing.svg").status_code == 404


def test_the_name_of_a_file_that_is_there_takes_its_place(bench: Bench, ines: Person) -> None:
    bench.put("figures/a.png", PNG)
    assert send(ines, "other.png", PNG + b"\0", to="figures/a.png").status_code == 303
    assert bench.drafts() == {"figures/a.png": PNG + b"\0"}


def test_what_is_not_what_it_says_is_refused_in_words(bench: Bench, ines: Person) -> None:
    refused = [
        ("x.png", b"<script>", "", "no PNG, whatever its name says"),
        ("x.png", b"\xff\xd8\xff\xe0" + b"\0" * 9, "", "it is a JPG"),
        ("x.exe", b"MZ", "", "this is neither"),
        ("x.png", b"", "", "empty"),
        ("x.png", PNG, "figures/x.jpg", "it is a PNG"),
        ("x.png", PNG, "../x.png", "letters, digits"),
        ("x.png", PNG, "figures/aux.png", "keep the name aux"),
        ("x.svg", SVG.replace(b"<path", b"<script/><path"), "", "may only draw"),
        ("", b"", "", "Choose a file first"),
    ]
    for name, content, to, why in refused:
        answer = send(ines, name, content, to)
        assert answer.status_code == 422, name
        assert why in answer.text, why
    assert bench.drafts() == {}


def test_what_is_too_large_is_refused_and_a_stranger_before_anything_is_read(bench: Bench, ines: Person) -> None:
    assert send(ines, "x.png", PNG + b"\0" * 90_000).status_code == 303
    answer = send(ines, "y.png", PNG + b"\0" * 120_000)
    assert (answer.status_code, "Too heavy to carry" in answer.text) == (413, True)
    # A body that cannot be read: who gets a 404 was refused before it was.
    torn = {"content": b"--x", "headers": {**OURS, "Content-Type": "multipart/form-data"}}
    assert ines.post(f"{AT}/uploads", **torn).status_code == 400
    with Person(bench.app) as stranger:
        assert stranger.post(f"{AT}/uploads", **torn).status_code == 404
        assert send(stranger, "x.png", PNG).status_code == 404
    assert list(bench.drafts()) == ["figures/x.png"]
