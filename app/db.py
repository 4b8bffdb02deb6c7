"""One transaction a request; the only file that names SQLite or PostgreSQL.

Four traps of the usual wiring are cured here, each held by tests/test_db.py:
an answer sent before its commit, reads outside the transaction, a lock taken too late, and waiters that hold worker threads.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session, UOWTransaction
from starlette.concurrency import run_in_threadpool

FIRST_SAFE_SQLITE = (3, 51, 3)
POSTGRES_WRITERS = 20


class ReadingSession(Session):
    """A session for GET: it refuses to write, so that a page cannot change anything by accident."""


class WritingSession(Session):
    """A session that takes the write lock when it begins."""


@event.listens_for(ReadingSession, "before_flush")
def _refuse_flush(session: Session, context: UOWTransaction, instances: Any) -> None:
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("a reading session must not write: GET never writes")


class Database:
    """An engine, its two kinds of session, and the gate where writers wait on the event loop instead of in a thread."""

    def __init__(self, url: str) -> None:
        self.engine = _create_engine(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._writers = 1 if self.is_sqlite else POSTGRES_WRITERS
        self._gate: asyncio.Semaphore | None = None
        self._reading = self.engine
        self._writing = self.engine.execution_options(cairn_writes=True)

    @contextmanager
    def reading(self) -> Iterator[ReadingSession]:
        with ReadingSession(self._reading, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[WritingSession]:
        """One transaction: committed at the end, rolled back on any error."""
        with WritingSession(self._writing, expire_on_commit=False) as session, session.begin():
            yield session

    @asynccontextmanager
    async def writer(self) -> AsyncIterator[WritingSession]:
        """As `writing`, for the event loop: the place at the gate comes first, a thread only then; the commit is done when this ends."""
        if self._gate is None:
            self._gate = asyncio.Semaphore(self._writers)
        async with self._gate:
            session = WritingSession(self._writing, expire_on_commit=False)
            try:
                yield session
                await run_in_threadpool(session.commit)
            finally:
                # Also after a cancelled request: a session left open would hold the write lock.
                await asyncio.shield(run_in_threadpool(session.close))

    def dispose(self) -> None:
        self.engine.dispose()


async def open_session(request: Request) -> AsyncIterator[Session]:
    """The session of a request: reading for GET and HEAD, writing for the rest. To be used with scope="function",
    else FastAPI runs what follows the yield, the commit, after the response has left."""
    database: Database = request.app.state.database
    if request.method in ("GET", "HEAD"):
        with database.reading() as session:
            yield session
    else:
        async with database.writer() as session:
            yield session


DbSession = Annotated[Session, Depends(open_session, scope="function")]


def _create_engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _create_sqlite(url)
    if parsed.get_backend_name() == "postgresql":
        return create_engine(
            parsed.set(drivername="postgresql+psycopg"), pool_size=POSTGRES_WRITERS + 5, max_overflow=20, pool_pre_ping=True
        )
    raise ValueError(f"CAIRN_DATABASE_URL: {parsed.get_backend_name()} is not supported; use sqlite:///… or postgresql://…")


def _create_sqlite(url: str) -> Engine:
    from pysqlite3 import dbapi2

    if dbapi2.sqlite_version_info < FIRST_SAFE_SQLITE:
        # https://sqlite.org/wal.html#walresetbug: two connections can lose commits.
        raise RuntimeError(f"SQLite {dbapi2.sqlite_version} can lose commits (WAL reset bug); install pysqlite3 0.6.1 or newer")
    file = make_url(url).database
    if file and file != ":memory:":
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, module=dbapi2, pool_size=20, max_overflow=40, connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, record: Any) -> None:
        # The driver must not begin transactions: by default it leaves SELECT outside them. SQLAlchemy emits BEGIN itself, below.
        connection.isolation_level = None
        for pragma, wanted in (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 30_000)):
            connection.execute(f"PRAGMA {pragma}={wanted}")
            (found,) = connection.execute(f"PRAGMA {pragma}").fetchone()
            if found != wanted:
                raise RuntimeError(f"SQLite did not accept {pragma}={wanted}: it says {found}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # Read and then write under a plain BEGIN fails with "database is locked" where another has written between.
        writes = connection.get_execution_options().get("cairn_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
