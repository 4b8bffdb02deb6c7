"""A backup while people write: every row of every table as of one moment, in one file, whole or not at all."""

import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Connection, Table, column, select, table

from app import __version__
from app.db import Database, schema_of
from app.models import Base
from app.studio.archive import FORMAT, FORMS, Manifest, TableHead, Writing, kind_of_type

Tell = Callable[[int, int], None]
"""Told the tables that are done, and how many there are."""

_ROWS_AT_ONCE, _FILES_AT_ONCE = 500, 4


def back_up(database: Database, file: Path, now: datetime, tell: Tell = lambda done, total: None) -> Manifest:
    """Writes `file`, which must not be there yet. Nobody waits for it: it reads, of one state of the database."""
    heads: list[TableHead] = []
    tables = Base.metadata.sorted_tables
    with _written_whole(file) as out, Writing(out) as archive, database.reading() as session:
        connection = session.connection()
        for each in tables:
            head = _head_of(each, tables[: tables.index(each)])
            heads.append(archive.add(head, _rows(connection, head)))
            tell(len(heads), len(tables))
        manifest = Manifest(
            format=FORMAT,
            made_by=__version__,
            made_at=now,
            tables_as_of=schema_of(connection),
            tables=tuple(heads),
        )
        archive.close_with(manifest)
    return manifest


def _head_of(each: Table, before: Sequence[Table]) -> TableHead:
    # What the database computes of the others is computed again.
    columns = [found for found in each.columns if found.computed is None]
    return TableHead(
        name=each.name,
        columns={found.name: kind_of_type(found.type) for found in columns},
        key=tuple(found.name for found in each.primary_key),
        later=tuple(
            found.name for found in columns if any(key.column.table not in before for key in found.foreign_keys)
        ),
        rows=0,
        sha256="",
    )


def _rows(connection: Connection, head: TableHead) -> Iterator[Sequence[Any]]:
    found = table(head.name, *(column(name, FORMS[kind].type) for name, kind in head.columns.items()))
    at_once = _FILES_AT_ONCE if "bytes" in head.columns.values() else _ROWS_AT_ONCE
    ordered = select(found).order_by(*(found.c[name] for name in head.key))
    yield from connection.execute(ordered.execution_options(yield_per=at_once))


@contextmanager
def _written_whole(file: Path) -> Iterator[BinaryIO]:
    """A new file for its owner alone. It appears when it is safe on the disk; where anything fails, nothing is left."""
    if file.exists():
        raise ValueError(f"{file} is there already; give the backup another name")
    part = file.with_name(f".{file.name}.{secrets.token_hex(4)}.part")
    try:
        with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        part.replace(file)
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise ValueError(f"{file} was not written: {error.strerror or error}") from None
    finally:
        part.unlink(missing_ok=True)
