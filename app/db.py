"""One transaction a request; the only file that names SQLite or PostgreSQL.

Four traps of the usual wiring are cured here, each held by tests/test_db.py: an answer sent before its commit,
reads outside the transaction, a lock taken too late, and waiters that hold worker threads.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from anyio import CancelScope
from fastapi import Depends, Request
from sqlalchemy import (
    URL,
    ColumnElement,
    Connection,
    CursorResult,
    Engine,
    Executable,
    String,
    Text,
    bindparam,
    cast,
    column,
    create_engine,
    event,
    func,
    inspect,
    literal_column,
    make_url,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction
from starlette.concurrency import run_in_threadpool

T = TypeVar("T")
FIRST_SAFE_SQLITE = (3, 51, 3)
ALEMBIC_INI = Path(__file__).resolve().parents[1] / "alembic.ini"
# Of one process; a server accepts 100 connections unless told otherwise.
POSTGRES_WRITERS = 20
POSTGRES_CONNECTIONS = 24
# So many that wait for the one writer of SQLite are written down by one commit.
TOGETHER = 32
LOCK_WAIT = 30_000  # milliseconds
PRAGMAS = (("busy_timeout", LOCK_WAIT), ("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1))
# Any two numbers that differ: PostgreSQL's advisory locks have no names.
MIGRATION_LOCK, SYNC_LOCK = 3_141_592, 2_718_281


# Made by hand in a migration, as each database has it; its rows go by the ids of `passages`.
WORDS = table("passages_index", column("rowid"), column("words"))
# Alembic's own, with one row.
VERSION = table("alembic_version", column("version_num"))


class ReadingSession(Session):
    """A session for GET: it refuses to write, so that a page cannot change anything by accident."""

    def refuse_changes(self) -> None:
        if self.new or self.dirty or self.deleted:
            raise RuntimeError("a reading session must not write: GET never writes")


class WritingSession(Session):
    """A session that takes the write lock when it begins. PostgreSQL has none: there, what is read in order to be
    changed must be locked by its row (`with_for_update`), such as the learner's own before their memories."""


@event.listens_for(ReadingSession, "before_flush")
def _refuse_flush(session: ReadingSession, context: UOWTransaction, instances: Any) -> None:
    session.refuse_changes()


