"""Opening the database: SQLite with its safeguards, or PostgreSQL; one writer at a time on both."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import Connection, Engine, ExceptionContext, make_url
from sqlalchemy.exc import DataError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import SQLModel

WRITES = "groeituin_writes"
BUSY_SECONDS = 15
BESIDE = "beside"
# Advisory locks of PostgreSQL; the numbers only have to differ from other applications in the same database.
WRITE_LOCK, TURN_LOCK = 7_264_918, 7_264_919

# A network that is lost tells nobody, and the system waits for hours: a minute of silence is enough. The words are
# libpq's (seconds, but for the last one); over a local socket they do nothing, and what a URL says itself goes first.
SILENCE = {
    "connect_timeout": 30,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}

# The unit separator: no code and no number holds it.
BETWEEN_KEYS = "\x1f"


def _written(value: object) -> str:
    return orjson.dumps(value).decode()


# A night reads and writes JSON by the thousands.
JSON_BY: dict[str, Any] = {"json_serializer": _written, "json_deserializer": orjson.loads}


def open_database(url: str) -> Engine:
    """Return an engine for a database URL; nothing is connected yet.

    Args:
        url: ``sqlite:///path`` or ``postgresql+psycopg://...``. The folder of an SQLite file is made.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _open_sqlite(url, parsed.database)
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    # Whatever the server is set to: what a writer reads must be of after its lock, not of when it began to wait.
    silence = {name: limit for name, limit in SILENCE.items() if name not in parsed.query}
    engine = sa.create_engine(
        parsed, connect_args=silence, pool_pre_ping=True, isolation_level="READ COMMITTED", **JSON_BY
    )
    # Many rows in one INSERT, also where nothing is asked back: one round trip instead of one a row.
    engine.dialect.use_insertmanyvalues_wo_returning = True
    event.listen(engine, "begin", _lock_postgresql)
    return engine


def _open_sqlite(url: str, path: str | None) -> Engine:
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    waits = {} if "timeout=" in url else {"timeout": BUSY_SECONDS}
    engine = sa.create_engine(url, connect_args=waits, **JSON_BY)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "handle_error", _name_damaged_text)
    return engine


def _name_damaged_text(context: ExceptionContext) -> None:
    """Let a text that is no text be damage of one row: SQLite tells it in the words of a database that is away."""
    error = context.original_exception
    if isinstance(error, sqlite3.OperationalError) and str(error).startswith("Could not decode"):
        raise DataError(context.statement, context.parameters, error)


def _prepare_sqlite(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    if not connection.execute("PRAGMA query_only").fetchone()[0]:
        connection.execute("PRAGMA journal_mode = WAL").fetchone()
        # Pages: a large night is moved to the main file once, not chunk by chunk while people wait for it.
        connection.execute("PRAGMA wal_autocheckpoint = 16000")


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at the start, so that two writers wait for each other instead of failing at the end."""
    writes = connection.get_execution_options().get(WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _lock_postgresql(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES)
    if writes:
        lock = "pg_advisory_xact_lock_shared" if writes == BESIDE else "pg_advisory_xact_lock"
        connection.exec_driver_sql(f"SELECT {lock}({WRITE_LOCK})")


def writing(engine: Engine, *, beside: bool = False) -> Engine:
    """Return the same engine for transactions that write: they run one after another.

    Args:
        engine: the database.
        beside: beside others of this kind, which have claimed other partnerships; still never beside any other
            writer. SQLite knows one writer only.
    """
    return engine.execution_options(**{WRITES: BESIDE if beside else True})


def one_writer(engine: Engine) -> bool:
    """Tell whether transactions that write cannot be beside each other here."""
    return engine.dialect.name == "sqlite"


def take_turn(connection: Connection) -> None:
    """Wait until no other transaction beside this one is writing, and keep the turn until the end.

    So what is numbered after it has numbers without gaps, in the order in which it is kept.
    """
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({TURN_LOCK})")


@contextmanager
def read_only(engine: Engine) -> Iterator[Connection]:
    """Give one transaction in which nothing can be written, and in which everything stays as it was at its start."""
    with engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield connection
            return
        connection.exec_driver_sql("PRAGMA query_only = ON")
        try:
            yield connection
        finally:
            connection.rollback()
            connection.exec_driver_sql("PRAGMA query_only = OFF")


def table(model: type[SQLModel]) -> sa.Table:
    """Return the table of a model."""
    return SQLModel.metadata.tables[str(model.__tablename__)]


def insert_rows(
    connection: Connection, table: sa.Table, rows: Sequence[dict[str, Any]], replacing: Sequence[str] = ()
) -> None:
    """Insert rows with one statement; all rows have the same columns.

    PostgreSQL gets them as one JSON text: a parameter for every value costs more than the insert itself.

    Args:
        connection: a transaction that writes.
        table: where they go.
        rows: the values by column.
        replacing: the columns that change where a row with the same primary key is already there.
    """
    if not rows:
        return
    names = list(rows[0])
    if connection.dialect.name == "sqlite":
        insert: Any = sqlite.insert(table)
    else:
        told = sa.cast(sa.literal(orjson.dumps(list(rows), default=str).decode(), sa.Text()), postgresql.JSON())
        records = sa.func.json_populate_recordset(sa.literal_column(f"NULL::{table.name}"), told).alias("records")
        insert = postgresql.insert(table).from_select(
            names, sa.select(*(sa.column(name) for name in names)).select_from(records)
        )
    if replacing:
        new = {name: insert.excluded[name] for name in replacing}
        insert = insert.on_conflict_do_update(index_elements=list(table.primary_key), set_=new)
    if connection.dialect.name == "sqlite":
        connection.execute(insert, list(rows))
    else:
        connection.execute(insert)


def among(connection: Connection, column: sa.ColumnElement[Any], values: Sequence[str | int]) -> sa.ColumnElement[bool]:
    """Return the condition that a column holds one of many keys, as one parameter however many there are.

    An ``IN`` list of a thousand parameters costs more to write and to read than the rows that it finds.
    """
    dialect = connection.dialect.name
    return _listed(dialect, column, sa.literal(given(dialect, values)))


def among_given(dialect: str, column: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """Return the same condition for keys that are given as the parameter ``keys`` when the query is asked.

    A query that is asked thousands of times is built once this way; ``given`` writes the parameter.
    """
    return _listed(dialect, column, sa.bindparam("keys", type_=sa.Text()))


def given(dialect: str, values: Sequence[str | int]) -> str:
    """Return keys as the dialect takes many of them in one parameter: a text, which costs least to send."""
    return json.dumps(list(values)) if dialect == "sqlite" else BETWEEN_KEYS.join(map(str, values))


def _listed(dialect: str, column: sa.ColumnElement[Any], keys: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    if dialect == "sqlite":
        return column.in_(sa.select(sa.func.json_each(keys).table_valued("value").c.value))
    listed: sa.ColumnElement[Any] = sa.func.string_to_array(keys, BETWEEN_KEYS, type_=ARRAY(sa.Text()))
    return column == sa.any_(sa.cast(listed, ARRAY(column.type)) if isinstance(column.type, sa.Integer) else listed)
