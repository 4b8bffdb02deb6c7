"""A row in every table, made up from what the tables are; and every row there is, to be compared."""

import uuid
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    Integer,
    LargeBinary,
    Table,
    Uuid,
    insert,
    select,
)
from sqlalchemy.orm import Session

from app.db import Database
from app.models import Base, UtcDateTime

TEXT = 'Zoë\'s “café”\r\n\t\\ \u2028 😀 {"a": 1}'


def fill(session: Session) -> None:
    """A row in each table that has none, every column of it with a value that a careless copy would change."""
    for table in Base.metadata.sorted_tables:
        if session.execute(select(table).limit(1)).first() is None:
            columns = [each for each in table.columns if each.computed is None]
            session.execute(
                insert(table).values({each.name: _value(each) for each in columns} | _links(session, table))
            )


def _value(column: Column[Any]) -> Any:
    """Anything that fits into the column."""
    match column.type:
        case UtcDateTime():
            return datetime(2026, 6, 3, 4, 5, 6, 789_012, UTC)
        case Uuid():
            return uuid.UUID(int=0xABCDEF << 64 | 1)
        case JSON():
            return [{"z": 0.1, "a": [1, None, TEXT]}]
        case LargeBinary():
            return bytes(range(256))
        case Boolean():
            return True
        case Date():
            return date(2026, 2, 28)
        case Float():
            return 0.1 + 0.2
        case Integer():
            return 2_000_000_011
        case _:
            return TEXT[: getattr(column.type, "length", None) or None]


def _links(session: Session, table: Table) -> dict[str, Any]:
    """What its foreign keys may point to; None where nothing is there yet. Those of several columns come last."""
    links: dict[str, Any] = {}
    for key in sorted(table.foreign_key_constraints, key=lambda each: len(each.elements)):
        targets = [element.column for element in key.elements]
        row = session.execute(select(*targets).limit(1)).first()
        links |= dict(zip(key.column_keys, row or [None] * len(targets), strict=True))
    return links


def every_row(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, computed columns too, in the order of their keys."""
    with database.reading() as session:
        return {
            table.name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key))]
            for table in Base.metadata.sorted_tables
        }
