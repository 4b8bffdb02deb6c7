"""One transaction a request: what is answered is written, what fails is not, and nobody waits in a worker thread."""

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn
from fastapi import FastAPI, HTTPException
from sqlalchemy import Column, Integer, MetaData, Table, event, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.db import POSTGRES_WRITERS, TOGETHER, Database, DbSession, upgrade
from app.models import User

counters = Table("counters", MetaData(), Column("id", Integer, primary_key=True), Column("value", Integer))


def create_app(database: Database) -> FastAPI:
    app = FastAPI()
    app.state.database = database

    @app.get("/value")
    def value(session: DbSession) -> int:
        return value_in(session)

    @app.post("/increments")
    def increment(session: DbSession) -> int:
        # The row lock is for PostgreSQL; on SQLite the transaction itself is the lock.
        found: int = session.execute(select(counters.c.value).with_for_update()).scalar_one()
        session.execute(update(counters).values(value=found + 1))
        return found + 1

    @app.post("/promises")
    def promise_what_does_not_exist(session: DbSession) -> int:
        session.execute(update(counters).values(value=1000))
        session.execute(text("INSERT INTO promises (id, counter_id) VALUES (1, 77)"))
        return 1000

    @app.post("/refusals")
    def write_then_refuse(session: DbSession) -> None:
        session.execute(update(counters).values(value=1000))
        raise HTTPException(409, "no")

    @app.post("/breakdowns")
    def write_then_break(session: DbSession) -> None:
        session.execute(update(counters).values(value=1000))
        raise RuntimeError("broken")

    @app.post("/twins")
    def flush_the_same_key_twice(session: DbSession) -> None:
        session.execute(update(counters).values(value=1000))
        session.add_all([User(email="maria@example.org"), User(email="maria@example.org")])
        session.flush()

    @app.get("/writes")
    def write_on_get(session: DbSession) -> None:
        session.add(User())

    return app


def value_in(session: Session) -> int:
    value: int = session.execute(select(counters.c.value)).scalar_one()
    return value


@pytest.fixture
def counted(database: Database) -> Database:
    """A database with a counter that stands at 0, and a table whose foreign key is checked by the commit only."""
    make_counter(database)
    return database


def make_counter(database: Database) -> None:
    with database.writing() as session:
        session.execute(text("CREATE TABLE counters (id INTEGER PRIMARY KEY, value INTEGER)"))
        session.execute(
            text(
                "CREATE TABLE promises (id INTEGER PRIMARY KEY, counter_id INTEGER NOT NULL"
                " REFERENCES counters (id) DEFERRABLE INITIALLY DEFERRED)"
            )
        )
        session.execute(insert(counters).values(id=1, value=0))


@contextmanager
def served(app: FastAPI) -> Iterator[httpx.Client]:
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="critical", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    # Uvicorn closes the connection of a request that failed: none is used again.
    limits = httpx.Limits(max_connections=200, max_keepalive_connections=0)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, limits=limits) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture
def client(counted: Database) -> Iterator[httpx.Client]:
    with served(create_app(counted)) as client:
        yield client


@pytest.fixture
def second(counted: Database, database_url: str) -> Iterator[Database]:
    """The same database as another process has it."""
    other = Database(database_url)
    yield other
    other.dispose()


def all_at_once(calls: list[Callable[[], httpx.Response]]) -> list[int]:
    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result().status_code for future in [pool.submit(call) for call in calls]]


# The four traps


def test_a_commit_that_fails_is_not_answered_as_done(client: httpx.Client) -> None:
    assert client.post("/promises").status_code == 500
    assert client.get("/value").json() == 0


def test_no_increment_is_lost_between_two_processes(counted: Database, second: Database) -> None:
    with served(create_app(counted)) as one, served(create_app(second)) as two:
        statuses = all_at_once([lambda: one.post("/increments"), lambda: two.post("/increments")] * 20)
        assert statuses == [200] * 40
        assert one.get("/value").json() == 40


