"""Ada runs the server: its people, its paths, its log and its backups. For everybody else none of it is there."""

import re
import shutil
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from threading import Event, Thread

import pytest
from sqlalchemy import func, select, update

from app.db import Database
from app.models import LoginSession, Sync, User, uuid7
from app.studio.archive import open_archive
from app.studio.people import A_PAGE, NotChanged, find_people, give_role
from app.studio.restore import restore
from tests.accounts import make_account
from tests.learner.person import Form, Person
from tests.studio.conftest import Bench
from tests.studio.rows import every_row

A_DESK = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PAGES = ("", "/people", "/paths", "/paths/gans/retirement", "/syncs", "/backups")


@pytest.fixture
def ada(bench: Bench) -> Iterator[Person]:
    with Person(bench.app) as person:
        person.cookies.update(make_account(bench.app.state.database, "Ada", role="admin"))
        yield person


def id_of(bench: Bench, name: str) -> uuid.UUID:
    with bench.app.state.database.reading() as session:
        found: uuid.UUID = session.scalars(select(User.id).where(User.name == name)).one()
        return found


def at(id: object) -> str:
    return f"/studio/admin/people/{id}"


def test_for_everybody_else_it_is_not_there(bench: Bench, ada: Person, omar: Person, ines: Person) -> None:
    with Person(bench.app) as teacher, Person(bench.app) as nobody:
        teacher.cookies.update(make_account(bench.app.state.database, "Tom", role="instructor"))
        addresses = [f"/studio/admin{page}" for page in PAGES] + [at(id_of(bench, "Ines"))]
        posts = [f"{at(id_of(bench, 'Ines'))}/role", f"{at(id_of(bench, 'Ines'))}/sign-outs"]
        posts += ["/studio/admin/paths/gans/retirement", "/studio/admin/backups"]
        nonce = bench.app.state.nonces.issue(None, bench.revision().created_at)
        for person in (omar, ines, teacher, nobody):
            for address in addresses:
                person.open(address, 404)
            for address in posts:
                assert person.post(address, data={"nonce": nonce, "role": "admin"}).status_code == 404
        for address in addresses:
            answer = ada.get(address)
            assert answer.status_code == 200
            assert answer.headers["cache-control"] == "no-store"
    assert not (bench.folder.parents[1] / "backups").exists()


def test_she_sees_how_the_server_stands(ada: Person) -> None:
    page = ada.open("/studio/admin")
    said = dict(re.findall(r'facts__name">([^<]+)</dt><dd class="facts__value">([^<]+)', page))
    assert said["Cairn"]
    assert said["Database"].startswith("SQLite 3.")
    assert said["Tables as of"].startswith("migration 0")
    assert "up to date" in page
    assert (said["People with an account"], said["Visitors without one"], said["Answers"]) == ("1", "0", "0")
    assert "revision 1, " in page


def test_she_finds_people_and_gives_them_a_role(bench: Bench, ada: Person, chen: Person) -> None:
    listed = ada.open("/studio/admin/people?q=CHEN&role=learner")
    assert f'href="{at(id_of(bench, "Chen"))}"' in listed
    assert "ada@example.org" not in listed
    assert "Nobody like that" in ada.open("/studio/admin/people?q=%25")
    chen.open("/studio", 404)
    form = Form(ada.open(at(id_of(bench, "Chen"))), "/role")
    assert "Saved" in ada.follow(ada.send(form, {"role": "instructor"}))
    chen.open("/studio")
    for role in ("", "owner", "ADMIN"):
        assert ada.send(form, {"role": role}).status_code == 422
    assert ada.send(form, {"role": "admin", "nonce": "old"}).status_code == 422
    chen.open("/studio/admin", 404)


def test_the_last_admin_stays_one(bench: Bench, ada: Person, chen: Person) -> None:
    mine, theirs = id_of(bench, "Ada"), id_of(bench, "Chen")
    refused = ada.send(Form(ada.open(at(mine)), "/role"), {"role": "learner"})
    assert refused.status_code == 422
    assert "last admin" in refused.text
    ada.send(Form(ada.open(at(theirs)), "/role"), {"role": "admin"})
    assert ada.send(Form(ada.open(at(mine)), "/role"), {"role": "learner"}).status_code == 303
    ada.open("/studio/admin", 404)
    chen.open("/studio/admin")


