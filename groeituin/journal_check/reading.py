"""Reading the journal in order, and noting every row that does not hang on the row before it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from groeituin.retention.item import DESTROY
from models.dossiers import table
from models.journal import Entry, Head, chain_of, chained

BATCH = 1000
# How SQLite's texts are read; PostgreSQL gives what they stand for.
READ: dict[str, Callable[[str], Any]] = {
    "at": lambda text: datetime.fromisoformat(text).replace(tzinfo=UTC),
    "on": date.fromisoformat,
    "data": orjson.loads,
}
# What is wrong with more rows than this is not worked out: somebody must look at the whole.
MOST = 25


@dataclass(frozen=True, slots=True)
class Link:
    """How far a chain was read: the number and the hash of its last row, and the hash of the row before that."""

    entry: int = 0
    hash: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Suspect:
    """A row of which the hash is not what follows from its contents and from the row before it, which is ``last``.

    ``hashes`` are those that would do: its own, and that over what a destruction left of it.
    """

    row: Mapping[str, Any]
    last: Link
    hashes: tuple[str, ...]

    @property
    def entry(self) -> int:
        """Return its number."""
        return int(self.row["entry"])

    @property
    def partnership(self) -> str | None:
        """Return whose it is, if anybody's."""
        return chain_of(self.row) or None

    def hangs_on(self, previous: str, **otherwise: Any) -> bool:  # noqa: ANN401  # what the columns hold
        """Tell whether its hash is right after another previous hash, or with other contents."""
        return hash_of(previous, {**self.row, **otherwise}) in self.hashes


@dataclass(slots=True)
class Reading:
    """What was read: how many rows, the last one of every chain, which rows are suspect and which numbers lack.

    ``gaps`` are the first and the last number of each gap; ``number`` is the last number of all; ``more`` the first
    suspect row of those that were too many to keep. ``left`` are the hashes over what is left of rows of which content
    was destroyed.
    """

    rows: int = 0
    number: int = 0
    links: dict[str, Link] = field(default_factory=dict)
    suspects: list[Suspect] = field(default_factory=list)
    gaps: list[tuple[int, int]] = field(default_factory=list)
    more: int | None = None
    left: Mapping[int, str] = field(default_factory=dict)

    def take(self, row: Mapping[str, Any]) -> None:
        """Read the next row."""
        self.rows += 1
        entry, chain = row["entry"], chain_of(row)
        if entry > self.number + 1:
            self.gaps.append((self.number + 1, entry - 1))
        self.number = max(self.number, entry)
        last = self.links.get(chain, Link())
        hashes = (row["hash"], self.left.get(entry, row["hash"]))
        if hash_of(last.hash, row) not in hashes:
            self._suspect(Suspect(row, last, hashes))
        self.links[chain] = Link(entry, row["hash"], last.hash)

    def _suspect(self, suspect: Suspect) -> None:
        if len(self.suspects) < MOST:
            self.suspects.append(suspect)
        elif self.more is None:
            self.more = suspect.entry


def read(connection: Connection) -> Reading:
    """Read the whole journal, in the order of its numbers."""
    reading = Reading(left=_left(connection))
    for row in _rows(connection):
        reading.take(row)
    return reading


def _rows(connection: Connection, *where: sa.ColumnElement[bool]) -> Iterator[dict[str, Any]]:
    """Give the rows in order, read by hand: one that no column could hold must be found too, not stop the reading."""
    journal = table(Entry)
    columns = (sa.type_coerce(column, sa.types.NullType()).label(column.name) for column in journal.columns)
    query = sa.select(*columns).where(*where).order_by(journal.c.entry)
    for found in connection.execute(query, execution_options={"yield_per": BATCH}).mappings():
        row = dict(found)
        for name, read_text in READ.items():
            if isinstance(row[name], str):
                with suppress(ValueError):
                    row[name] = read_text(row[name])
        yield row


def hash_of(previous: str, row: Mapping[str, Any]) -> str | None:
    """Return the hash of a row; None of one that cannot have been written."""
    return chained(previous, row) if isinstance(row["at"], datetime) else None


def _left(connection: Connection) -> dict[int, str]:
    """Return what destructions say is left of rows: rows of the journal themselves, and read as all others are."""
    told = (row["data"] for row in _rows(connection, table(Entry).c.act == DESTROY))
    left = (data.get("left") for data in told if isinstance(data, dict))
    rows = (row for each in left if isinstance(each, dict) for row in each.items())
    return {int(entry): own for entry, own in rows if entry.isdecimal()}


def heads(connection: Connection) -> Iterator[tuple[str, int, str]]:
    """Give chain, number and hash of the last row of each chain, as it was when that was written."""
    source = table(Head)
    query = sa.select(source.c.chain, source.c.entry, source.c.hash).order_by(source.c.chain)
    yield from connection.execute(query, execution_options={"yield_per": BATCH}).tuples()
