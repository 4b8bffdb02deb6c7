"""A backup holds every row as of one moment, while people write; restored, it is the same database, of either kind."""

import hashlib
import json
import shutil
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Event, Thread
from zipfile import ZipFile

import pytest
from sqlalchemy import Engine, func, insert, inspect, select

from app.content.child import Renderer
from app.content.sync import sync
from app.db import Database, migrate, open_for_migration, schema_of, schemas
from app.models import Base, Listen, Passage, Reading, Review, Scheduler, User, now, uuid7
from app.studio.archive import BadBackup
from app.studio.backup import back_up
from app.studio.restore import restore
from tests.conftest import _postgres_database
from tests.learner.folder import lay_path
from tests.studio.rows import every_row, fill
from tests.sync.conftest import FILES


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    with Renderer(processes=1) as one:
        yield one


@pytest.fixture
def blank(postgres_admin: Engine, tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Addresses of databases without any table: `blank("sqlite")`."""
    with ExitStack() as stack:
        yield (
            lambda kind: (
                f"sqlite:///{tmp_path}/restored-{uuid7().hex}.db"
                if kind == "sqlite"
                else stack.enter_context(_postgres_database(postgres_admin))
            )
        )


@pytest.fixture
def filled(database: Database, folder: Callable[..., Path], renderer: Renderer) -> Database:
    """A path that is published, and at least one row in every table."""
    (report,) = sync(database, folder({f"gans/{file}": text for file, text in FILES.items()}), renderer=renderer)
    assert report.outcome == "published"
    with database.writing() as session:
        fill(session)
        # The first review of something has no memory before it, which is not the same as a memory of "null".
        known = session.scalars(select(Review)).one()
        said = {name: getattr(known, name) for name in ("user_id", "item_id", "version_id", "lineage", "scheduler")}
        session.add(Review(**said, rating=3, before=None, idempotency_key="another"))
    return database


@pytest.fixture
def small(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """Of one kind, where the kind does not matter: a row in every table."""
    shutil.copy(sqlite_template, tmp_path / "small.db")
    opened = Database(f"sqlite:///{tmp_path}/small.db")
    with opened.writing() as session:
        lay_path(session)
        fill(session)
    yield opened
    opened.dispose()


def opened(stack: ExitStack, url: str) -> Database:
    database = Database(url)
    stack.callback(database.dispose)
    return database


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_restored_database_has_every_row_of_every_table(
    filled: Database,
    kind: str,
    blank: Callable[[str], str],
    tmp_path: Path,
    folder: Callable[..., Path],
    renderer: Renderer,
) -> None:
    before = every_row(filled)
    assert all(before.values()), "a table without a row proves nothing"
    manifest = back_up(filled, tmp_path / "all.cairn", now())
    assert manifest.rows == sum(map(len, before.values()))
    url = blank(kind)
    restore(url, tmp_path / "all.cairn")
    with ExitStack() as stack:
        database = opened(stack, url)
        after = every_row(database)
        for table, rows in before.items():
            assert after[table] == rows, table
        with database.reading() as session, filled.reading() as there:
            assert schema_of(session.connection()) == schema_of(there.connection())
            assert session.scalar(select(func.count()).where(Review.before.is_(None))) == 1
        # New rows get numbers of their own, and search finds what it found.
        content = folder({f"gans/{file}": text for file, text in FILES.items()}, "content")
        place = content / "gans" / "path.md"
        place.write_text(place.read_text() + "\nOne more sentence.\n")
        (report,) = sync(database, content, renderer=renderer)
        assert report.outcome == "published"
        with database.reading() as session:
            words = session.connection().exec_driver_sql("SELECT count(*) FROM passages_index").scalar_one()
            assert words == session.scalar(select(func.count()).select_from(Passage))
    assert not list(tmp_path.glob(".*.part"))


def test_a_backup_is_of_one_moment_while_people_write(
    filled: Database, blank: Callable[[str], str], tmp_path: Path
) -> None:
    before = every_row(filled)
    section = before["items"][0][0]
    stop, begun = Event(), Event()
    written: list[uuid.UUID] = []

    def look_up(done: int, total: int) -> None:
        # Somebody writes between any two tables.
        before, deadline = len(written), time.monotonic() + 60
        while len(written) == before:
            assert time.monotonic() < deadline, "nobody waits for a backup"
            time.sleep(0.001)

    def learn() -> None:
        # Each transaction leaves a visitor, what they read and what they heard: all three, or none.
        while not stop.is_set():
            with filled.writing() as session:
                visitor = uuid7()
                session.execute(insert(User).values(id=visitor))
                session.execute(insert(Reading).values(user_id=visitor, item_id=section))
                session.execute(insert(Listen).values(user_id=visitor, item_id=section, second=1.5))
            written.append(visitor)
            begun.set()

    people = [Thread(target=learn) for _ in range(3)]
    for person in people:
        person.start()
    try:
        assert begun.wait(60)
        begun_with = every_row(filled)
        back_up(filled, tmp_path / "busy.cairn", now(), look_up)
    finally:
        stop.set()
        for person in people:
            person.join()
    ended_with = every_row(filled)
    url = blank("sqlite")
    restore(url, tmp_path / "busy.cairn")
    with ExitStack() as stack:
        after = every_row(opened(stack, url))
    for table, rows in after.items():
        assert set(map(repr, begun_with[table])) <= set(map(repr, rows)) <= set(map(repr, ended_with[table])), table
    came = len(after["users"]) - len(before["users"])
    assert 0 < came < len(ended_with["users"]) - len(before["users"]), "people wrote before it, and after it"
    assert {len(after[table]) - len(before[table]) for table in ("users", "readings", "listens")} == {came}


def test_a_database_that_is_in_use_is_replaced_only_if_told_to(small: Database, tmp_path: Path) -> None:
    back_up(small, tmp_path / "one.cairn", now())
    kept = every_row(small)
    with small.writing() as session:
        session.add(User(name="Chen"))
    grown = every_row(small)
    url = small.engine.url.render_as_string(hide_password=False)
    with pytest.raises(ValueError, match="--replace"):
        restore(url, tmp_path / "one.cairn")
    assert every_row(small) == grown
    restore(url, tmp_path / "one.cairn", replaces=True)
    assert every_row(small) == kept


def test_an_older_backup_is_brought_up_to_date(small: Database, blank: Callable[[str], str], tmp_path: Path) -> None:
    """As a Cairn of the fourth migration would have written it: its tables and their columns, and no more."""
    back_up(small, tmp_path / "new.cairn", now())
    with open_for_migration(blank("sqlite")) as connection:
        migrate(connection, "0004")
        assert schema_of(connection) == "0004"
        known = {
            table: {column["name"] for column in inspect(connection).get_columns(table)}
            for table in inspect(connection).get_table_names()
        }
    rewrite(tmp_path / "new.cairn", tmp_path / "old.cairn", "0004", known)
    url = blank("sqlite")
    restore(url, tmp_path / "old.cairn")
    with ExitStack() as stack:
        after = every_row(opened(stack, url))
    before = every_row(small)
    assert [row[0] for row in after["users"]] == [row[0] for row in before["users"]]
    assert after["memories"] == before["memories"]
    assert after["resets"] == []


def rewrite(source: Path, target: Path, tables_as_of: str, known: dict[str, set[str]]) -> None:
    """The same archive of an older Cairn, which had only these columns."""
    with ZipFile(source) as old, ZipFile(target, "w") as new:
        manifest = json.loads(old.read("manifest.json"))
        manifest["tables_as_of"] = tables_as_of
        manifest["tables"] = [head for head in manifest["tables"] if head["name"] in known]
        for head in manifest["tables"]:
            kept = [name in known[head["name"]] for name in head["columns"]]
            lines = [json.loads(line) for line in old.read(f"{head['name']}.jsonl").splitlines()]
            rows = [[value for value, is_kept in zip(line, kept, strict=True) if is_kept] for line in lines]
            written = "".join(json.dumps(row) + "\n" for row in rows).encode()
            head["columns"] = {name: kind for name, kind in head["columns"].items() if name in known[head["name"]]}
            head["later"] = [name for name in head["later"] if name in head["columns"]]
            head["sha256"] = hashlib.sha256(written).hexdigest()
            new.writestr(f"{head['name']}.jsonl", written)
        new.writestr("manifest.json", json.dumps(manifest))


def test_what_is_not_as_it_was_written_is_refused_and_nothing_is_touched(small: Database, tmp_path: Path) -> None:
    good = tmp_path / "good.cairn"
    back_up(small, good, now())
    content = good.read_bytes()

    def with_manifest(**more: object) -> bytes:
        rewritten = tmp_path / "rewritten.cairn"
        with ZipFile(good) as old, ZipFile(rewritten, "w") as new:
            for name in old.namelist():
                said = old.read(name)
                new.writestr(name, json.dumps(json.loads(said) | more) if name == "manifest.json" else said)
        return rewritten.read_bytes()

    def with_rows(table: str, rows: bytes | None) -> bytes:
        rewritten = tmp_path / "rewritten.cairn"
        with ZipFile(good) as old, ZipFile(rewritten, "w") as new:
            for name in old.namelist():
                if name != f"{table}.jsonl" or rows is not None:
                    new.writestr(name, rows if name == f"{table}.jsonl" and rows is not None else old.read(name))
        return rewritten.read_bytes()

    flipped = bytearray(content)
    flipped[len(content) // 2] ^= 0xFF
    cases = {
        b"": "no backup of Cairn",
        b"SQLite format 3\0": "no backup of Cairn",
        content[: len(content) // 2]: "no backup of Cairn",
        content[:-1]: "no backup of Cairn",
        bytes(flipped): "damaged",
        with_rows("users", b""): "the rows of users are not those that were written",
        with_rows("users", None): "the rows of users are missing",
        with_manifest(format=2): "made by a newer Cairn",
        with_manifest(tables_as_of="9999"): "made by a newer Cairn",
        with_manifest(tables="none"): "is not a backup of Cairn",
        with_manifest(format="1"): "is not a backup of Cairn",
    }
    kept = every_row(small)
    url = small.engine.url.render_as_string(hide_password=False)
    for written, said in cases.items():
        (tmp_path / "bad.cairn").write_bytes(written)
        with pytest.raises(BadBackup, match=said) as refused:
            restore(url, tmp_path / "bad.cairn", replaces=True)
        assert len(str(refused.value).splitlines()) == 1
    assert every_row(small) == kept


def test_a_restore_that_fails_midway_leaves_what_was_there(small: Database, tmp_path: Path) -> None:
    """The rows are as they were written, but one points to nobody: an archive put together by hand."""
    back_up(small, tmp_path / "one.cairn", now())
    known = {table.name: set(table.columns.keys()) for table in Base.metadata.sorted_tables if table.name != "users"}
    rewrite(tmp_path / "one.cairn", tmp_path / "nobody.cairn", schemas()[0], known)
    kept = every_row(small)
    with pytest.raises(RuntimeError, match="points to no row of users"):
        restore(small.engine.url.render_as_string(hide_password=False), tmp_path / "nobody.cairn", replaces=True)
    assert every_row(small) == kept
    assert kept[Scheduler.__tablename__]


def test_no_secret_is_in_it_and_nobody_else_may_read_it(small: Database, tmp_path: Path) -> None:
    back_up(small, tmp_path / "one.cairn", now())
    assert (tmp_path / "one.cairn").stat().st_mode & 0o777 == 0o600
    with ZipFile(tmp_path / "one.cairn") as archive:
        tables = {table.name for table in Base.metadata.sorted_tables}
        assert set(archive.namelist()) == {"manifest.json", *(f"{name}.jsonl" for name in tables)}
