"""Putting a backup back into a database without tables: wholly and checked, or not at all."""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DataError, IntegrityError, ProgrammingError

from groeituin.backup.file import Header, read_header, read_parts
from groeituin.backup.saving import Progress
from groeituin.check import check
from groeituin.errors import BadInput, DifferencesFound, refusal
from models.database import writing
from models.portable import Rows, count_rows, load_rows, settle, tables
from models.schema import upgrade_to

# What of the work is done when all rows are in; the rest is the check.
LOADED = 0.7
# How a database and its driver say that a row does not fit: what it holds, how many cells, or that it is no row.
UNFIT = (IntegrityError, DataError, ProgrammingError, OverflowError, TypeError)
# How reading says that a cell holds something else than its column should; SQLite keeps anything.
MISREAD = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError)


def restore(
    engine: Engine, path: Path, *, keep_differences: bool = False, progress: Progress | None = None
) -> dict[str, int]:
    """Put a backup back, bring it to the newest schema and check it, in one transaction; return the rows per table.

    Args:
        engine: a database without tables, of either kind.
        path: the backup.
        keep_differences: restore also what the check would name, because it was so when the backup was made.
        progress: is told how far it is, from 0 to 1.

    Raises:
        Refused: the database has tables.
        NoSuchThing: there is no such file.
        BadInput: the file is no backup, of a newer version, damaged, or does not fit its schema.
        DifferencesFound: the backup is whole, but what it holds does not agree with itself.
    """
    header = read_header(path)
    # Read to its end before the database is touched: damage is told as damage, whatever the rows would have done.
    expected = _counted(path, header)
    with writing(engine).begin() as connection:
        if sa.inspect(connection).get_table_names():
            raise refusal(
                "database_niet_leeg",
                "Deze database heeft al tabellen. Zet een reservekopie terug in een nieuwe, lege database.",
            )
        if _fill(connection, path, header, _told(read_parts(path), expected.total(), progress)) != expected:
            raise _unfit(path)
        wrong = _wrong(connection, path)
        if progress:
            progress(1.0)
        if wrong and not keep_differences:
            raise DifferencesFound(
                "De reservekopie is heel, maar wat erin staat klopt niet met zichzelf. Er is niets teruggezet. "
                "Met --keep-differences zet u haar terug zoals zij is.",
                wrong,
            )
    return dict(expected)


def _counted(path: Path, header: Header) -> Counter[str]:
    """Return how many rows of each table a backup holds."""
    found = Counter[str](dict.fromkeys(header.tables, 0))
    for name, rows in read_parts(path):
        found[name] += len(rows)
    if found.keys() != header.tables.keys():
        raise _unfit(path)
    return found


def _wrong(connection: Connection, path: Path) -> list[dict[str, Any]]:
    """Bring what was loaded to the newest schema; return everything that the check names."""
    try:
        upgrade_to(connection, "head")
        found = check(connection)
    except MISREAD as error:
        raise _unfit(path) from error
    return [*found["unreadable"], *found["differences"], *found["journal"]["faults"]]


def _fill(connection: Connection, path: Path, header: Header, parts: Iterator[tuple[str, Rows]]) -> dict[str, int]:
    """Make the schema of the backup and load its rows; return what is then in each table."""
    upgrade_to(connection, header.revision)
    known = {table.name: table for table in tables(connection)}
    if {name: sorted(columns) for name, columns in header.tables.items()} != {
        name: sorted(column.name for column in table.columns) for name, table in known.items()
    }:
        raise _unfit(path)
    try:
        for name, alike in groupby(parts, key=itemgetter(0)):
            load_rows(connection, known[name], header.tables[name], (rows for _name, rows in alike))
    except UNFIT as error:
        raise _unfit(path) from error
    if settle(connection, list(known.values())):
        raise _unfit(path)
    return {name: count_rows(connection, table) for name, table in known.items()}


def _unfit(path: Path) -> BadInput:
    return BadInput(f"Wat in de reservekopie {path} staat past niet in de tabellen. Neem een andere.")


def _told(parts: Iterator[tuple[str, Rows]], total: int, progress: Progress | None) -> Iterator[tuple[str, Rows]]:
    done = 0
    for name, rows in parts:
        yield name, rows
        done += len(rows)
        if progress:
            progress(LOADED * done / total)
