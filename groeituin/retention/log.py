"""What was destroyed, as anybody who looks for it is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from groeituin.errors import Detail, NoSuchThing
from groeituin.retention.hours import REPORT
from groeituin.texts.retention import gone, left_out
from models.contracts import HoursReport
from models.database import among, table
from models.journal import SUBJECTS, Entry
from models.retention import DestroyedEntry, Destruction


def destructions(connection: Connection) -> list[dict[str, Any]]:
    """Return the destruction log, in order."""
    source = table(Destruction)
    return [dict(row) for row in connection.execute(sa.select(source).order_by(source.c.id)).mappings()]


def no_partnership(connection: Connection, partnership: str, details: Sequence[Detail] = ()) -> NoSuchThing:
    """Return the error for a code that no partnership bears: there never was one, or it was destroyed."""
    destroyed_on = when(connection, partnership)
    if destroyed_on is None:
        return NoSuchThing(f"Er is geen partnership '{partnership}'. Alle codes staan in `groeituin list`.", details)
    return NoSuchThing(gone(partnership, destroyed_on), details)


def when(connection: Connection, partnership: str) -> date | None:
    """Return on which day a partnership was destroyed, or None."""
    source = table(Destruction)
    query = sa.select(source.c.destroyed_on).where(source.c.kind == "partnership", source.c.code == partnership)
    return connection.execute(query).scalar()


def emptied(connection: Connection, entries: Sequence[int]) -> frozenset[int]:
    """Return which of these journal rows lost content."""
    source = table(DestroyedEntry)
    query = sa.select(source.c.entry).where(among(connection, source.c.entry, entries))
    return frozenset(connection.execute(query).scalars()) if entries else frozenset()


def not_to_be_told() -> sa.Select[tuple[int]]:
    """Return the query for the journal rows that lost more than who was named: they cannot happen again.

    That a report of hours was received can: it is there still, without its hours.
    """
    source, log, journal, reports = table(DestroyedEntry), table(Destruction), table(Entry).alias(), table(HoursReport)
    # A correction without its fields would take everything back.
    corrects = sa.exists().where(journal.c.entry == source.c.entry, journal.c.act == "correct")
    received = sa.exists().where(
        journal.c.entry == source.c.entry, journal.c.act == REPORT, reports.c.partnership == journal.c.partnership,
        reports.c.contract == journal.c.contract, reports.c.period == journal.c.data["period"].as_string(),
    )  # fmt: skip
    joined = sa.select(source.c.entry).join_from(source, log, log.c.id == source.c.destruction)
    return joined.where(((log.c.kind != "persoon") & ~received) | corrects)


@dataclass(frozen=True, slots=True)
class Lost:
    """What the journal lost: the rows from which fields went that named somebody, and what lost rows were about."""

    unnamed: frozenset[int] = frozenset()
    about: frozenset[tuple[str, str]] = frozenset()

    def concerns(self, row: sa.Row[Any]) -> bool:
        """Tell whether a journal row may build on one that lost content."""
        return any((name, getattr(row, name)) in self.about for name in SUBJECTS)


def lost(connection: Connection) -> Lost:
    """Return what the journal lost by destructions."""
    source, log, journal = table(DestroyedEntry), table(Destruction), table(Entry)
    named = sa.select(source.c.entry).join_from(source, log, log.c.id == source.c.destruction)
    unnamed = connection.execute(named.where(log.c.kind == "persoon")).scalars()
    emptied_rows = sa.select(source.c.entry)
    about = (
        sa.select(sa.literal(name), journal.c[name]).where(
            journal.c.entry.in_(emptied_rows), journal.c[name].is_not(None)
        )
        for name in SUBJECTS
    )
    told = connection.execute(sa.union(*about))
    return Lost(frozenset(unnamed), frozenset((name, code) for name, code in told))


def missing_since(connection: Connection, on: date, partnership: str | None = None) -> str:
    """Return a sentence about what was destroyed after a day and so is not in what was known then; '' when nothing.

    Args:
        connection: the database.
        on: the day.
        partnership: only what was of this one.
    """
    source = table(Destruction)
    query = sa.select(source.c.kind, sa.func.count()).where(source.c.destroyed_on > on).group_by(source.c.kind)
    query = query.where(source.c.kind.in_(["baan", "urenopgave", "partnership"]))
    if partnership:
        query = query.where(source.c.partnership == partnership)
    found = {row[0]: row[1] for row in connection.execute(query)}
    return left_out(found) if found else ""