def test_a_transaction_that_reads_and_then_writes_waits_instead_of_failing(counted: Database, second: Database) -> None:
    failures: list[Exception] = []

    def read_and_write(database: Database) -> None:
        try:
            for _ in range(20):
                with database.writing() as session:
                    session.execute(select(counters.c.id).with_for_update()).all()
                    time.sleep(0.001)
                    session.execute(update(counters).values(value=counters.c.value + 1))
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=read_and_write, args=(each,)) for each in (counted, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with counted.reading() as session:
        assert value_in(session) == 40


def test_writers_that_wait_leave_the_worker_threads_to_readers(client: httpx.Client, second: Database) -> None:
    with ThreadPoolExecutor(80) as pool:
        with second.writing() as session:
            session.execute(update(counters).values(value=0))
            writers = [pool.submit(client.post, "/increments") for _ in range(80)]
            while not any(future.running() for future in writers):
                time.sleep(0.01)
            time.sleep(0.5)  # All 80 have arrived: more than there are worker threads.
            assert client.get("/value").json() == 0
        assert [future.result().status_code for future in writers] == [200] * 80
    assert client.get("/value").json() == 80


# What fails is not written


@pytest.mark.parametrize(("address", "status"), [("/refusals", 409), ("/breakdowns", 500), ("/twins", 500)])
def test_what_an_endpoint_wrote_before_it_failed_is_taken_back(client: httpx.Client, address: str, status: int) -> None:
    assert client.post(address).status_code == status
    assert client.get("/value").json() == 0
    assert client.post("/increments").json() == 1


def test_a_get_that_writes_is_refused(client: httpx.Client, counted: Database) -> None:
    assert client.get("/writes").status_code == 500
    with counted.reading() as session:
        assert session.scalars(select(User)).all() == []


def test_a_reading_session_refuses_to_flush(database: Database) -> None:
    with database.reading() as session:
        session.add(User())
        with pytest.raises(RuntimeError, match="must not write"):
            session.flush()
        session.expunge_all()


def test_a_reading_session_refuses_a_statement_that_writes(database: Database) -> None:
    with database.reading() as session, pytest.raises(RuntimeError, match="must not write"):
        session.execute(insert(User).values(name="Chen"))


def test_a_reading_session_refuses_to_end_with_changes_it_would_forget(database: Database) -> None:
    with pytest.raises(RuntimeError, match="must not write"), database.reading() as session:
        session.add(User())


def test_a_reading_session_sees_one_state(counted: Database, second: Database) -> None:
    with counted.reading() as reading:
        before = value_in(reading)
        with second.writing() as writing:
            writing.execute(update(counters).values(value=5))
        assert value_in(reading) == before


def test_a_written_row_is_there_after_the_process_is_killed(counted: Database, database_url: str) -> None:
    code = (
        "import os, signal, sys\n"
        "from sqlalchemy import text\n"
        "from app.db import Database\n"
        "with Database(sys.argv[1]).writing() as session:\n"
        "    session.execute(text('UPDATE counters SET value = 7'))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    root = Path(__file__).resolve().parents[1]
    assert subprocess.run([sys.executable, "-c", code, database_url], cwd=root, check=False).returncode == -9
    with counted.reading() as session:
        assert value_in(session) == 7


# The gate where writers wait


def test_the_gate_serves_one_event_loop_after_another(counted: Database) -> None:
    async def write_often() -> None:
        async def write() -> None:
            async with counted.writer() as session:
                await asyncio.to_thread(session.execute, update(counters).values(value=counters.c.value + 1))

        await asyncio.gather(*(write() for _ in range(30)))

    asyncio.run(write_often())
    asyncio.run(write_often())
    with counted.reading() as session:
        assert value_in(session) == 60


def test_writers_are_served_in_the_order_they_came(counted: Database) -> None:
    served_in_order: list[int] = []

    async def write(number: int) -> None:
        async with counted.writer():
            served_in_order.append(number)
            await asyncio.sleep(0)

    async def come_one_after_another() -> None:
        await asyncio.gather(*(write(number) for number in range(50)))

    asyncio.run(come_one_after_another())
    assert served_in_order == list(range(50))


def test_a_request_cancelled_while_it_waits_leaves_its_place_to_the_next(counted: Database) -> None:
    async def cancel_one_that_waits() -> None:
        inside, leave = asyncio.Event(), asyncio.Event()

        async def hold() -> None:
            async with counted.writer():
                inside.set()
                await leave.wait()

        async def write() -> None:
            async with counted.writer() as session:
                await asyncio.to_thread(session.execute, update(counters).values(value=counters.c.value + 1))

        holders = [asyncio.create_task(hold()) for _ in range(1 if counted.is_sqlite else 20)]
        await inside.wait()
        cancelled, next_one = asyncio.create_task(write()), asyncio.create_task(write())
        await asyncio.sleep(0.01)
        cancelled.cancel()
        leave.set()
        await asyncio.gather(next_one, *holders)
        assert cancelled.cancelled()

    asyncio.run(cancel_one_that_waits())
    with counted.reading() as session:
        assert value_in(session) == 1


def test_a_request_cancelled_at_work_writes_nothing_and_gives_its_connection_to_nobody(counted: Database) -> None:
    may_go_on = threading.Event()
    used: list[object] = []

    async def cancel_one_at_work() -> None:
        started = asyncio.Event()
        loop = asyncio.get_running_loop()

        async def write() -> None:
            async with counted.writer() as session:

                def work() -> None:
                    session.execute(update(counters).values(value=1000))
                    used.append(session.connection().connection.driver_connection)
                    loop.call_soon_threadsafe(started.set)
                    may_go_on.wait()

                await asyncio.to_thread(work)

        task = asyncio.create_task(write())
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        async with counted.writer() as session:
            used.append(await asyncio.to_thread(lambda: session.connection().connection.driver_connection))
            assert await asyncio.to_thread(value_in, session) == 0
        may_go_on.set()

    asyncio.run(cancel_one_at_work())
    assert used[0] is not used[1]


def test_a_request_cancelled_while_it_commits_is_waited_for(counted: Database) -> None:
    async def cancel_one_that_commits() -> None:
        loop, committing = asyncio.get_running_loop(), asyncio.Event()
        ended: list[str] = []

        async def write() -> None:
            async with counted.writer() as session:

                @event.listens_for(session, "before_commit")
                def begin_slowly(session: Session) -> None:
                    loop.call_soon_threadsafe(committing.set)
                    time.sleep(0.2)

                @event.listens_for(session, "after_commit")
                def note(session: Session) -> None:
                    ended.append("commit")

                await asyncio.to_thread(session.execute, update(counters).values(value=3))

        task = asyncio.create_task(write())
        await committing.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert ended == ["commit"]

    asyncio.run(cancel_one_that_commits())
    with counted.reading() as session:
        assert value_in(session) == 3


# Writes that share a commit


def write_at_once(database: Database, *verbs: Callable[[Session], object]) -> list[object]:
    """What each verb gives, or the error it ends with; they all wait at the gate when the first may go in."""

    async def write() -> list[object]:
        async with database.writer():
            tasks = [asyncio.create_task(database.write(verb)) for verb in verbs]
            await asyncio.sleep(0)
        return list(await asyncio.gather(*tasks, return_exceptions=True))

    return asyncio.run(write())


def add_one(session: Session) -> int:
    found: int = session.execute(select(counters.c.value).with_for_update()).scalar_one()
    session.execute(update(counters).values(value=found + 1))
    return found + 1


def fail_late(session: Session) -> None:
    add_one(session)
    session.add_all([User(email="maria@example.org"), User(email="maria@example.org")])
    session.flush()


def test_what_one_write_does_wrong_takes_nothing_from_the_others(counted: Database) -> None:
    first, failed, third = write_at_once(counted, add_one, fail_late, add_one)
    assert isinstance(failed, IntegrityError)
    assert {first, third} == {1, 2}
    with counted.reading() as session:
        assert value_in(session) == 2
        assert session.scalars(select(User)).all() == []


def test_all_that_wait_for_the_writer_of_sqlite_share_a_commit(sqlite_counted: Database) -> None:
    commits: list[str] = []
    event.listen(sqlite_counted.engine, "commit", lambda connection: commits.append("commit"))
    assert write_at_once(sqlite_counted, *[add_one] * TOGETHER) == list(range(1, TOGETHER + 1))
    assert len(commits) == 1
    assert write_at_once(sqlite_counted, *[add_one] * (TOGETHER + 1))[-1] == 2 * TOGETHER + 1
    assert len(commits) == 3


@pytest.mark.parametrize(
    "breaks_all",
    [
        # By the commit, and by the statement itself, after which SQLite has no transaction any more.
        "INSERT INTO promises (id, counter_id) VALUES (1, 77)",
        "INSERT OR ROLLBACK INTO counters (id, value) VALUES (1, 0)",
    ],
)
def test_where_the_shared_transaction_fails_nobody_is_told_of_success(
    sqlite_counted: Database, breaks_all: str
) -> None:
    told = write_at_once(sqlite_counted, add_one, lambda session: session.execute(text(breaks_all)), add_one)
    # And of what failed, as on a full disk, not of what came of it.
    assert [type(each) for each in told] == [IntegrityError] * 3
    with sqlite_counted.reading() as session:
        assert value_in(session) == 0
    assert write_at_once(sqlite_counted, add_one, add_one) == [1, 2]


def test_a_write_cancelled_while_it_waits_is_not_done(counted: Database) -> None:
    async def cancel_one_that_waits() -> None:
        async with AsyncExitStack() as stack:
            for _ in range(1 if counted.is_sqlite else POSTGRES_WRITERS):
                await stack.enter_async_context(counted.writer())
            cancelled, other = (asyncio.create_task(counted.write(add_one)) for _ in range(2))
            await asyncio.sleep(0)
            cancelled.cancel()
            await asyncio.sleep(0)
        assert await other == 1
        assert cancelled.cancelled()

    asyncio.run(cancel_one_that_waits())
    with counted.reading() as session:
        assert value_in(session) == 1


# SQLite as it must be


@pytest.fixture
def sqlite_counted(sqlite_url: str) -> Iterator[Database]:
    upgrade(sqlite_url)
    database = Database(sqlite_url)
    make_counter(database)
    yield database
    database.dispose()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/var/cairn.db"


def test_every_connection_to_sqlite_is_durable(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.engine.connect() as one, database.engine.connect() as two:
        for connection in (one, two):
            read = {p: connection.exec_driver_sql(f"PRAGMA {p}").scalar() for p in ("journal_mode", "synchronous")}
            assert read == {"journal_mode": "wal", "synchronous": 2}
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    database.dispose()


def test_it_refuses_an_sqlite_that_can_lose_commits(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pysqlite3.dbapi2.sqlite_version_info", (3, 51, 2))
    with pytest.raises(RuntimeError, match="can lose commits"):
        Database(sqlite_url)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("sqlite://", "in memory keeps nothing"),
        ("sqlite:///:memory:", "in memory keeps nothing"),
        ("mysql://localhost/cairn", "mysql is not supported"),
        ("var/cairn.db", "not an address"),
    ],
)
def test_it_refuses_an_address_it_cannot_serve(url: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Database(url)


def test_several_may_open_a_new_file_at_once(tmp_path: Path) -> None:
    at_once = threading.Barrier(12)

    def open_and_write(url: str) -> None:
        database = Database(url)
        at_once.wait()
        with database.writing() as session:
            session.execute(text("CREATE TABLE IF NOT EXISTS rooms (id INTEGER PRIMARY KEY)"))
        database.dispose()

    with ThreadPoolExecutor(12) as pool:
        for attempt in range(80):
            url = f"sqlite:///{tmp_path}/{attempt}.db"
            for future in [pool.submit(open_and_write, url) for _ in range(12)]:
                future.result()


def test_several_may_migrate_at_once(blank_url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        for future in [pool.submit(upgrade, blank_url) for _ in range(4)]:
            future.result()
