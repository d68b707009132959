"""One partnership as it was known then: of what others did only what matters to it."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from groeituin.as_of.acts import Telling
from groeituin.as_of.journal import Journal, Rows, in_order
from groeituin.as_of.kept import rules_of_all, signals_of
from groeituin.as_of.memory import Memory
from groeituin.as_of.signals import Signals
from groeituin.as_of.speakers import Speakers
from groeituin.definitions import Library
from groeituin.errors import NoSuchThing
from groeituin.retention.log import lost, no_partnership
from models.contracts import Contract, Link
from models.database import table
from models.dossiers.people import ANCHORED
from models.partnerships import Partnership
from states.texts import day

PREPARED = ("gepland", "uitgevraagd")


def tell_one(connection: Connection, memory: Memory, partnership: str, on: date) -> None:
    """Tell again what was known of a partnership at the end of a day.

    Args:
        connection: the database.
        memory: where it is told.
        partnership: its code.
        on: the day.

    Raises:
        NoSuchThing: there is no such partnership, or there was none yet.
    """
    journal, telling = Journal(connection, on), Telling(memory, lost(connection))
    head = _head(connection, partnership)
    own = journal.of_partnership(partnership)
    if not own:
        since = head.taken_over_on or head.started_on
        raise NoSuchThing(
            f"Op {day(on)} was er nog geen partnership '{partnership}'. Het staat hier sinds {day(since)}."
        )
    anchored = any(row.phase in ANCHORED for row in own)
    signals = signals_of(connection, on, partnership, head.organisation if anchored else None)
    of_all = _of_all(connection, journal, own, head.organisation) if anchored else []
    for row in in_order(own, journal.shared(head.organisation, own), of_all):
        if row.partnership == partnership and signals.waits_for(memory, row):
            with signals.let_wait(memory, row):
                telling.happen(row)
        elif row.partnership in {None, partnership}:
            telling.happen(row)
        signals.hear(row)
    telling.write_journal()
    signals.write(memory.database, [partnership])
    prepared = _prepared(memory, partnership)
    for row in journal.lessons(prepared, partnership) if prepared else ():
        telling.happen(row)
    _stand_ins(connection, memory, signals, partnership, on)


def _head(connection: Connection, partnership: str) -> sa.Row[tuple[str, date, date | None]]:
    own = table(Partnership)
    query = sa.select(own.c.organisation, own.c.started_on, own.c.taken_over_on)
    row = connection.execute(query.where(own.c.partnership == partnership)).first()
    if row is None:
        raise no_partnership(connection, partnership)
    return row


def _of_all(connection: Connection, journal: Journal, own: Rows, organisation: str) -> Rows:
    """Return what says whose turn it was to ask what the organisation is asked once, and what was asked."""
    steps = journal.steps_of_others(organisation, own[0].partnership)
    turns = Speakers()
    for row in in_order(own, steps):
        turns.hear(row)
    others = turns.ever - {own[0].partnership}
    return steps + (journal.asked_of_all(others, rules_of_all(Library(connection))) if others else [])


def _prepared(memory: Memory, partnership: str) -> list[str]:
    """Return the contracts of which lessons are told: of a tender in preparation the one before, or itself."""
    links, contracts = table(Link), table(Contract)
    query = (
        sa.select(sa.func.coalesce(contracts.c.replaces, contracts.c.contract))
        .join(links, links.c.contract == contracts.c.contract)
        .where(links.c.partnership == partnership, contracts.c.stage.in_(PREPARED))
    )
    return sorted(set(memory.database.execute(query).scalars()))


def _stand_ins(connection: Connection, memory: Memory, signals: Signals, partnership: str, on: date) -> None:
    """Let the partnerships be there that are only named: successors, and whoever's turn it is to ask."""
    own = table(Partnership)
    speakers = set(signals.speakers.now.values())
    query = sa.select(own).where(
        sa.or_(sa.and_(own.c.predecessor == partnership, own.c.started_on <= on), own.c.partnership.in_(speakers))
    )
    there = set(memory.database.execute(sa.select(own.c.partnership)).scalars())
    rows = [dict(row._mapping) for row in connection.execute(query) if row.partnership not in there]  # noqa: SLF001  # the documented way to a row's columns
    for row in rows:
        row["phase"] = signals.speakers.phases[row["partnership"]] if row["partnership"] in speakers else "draagvlak"
    if rows:
        memory.database.execute(own.insert(), rows)