@event.listens_for(ReadingSession, "do_orm_execute")
def _refuse_statement(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        raise RuntimeError("a reading session must not write: GET never writes")


@dataclass(eq=False)
class _Write(Generic[T]):
    """A verb that waits for its turn; afterwards what it gave, or the error for which nothing of it is kept."""

    verb: Callable[[Session], T]
    given: T | None = None
    error: BaseException | None = None

    def result(self) -> T:
        if self.error:
            raise self.error
        return self.given  # type: ignore[return-value]


@dataclass
class _Gate:
    """Where the writers of one event loop wait in the order they came; some of them may go in together."""

    places: asyncio.Semaphore
    waiting: list[_Write[Any]] = field(default_factory=list)


class Database:
    """An engine, its two kinds of session, and the gate where writers wait on the event loop instead of in a thread."""

    def __init__(self, url: str) -> None:
        self.engine = _create_engine(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        # A page asks more than once: all its answers come from one state, on PostgreSQL only if told so.
        reading = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        self._reading = self.engine.execution_options(**reading)
        self._writing = self.engine.execution_options(cairn_writes=True)
        self._writers = 1 if self.is_sqlite else POSTGRES_WRITERS
        self._together = TOGETHER if self.is_sqlite else 1
        # A semaphore belongs to the event loop where it first waited.
        self._gates: WeakKeyDictionary[asyncio.AbstractEventLoop, _Gate] = WeakKeyDictionary()

    @contextmanager
    def reading(self) -> Iterator[ReadingSession]:
        with ReadingSession(self._reading, expire_on_commit=False) as session:
            yield session
            session.refuse_changes()

    @contextmanager
    def writing(self, *, alone: bool = False) -> Iterator[WritingSession]:
        """One transaction: committed at the end, rolled back on any error. `alone`: one such at a time, anywhere."""
        with WritingSession(self._writing, expire_on_commit=False) as session, session.begin():
            if alone and not self.is_sqlite:
                session.connection().exec_driver_sql(f"SELECT pg_advisory_xact_lock({SYNC_LOCK})")
            yield session

    @asynccontextmanager
    async def reader(self) -> AsyncIterator[ReadingSession]:
        """As `reading`, for the event loop."""
        session = ReadingSession(self._reading, expire_on_commit=False)
        async with self._closed_in_the_end(session):
            yield session
            session.refuse_changes()

    @asynccontextmanager
    async def writer(self) -> AsyncIterator[WritingSession]:
        """As `writing`, for the event loop: first a place at the gate, only then a thread. The commit is done when
        this ends; where the commit fails, this raises and nothing was written."""
        async with self._gate().places:
            session = WritingSession(self._writing, expire_on_commit=False)
            async with self._closed_in_the_end(session):
                yield session
                await to_its_end(session.commit)

    async def write(self, verb: Callable[[Session], T]) -> T:
        """What `verb` gives, written down for good when this ends; what it raises, and then nothing of it was written.

        For what many do at once, and for an endpoint that has slow work before it, which must not hold the place of a
        writer. On SQLite whoever waits at the gate goes in with the first of them: one thread, one commit. A verb must
        not tell anybody else that it is done, and once begun it is done even where its request is cancelled."""
        gate, mine = self._gate(), _Write(verb)
        gate.waiting.append(mine)
        try:
            async with gate.places:
                if mine in gate.waiting:
                    gate.waiting.remove(mine)
                    group = [mine, *gate.waiting[: self._together - 1]]
                    del gate.waiting[: self._together - 1]
                    await to_its_end(partial(self._write_all, group))
        finally:
            if mine in gate.waiting:
                gate.waiting.remove(mine)
        return mine.result()

    def _gate(self) -> _Gate:
        return self._gates.setdefault(asyncio.get_running_loop(), _Gate(asyncio.Semaphore(self._writers)))

    def _write_all(self, group: Sequence[_Write[Any]]) -> None:
        """In one transaction. What fails alone is taken back alone; where the transaction fails, all of it is."""
        try:
            if len(group) == 1:
                with self.writing() as session:
                    group[0].given = group[0].verb(session)
                return
            with self._writing.connect() as connection, connection.begin():
                for each in group:
                    _write_one(connection, each)
        except BaseException as error:
            for each in group:
                each.error = each.error or error

    async def read(self, verb: Callable[[Session], T]) -> T:
        """As `write`, for what only reads."""
        async with self.reader() as session:
            return await run_in_threadpool(verb, session)

    @asynccontextmanager
    async def _closed_in_the_end(self, session: Session) -> AsyncIterator[None]:
        try:
            yield
        except asyncio.CancelledError:
            # The endpoint may still be at work in its thread: nobody else may be given its connection.
            session.invalidate()
            raise
        finally:
            # A thread is for what waits: a roll-back that goes to a server, or that gives up what was written.
            is_quick = not session.in_transaction() or (self.is_sqlite and isinstance(session, ReadingSession))
            session.close() if is_quick else await to_its_end(session.close)

    def dispose(self) -> None:
        self.engine.dispose()


def _write_one(connection: Connection, write: _Write[Any]) -> None:
    """In a savepoint of a transaction on SQLite."""
    try:
        with WritingSession(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
            try:
                write.given = write.verb(session)
                session.commit()
            except Exception as error:
                write.error = error
                raise
    except Exception as error:
        # Where the savepoint has gone too, going back to it fails: the first error says why.
        write.error = write.error or error
    # Some errors, such as a full disk, end the whole transaction: what follows would be written outside of any.
    driver: Any = connection.connection.driver_connection
    if not driver.in_transaction:
        raise write.error or RuntimeError("SQLite has given up the transaction")


async def to_its_end(call: Callable[[], None]) -> None:
    """Runs `call` in a thread, and waits for it also where the request is cancelled meanwhile: a commit goes on in its
    thread whatever happens here, and nobody may touch its session or take its place at the gate until it is done."""
    task = asyncio.ensure_future(run_in_threadpool(call))
    cancelled = None
    with CancelScope(shield=True):
        while not task.done():
            try:
                await asyncio.wait([task])
            except asyncio.CancelledError as error:
                cancelled = error
    if cancelled:
        raise cancelled
    task.result()


async def open_session(request: Request) -> AsyncIterator[Session]:
    """The session of a request: reading for GET and HEAD, writing for the rest. To be used with scope="function",
    else FastAPI runs what follows the yield, the commit, after the response has left."""
    database: Database = request.app.state.database
    opened = database.reader() if request.method in ("GET", "HEAD") else database.writer()
    async with opened as session:
        yield session


DbSession = Annotated[Session, Depends(open_session, scope="function")]


def run(session: Session, statement: Executable, **values: Any) -> CursorResult[*tuple[Any, ...]]:
    """Runs a statement that was built once, with values for its parameters. By way of the connection, because a session
    makes ready for objects, and building a statement anew costs several times what running it does."""
    return session.connection().execute(statement, values)


def is_full(error: DBAPIError) -> bool:
    """Whether a statement failed because the disk has no room left."""
    return "disk is full" in str(error.orig) or getattr(error.orig, "sqlstate", "") == "53100"


def take_turns(session: Session, about: str) -> None:
    """Whoever says the same text waits here until this transaction ends, so that what is counted now is still so when
    it is written. (SQLite has one writer at a time anyhow.)"""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(about, 0))))