def test_of_two_admins_who_demote_each_other_one_stays(database: Database) -> None:
    for name in ("Ada", "Eve"):
        make_account(database, name, role="admin")
    changed = Event()

    def demote(name: str, seconds: float) -> None:
        with database.writing() as session, suppress(NotChanged):
            give_role(session, session.scalars(select(User).where(User.name == name)).one(), "learner")
            changed.set()
            time.sleep(seconds)

    first = Thread(target=demote, args=("Ada", 0.3))
    first.start()
    assert changed.wait(60)
    demote("Eve", 0)
    first.join()
    with database.reading() as session:
        assert session.scalar(select(func.count()).where(User.role == "admin")) == 1


def test_she_signs_others_out_and_stays_herself(bench: Bench, ada: Person, chen: Person) -> None:
    chen.open("/profile")
    ada.follow(ada.send(Form(ada.open(at(id_of(bench, "Chen"))), "/sign-outs")))
    with bench.app.state.database.writing() as writing:
        mine = writing.scalars(select(LoginSession)).one()
        writing.add(LoginSession(token_digest="another", user_id=mine.user_id, device=A_DESK))
    html = ada.open(at(id_of(bench, "Ada")))
    assert "Firefox on Linux" in html
    assert "Mozilla" not in html
    ada.follow(ada.send(Form(ada.open(at(id_of(bench, "Ada"))), "/sign-outs")))
    with bench.app.state.database.reading() as reading:
        assert reading.scalars(select(LoginSession.token_digest)).one() != "another"


def test_who_has_no_account_is_nobody(bench: Bench, ada: Person) -> None:
    visitor, gone = uuid7(), uuid7()
    with bench.app.state.database.writing() as session:
        session.add_all(
            [User(id=visitor), User(id=gone, email="gone@example.org", left_at=bench.revision().created_at)]
        )
    for id in (visitor, gone, uuid7(), "7", "me", "0" * 40):
        ada.open(at(id), 404)
        assert ada.post(f"{at(id)}/role", data={"role": "admin"}).status_code == 404


def test_people_are_found_by_any_part_of_their_name_or_email(database: Database) -> None:
    names = ["Zoë", "per_cent", "100% Ben", *(f"Learner {n:03}" for n in range(A_PAGE + 9))]
    with database.writing() as writing:
        writing.add_all([User(name=name, email=f"p{n}@example.org") for n, name in enumerate(names)])
        writing.add(User(name="Visitor"))
    with database.reading() as session:

        def found(asked: str, role: str = "", before: uuid.UUID | None = None) -> list[str]:
            return [each.user.name for each in find_people(session, asked, role, before)]

        for asked, expected in (("zo", ["Zoë"]), ("r_c", ["per_cent"]), ("0%", ["100% Ben"]), ("P1@", ["per_cent"])):
            assert found(asked) == expected, asked
        assert found("", "admin") == found("visitor") == []
        first = find_people(session, "", "", None)
        rest = found("", before=first[A_PAGE - 1].user.id)
        assert len(first) == A_PAGE + 1
        assert sorted([each.user.name for each in first[:A_PAGE]] + rest) == sorted(names)


def test_a_path_is_retired_when_its_folder_is_gone(bench: Bench, ada: Person) -> None:
    at_path = "/studio/admin/paths/gans/retirement"
    nonce = bench.app.state.nonces.issue(None, bench.revision().created_at)
    asked = ada.open(at_path)
    assert "Its folder is still there" in asked
    assert f'action="{at_path}"' not in asked
    assert ada.post(at_path, data={"nonce": nonce}).headers["location"] == at_path
    ada.open("/paths/gans")
    shutil.rmtree(bench.folder)
    form = Form(ada.open(at_path), "/retirement")
    assert ada.send(form, {"nonce": "old"}).headers["location"] == at_path
    assert "retired" in ada.follow(ada.send(form))
    bench.app.state.public.refresh()
    ada.open("/paths/gans", 404)
    assert ada.send(form).status_code == 404
    ada.open("/studio/admin/paths/none/retirement", 404)


