"""A path made one's own in the browser: cloned, updated, given back, taken away and brought in."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.content.sync import sync
from app.models import Membership, Revision, Suggestion, User
from app.models import Path as PathRow
from tests.accounts import make_account
from tests.learner.person import Form, Person
from tests.pages.client import OURS
from tests.studio.conftest import Bench

MINE, THEIRS = "They compete, we watch.", "They compete until neither gains."
BOTH = "They compete until neither gains; we watch."
AT = "/studio/paths/ours"


class Shelf:
    """The bench's content folder with a clone in it, and what people do there."""

    def __init__(self, bench: Bench) -> None:
        self.bench, self.app = bench, bench.app

    def edit(self, path: str, file: str, old: str, new: str) -> None:
        place = self.bench.folder.parent / path / file
        assert old in place.read_text(), place.read_text()
        place.write_text(place.read_text().replace(old, new))

    def text(self, path: str, file: str) -> str:
        return (self.bench.folder.parent / path / file).read_text()

    def sync(self) -> None:
        for report in sync(self.app.state.database, self.bench.folder.parent, renderer=self.app.state.renderer):
            assert report.outcome != "refused", report.problems

    def path(self, slug: str) -> PathRow | None:
        with self.app.state.database.reading() as session:
            found: PathRow | None = session.scalar(select(PathRow).where(PathRow.slug == slug))
            return found

    def latest(self, slug: str) -> Revision:
        with self.app.state.database.reading() as session:
            of_path = select(Revision).join(PathRow, PathRow.revision_id == Revision.id).where(PathRow.slug == slug)
            found: Revision = session.scalars(of_path).one()
            return found


@pytest.fixture
def shelf(bench: Bench) -> Shelf:
    return Shelf(bench)


@pytest.fixture
def people(bench: Bench) -> Iterator[Callable[..., Person]]:
    opened: list[Person] = []

    def person(name: str, **roles: Any) -> Person:
        made = Person(bench.app)
        opened.append(made.__enter__())
        made.cookies.update(make_account(bench.app.state.database, name, **roles))
        return made

    yield person
    for each in opened:
        each.__exit__(None, None, None)


@pytest.fixture
def ada(people: Callable[..., Person]) -> Person:
    return people("Ada", role="admin")


def clone(person: Person, slug: str = "ours", **fields: str) -> Any:
    form = Form(person.open("/paths/gans/clones/new"), "/clones")
    return person.send(form, {"slug": slug, "title": "", "visibility": "private", **fields})


def number_of(html: str, name: str) -> str:
    """The number of the decision that is about this heading."""
    found = re.search(
        rf'(?:id="decision-|name="take" value=")(\d+)"(?:(?!decision__name).)*decision__name">{name}', html, re.S
    )
    assert found, html
    return found[1]


@pytest.fixture
def parted(shelf: Shelf, ada: Person) -> Person:
    """Ada, who has a clone in which the game is another than in the original by now; there is a new card there, and
    another card was improved."""
    assert clone(ada).status_code == 303
    shelf.edit("ours", "lessons/idea.md", "They compete.", MINE)
    shelf.edit("gans", "lessons/idea.md", "They compete.", THEIRS)
    shelf.edit("gans", "flashcards.md", "Only the discriminator's", "Nothing but the discriminator's")
    shelf.edit("gans", "flashcards.md", "sees the matter.", "sees the matter.\n\n## Who wins?\n\nNobody.")
    shelf.sync()
    return ada


def test_a_clone_is_private_belongs_to_its_maker_and_says_what_it_is_based_on(
    shelf: Shelf, people: Callable[..., Person]
) -> None:
    ines = people("Ines", role="instructor")
    assert 'href="/paths/gans/clones/new"' in ines.open("/paths/gans")
    answer = clone(ines, title='Ours: "the game"')
    assert (answer.status_code, answer.headers["location"]) == (303, AT)
    made = shelf.path("ours")
    assert made
    assert (made.visibility, made.title) == ("private", 'Ours: "the game"')
    with Person(shelf.app) as stranger:
        stranger.open("/paths/ours", 404)
        stranger.open("/paths/ours/clones/new", 404)
    assert "Update" in ines.open(f"{AT}/update")
    with shelf.app.state.database.writing() as session:
        session.execute(update(PathRow).where(PathRow.slug == "ours").values(visibility="public"))
    html = ines.open("/paths/ours")
    assert 'Based on <a href="/paths/gans">GANs</a>' in html


