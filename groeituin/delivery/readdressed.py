"""Letters that wait: nobody gets mail for a left role, so what is asked of somebody else by now is taken out."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from models.database import among
from models.deliveries import Delivery
from models.dossiers import table
from models.nights import SignalRecipient
from models.unit_of_work import UnitOfWork

# Letters that are looked at in one transaction.
LETTERS = 100


def take_out_readdressed(engine: Engine, *, at: datetime) -> None:
    """Take out of letters that wait what no longer lies with their reader; one may be left with nothing in it.

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
    source, to = table(Delivery), table(SignalRecipient)
    rows = connection.execute(sa.select(source.c.id, source.c.person, source.c.content).where(which)).all()
    signals = sorted({signal for row in rows for signal in row.content["signals"]})
    theirs = set(
        connection.execute(sa.select(to.c.person, to.c.signal).where(among(connection, to.c.signal, signals))).tuples()
    )
    for row in rows:
        letter = row.content["brief"]
        told = [
            (signal, point)
            for signal, point in zip(row.content["signals"], letter["points"], strict=True)
            if (row.person, signal) in theirs
        ]
        if len(told) < len(letter["points"]):
            content = {
                "brief": letter | {"points": [point for _, point in told]},
                "signals": [signal for signal, _ in told],
            }
            connection.execute(source.update().where(source.c.id == row.id).values(content=content))
