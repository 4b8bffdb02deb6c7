"""A path travels as a zip of its folder, and what only pretends to be one is refused whole."""

import io
import json
import stat
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from app.library.archives import MANIFEST, MOST_FILES, Arrival, export, open_parcel, receive
from app.library.copies import CannotCopy, Copy
from app.models import Path as PathRow
from tests.copies.conftest import DECK, FILES, PATH, Shelf

MOST = 2_000_000


def exported(shelf: Shelf, slug: str = "bread", name: str = "bread.zip") -> Path:
    file = shelf.content.parent / name
    with shelf.database.reading() as session:
        assert export(session, slug, file) == len(FILES)
    return file


def taken_in(shelf: Shelf, source: Path, slug: str = "") -> Arrival:
    parcel = open_parcel(source, MOST)
    return receive(shelf.database, shelf.content, parcel, Copy(slug), renderer=shelf.renderer)


def test_the_zip_is_the_folder_and_the_same_each_time(shelf: Shelf) -> None:
    file = exported(shelf)
    with zipfile.ZipFile(file) as zipped:
        names = set(zipped.namelist())
        assert names == {MANIFEST, *(f"bread/{name}" for name in FILES)}
        assert zipped.read("bread/flashcards.md").decode() == DECK
        said = json.loads(zipped.read(MANIFEST))
    assert (said["id"], said["revision"], set(said["files"])) == ("bread", 1, set(FILES))
    assert exported(shelf, name="again.zip").read_bytes() == file.read_bytes()


def test_an_imported_path_receives_what_a_newer_export_brings(shelf: Shelf) -> None:
    first = exported(shelf)
    arrived = taken_in(shelf, first, "loaf")
    assert arrived.report
    assert arrived.report.outcome == "published"
    assert 'title: "Bread"' in shelf.text("loaf", "path.md")
    shelf.edit("loaf", "flashcards.md", "The crust.", "The rind.")
    shelf.edit("bread", "flashcards.md", "Sugar.", "Sugars.")
    shelf.sync()
    assert taken_in(shelf, first) == Arrival(known="loaf", is_old=True)
    assert taken_in(shelf, exported(shelf, name="newer.zip")) == Arrival(known="loaf")
    shelf.update("loaf")
    text = shelf.text("loaf", "flashcards.md")
    assert "Sugars." in text
    assert "The rind." in text
    assert {each.outcome for each in shelf.sync()} == {"unchanged"}


def test_an_id_of_any_signs_is_known_again(shelf: Shelf) -> None:
    parcel = replace(open_parcel(exported(shelf), MOST), id='the "best" \\ bread')
    assert receive(shelf.database, shelf.content, parcel, Copy("loaf"), renderer=shelf.renderer).report
    again = receive(shelf.database, shelf.content, parcel, Copy(""), renderer=shelf.renderer)
    assert again == Arrival(known="loaf", is_old=True)


def test_a_plain_folder_is_taken_in_as_well(shelf: Shelf, folder: Callable[..., Path]) -> None:
    root = folder({f"cake/{file}": text for file, text in FILES.items()} | {"cake/.git/config": "x"}, "elsewhere")
    arrived = taken_in(shelf, root / "cake")
    assert arrived.report
    assert arrived.report.slug == "cake"
    assert not (shelf.content / "cake/.git").exists()


def zip_of(files: dict[str, bytes], change: Callable[[zipfile.ZipInfo], None] = lambda entry: None) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            change(entry)
            zipped.writestr(entry, content)
    return made.getvalue()


def linked(entry: zipfile.ZipInfo) -> None:
    if entry.filename.endswith("link.md"):
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16


GOOD = {"bread/path.md": PATH.replace("lessons: [crumb]", "lessons: []").encode()}


def spoiled() -> bytes:
    """A zip whose directory is right, over bytes that nothing unpacks."""
    made = zip_of({"bread/path.md": GOOD["bread/path.md"] * 9})
    start = 30 + len("bread/path.md")
    return made[:start] + b"\xff" * 20 + made[start + 20 :]


def misnamed() -> bytes:
    """A zip that says its names are UTF-8, of a name that is not."""
    return zip_of({**GOOD, "bread/\xe9\xe9.md": b"x"}).replace("\xe9\xe9".encode(), b"\xff\xfe\xfd\xfc")