def test_what_a_path_is_based_on_is_named_as_it_is_now_and_only_where_everybody_may_read_it(
    shelf: Shelf, ada: Person
) -> None:
    clone(ada, visibility="public")

    def based_on() -> str:
        shelf.app.state.public.refresh()
        found = re.search(r"Based on (.*?)</span>", ada.open("/paths/ours"))
        return found[1] if found else ""

    assert based_on().startswith('<a href="/paths/gans">GANs</a>')
    shelf.edit("gans", "path.md", "title: GANs", "title: Two players")
    shelf.sync()
    assert based_on().startswith('<a href="/paths/gans">Two players</a>')
    for visibility in ("unlisted", "private"):
        with shelf.app.state.database.writing() as session:
            session.execute(update(PathRow).where(PathRow.slug == "gans").values(visibility=visibility))
        # Then what stands in its own file: the same whether there is such a path here or not.
        assert based_on() == "<cite>gans</cite>"
    shelf.edit("ours", "path.md", 'path: "gans"', 'path: "no-such-path"')
    shelf.sync()
    assert based_on() == "<cite>no-such-path</cite>"


def test_nothing_is_told_of_or_sent_to_an_original_that_its_copy_may_not_read(
    shelf: Shelf, people: Callable[..., Person], ada: Person
) -> None:
    ines = people("Ines", role="instructor")
    clone(ines)
    shelf.edit("ours", "lessons/idea.md", "They compete.", MINE)
    shelf.sync()
    form = Form(ines.open(f"{AT}/suggest"), "/suggest")
    with shelf.app.state.database.writing() as session:
        session.execute(update(PathRow).where(PathRow.slug == "gans").values(visibility="private"))
    for answer in (ines.ask("GET", f"{AT}/suggest"), ines.send(form, {"take": form.offers["take"]})):
        assert (answer.status_code, "not open to you any more" in answer.text) == (422, True)
        assert "GANs" not in answer.text.replace("GANs (copy)", "")
    assert "Nothing waits" in ada.open("/studio/paths/gans/suggestions")


@pytest.mark.parametrize(
    ("setting", "role", "said"),
    [
        ("instructors", "learner", "cairn export gans gans.zip"),
        ("nobody", "admin", "nobody copies paths"),
        ("instructors", None, 'href="/sign-in?next=/paths/gans/clones/new"'),
    ],
)
def test_who_may_not_is_told_how_else(
    shelf: Shelf, people: Callable[..., Person], ada: Person, setting: str, role: str | None, said: str
) -> None:
    form = Form(ada.open("/paths/gans/clones/new"), "/clones")
    shelf.app.state.settings.cloning = setting
    with Person(shelf.app) as stranger:
        person = people("Chen", role=role) if role else stranger
        html = person.open("/paths/gans/clones/new")
        assert said in html
        assert 'action="/paths/gans/clones"' not in html
        answer = person.send(form, {"slug": "ours", "visibility": "private"})
        assert answer.status_code == 403
    assert shelf.path("ours") is None


def test_what_an_original_became_is_for_those_who_may_read_it(
    shelf: Shelf, people: Callable[..., Person], ada: Person
) -> None:
    ines = people("Ines", role="instructor")
    assert clone(ines).status_code == 303
    gans = shelf.path("gans")
    assert gans
    shelf.edit("gans", "lessons/idea.md", "They compete.", THEIRS)
    shelf.sync()
    told = ("a copy of “GANs”", "The original has changed")
    assert [words in ines.open("/studio") for words in told] == [True, True]
    with shelf.app.state.database.writing() as session:
        owner = session.scalars(select(User.id).where(User.name == "Ada")).one()
        session.add(Membership(path_id=gans.id, user_id=owner, role="owner"))
        session.execute(update(PathRow).where(PathRow.slug == "gans").values(visibility="private"))
    assert [words in ines.open("/studio") for words in told] == [False, False]
    for answer in (ines.ask("GET", f"{AT}/update"), ines.post(f"{AT}/update", data={})):
        assert answer.status_code == 422
        assert "not open to you any more" in answer.text
        assert "neither gains" not in answer.text
    assert "neither gains" in ada.open(f"{AT}/update")