@dataclass(frozen=True)
class Form:
    """Folded words as they may stand side by side in a text; where it `is_begun`, the last of them may go on."""

    words: tuple[str, ...]
    is_begun: bool = False


@dataclass(frozen=True, eq=False)
class Match:
    """Rows of WORDS: which are `found` for what `ask_for` gives as parameters, and how they rank, the best first. A
    word in the heading weighs ten times one in the text, one in the title of its page twice; one as it was typed counts
    twice."""

    found: ColumnElement[bool]
    rank: ColumnElement[float]


_FTS5: ColumnElement[Any] = literal_column(WORDS.name)
_ASKED, _TYPED = (cast(bindparam(name, type_=String), TSQUERY) for name in ("asked", "typed"))
_WEIGHTS: ColumnElement[Any] = literal_column("'{0.1, 0.1, 0.2, 1}'::float4[]")
MATCHES = {
    "sqlite": Match(
        _FTS5.op("MATCH", is_comparison=True)(bindparam("asked")),
        func.bm25(_FTS5, *map(literal_column, ("10.0", "2.0", "1.0"))),
    ),
    "postgresql": Match(
        WORDS.c.words.op("@@", is_comparison=True)(_ASKED),
        -(func.ts_rank_cd(_WEIGHTS, WORDS.c.words, _ASKED, 1) + func.ts_rank_cd(_WEIGHTS, WORDS.c.words, _TYPED, 1)),
    ),
}


def match_of(session: Session) -> Match:
    return MATCHES[session.get_bind().dialect.name]


def ask_for(session: Session, wanted: Sequence[Sequence[Form]], *, every: bool) -> dict[str, str]:
    """One form of each that is wanted, or of any, as the database reads it. The first form is the word as typed."""
    if session.get_bind().dialect.name == "sqlite":
        # bm25 adds up over the forms, so that the one typed, which another form includes, counts twice as it is.
        return {"asked": (" AND " if every else " OR ").join(f"({' OR '.join(map(_fts5, forms))})" for forms in wanted)}
    return {
        "asked": (" & " if every else " | ").join(f"({' | '.join(map(_tsquery, forms))})" for forms in wanted),
        "typed": " | ".join(_tsquery(forms[0]) for forms in wanted),
    }


