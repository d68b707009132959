"""What a fault did, counted: how often it struck, and what became of all that had to be done.

A test of a fault makes a ``Count``, adds what it found each time that the fault struck, and ends with
``nothing_lost``, which fails when something was lost or doubled and leaves the count for the table of docs/faults.md:

    count = Count("kill -9 of an import, at seeded moments", group="acts and imports")
    for moment in moments:
        ...
        count.struck(expected, found)           # or count.tried += 1, count.to_do += ..., count.done += ...
    count.nothing_lost()

Counts of one fault from several tests, databases or formats are added up to one row. ``benchmarks/faults.py`` runs the
tests and writes the page; a file of tests that counts stands in its list.
"""

import json
import os
from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlmodel import SQLModel

import models.tables  # noqa: F401  # every table is known
from groeituin.check import check
from models.database import open_database, read_only

# Where benchmarks/faults.py wants to find what each test counted.
COUNTED_IN = "GROEITUIN_FAULTS"
Group = Literal["nights", "acts and imports", "migrations", "database", "letters and events", "inputs"]
# Columns that differ between two runs that did the same.
NUMBERS = frozenset({"id", "entry", "hash", "signal", "message_id", "lease"})
MOMENTS = frozenset({"at", "composed_at", "next_at", "leased_until", "sent_at", "destroyed_at"})


@dataclass(slots=True)
class Count:
    """What one fault did.

    What has to be done is counted in rows, letters, events or inputs, and each of them is done, or told to a person who
    must decide (``named``), or lost. What came again and is recognisable as a repeat (``again``) is not doubled.
    """

    fault: str
    tried: int = 0
    group: Group = field(kw_only=True)
    to_do: int = 0
    done: int = 0
    again: int = 0
    named: int = 0
    lost: int = 0
    doubled: int = 0

    def struck(self, expected: Iterable[Hashable], found: Iterable[Hashable], named: int = 0, times: int = 1) -> None:
        """Count what should be there after the fault struck against what is there.

        Args:
            expected: everything that an undisturbed run leaves; equal things count as often as they occur.
            found: everything that is there; what was not expected is counted as doubled.
            named: how many of those that are not there were told to a person, who decides.
            times: how often it struck before that was counted.
        """
        wanted, there = Counter(expected), Counter(found)
        missing = (wanted - there).total()
        self.tried += times
        self.to_do += wanted.total()
        self.done += wanted.total() - missing
        self.named += named
        self.lost += max(missing - named, 0)
        self.doubled += (there - wanted).total()

    def nothing_lost(self) -> None:
        """Check that everything was done once, or is named; leave the count for the table."""
        assert (0, 0) == (self.lost, self.doubled), self
        assert self.tried, "a fault that never struck shows nothing"
        assert self.to_do, "nothing to do, no proof"
        assert self.to_do == self.done + self.named, self
        if COUNTED_IN in os.environ:
            with Path(os.environ[COUNTED_IN]).open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(self)) + "\n")


def contents(engine: Engine) -> list[str]:
    """Return every row of a database as text, but for moments, hashes, and numbers that only depend on the order."""
    with engine.connect() as connection:
        return [
            f"{table.name} {tuple(row)}"
            for table in SQLModel.metadata.sorted_tables
            for row in connection.execute(_rows(table))
        ]


def contents_of(url: str, *, broken: bool = False) -> list[str]:
    """Return the contents of a database by its URL, after checking that it is sound, unless it was broken before."""
    engine = open_database(url)
    if not broken:
        sound(engine)
    found = contents(engine)
    engine.dispose()
    return found


def _rows(table: sa.Table) -> sa.Select[Any]:
    columns = [column.name for column in table.columns if column.name not in NUMBERS | MOMENTS]
    kept: list[sa.ColumnElement[Any]] = [sa.literal_column(f'{table.name}."{column}"') for column in columns]
    if table.name != "signal_recipients":
        return sa.select(*kept).select_from(table)
    signals = SQLModel.metadata.tables["signals"].c
    named = (signals.partnership, signals.rule, signals.occasion)
    return sa.select(*named, *kept).select_from(table).where(signals.id == table.c.signal)


def sound(engine: Engine) -> None:
    """Check that everything is planned as it should be, and that the journal hangs together, without gaps."""
    with read_only(engine) as connection:
        found = check(connection)
    assert ([], []) == (found["differences"], found["journal"]["faults"])
