"""The list of what is past its period: made, kept, and the same as long as the outcome is."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from groeituin.definitions import Library
from groeituin.retention import deliveries, hours, jobs, partnerships, persons
from groeituin.retention.finding import CHUNK, found
from groeituin.retention.item import Concerned, Item
from groeituin.texts.retention import length
from models.database import insert_rows, table
from models.retention import Proposal, ProposedItem
from models.unit_of_work import UnitOfWork
from states.retention import Periods

CONCERNED = {
    "partnership": partnerships.concerned,
    "baan": jobs.concerned,
    "urenopgave": hours.concerned,
    "persoon": persons.concerned,
    "bezorging": deliveries.concerned,
}
WHAT = ("kind", "code", "partnership", "category", "since", "period", "source", "rows")


def propose(engine: Engine, *, on: date, by: str) -> list[dict[str, Any]]:
    """Keep the list of everything that is past its period on a day; return it, empty when nothing is.

    The same list as the last one that nobody approved is that one; no second is kept.

    Args:
        engine: the database.
        on: the day.
        by: who asks for the list.
    """
    with UnitOfWork(engine) as work:
        connection = work.connection
        periods = Library(connection).active.retention
        rows = described(found(connection, periods, on), periods, connection)
        last = newest(connection)
        if last and last.approved_on is None and rows == [_what(row) for row in listed(connection, last.id)]:
            return listed(connection, last.id)
        if not rows:
            return []
        number = (last.id if last else 0) + 1
        insert_rows(connection, table(Proposal), [{"id": number, "made_on": on, "made_by": by}])
        first = connection.execute(sa.select(sa.func.max(table(ProposedItem).c.id))).scalar() or 0
        items = [{"id": first + place, "proposal": number, **row} for place, row in enumerate(rows, start=1)]
        insert_rows(connection, table(ProposedItem), items)
        work.commit()
    return items


def described(items: Sequence[Item], periods: Periods, connection: Connection) -> list[dict[str, Any]]:
    """Return things as a list holds them: each with its class, period, source, and how many rows would go."""
    counted = concerned(connection, items)
    return [
        {
            "kind": item.kind,
            "code": item.code,
            "partnership": item.partnership,
            "category": periods[item.kind].category,
            "since": item.since,
            "period": length(periods[item.kind]),
            "source": periods[item.kind].source,
            "rows": counted.of(item),
        }
        for item in items
    ]


def concerned(connection: Connection, items: Sequence[Item]) -> Concerned:
    """Return what destroying things takes away; a constant number of queries per thousand of a kind, people aside."""
    whole = Concerned()
    for kind, of_kind in CONCERNED.items():
        alike = [item for item in items if item.kind == kind]
        # Partnerships share contracts, and people rows of the journal: who else is on the list matters.
        size = CHUNK if kind in {"baan", "urenopgave"} else len(alike)
        for start in range(0, len(alike), size or 1):
            part = of_kind(connection, alike[start : start + size])
            whole.rows.update(part.rows)
            whole.entries.update(part.entries)
    return whole


def newest(connection: Connection) -> sa.Row[Any] | None:
    """Return the last list that was made, or None."""
    source = table(Proposal)
    return connection.execute(sa.select(source).order_by(source.c.id.desc()).limit(1)).first()


def listed(connection: Connection, proposal: int) -> list[dict[str, Any]]:
    """Return what stands on a list, in order."""
    source = table(ProposedItem)
    query = sa.select(source).where(source.c.proposal == proposal).order_by(source.c.id)
    return [dict(row) for row in connection.execute(query).mappings()]


def _what(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in WHAT}
