"""What was destroyed, as anybody who looks for it is told."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from groeituin.errors import Detail, NoSuchThing
from groeituin.texts.retention import gone, left_out
from models.database import among
from models.dossiers import table
from models.journal import Entry
from models.retention import DestroyedEntry, Destruction


def destructions(connection: Connection) -> list[dict[str, Any]]:
    """Return the destruction log, in order."""
    source = table(Destruction)
    return [dict(row) for row in connection.execute(sa.select(source).order_by(source.c.id)).mappings()]


def no_partnership(connection: Connection, partnership: str, details: Sequence[Detail] = ()) -> NoSuchThing:
    """Return the error for a code that no partnership bears: there never was one, or it was destroyed."""
    destroyed_on = when(connection, partnership)
    if destroyed_on is None:
        return NoSuchThing(f"Er is geen partnership '{partnership}'.", details)
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
    """Return the query for the journal rows that lost more than who was named: they cannot happen again."""
    source, log, journal = table(DestroyedEntry), table(Destruction), table(Entry).alias()
    # A correction without its fields would take everything back.
    corrects = sa.exists().where(journal.c.entry == source.c.entry, journal.c.act == "correct")
    joined = sa.select(source.c.entry).join_from(source, log, log.c.id == source.c.destruction)
    return joined.where((log.c.kind != "persoon") | corrects)


def unnamed(connection: Connection) -> frozenset[int]:
    """Return the journal rows from which fields went that named somebody."""
    source, log = table(DestroyedEntry), table(Destruction)
    query = sa.select(source.c.entry).join_from(source, log, log.c.id == source.c.destruction)
    return frozenset(connection.execute(query.where(log.c.kind == "persoon")).scalars())


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
