"""The signals that were raised, and the journal."""

from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from models.database import table
from models.nights import Signal, SignalRecipient

SHOWN = ("partnership", "rule", "occasion", "due_on", "raised_on", "status")


def raised_signals(
    connection: Connection,
    *,
    partnership: str | None = None,
    rule: str | None = None,
    status: str | None = None,
    person: str | None = None,
) -> list[dict[str, Any]]:
    """Return signals in the order in which they were raised, all statuses unless told."""
    signals, to = table(Signal), table(SignalRecipient)
    wanted = sa.select(signals.c.id, signals.c.sentence, *(signals.c[name] for name in SHOWN)).order_by(signals.c.id)
    for column, value in ((signals.c.partnership, partnership), (signals.c.rule, rule), (signals.c.status, status)):
        if value:
            wanted = wanted.where(column == value)
    if person:
        wanted = wanted.where(signals.c.id.in_(sa.select(to.c.signal).where(to.c.person == person)))
    rows = connection.execute(wanted).mappings().all()
    people: dict[int, list[str]] = defaultdict(list)
    ids = wanted.with_only_columns(signals.c.id).order_by(None)
    for signal, name in connection.execute(
        sa.select(to.c.signal, to.c.person).where(to.c.signal.in_(ids)).order_by(to.c.signal, to.c.person)
    ):
        people[signal].append(name)
    return [
        {**{name: row[name] for name in SHOWN}, "to": people[row["id"]], "sentence": row["sentence"]} for row in rows
    ]