def test_everyone_with_an_account_may_where_the_setting_says_so(shelf: Shelf, people: Callable[..., Person]) -> None:
    shelf.app.state.settings.cloning = "everyone"
    maria = people("Maria")
    assert clone(maria).status_code == 303
    assert f'href="{AT}"' in maria.open("/studio")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"slug": "gans"}, "is taken"),
        ({"slug": "../evil"}, "cannot stand in an address"),
        ({"slug": ""}, "cannot stand in an address"),
        ({"title": "x" * 201}, "at most 200"),
        ({"visibility": "secret"}, "who may see it"),
        ({"nonce": "forged"}, "did not come from here"),
    ],
)
def test_what_cannot_be_cloned_so_comes_back_with_a_sentence(
    shelf: Shelf, ada: Person, fields: dict[str, str], said: str
) -> None:
    answer = clone(ada, **{"slug": "ours", **fields})
    assert answer.status_code == 422
    assert said in answer.text
    assert {place.name for place in shelf.bench.folder.parent.iterdir()} == {"gans"}


def test_of_two_with_one_name_one_wins_and_one_form_sent_twice_makes_one_path(
    shelf: Shelf, people: Callable[..., Person], ada: Person
) -> None:
    form = Form(ada.open("/paths/gans/clones/new"), "/clones")
    fields = {"slug": "ours", "title": "", "visibility": "private"}
    twice = ada.send_twice_at_once(form, fields)
    assert [answer.status_code for answer in twice] == [303, 303]
    for person in (ada, people("Ben", role="instructor")):
        late = clone(person)
        assert late.status_code == 422
        assert "The name ours is taken" in late.text
    with shelf.app.state.database.reading() as session:
        assert len(session.scalars(select(PathRow)).all()) == 2


def test_an_update_shows_each_change_and_takes_what_was_picked_as_one_revision(shelf: Shelf, parted: Person) -> None:
    assert "The original has changed" in parted.open("/studio")
    html = parted.open(f"{AT}/update")
    assert "3 changes in the original" in html
    assert "They compete, we watch." in html
    assert "<p>They compete until neither gains.</p>" in html
    assert "<ins>Nothing but </ins>" in html or "<ins>Nothing but" in html
    form = Form(html, "/update")
    conflict, new = number_of(html, "The game"), number_of(html, "Who wins")
    taken = [n for n in form.offers["take"] if n != new]
    before = shelf.latest("ours").number

    unpicked = parted.send(form, {"take": taken})
    assert unpicked.status_code == 422
    assert "still to settle" in unpicked.text
    assert shelf.latest("ours").number == before
    assert MINE in shelf.text("ours", "lessons/idea.md")

    half = {f"pick.{conflict}": "edit", f"text.{conflict}": "## The game\n\n<<<<<<< here\nOops"}
    assert "take it out" in parted.send(form, {"take": taken, **half}).text
    empty = parted.send(form, {"take": taken, f"pick.{conflict}": "edit", f"text.{conflict}": " "})
    assert empty.status_code == 422

    edited = {f"pick.{conflict}": "edit", f"text.{conflict}": f"## The game\r\n\r\n{BOTH}\r\n"}
    done = parted.follow(parted.send(form, {"take": taken, **edited}))
    assert f'href="{AT}/history/{before}"' in done
    assert "Nothing new in" in done
    lesson, cards = shelf.text("ours", "lessons/idea.md"), shelf.text("ours", "flashcards.md")
    assert lesson.endswith(f"## The game\n\n{BOTH}\n")
    assert "Nothing but" in cards
    assert "Who wins?" not in cards
    revision = shelf.latest("ours")
    assert revision.number == before + 1
    assert revision.made_by is not None
    again = parted.send(form, {"take": taken, **edited})
    assert again.status_code == 303
    assert shelf.latest("ours").number == before + 1


