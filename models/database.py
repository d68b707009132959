"""Opening the database: SQLite with its safeguards, or PostgreSQL; one writer at a time on both."""

import sqlite3
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.pool import ConnectionPoolEntry

WRITES = "groeituin_writes"
BUSY_SECONDS = 15
# An advisory lock of PostgreSQL; the number only has to differ from other applications in the same database.
WRITE_LOCK = 7_264_918


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
    engine = sa.create_engine(parsed, pool_pre_ping=True)
    # Many rows in one INSERT, also where nothing is asked back: one round trip instead of one a row.
    engine.dialect.use_insertmanyvalues_wo_returning = True
    event.listen(engine, "begin", _lock_postgresql)
    return engine


def _open_sqlite(url: str, path: str | None) -> Engine:
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    waits = {} if "timeout=" in url else {"timeout": BUSY_SECONDS}
    engine = sa.create_engine(url, connect_args=waits)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    if not connection.execute("PRAGMA query_only").fetchone()[0]:
        connection.execute("PRAGMA journal_mode = WAL").fetchone()


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at the start, so that two writers wait for each other instead of failing at the end."""
    writes = connection.get_execution_options().get(WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _lock_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get(WRITES):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITE_LOCK})")


def writing(engine: Engine) -> Engine:
    """Return the same engine for transactions that write: they run one after another."""
    return engine.execution_options(**{WRITES: True})


def dialect_insert(connection: Connection, table: sa.Table) -> Any:  # noqa: ANN401  # the two dialects share no type
    """Return the dialect's INSERT, which knows ON CONFLICT."""
    if connection.dialect.name == "sqlite":
        from sqlalchemy.dialects.sqlite import insert as sqlite_insert  # noqa: PLC0415  # only the one in use

        return sqlite_insert(table)
    from sqlalchemy.dialects.postgresql import insert  # noqa: PLC0415  # only the one in use

    return insert(table)
