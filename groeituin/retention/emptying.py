"""Taking content from journal rows: the log names them first, and the journal tells what should be left of each."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from groeituin.retention.item import Concerned, Item
from models.database import among, insert_rows
from models.dossiers import table
from models.journal import Entry, chained
from models.retention import DestroyedEntry

# By number of a row the hash over what is left of it, which follows from the row before it as its own hash did.
Left = dict[int, str]


def empty(connection: Connection, found: Concerned, numbers: Mapping[Item, int]) -> dict[Item, Left]:
    """Take content from the journal and return, by thing, the hash of what is left of each row.

    Args:
        connection: a transaction that writes, in which the log has the destructions already.
        found: what is left of the content, by thing and row.
        numbers: the number of the destruction of each thing.
    """
    named = [
        {"entry": entry, "destruction": numbers[item]} for item, entries in found.entries.items() for entry in entries
    ]
    insert_rows(connection, table(DestroyedEntry), named)
    # A row that two things share loses what either takes.
    left: dict[int, dict[str, Any]] = {}
    for entries in found.entries.values():
        for entry, data in entries.items():
            kept = left.get(entry, data)
            left[entry] = {name: value for name, value in data.items() if name in kept}
    _write(connection, left)
    hashes = _hashes(connection, sorted(left))
    return {item: {entry: hashes[entry] for entry in entries} for item, entries in found.entries.items()}


def _write(connection: Connection, left: Mapping[int, dict[str, Any]]) -> None:
    """Write what is left; one statement for all rows of which the same is."""
    alike: dict[bytes, list[int]] = defaultdict(list)
    for entry, data in left.items():
        alike[orjson.dumps(data)].append(entry)
    journal = table(Entry)
    for written, entries in alike.items():
        query = journal.update().where(among(connection, journal.c.entry, entries))
        connection.execute(query.values(data=orjson.loads(written)))


def _hashes(connection: Connection, entries: Sequence[int]) -> Left:
    """Return the hash of rows as they are now, each over the hash of the row before it in its chain."""
    journal = table(Entry)
    before = journal.alias()
    previous = (
        sa.select(before.c.hash)
        .where(before.c.entry < journal.c.entry, before.c.partnership.is_not_distinct_from(journal.c.partnership))
        .order_by(before.c.entry.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = sa.select(journal, previous.label("previous")).where(among(connection, journal.c.entry, entries))
    rows = connection.execute(query).mappings() if entries else ()
    return {row["entry"]: chained(row["previous"] or "", dict(row)) for row in rows}
