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
    journal, found = table(Entry), Left()
    rows = connection.execute(sa.select(journal).where(among(connection, journal.c.entry, entries))).mappings().all()
    previous = _previous(connection, {row["partnership"] for row in rows}, frozenset(entries))
    for row in rows:
        found[row["entry"]] = chained(previous[row["entry"]], dict(row))
    return found


def _previous(connection: Connection, partnerships: set[str | None], entries: frozenset[int]) -> Left:
    """Return the hash of the row before each of these rows; whole chains are read, in the order of an index."""
    journal, found = table(Entry), Left()
    chains = [among(connection, journal.c.partnership, sorted(name for name in partnerships if name))]
    if None in partnerships:
        chains.append(journal.c.partnership.is_(None))
    for chain in chains:
        query = sa.select(journal.c.partnership, journal.c.entry, journal.c.hash).where(chain)
        before: tuple[str | None, str] = None, ""
        for partnership, entry, own in connection.execute(query.order_by(journal.c.partnership, journal.c.entry)):
            if entry in entries:
                found[entry] = before[1] if before[0] == partnership else ""
            before = partnership, own
    return found