@pytest.mark.parametrize(("pick", "text"), [("mine", MINE), ("theirs", THEIRS)])
def test_one_of_the_two_is_kept_whole(shelf: Shelf, parted: Person, pick: str, text: str) -> None:
    html = parted.open(f"{AT}/update")
    form = Form(html, "/update")
    parted.follow(parted.send(form, {"take": form.offers["take"], f"pick.{number_of(html, 'The game')}": pick}))
    assert shelf.text("ours", "lessons/idea.md").endswith(f"## The game\n\n{text}\n")
    assert "Who wins?" in shelf.text("ours", "flashcards.md")


def test_both_pictures_are_shown_and_one_is_chosen(shelf: Shelf, ada: Person) -> None:
    square = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
    shelf.bench.put("figures/game.svg", square)
    shelf.sync()
    clone(ada)
    shelf.edit("ours", "figures/game.svg", "M0 0h9v9z", "M1 1h9v9z")
    shelf.edit("gans", "figures/game.svg", "M0 0h9v9z", "M2 2h9v9z")
    shelf.sync()
    html = ada.open(f"{AT}/update")
    pictures = [ada.get(address) for address in re.findall(r'<img src="([^"]+)"', html)]
    assert ["M1 1" in pictures[0].text, "M2 2" in pictures[1].text] == [True, True]
    assert all("sandbox" in picture.headers["content-security-policy"] for picture in pictures)
    form = Form(html, "/update")
    ada.follow(ada.send(form, {"pick.0": "theirs"}))
    assert "M2 2" in shelf.text("ours", "figures/game.svg")


def test_what_changed_since_the_page_was_opened_is_asked_again(shelf: Shelf, parted: Person) -> None:
    html = parted.open(f"{AT}/update")
    shelf.edit("ours", "lessons/idea.md", "A generator", "Our generator")
    answer = parted.send(Form(html, "/update"), {f"pick.{number_of(html, 'The game')}": "mine"})
    assert answer.status_code == 409
    assert "Something has changed" in answer.text
    assert "Who wins?" not in shelf.text("ours", "flashcards.md")


def test_what_would_leave_an_error_is_not_written(shelf: Shelf, ada: Person) -> None:
    clone(ada)
    shelf.edit("gans", "path.md", "---\n\nTwo", "parts:\n  - title: All\n    lessons: [idea, next]\n---\n\nTwo")
    shelf.bench.put("lessons/next.md", "---\ntitle: What next\n---\n\n## Then\n\nThey rest.\n")
    shelf.sync()
    html = ada.open(f"{AT}/update")
    form = Form(html, "/update")
    answer = ada.send(form, {"take": [n for n in form.offers["take"] if n != number_of(html, "What next")]})
    assert answer.status_code == 422
    assert "would have errors" in answer.text
    assert "parts" not in shelf.text("ours", "path.md")
    ada.follow(ada.send(form, {"take": form.offers["take"]}))
    assert "They rest." in shelf.text("ours", "lessons/next.md")


def test_a_role_that_is_gone_meanwhile_and_a_path_that_is_no_clone_are_not_there(
    shelf: Shelf, parted: Person, people: Callable[..., Person]
) -> None:
    ben = people("Ben", paths={"ours": "instructor"})
    form = Form(ben.open(f"{AT}/update"), "/update")
    with shelf.app.state.database.writing() as session:
        gone = select(Membership).where(Membership.role == "instructor")
        for membership in session.scalars(gone):
            session.delete(membership)
    for address in ("update", "suggest", "suggestions", "export.zip"):
        ben.open(f"{AT}/{address}", 404)
    assert ben.send(form).status_code == 404
    parted.open("/studio/paths/gans/update", 404)
    parted.open("/studio/paths/gans/suggest", 404)
    parted.open(f"{AT}/suggestions/none", 404)
    parted.open(f"{AT}/pictures/0123456789abcdef/..%2f..%2fx.svg", 404)
    parted.open(f"{AT}/pictures/0123456789abcdef/path.md", 404)


