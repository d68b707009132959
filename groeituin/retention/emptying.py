"""Taking content from journal rows: the log names them first, and the journal tells what should be left of each."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from groeituin.retention.item import Concerned, Item
from models.database import among, insert_rows, table
from models.journal import Entry, hash_of, hashes_of
from models.retention import DestroyedEntry

# By number of a row what is left of its content.
Contents = Mapping[int, dict[str, Any]]


def empty(connection: Connection, found: Concerned, numbers: Mapping[Item, int]) -> dict[Item, dict[int, str]]:
    """Take content from the journal and return, by thing, the hash of what is left of each row's content.

    Args:
        connection: a transaction that writes, in which the log has the destructions already.
        found: what is left of the content, by thing and row.
        numbers: the number of the destruction of each thing.
    """
    # A row that two things share loses what either takes.
    left: dict[int, dict[str, Any]] = {}
    kinds: dict[int, set[str]] = defaultdict(set)
    for item, entries in found.entries.items():
        for entry, data in entries.items():
            kept = left.get(entry, data)
            left[entry] = {name: value for name, value in data.items() if name in kept}
            kinds[entry].add(item.kind)
    noted = _noted(connection, left, {entry for entry, own in kinds.items() if own == {"persoon"}})
    named = [
        {"entry": entry, "destruction": numbers[item], **noted[entry]}
        for item, entries in found.entries.items()
        for entry in entries
    ]
    insert_rows(connection, table(DestroyedEntry), named)
    _write(connection, left)
    hashes = {entry: hash_of(hashes_of(data)) for entry, data in left.items()}
    return {item: {entry: hashes[entry] for entry in entries} for item, entries in found.entries.items()}


def _noted(connection: Connection, left: Contents, of_people: set[int]) -> dict[int, dict[str, Any]]:
    """Return what the log keeps of rows: the hash of what was written, and what went where that was only names."""
    journal, log = table(Entry), table(DestroyedEntry)
    before = sa.select(log.c.entry, log.c.written).where(among(connection, log.c.entry, sorted(left)))
    written = {row[0]: row[1] for row in connection.execute(before)}
    query = sa.select(journal.c.entry, journal.c.data).where(among(connection, journal.c.entry, sorted(left)))
    noted = {}
    for entry, data in connection.execute(query):
        hashes = hashes_of(data)
        # Of anything else what is left says whether it is right: no hash of it helps who guesses what went.
        lost = {name: own for name, own in hashes.items() if name not in left[entry]} if entry in of_people else {}
        noted[entry] = {"written": written.get(entry) or hash_of(hashes), "lost": lost}
    return noted


def _write(connection: Connection, left: Contents) -> None:
    """Write what is left; one statement for all rows of which the same is."""
    alike: dict[bytes, list[int]] = defaultdict(list)
    for entry, data in left.items():
        alike[orjson.dumps(data)].append(entry)
    journal = table(Entry)
    for written, entries in alike.items():
        query = journal.update().where(among(connection, journal.c.entry, entries))
        connection.execute(query.values(data=orjson.loads(written)))
