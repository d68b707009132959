"""Rows that cannot be what was written: found one by one, and gone round by who reads the others."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DatabaseError, DataError

from models.tables import metadata

BATCH = 1000
# What SQLite hands out as it stands; reading anything else fails where the value cannot be.
LOOSE = {sa.Integer: int, sa.String: str}
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class DamagedRow:
    """A row with a value that its column cannot hold: where it is, whose it is if anybody's, and what is wrong."""

    table: str
    key: str
    column: str
    error: str
    partnership: str | None = None
    contract: str | None = None

    def __str__(self) -> str:
        """Return where it is and what is wrong, as one line."""
        return f"{self.table} {self.key}, {self.column}: {self.error}"


def damaged_rows(connection: Connection, but: Collection[str] = ()) -> list[DamagedRow]:
    """Return every row with a value of another kind than its column, or a word outside its closed list.

    Every table is read whole.

    Args:
        connection: one transaction in which everything stays as it was at its start.
        but: tables that are not looked at.
    """
    found: dict[tuple[str, str], DamagedRow] = {}
    for source in metadata.sorted_tables:
        if source.name not in but:
            for row in (*_unreadable(connection, source), *_outside_lists(connection, source)):
                found.setdefault((row.table, row.key), row)
    return list(found.values())


def _unreadable(connection: Connection, source: sa.Table) -> Iterator[DamagedRow]:
    """Yield the rows that cannot be read, each with its first such column.

    A table that is well is read once; one that is not is halved until each of these rows is alone.
    """
    many = connection.execute(sa.select(sa.func.count()).select_from(source)).scalar_one()
    yield from _within(connection, source, 0, many)


def _within(connection: Connection, source: sa.Table, start: int, many: int) -> Iterator[DamagedRow]:
    if _wrong(connection, source, list(source.columns), start, many) is None:
        return
    if many > 1:
        half = many // 2
        yield from _within(connection, source, start, half)
        yield from _within(connection, source, start + half, many - half)
        return
    for column in source.columns:
        if error := _wrong(connection, source, [column], start, 1):
            (where,) = connection.execute(_slice(source, _named(connection, source), start, 1)).all()
            yield _row(source, where, column.name, error)
            return


def _wrong(
    connection: Connection, source: sa.Table, columns: list[sa.Column[Any]], start: int, many: int
) -> str | None:
    """Return why some rows cannot be read, or None when they can."""
    kinds = [next((kind for type_, kind in LOOSE.items() if isinstance(one.type, type_)), object) for one in columns]
    try:
        query = _slice(source, columns, start, many)
        with connection.execute(query, execution_options={"yield_per": BATCH}) as rows:
            for row in rows:
                for value, kind, column in zip(row, kinds, columns, strict=True):
                    # JSON can hold nothing as a value: the lines of hours that were destroyed.
                    if value is None and not column.nullable and not isinstance(column.type, sa.JSON):
                        return "nothing, where something must stand"
                    if value is not None and not isinstance(value, kind):
                        return f"{value!r:.60} is no {kind.__name__}"
    except DataError as error:
        return _line(error.orig)
    except DatabaseError:  # the database itself: nothing can be read now
        raise
    except Exception as error:  # noqa: BLE001  # whatever a value does to who reads it, it is told
        return _line(error)
    return None


def _line(error: object) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0][:200]


def _slice(source: sa.Table, columns: list[Any], start: int, many: int) -> sa.Select[Any]:
    return sa.select(*columns).order_by(*source.primary_key).offset(start).limit(many)


def _named(connection: Connection, source: sa.Table) -> list[sa.ColumnElement[Any]]:
    """Return the columns that tell which row it is, and whose, as texts: a key may be what is damaged."""
    names = [*(column.name for column in source.primary_key), "partnership", "contract"]
    wanted = [source.c[name] for name in dict.fromkeys(names) if name in source.c]
    # SQLite hands out bytes whatever stands there.
    as_it_stands: sa.types.TypeEngine[Any] = sa.LargeBinary() if connection.dialect.name == "sqlite" else sa.Text()
    return [sa.cast(column, as_it_stands).label(column.name) for column in wanted]


def _row(source: sa.Table, where: sa.Row[Any], column: str, error: str) -> DamagedRow:
    stands = where._mapping  # noqa: SLF001  # SQLAlchemy's public name for a row by column
    told = {
        name: value.decode(errors="backslashreplace") if isinstance(value, bytes) else value
        for name, value in stands.items()
    }
    key = "/".join(str(told[part.name]) for part in source.primary_key)
    return DamagedRow(source.name, key, column, error, told.get("partnership"), told.get("contract"))


def _outside_lists(connection: Connection, source: sa.Table) -> Iterator[DamagedRow]:
    """Yield the rows that a constraint of the table would refuse."""
    for constraint in source.constraints:
        if not isinstance(constraint, sa.CheckConstraint):
            continue
        rule = str(constraint.sqltext)
        column = next((word for word in WORD.findall(rule) if word in source.c), rule)
        query = sa.select(*_named(connection, source)).where(sa.text(f"NOT ({rule})"))
        for where in connection.execute(query.order_by(*source.primary_key)).all():
            yield _row(source, where, column, f"not {rule}"[:200])


def leave_out(connection: Connection, partnerships: Collection[str], contracts: Collection[str]) -> None:
    """Hide all rows of some partnerships and contracts from who reads on, until the transaction ends.

    Every query sees a view of this connection alone, which stands before the table of the same name. Nothing can be
    written there.
    """
    inside = "main." if connection.dialect.name == "sqlite" else ""
    for source in metadata.sorted_tables:
        hidden = _hidden(source, partnerships, contracts)
        if hidden is not None:
            condition = hidden.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
            table = connection.dialect.identifier_preparer.quote(source.name)
            connection.exec_driver_sql(
                f"CREATE TEMPORARY VIEW {table} AS SELECT * FROM {inside}{table} WHERE {condition}"  # noqa: S608  # names of the schema; codes are written as literals
            )
    if not inside:
        # A query that this connection prepared before would go on to read the table itself.
        connection.exec_driver_sql("DISCARD PLANS")


def _hidden(
    source: sa.Table, partnerships: Collection[str], contracts: Collection[str]
) -> sa.ColumnElement[bool] | None:
    """Return what holds for the rows that stay; None where all do."""
    for name, codes in (("partnership", partnerships), ("contract", contracts)):
        if name in source.c:
            column = sa.column(name, sa.String())
            return column.is_(None) | column.not_in(sorted(codes)) if codes else None
    return None