def test_a_suggestion_is_chosen_sent_looked_at_and_taken(shelf: Shelf, ada: Person) -> None:
    clone(ada)
    shelf.edit("ours", "lessons/idea.md", "They compete.", MINE)
    shelf.edit("ours", "flashcards.md", "Only the", "Just the")
    shelf.sync()
    html = ada.open(f"{AT}/suggest")
    form, game = Form(html, "/suggest"), number_of(html, "The game")
    assert "Tick at least one" in ada.send(form, {"note": "Better"}).text
    sent = {"take": [game], "note": "We <b>watch</b>"}
    first, again = (ada.follow(ada.send(form, sent)) for _ in range(2))
    for html in (first, again):
        assert html.count(">waits to be looked at") == 1
        assert html.count("You suggested this already; it waits") == 1
        assert len(re.findall(r'name="take"[^>]* checked', html)) == 1
    assert "1 suggestion waits" in ada.open("/studio")

    html = ada.open("/studio/paths/gans/suggestions")
    assert "We &lt;b&gt;watch&lt;/b&gt;" in html
    (address,) = set(re.findall(r'href="(/studio/paths/gans/suggestions/[^"]+)"', html))
    ada.open(address.replace("gans", "ours"), 404)
    html = ada.open(address)
    assert "Just the" not in html
    ada.follow(ada.send(Form(html, "/suggestions/"), {"take": ["0"], "then": "take"}))
    assert MINE in shelf.text("gans", "lessons/idea.md")
    assert shelf.latest("gans").note == "Suggested by Ada: We <b>watch</b>"
    assert "Nothing waits" in ada.open("/studio/paths/gans/suggestions")
    update_page = ada.open(f"{AT}/update")
    assert "to settle" not in update_page


def test_a_suggestion_that_is_declined_changes_nothing(shelf: Shelf, ada: Person) -> None:
    clone(ada)
    shelf.edit("ours", "lessons/idea.md", "They compete.", MINE)
    shelf.sync()
    form = Form(ada.open(f"{AT}/suggest"), "/suggest")
    ada.send(form, {"take": form.offers["take"]})
    with shelf.app.state.database.reading() as session:
        offered = session.scalars(select(Suggestion)).one()
    form = Form(ada.open(f"/studio/paths/gans/suggestions/{offered.id}"), "/suggestions/")
    assert ada.post(form.action).status_code == 409
    ada.follow(ada.send(form, {"then": "decline"}))
    assert shelf.latest("gans").number == 1
    html = ada.open(f"{AT}/suggest")
    assert "and it was not taken" in html
    assert not re.search(r'name="take"[^>]* checked', html)
    assert "Tick at least one" in ada.send(Form(html, "/suggest")).text
    # Twice the same is done once; who wanted otherwise is told.
    assert "Nothing waits" in ada.follow(ada.send(form, {"then": "decline"}))
    assert "Somebody was quicker" in ada.follow(ada.send(form, {"take": ["0"], "then": "take"}))
    assert MINE not in shelf.text("gans", "lessons/idea.md")


def bring_in(person: Person, content: bytes, **fields: str) -> Any:
    files = {"file": ("gans.zip", content, "application/zip")}
    fields = {"slug": "", "visibility": "private", **fields}
    return person.post("/studio/import", data=fields, files=files, headers=OURS)


