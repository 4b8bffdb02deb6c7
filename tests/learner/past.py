"""Time that has passed: what was done is moved back by so many days, as if it had been done then."""

from datetime import timedelta
from typing import Any

from sqlalchemy import inspect, select

from app.db import Database
from app.models import Answer, Base, Memory, Reading, Review


def age(database: Database, days: float) -> None:
    """Moves every answer, review, reading and memory back."""
    tables: tuple[type[Base], ...] = (Answer, Review, Reading, Memory)
    with database.writing() as session:
        for table in tables:
            for row in session.scalars(select(table)):
                _move(row, timedelta(days=days))


def _move(row: Any, by: timedelta) -> None:
    for column in inspect(row).mapper.column_attrs:
        value = getattr(row, column.key)
        if column.key.endswith("_at") and value:
            setattr(row, column.key, value - by)