def index_words(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Adds rows of `rowid` and the folded words of a `heading`, of the `place` it stands in, and of a `text`."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    columns, values = ("rowid, heading, place, text", ":heading, :place, :text")
    if not is_sqlite:
        said = {"heading": "A", "place": "B", "text": "D"}
        weighed = (f"setweight(to_tsvector('simple', :{name}), '{weight}')" for name, weight in said.items())
        columns, values = "rowid, words", " || ".join(weighed)
    if rows:
        session.connection().execute(text(f"INSERT INTO {WORDS.name} ({columns}) VALUES (:rowid, {values})"), rows)


def replaced(session: Session, column: Any, old: str, new: str) -> ColumnElement[Any]:
    """A column of text, or of JSON as text, with `new` in place of every `old`."""
    changed = func.replace(cast(column, Text), old, new)
    return changed if session.get_bind().dialect.name == "sqlite" else cast(changed, column.type)


def _fts5(form: Form) -> str:
    return f'"{" ".join(form.words)}"' + ("*" if form.is_begun else "")


def _tsquery(form: Form) -> str:
    return " <-> ".join(f"'{word}'" for word in form.words) + (":*" if form.is_begun else "")


def is_modelled(name: str | None, kind: str, parents: Any) -> bool:
    """What Alembic compares with the models: not the index of words, nor the tables that SQLite keeps beneath it."""
    return kind != "table" or not (name or "").startswith(WORDS.name)


def upgrade(url: str, ini: Path = ALEMBIC_INI) -> None:
    """Bring the schema up to date, each migration in one transaction of its own; two servers may start at once."""
    # Not at the top: a process that serves an up-to-date database has no need of it.
    from alembic import command
    from alembic.config import Config
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    config = Config(ini)
    newest = tuple(ScriptDirectory.from_config(config).get_heads())
    while True:
        with open_for_migration(url) as connection:
            if MigrationContext.configure(connection).get_current_heads() == newest:
                return
            config.attributes["connection"] = connection
            command.upgrade(config, "+1")


def migrate(connection: Connection, to: str = "head") -> None:
    """As `upgrade`, up to a schema and within the transaction of a connection that `open_for_migration` gave."""
    from alembic import command
    from alembic.config import Config

    config = Config(ALEMBIC_INI)
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def schemas() -> list[str]:
    """The schemas that our migrations make, the newest first."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    return [each.revision for each in ScriptDirectory.from_config(Config(ALEMBIC_INI)).walk_revisions()]


def schema_of(connection: Connection) -> str:
    """The schema that a database has, empty where it has none."""
    if not inspect(connection).has_table(VERSION.name):
        return ""
    return connection.scalar(select(VERSION.c.version_num)) or ""


def drop_tables(connection: Connection, names: Sequence[str]) -> None:
    """Takes away these tables, whatever they hold and whatever points to them."""
    is_sqlite = connection.dialect.name == "sqlite"
    if not is_sqlite:
        # Somebody who keeps a table open for so long will not let go of it.
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {LOCK_WAIT}")
    for name in names:
        connection.exec_driver_sql(f'DROP TABLE IF EXISTS "{name}"' + ("" if is_sqlite else " CASCADE"))


def count_on(connection: Connection, names: Sequence[str]) -> None:
    """Lets tables give out numbers after those they have, where rows came with theirs."""
    if connection.dialect.name == "sqlite":
        return
    for name in names:
        sequence = connection.scalar(select(func.pg_get_serial_sequence(name, "id")))
        if sequence:
            highest = select(func.max(column("id"))).select_from(table(name)).scalar_subquery()
            connection.execute(select(func.setval(sequence, func.coalesce(highest, 1), highest.is_not(None))))


def size_of(connection: Connection) -> int:
    """The bytes that a database takes up."""
    if connection.dialect.name == "sqlite":
        pages, size = (
            connection.exec_driver_sql(f"PRAGMA {what}").scalar_one() for what in ("page_count", "page_size")
        )
        return int(pages * size)
    return int(connection.scalar(select(func.pg_database_size(func.current_database()))) or 0)


def kind_of(connection: Connection) -> str:
    """What a database is, for people: SQLite 3.53.1."""
    name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.dialect.name]
    return f"{name} {'.'.join(map(str, connection.dialect.server_version_info or ()))}"


@contextmanager
def open_for_migration(url: str) -> Iterator[Connection]:
    """A connection in one transaction, alone: whoever else migrates waits for its end."""
    engine = _create_engine(url).execution_options(cairn_writes=True)
    is_sqlite = engine.dialect.name == "sqlite"
    try:
        with engine.connect() as connection:
            if is_sqlite:
                # A table is altered by making it anew, and dropping the old one must not count as deleting its rows.
                connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
            with connection.begin():
                if not is_sqlite:
                    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
                yield connection
                if is_sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
                    raise RuntimeError(f"the migration left a row of {broken[0]} that points to no row of {broken[2]}")
    finally:
        engine.dispose()


def _create_engine(url: str) -> Engine:
    """Raises ValueError, in words for whoever set CAIRN_DATABASE_URL."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ValueError(f"CAIRN_DATABASE_URL: {url!r} is not an address; use sqlite:///… or postgresql://…") from None
    match parsed.get_backend_name():
        case "sqlite":
            return _create_sqlite(parsed)
        case "postgresql":
            return _create_postgres(parsed)
        case other:
            raise ValueError(f"CAIRN_DATABASE_URL: {other} is not supported; use sqlite:///… or postgresql://…")


def _create_postgres(url: URL) -> Engine:
    try:
        return create_engine(
            url.set(drivername="postgresql+psycopg"),
            pool_size=POSTGRES_CONNECTIONS,
            max_overflow=0,
            pool_pre_ping=True,
        )
    except ModuleNotFoundError:
        raise ValueError("CAIRN_DATABASE_URL: PostgreSQL needs the extra: pip install 'cairn[postgres]'") from None


def _create_sqlite(url: URL) -> Engine:
    from pysqlite3 import dbapi2  # type: ignore[import-untyped]

    if dbapi2.sqlite_version_info < FIRST_SAFE_SQLITE:
        # https://sqlite.org/wal.html#walresetbug: two connections can lose commits.
        raise RuntimeError(
            f"SQLite {dbapi2.sqlite_version} can lose commits (WAL reset bug); install pysqlite3 0.6.1 or newer"
        )
    if not url.database or url.database == ":memory:":
        raise ValueError(
            "CAIRN_DATABASE_URL: a database in memory keeps nothing; use sqlite:///var/cairn.db or the like"
        )
    Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, module=dbapi2, pool_size=20, max_overflow=40, connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, record: Any) -> None:
        # The driver must not begin transactions: by default it leaves SELECT outside them.
        # SQLAlchemy emits BEGIN itself, below.
        connection.isolation_level = None
        for pragma, wanted in PRAGMAS:
            found = _set_pragma(connection, pragma, wanted)
            if found != wanted:
                raise RuntimeError(f"SQLite did not accept {pragma}={wanted}: it says {found}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get("cairn_writes", False):
            # Read and then write under a plain BEGIN fails with "database is locked" where another has written between.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            # This cannot fail, so it goes straight to the driver: SQLAlchemy's way costs as much as a small query.
            _tell(connection, "BEGIN")

    # As above: each of the writes that share a commit has a savepoint, whose statements would be compiled every time.
    engine.dialect.do_savepoint = lambda connection, name: _tell(connection, f"SAVEPOINT {name}")  # type: ignore[method-assign]
    engine.dialect.do_release_savepoint = lambda connection, name: _tell(connection, f"RELEASE {name}")  # type: ignore[method-assign]

    @event.listens_for(engine, "reset")
    def _take_back(connection: Any, record: Any, state: Any) -> None:
        # Where COMMIT fails, SQLite keeps the transaction open, and SQLAlchemy takes it for ended.
        if connection.in_transaction:
            connection.rollback()

    return engine


def _tell(connection: Connection, statement: str) -> None:
    driver: Any = connection.connection.driver_connection
    driver.execute(statement)


def _set_pragma(connection: Any, pragma: str, wanted: str | int) -> str | int:
    """What SQLite says it is now. Raises the driver's OperationalError where a lock outlasts LOCK_WAIT."""
    give_up = time.monotonic() + LOCK_WAIT / 1000
    while True:
        try:
            connection.execute(f"PRAGMA {pragma}={wanted}")
            (found,) = connection.execute(f"PRAGMA {pragma}").fetchone()
            return found  # type: ignore[no-any-return]
        except connection.OperationalError as error:
            # Of several who open a new file at once, all but one are told "locked", without the wait they asked for.
            if "locked" not in str(error) or time.monotonic() > give_up:
                raise
            time.sleep(0.005)
