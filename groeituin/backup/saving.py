"""Making a backup: everything of one moment, while nights and acts go on."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from groeituin.backup.file import Header, Writer, written
from groeituin.errors import StorageUnreachable
from groeituin.storage import refuse_newer
from groeituin.traces import span
from models.database import read_only
from models.portable import count_rows, read_rows, tables
from models.schema import revision_of

Progress = Callable[[float], None]


def back_up(engine: Engine, path: Path, *, at: datetime, progress: Progress | None = None) -> dict[str, int]:
    """Copy everything to a file that fits in either kind of database; return how many rows of each table.

    It reads in one transaction, so all of it is of one moment. Nobody waits for it; but as long as it reads, what
    others write stays in SQLite's write-ahead log, and PostgreSQL keeps what they replace.

    Args:
        engine: the database, of any schema that this program knows.
        path: the file; another backup that is there is replaced when the new one is whole.
        at: the moment, for the header.
        progress: is told how far it is, from 0 to 1.

    Raises:
        BadInput: there is something else at that path.
        StorageUnreachable: the database has no tables or a newer schema, or the file cannot be written.
    """
    with span("backup") as tell, read_only(engine) as connection, written(path) as file:
        found = revision_of(connection)
        if found is None:
            raise StorageUnreachable("De database heeft nog geen tabellen: er is niets om te bewaren.")
        refuse_newer(found)
        everything = tables(connection)
        columns = {str(table.name): [str(column.name) for column in table.columns] for table in everything}
        writer = Writer(file, Header(found, at.isoformat(), columns))
        total = _counted(connection, everything) if progress else 0
        for table in everything:
            for rows in read_rows(connection, table):
                writer.add(str(table.name), rows)
                if progress:
                    progress(sum(writer.counts.values()) / total)
        writer.close()
        tell(tables=len(everything), rows=sum(writer.counts.values()))
    return writer.counts


def _counted(connection: Connection, everything: Sequence[sa.Table]) -> int:
    """Return the number of rows, never 0."""
    return sum(count_rows(connection, table) for table in everything) or 1
