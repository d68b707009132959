"""Destroying what a person approved, in one transaction: what is still past its period then, and nothing else."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from groeituin.acts.reach import refuse_before
from groeituin.definitions import Library
from groeituin.errors import NoSuchThing, refusal
from groeituin.retention.destroying import Destroying
from groeituin.retention.finding import found
from groeituin.retention.proposing import described, listed, newest
from models.database import table
from models.journal import newest_day
from models.retention import Proposal
from models.unit_of_work import UnitOfWork
from states.texts import day


def approve(engine: Engine, proposal: int, *, on: date, by: str, at: datetime) -> list[dict[str, Any]]:
    """Destroy what stands on a list and is still past its period; return what was destroyed.

    Args:
        engine: the database.
        proposal: the number of the list.
        on: the day.
        by: who approves it.
        at: the moment, for the journal and the log.

    Raises:
        NoSuchThing: there is no such list.
        Refused: it was approved before, a newer list was made, or the journal is past ``on`` (`uit_volgorde`).
    """
    with UnitOfWork(engine) as work:
        connection = work.connection
        _open(connection, proposal)
        periods = Library(connection).active.retention
        wanted = {(row["kind"], row["partnership"], row["code"]) for row in listed(connection, proposal)}
        items = [item for item in found(connection, periods, on) if item.key in wanted]
        affected = sorted({item.of for item in items if item.of})
        refuse_before(newest_day(connection, "partnership", affected), on, "vernietig met die datum of een latere.")
        rows = [{"proposal": proposal, **row} for row in described(items, periods, connection)]
        done = Destroying(work.session, on, by, at).destroy(items, rows)
        source = table(Proposal)
        query = source.update().where(source.c.id == proposal)
        connection.execute(query.values(approved_on=on, approved_by=by))
        work.commit()
    return done


def _open(connection: Connection, proposal: int) -> None:
    """Refuse a list that is not the newest, or was approved before."""
    source = table(Proposal)
    row = connection.execute(sa.select(source).where(source.c.id == proposal)).first()
    last = newest(connection)
    if row is None or last is None:
        raise NoSuchThing(f"Er is geen voorstel {proposal}. Maak er een met: groeituin retention propose")
    if row.approved_on:
        raise refusal(
            "al_goedgekeurd",
            f"Voorstel {proposal} is al goedgekeurd op {day(row.approved_on)}, door {row.approved_by}.",
        )
    if row.id != last.id:
        raise refusal("verouderd", f"Er is een nieuwer voorstel: {last.id}. Kijk dat na, en keur dat goed.")
