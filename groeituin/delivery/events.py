"""What other programs are told: the journal is the outbox, and a row per address says up to where it was told."""

from datetime import date, datetime
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from groeituin.delivery.outbox import Composed, put_in
from groeituin.delivery.webhook import TYPES, Webhook, event
from models import deliveries
from models.database import table
from models.journal import Entry
from models.unit_of_work import UnitOfWork

# Journal rows read in one transaction.
ROWS = 5000


def compose_events(engine: Engine, hook: Webhook, *, on: date, at: datetime) -> int:
    """Make an event of every signal that rose, climbed or lapsed since the last time; return how many.

    An address that is new is told what happens from now on.

    Args:
        engine: the database.
        hook: the address, and who tells it; kept as its hash, because it may hold a secret.
        on: the day.
        at: the moment.
    """
    address, made = sha256(hook.url.encode()).hexdigest(), 0
    while True:
        with UnitOfWork(engine) as work:
            journal, told = table(Entry), table(deliveries.Webhook)
            newest = work.connection.execute(sa.select(sa.func.max(journal.c.entry))).scalar() or 0
            known = work.connection.execute(sa.select(told.c.told_up_to).where(told.c.address == address)).scalar()
            if known is None:
                work.connection.execute(told.insert(), {"address": address, "told_up_to": newest})
                work.commit()
                return made
            until = min(known + ROWS, newest)
            query = (
                sa.select(journal)
                .where(journal.c.entry > known, journal.c.entry <= until, journal.c.act.in_(TYPES))
                .order_by(journal.c.entry)
            )
            composed = [
                Composed(
                    f"gebeurtenis/{address[:16]}/{row['entry']}",
                    None,
                    "webhook",
                    {"event": event(dict(row), hook.source)},
                )
                for row in work.connection.execute(query).mappings()
            ]
            put_in(work.connection, composed, "webhook.invalid", on=on, at=at)
            work.connection.execute(told.update().where(told.c.address == address).values(told_up_to=until))
            work.commit()
        made += len(composed)
        if until == newest:
            return made