def test_what_one_maker_brings_in_is_offered_to_no_path_of_another(
    shelf: Shelf, ada: Person, people: Callable[..., Person]
) -> None:
    ben, omar = people("Ben", role="instructor"), people("Omar", role="instructor")
    first = ada.get("/studio/paths/gans/export.zip").content
    assert bring_in(ben, first, slug="bens").status_code == 303
    shelf.edit("gans", "lessons/idea.md", "They compete.", THEIRS)
    shelf.sync()
    second = ada.get("/studio/paths/gans/export.zip").content
    # As a path of his own, and as a newer version of that; neither is a newer version of Ben's.
    assert bring_in(omar, second).status_code == 422
    assert bring_in(omar, first, slug="omars").status_code == 303
    newer = bring_in(omar, second)
    assert newer.headers["location"] == "/studio/paths/omars/update?came=1"
    assert "1 change in the original" in omar.follow(newer)
    assert "Nothing new in" in ben.open("/studio/paths/bens/update")
    # Nor is it where his path says that it came from there.
    ours, theirs = (re.search("^upstream: .*", shelf.text(slug, "path.md"), re.M) for slug in ("omars", "bens"))
    assert ours
    assert theirs
    shelf.edit("omars", "path.md", ours[0], theirs[0])
    shelf.sync()
    omar.open("/studio/paths/omars/update", 404)
    assert bring_in(omar, second, slug="omars-too").status_code == 303
    assert "Nothing new in" in ben.open("/studio/paths/bens/update")
    # Who teaches it with him brings it to both, and so does an admin.
    path, chen = shelf.path("bens"), people("Chen", role="instructor")
    assert path
    with shelf.app.state.database.writing() as session:
        session.add(Membership(path_id=path.id, user_id=id_of(session, "Chen"), role="instructor"))
    assert bring_in(chen, second).headers["location"] == "/studio/paths/bens/update?came=1"
    assert "1 change in the original" in ben.open("/studio/paths/bens/update")


def id_of(session: Session, name: str) -> Any:
    return session.scalars(select(User.id).where(User.name == name)).one()


def test_an_export_reads_without_cairn_and_a_newer_one_leads_to_the_update_page(
    shelf: Shelf, ada: Person, people: Callable[..., Person]
) -> None:
    answer = ada.get("/studio/paths/gans/export.zip")
    assert answer.headers["cache-control"] == "no-store"
    first = answer.content
    assert {"gans/path.md", "cairn.json"} <= set(zipfile.ZipFile(io.BytesIO(first)).namelist())

    bring = partial(bring_in, ada)
    taken = bring(first)
    assert taken.status_code == 422
    assert "is taken" in taken.text
    for slug in ("../evil", "/etc", "a\0b"):
        assert "cannot stand in an address" in bring(first, slug=slug).text
    assert bring(first, slug="abroad").headers["location"] == "/studio/paths/abroad"
    # Two of the same title: each card says which it is. What its updates are merged from is no path to be listed.
    desk = ada.open("/studio")
    assert re.findall(r'desk__slug">(\w+)</span> ·\s+([\w ]+\w)', desk) == [
        ("gans", "belongs to the server"),
        ("abroad", "brought in from a zip"),
    ]
    assert "owned by Ada" in desk
    assert re.findall(r'ledger__under">(\S+) ·', ada.open("/studio/admin/paths")) == ["gans", "abroad"]
    shelf.edit("gans", "lessons/idea.md", "They compete.", THEIRS)
    shelf.sync()
    second = ada.get("/studio/paths/gans/export.zip").content
    newer = bring(second)
    assert newer.headers["location"] == "/studio/paths/abroad/update?came=1"
    assert "1 change in the original" in ada.follow(newer)
    assert "Send your path there" not in ada.open("/studio/paths/abroad/suggest")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no zip at all", "no zip that can be read"),
        (b"", "Choose a file first"),
        ("../evil.md", "gans.zip|evil.md"),
        ("readme.txt", "holds no path"),
    ],
)
def test_what_is_no_path_is_not_brought_in(shelf: Shelf, ada: Person, content: bytes | str, said: str) -> None:
    if isinstance(content, str):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as zipped:
            zipped.writestr(content, "text")
        content = buffer.getvalue()
    files = {"file": ("gans.zip" if content else "", content, "application/zip")}
    answer = ada.post("/studio/import", data={"slug": "", "visibility": "private"}, files=files)
    assert answer.status_code == 422
    assert re.search(said, answer.text), answer.text
    assert {place.name for place in shelf.bench.folder.parent.iterdir()} == {"gans"}


def test_only_those_who_make_paths_bring_them_in_and_none_too_large(
    shelf: Shelf, ada: Person, people: Callable[..., Person]
) -> None:
    ben = people("Ben", paths={"gans": "instructor"})
    ben.open("/studio/import", 404)
    files = {"file": ("gans.zip", b"x", "application/zip")}
    assert ben.post("/studio/import", files=files).status_code == 404
    large = {"file": ("gans.zip", b"x" * 120_000, "application/zip")}
    assert ada.post("/studio/import", files=large).status_code == 413