LIAR = {"format": "cairn-path/1", "id": "x", "slug": "x", "title": "X", "revision": 1, "digest": "0", "files": {}}
HOSTILE: dict[str, tuple[bytes, str]] = {
    "slip": (zip_of({**GOOD, "bread/../../evil.md": b"x"}), "letters, digits"),
    "absolute": (zip_of({**GOOD, "/etc/evil.md": b"x"}), "letters, digits"),
    "backslash": (zip_of({**GOOD, "bread\\..\\evil.md": b"x"}), "letters, digits"),
    "a link": (zip_of({**GOOD, "bread/link.md": b"/etc/passwd"}, linked), "is a link"),
    "two cases": (zip_of({**GOOD, "bread/A.md": b"x", "bread/a.md": b"y"}), "in capitals and small letters"),
    "reserved": (zip_of({**GOOD, "bread/lessons/aux.md": b"x"}), "aux"),
    "deep": (zip_of({**GOOD, f"bread/{'a/' * 9}b.md": b"x"}), "folders deep"),
    "ratio": (zip_of({**GOOD, "bread/zeros.bin": bytes(1_500_000)}), "would grow"),
    "size": (
        zip_of({**GOOD, **{f"bread/{n}.md": f"{n}".encode() * 250_000 for n in "abcdefghij"}}),
        "more than 2,000,000",
    ),
    "many": (zip_of({**GOOD, **{f"bread/{n}.md": b"" for n in range(MOST_FILES)}}), "files; at most"),
    "no zip": (b"PK\x03\x04 and then nothing of a zip", "no zip that can be read"),
    "spoiled": (spoiled(), "no zip that can be read"),
    "a name in no alphabet": (misnamed(), "no zip that can be read"),
    "a file that is a folder": (zip_of({**GOOD, "bread/a": b"x", "bread/a/b.md": b"y"}), "a file and a folder"),
    "cut short": (zip_of(GOOD)[:-40], "no zip that can be read"),
    "no path": (zip_of({"bread/lesson.md": b"x"}), "holds no path"),
    "two paths": (zip_of({**GOOD, "cake/path.md": b"x"}), "holds no path"),
    "a manifest that lies": (zip_of({**GOOD, MANIFEST: json.dumps(LIAR).encode()}), "says otherwise"),
    "another format": (zip_of({**GOOD, MANIFEST: json.dumps({**LIAR, "format": "x/9"}).encode()}), "of the format"),
    "an id too long to keep": (
        zip_of({"bread/path.md": GOOD["bread/path.md"].replace(b"---", b"---\nid: " + b"x" * 300, 1)}),
        "its id",
    ),
    "an id that another's origin may have": (
        zip_of({"bread/path.md": GOOD["bread/path.md"].replace(b"---", b'---\nid: ":0123/4567"', 1)}),
        "its id",
    ),
    "no manifest at all": (zip_of({**GOOD, MANIFEST: b"[]"}), "none of Cairn's"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_might_do_harm_is_refused_before_anything_is_written(name: str, tmp_path: Path) -> None:
    content, said = HOSTILE[name]
    file = tmp_path / "hostile.zip"
    file.write_bytes(content)
    with pytest.raises(CannotCopy, match=said):
        open_parcel(file, MOST)
    assert list(tmp_path.iterdir()) == [file]


def test_a_path_with_an_error_is_refused_and_nothing_remains(shelf: Shelf) -> None:
    file = shelf.content.parent / "wrong.zip"
    file.write_bytes(zip_of({**GOOD, "bread/flashcards.md": b"no title"}))
    with pytest.raises(CannotCopy, match=r"cannot be published as it is: loaf/flashcards\.md:1"):
        taken_in(shelf, file, "loaf")
    assert [place.name for place in shelf.content.iterdir()] == ["bread"]
    with shelf.database.reading() as session:
        assert session.scalars(select(PathRow.slug)).all() == ["bread"]


def test_a_name_that_is_taken_is_refused(shelf: Shelf) -> None:
    file = exported(shelf)
    with pytest.raises(CannotCopy, match="bread is taken"):
        taken_in(shelf, file)
    with pytest.raises(CannotCopy, match="cannot be read"):
        open_parcel(shelf.content / "nothing.zip", MOST)


def test_an_export_that_fails_leaves_what_was_there(shelf: Shelf, tmp_path: Path) -> None:
    there = tmp_path / "there.zip"
    there.write_bytes(b"before")
    with pytest.raises(CannotCopy), shelf.database.reading() as session:
        export(session, "cake", there)
    assert there.read_bytes() == b"before"
    assert not list(tmp_path.glob(".*tmp"))


def test_what_a_path_came_from_is_nobodys_to_take(shelf: Shelf) -> None:
    taken_in(shelf, exported(shelf), "loaf")
    with shelf.database.reading() as session:
        origin = session.scalars(select(PathRow).where(PathRow.key == "import:bread")).one().slug
    with pytest.raises(CannotCopy, match=f"no path called {origin}"):
        shelf.clone(origin, "stolen")
    assert not (shelf.content / "stolen").exists()
