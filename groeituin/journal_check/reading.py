"""Reading the journal in order, and noting every row that does not hang on the row before it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from groeituin.journal_check.destroyed import Destructions, Emptied, content_of
from groeituin.journal_check.rows import BATCH, rows_of
from models.database import table
from models.journal import Entry, Head, chain_of, chained

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
    """A row of which the hash is not what follows from its contents and from the row before it, which is ``last``."""

    row: Mapping[str, Any]
    last: Link

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
        return bool(hash_of(previous, {**self.row, **otherwise}) == self.row["hash"])


@dataclass(slots=True)
class Reading:
    """What was read: how many rows, the last one of every chain, which rows are suspect and which numbers lack.

    ``gaps`` are the first and the last number of each gap; ``number`` is the last number of all; ``more`` the first
    suspect row of those that were too many to keep. ``emptied`` are the rows of which content was destroyed.
    """

    rows: int = 0
    number: int = 0
    links: dict[str, Link] = field(default_factory=dict)
    suspects: list[Suspect] = field(default_factory=list)
    gaps: list[tuple[int, int]] = field(default_factory=list)
    more: int | None = None
    emptied: Mapping[int, Emptied] = field(default_factory=dict)

    def take(self, row: Mapping[str, Any]) -> None:
        """Read the next row."""
        self.rows += 1
        entry, chain = row["entry"], chain_of(row)
        emptied = self.emptied.get(entry)
        row = {**row, "content": emptied.content(row) if emptied else content_of(row["data"])}
        if entry > self.number + 1:
            self.gaps.append((self.number + 1, entry - 1))
        self.number = max(self.number, entry)
        last = self.links.get(chain, Link())
        if hash_of(last.hash, row) != row["hash"]:
            self._suspect(Suspect(row, last))
        self.links[chain] = Link(entry, row["hash"], last.hash)

    def _suspect(self, suspect: Suspect) -> None:
        if len(self.suspects) < MOST:
            self.suspects.append(suspect)
        elif self.more is None:
            self.more = suspect.entry


def read(connection: Connection, destructions: Destructions) -> Reading:
    """Read the whole journal, in the order of its numbers."""
    reading = Reading(emptied=destructions.emptied())
    for row in rows_of(connection, table(Entry)):
        reading.take(row)
    return reading


def hash_of(previous: str, row: Mapping[str, Any]) -> str | None:
    """Return the hash of a row; None of one that cannot have been written."""
    return chained(previous, row, row["content"]) if isinstance(row["at"], datetime) else None


def heads(connection: Connection) -> Iterator[tuple[str, int, str]]:
    """Give chain, number and hash of the last row of each chain, as it was when that was written."""
    source = table(Head)
    query = sa.select(source.c.chain, source.c.entry, source.c.hash).order_by(source.c.chain)
    yield from connection.execute(query, execution_options={"yield_per": BATCH}).tuples()
