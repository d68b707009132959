"""Rows read by hand: one that no column could hold must be found too, not stop the reading."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.engine import Connection

BATCH = 1000


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# How SQLite's texts are read; PostgreSQL gives what they stand for.
READ: dict[str, Callable[[str], Any]] = {
    "at": _moment, "destroyed_at": _moment, "on": date.fromisoformat, "destroyed_on": date.fromisoformat,
    "data": orjson.loads, "lost": orjson.loads,
}  # fmt: skip


def rows_of(connection: Connection, source: sa.Table, *where: sa.ColumnElement[bool]) -> Iterator[dict[str, Any]]:
    """Give the rows of a table in the order of its keys."""
    columns = (sa.type_coerce(column, sa.types.NullType()).label(column.name) for column in source.columns)
    query = sa.select(*columns).where(*where).order_by(*source.primary_key)
    for found in connection.execute(query, execution_options={"yield_per": BATCH}).mappings():
        row = dict(found)
        for name in READ.keys() & row.keys():
            if isinstance(row[name], str):
                with suppress(ValueError):
                    row[name] = READ[name](row[name])
        yield row
