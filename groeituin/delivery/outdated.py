"""Letters that wait: what was answered meanwhile, or is asked of somebody else by now, is taken out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from models.database import among, table
from models.deliveries import Delivery
from models.nights import Signal, SignalRecipient
from models.unit_of_work import UnitOfWork
from states.signal import UNSETTLED

# Letters that are looked at in one transaction.
LETTERS = 100


def take_out_outdated(engine: Engine, *, at: datetime) -> None:
    """Take out of letters that wait what is not asked of their reader any more; one may be left with nothing in it.

    Args:
        engine: the database.
        at: the moment; a letter that somebody is sending now is left alone.
    """
    source = table(Delivery)
    free = source.c.leased_until.is_(None) | (source.c.leased_until <= at)
    letters = (source.c.status == "wacht") & source.c.key.startswith("brief/") & free
    with engine.connect() as connection:
        waiting = list(connection.execute(sa.select(source.c.id).where(letters).order_by(source.c.id)).scalars())
    for start in range(0, len(waiting), LETTERS):
        with UnitOfWork(engine) as work:
            _take_out(work.connection, letters & among(work.connection, source.c.id, waiting[start : start + LETTERS]))
            work.commit()


def _take_out(connection: Connection, which: sa.ColumnElement[bool]) -> None:
    source = table(Delivery)
    rows = connection.execute(sa.select(source.c.id, source.c.person, source.c.content).where(which)).all()
    asked = {row.id: _asked(row.content) for row in rows}
    signals = sorted({signal for points in asked.values() for signal, _status, _point in points})
    now = _statuses(connection, signals)
    for row in rows:
        told = [
            (signal, point)
            for signal, status, point in asked[row.id]
            if _still_asks(status, now.get((row.person, signal)))
        ]
        if len(told) < len(asked[row.id]):
            content = {
                "brief": row.content["brief"] | {"points": [point for _, point in told]},
                "signals": [signal for signal, _ in told],
            }
            connection.execute(source.update().where(source.c.id == row.id).values(content=content))


def _asked(content: Any) -> list[tuple[int, str, dict[str, Any]]]:  # noqa: ANN401  # what stands there may be damaged
    """Return what a letter asks: the signal, how it stood, and the point; nothing where it is damaged.

    Such a letter stops no other: sending it fails, and leaves it to a person.
    """
    try:
        pairs = zip(content["signals"], content["brief"]["points"], strict=True)
        return [(int(signal), point["status"], point) for signal, point in pairs]
    except (KeyError, TypeError, ValueError):
        return []


def _statuses(connection: Connection, signals: Sequence[int]) -> dict[tuple[str, int], str]:
    """Return how it stands with signals, for everybody with whom they lie."""
    to, source = table(SignalRecipient), table(Signal)
    query = (
        sa.select(to.c.person, to.c.signal, source.c.status)
        .join_from(to, source, source.c.id == to.c.signal)
        .where(among(connection, to.c.signal, signals))
    )
    return {(person, signal): status for person, signal, status in connection.execute(query).tuples()}


def _still_asks(before: str, now: str | None) -> bool:
    """Tell whether what a letter says still stands: who put it off or planned it meanwhile answered it too."""
    return now == "open" or (before != "open" and now in UNSETTLED)
