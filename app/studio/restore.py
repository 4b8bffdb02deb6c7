"""A backup put back: checked as a whole first, then written in one transaction, into a database of either kind."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, TableClause, and_, bindparam, column, exists, inspect, select, table
from sqlalchemy.orm import Session

from app.content.indexing import reindex
from app.db import VERSION, WORDS, count_on, drop_tables, migrate, open_for_migration, schemas
from app.models import Base, User
from app.models import Path as PathRow
from app.studio.archive import FORMS, Archive, BadBackup, Manifest, TableHead, open_archive

_ROWS_AT_ONCE, _BYTES_AT_ONCE = 500, 4_000_000


def restore(url: str, file: Path, *, replaces: bool = False) -> Manifest:
    """Makes the database what it was. Raises BadBackup, or ValueError where it holds people or paths already."""
    with open_archive(file) as archive:
        manifest = archive.manifest
        if manifest.tables_as_of not in schemas():
            raise BadBackup(f"{file} was made by a newer Cairn ({manifest.made_by}); update this one first")
        with open_for_migration(url) as connection:
            if not replaces and not _is_empty(connection):
                raise ValueError("the database holds people or paths; with --replace they are taken away first")
            drop_tables(connection, [*(each.name for each in Base.metadata.sorted_tables), WORDS.name, VERSION.name])
            migrate(connection, manifest.tables_as_of)
            _load(connection, archive)
            count_on(connection, [head.name for head in manifest.tables if head.is_numbered])
            migrate(connection)
            with Session(connection) as session:
                reindex(session)
        return manifest


def _is_empty(connection: Connection) -> bool:
    return not any(
        inspect(connection).has_table(each.__tablename__) and connection.scalar(select(exists(select(each.__table__))))
        for each in (User, PathRow)
    )


def _load(connection: Connection, archive: Archive) -> None:
    heads = archive.manifest.tables
    # Migrations wrote rows too.
    for head in reversed(heads):
        connection.execute(_table(head).delete())
    for head in heads:
        for rows in _batches(archive, head):
            connection.execute(_table(head).insert(), [row | dict.fromkeys(head.later) for row in rows])
    for head in heads:
        for rows in _batches(archive, head) if head.later else ():
            _point(connection, head, rows)


def _point(connection: Connection, head: TableHead, rows: list[dict[str, Any]]) -> None:
    """Fills in what points to rows that were not there yet."""
    found = _table(head)
    values = {name: bindparam(f"later_{name}", type_=found.c[name].type) for name in head.later}
    mine = and_(*(found.c[name] == bindparam(f"key_{name}", type_=found.c[name].type) for name in head.key))
    pointing = [
        {f"later_{name}": row[name] for name in head.later} | {f"key_{name}": row[name] for name in head.key}
        for row in rows
        if any(row[name] is not None for name in head.later)
    ]
    if pointing:
        connection.execute(found.update().where(mine).values(values), pointing)


def _batches(archive: Archive, head: TableHead) -> Iterator[list[dict[str, Any]]]:
    rows: list[dict[str, Any]] = []
    size = 0
    for row, length in archive.rows(head):
        rows.append(row)
        size += length
        if len(rows) == _ROWS_AT_ONCE or size > _BYTES_AT_ONCE:
            yield rows
            rows, size = [], 0
    if rows:
        yield rows


def _table(head: TableHead) -> TableClause:
    return table(head.name, *(column(name, FORMS[kind].type) for name, kind in head.columns.items()))
