"""Rows in a form that both databases keep alike: whole numbers, and texts for dates, moments, amounts and JSON."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

# A batch of rows is read, written and loaded at once; memory follows this, not the size of a table.
BATCH = 1000
Rows = Sequence[Sequence[Any]]


def tables(connection: Connection) -> list[sa.Table]:
    """Return the tables as they are in the database, each after those that it points to.

    Where alembic keeps the revision of the schema is not among them.
    """
    found = sa.MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def read_rows(connection: Connection, table: sa.Table) -> Iterator[Rows]:
    """Give the rows of a table in batches, each row in the order of the table's columns.

    A date is ``2026-11-22``, a moment ``2026-11-22 08:30:00.000000`` in UTC, an amount a text with all its decimals,
    JSON the text that was stored, and true and false are 1 and 0.
    """
    cell = _cell_of_sqlite if connection.dialect.name == "sqlite" else _cell_of_postgresql
    found = connection.execute(
        sa.select(*(cell(column) for column in table.columns)), execution_options={"yield_per": BATCH}
    )
    for rows in found.partitions():
        yield [tuple(row) for row in rows]


def _cell_of_sqlite(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    """Read what SQLite stores, which is this form already, save for amounts."""
    stored = sa.type_coerce(column, sa.types.NullType())
    if not isinstance(column.type, sa.Numeric):
        return stored
    return sa.case((column.is_not(None), sa.func.printf(f"%.{column.type.scale}f", stored)))


def _cell_of_postgresql(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    if isinstance(column.type, sa.Boolean):
        return sa.cast(column, sa.Integer())
    if isinstance(column.type, sa.DateTime):
        moment = sa.func.timezone("UTC", column)
        return sa.func.to_char(moment, "YYYY-MM-DD HH24:MI:SS.US")
    if isinstance(column.type, sa.Date):
        return sa.func.to_char(column, "YYYY-MM-DD")
    if isinstance(column.type, (sa.Numeric, sa.JSON)):
        return sa.cast(column, sa.Text())
    return column


def load_rows(connection: Connection, table: sa.Table, columns: Sequence[str], batches: Iterable[Rows]) -> None:
    """Fill an empty table with the rows that ``read_rows`` gave on either database.

    Args:
        connection: a transaction that writes.
        table: where they go.
        columns: the names of the columns, in the order of the cells.
        batches: the rows.
    """
    named = ", ".join(connection.dialect.identifier_preparer.quote(name) for name in columns)
    if connection.dialect.name == "sqlite":
        # A row may point to one further on in its own table.
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        places = ", ".join("?" * len(columns))
        for rows in batches:
            connection.exec_driver_sql(
                f"INSERT INTO {table.name} ({named}) VALUES ({places})",  # noqa: S608  # names of the schema
                [tuple(row) for row in rows],
            )
        return
    connection.exec_driver_sql("SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'")
    _copy(connection, f"COPY {table.name} ({named}) FROM STDIN", batches)


def _copy(connection: Connection, statement: str, batches: Iterable[Rows]) -> None:
    """Ask PostgreSQL's driver for what SQLAlchemy does not know and what makes this fast; errors are SQLAlchemy's."""
    cursor: Any = connection.connection.cursor()
    driver: Any = connection.dialect.dbapi
    try:
        with cursor, cursor.copy(statement) as copy:
            for rows in batches:
                for row in rows:
                    copy.write_row(row)
    except driver.Error as error:
        raise sa.exc.DBAPIError.instance(statement, None, error, driver.Error, dialect=connection.dialect) from error


def count_rows(connection: Connection, table: sa.Table) -> int:
    """Return how many rows a table has."""
    return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def settle(connection: Connection, everything: Sequence[sa.Table]) -> list[str]:
    """Let the database go on from the rows that were loaded; return the tables with a row that points to nothing.

    PostgreSQL hands out numbers of its own, which must follow the loaded ones, and plans by how large tables are.
    """
    if connection.dialect.name == "sqlite":
        return sorted({row[0] for row in connection.exec_driver_sql("PRAGMA foreign_key_check")})
    for table in everything:
        for column in table.primary_key:
            if column.server_default is not None:
                sequence = sa.func.pg_get_serial_sequence(table.name, column.name)
                highest = sa.select(sa.func.max(column)).scalar_subquery()
                connection.execute(sa.select(sa.func.setval(sequence, highest)))
    connection.exec_driver_sql("ANALYZE")
    return []
