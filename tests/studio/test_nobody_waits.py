"""Who writes in the studio reads a folder before it is their turn to write: learners' answers do not wait for it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, select

from app.models import Path as PathRow
from app.studio.drafts import Glance, glance_at
from tests.learner.person import Form, Person
from tests.studio.conftest import AT, Bench
from tests.studio.test_copies import Shelf, clone
from tests.studio.test_copies import ada as ada
from tests.studio.test_copies import people as people
from tests.studio.test_drafts import IDEA, MINE, crlf
from tests.studio.test_publish import save

OTHER = "glossary.md"
TERMS = "---\ntitle: Glossary\n---\n\n## GAN\n\nTwo networks.\n"


class Watch:
    """The content files that are opened while a transaction writes."""

    def __init__(self) -> None:
        self.root = Path()
        self.is_on = self.is_writing = False
        self.opened: set[str] = set()

    def hear(self, name: str, args: tuple[Any, ...]) -> None:
        if not (self.is_on and self.is_writing and name == "open" and isinstance(args[0], str)):
            return
        if args[0].startswith(f"{self.root}/") and "/." not in args[0]:
            self.opened.add(args[0].removeprefix(f"{self.root}/"))

    @contextmanager
    def on(self, bench: Bench) -> Iterator[None]:
        engine = bench.app.state.database.engine

        def begin(connection: Connection) -> None:
            self.is_writing = bool(connection.get_execution_options().get("cairn_writes"))

        def end(connection: Connection) -> None:
            self.is_writing = False

        for what, done in (("begin", begin), ("commit", end), ("rollback", end)):
            event.listen(engine, what, done)
        self.root, self.is_on, self.opened = bench.folder.parent.resolve(), True, set()
        try:
            yield
        finally:
            self.is_on = False


# A hook of the interpreter stays for good: one for all tests, which hears nothing but for these.
WATCH = Watch()
sys.addaudithook(WATCH.hear)


def test_the_watch_hears_what_is_read_while_somebody_writes(bench: Bench) -> None:
    with WATCH.on(bench):
        bench.read("flashcards.md")
        with bench.app.state.database.writing() as session:
            session.connection()
            bench.read("path.md")
    assert WATCH.opened == {"gans/path.md"}


def test_only_the_files_concerned_are_read_while_writing(bench: Bench, ines: Person) -> None:
    bench.put(OTHER, TERMS)
    save(ines, IDEA, MINE)
    ines.send(Form(ines.open(f"{AT}/publish"), "/publish"))
    new, move = (Form(ines.open(f"{AT}/{page}"), f"/{page}") for page in ("new", "moves/lessons/idea.md"))
    picture = {"file": ("game.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml")}
    gone = {"base": "0" * 64, "text": crlf(MINE)}
    with WATCH.on(bench):
        assert ines.send(new, {"kind": "lesson", "title": "More"}).status_code == 303
        assert ines.post(f"{AT}/uploads", data={"name": ""}, files=picture).status_code == 303
        assert ines.post(f"{AT}/files/lessons/gone.md", data=gone).status_code == 409
        assert ines.send(move, {"name": "lessons/play.md"}).status_code == 303
    # Those with a link to what was renamed are written anew.
    assert WATCH.opened == {"gans/lessons/idea.md", "gans/flashcards.md", "gans/quizzes/basics.md"}
    for file in bench.drafts():
        ines.post(f"{AT}/drafts/{file}?method=delete")
    restore = Form(ines.open(f"{AT}/history/1"), "/restorations")
    with WATCH.on(bench):
        assert ines.send(restore).status_code == 303
    assert WATCH.opened == {"gans/lessons/idea.md", f"gans/{OTHER}"}


def test_a_copy_is_brought_up_to_date_without_reading_it_while_writing(bench: Bench, ada: Person) -> None:
    shelf = Shelf(bench)
    bench.put(OTHER, TERMS)
    shelf.sync()
    assert clone(ada).status_code == 303
    shelf.edit("gans", "lessons/idea.md", "They compete.", MINE)
    shelf.sync()
    form = Form(ada.open("/studio/paths/ours/update"), "/update")
    with WATCH.on(bench):
        assert ada.send(form, {"take": form.offers["take"]}).status_code == 303
    assert f"ours/{OTHER}" not in WATCH.opened
    shelf.edit("ours", "flashcards.md", "Only the", "Just the")
    shelf.sync()
    form = Form(ada.open("/studio/paths/ours/suggest"), "/suggest")
    with WATCH.on(bench):
        assert ada.send(form, {"take": form.offers["take"]}).status_code == 303
    assert WATCH.opened == set()


def test_a_glance_tells_what_changed_since(bench: Bench, ines: Person) -> None:
    def look() -> Glance:
        with bench.app.state.database.reading() as session:
            return glance_at(session, session.scalars(select(PathRow)).one(), bench.folder.parent)

    glances = [look()]
    assert look() == glances[0]
    file = bench.folder / "lessons/idea.md"
    file.write_bytes(file.read_bytes()[::-1])
    glances.append(look())
    file.rename(file.with_name("game.md"))
    glances.append(look())
    save(ines, f"{AT}/files/flashcards.md", MINE)
    glances.append(look())
    save(ines, f"{AT}/files/flashcards.md", MINE + "\nMore.\n")
    glances.append(look())
    assert len(set(glances)) == len(glances)