def test_the_log_keeps_what_was_published_and_what_was_refused(bench: Bench, ada: Person) -> None:
    quiz = bench.read("quizzes/basics.md").decode()
    bench.put("quizzes/basics.md", quiz.replace("= 2", "1. [x] One\n2. [x] Two"))
    assert bench.sync() == bench.sync() == "refused"
    page = ada.open("/studio/admin/syncs")
    assert page.count("ledger__mark--wrong") == 1, "the same refusal again is no news"
    assert "1 error has to be fixed first. Learners stay with revision 1." in page
    assert re.search(r"<code>gans/quizzes/basics.md:\d+</code>", page)
    more = "\n## And referees?\n<!-- see: lessons/idea.md#two-players -->\n\n= 0\n\n> Each judges the other.\n"
    bench.put("quizzes/basics.md", quiz + more)
    assert [bench.sync(), bench.sync()] == ["published", "unchanged"]
    page = ada.open("/studio/admin/syncs")
    assert "1 new section, card, question or the like<" in page
    assert re.search(r"\d new sections, cards, questions and the like<", page)
    with bench.app.state.database.reading() as session:
        logged = session.scalars(select(Sync.outcome).order_by(Sync.id)).all()
    assert logged == ["published", "refused", "published"]
    assert ada.open("/studio/admin/syncs?path=none").count("ledger__row") == 0
    ada.open("/studio/admin/syncs?before=nonsense")


def test_she_backs_up_with_a_button_and_takes_it_home(bench: Bench, ada: Person) -> None:
    folder = bench.folder.parents[1] / "backups"
    form = Form(ada.open("/studio/admin/backups"), "/backups")
    before = every_row(bench.app.state.database)
    page = ada.follow(ada.send(form))
    ada.follow(ada.send(form))
    (file,) = folder.iterdir()
    assert folder.stat().st_mode & 0o077 == 0
    answer = ada.get(f"/studio/admin/backups/{file.name}")
    assert f'href="/studio/admin/backups/{file.name}"' in page
    assert (answer.content, answer.headers["cache-control"]) == (file.read_bytes(), "no-store")
    assert answer.headers["content-disposition"] == f'attachment; filename="{file.name}"'
    with open_archive(file) as archive:
        assert archive.manifest.rows == sum(map(len, before.values()))
    (folder.parent / "secret.cairn").write_text("no")
    for name in (
        "none.cairn",
        "..%2Fsecret.cairn",
        "%2e%2e%2fsecret.cairn",
        "secret",
        ".cairn",
        "a" * 300 + ".cairn",
    ):
        assert ada.get(f"/studio/admin/backups/{name}").status_code in (404, 405), name
    restored = f"sqlite:///{folder.parent}/restored.db"
    restore(restored, file)
    opened = Database(restored)
    assert every_row(opened) == before
    opened.dispose()


def test_a_backup_that_cannot_be_written_says_so(bench: Bench, ada: Person) -> None:
    form = Form(ada.open("/studio/admin/backups"), "/backups")
    assert ada.send(form, {"nonce": "old"}).status_code == 422
    (bench.folder.parents[1] / "backups").write_text("a file where the folder should be")
    refused = ada.send(form)
    assert refused.status_code == 422
    assert 'role="alert"' in refused.text


def test_learners_go_on_while_a_backup_is_made(bench: Bench, ada: Person, meet: Callable[..., Person]) -> None:
    """On the database that has one writer: somebody holds its place, and the backup does not ask for it."""
    form = Form(ada.open("/studio/admin/backups"), "/backups")
    with bench.app.state.database.writing() as session:
        session.execute(update(User).values(name="Ada Lovelace"))
        assert ada.send(form).status_code == 303


def test_a_link_for_a_new_password_is_shown_once_and_works(bench: Bench, ada: Person, ines: Person) -> None:
    person = at(id_of(bench, "Ines"))
    made = ada.send(Form(ada.open(person), "/resets"))
    (link,) = re.findall(r'value="http[^"]*(/reset/[^"]+)" readonly', made.text)
    assert link not in ada.open(person)
    with Person(bench.app) as browser:
        assert 'autocomplete="new-password"' in browser.open(link)
    assert ines.post(f"{person}/resets", data={}).status_code == 404
