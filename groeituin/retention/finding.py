"""What is past its period on a day, under the retention periods that hold for the whole database."""

from collections.abc import Iterator, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from groeituin.retention import deliveries
from groeituin.retention.item import Item
from groeituin.retention.persons import NOBODY
from models.contracts import Contract, HoursReport, Link
from models.database import table
from models.dossiers import load_dossiers
from models.parties import Person
from models.partnerships import Job, Partnership
from states.dossier import Dossier
from states.retention import CLOSED, Past, Periods, is_past, past

CHUNK = 1000


def found(connection: Connection, periods: Periods, on: date) -> list[Item]:
    """Return everything that may be destroyed on a day: partnerships first, then jobs, hours, people, deliveries."""
    order = list(KINDS)
    items = [*_of_partnerships(connection, periods, on), *_people(connection, periods, on)]
    items += _deliveries(connection, periods, on)
    return sorted(items, key=lambda item: (order.index(item.kind), item.partnership or "", item.code))


KINDS = ("partnership", "baan", "urenopgave", "persoon", "bezorging")


def _of_partnerships(connection: Connection, periods: Periods, on: date) -> Iterator[Item]:
    """Yield partnerships that may go, and of the others jobs and hours."""
    codes = _with_something_over(connection, on)
    needed = _needed(connection)
    whole: dict[str, tuple[Past, str | None]] = {}
    for dossier in _dossiers(connection, codes):
        for one in past(dossier, periods, on, needed=dossier.partnership in needed):
            if one.kind == "partnership":
                whole[one.code] = one, dossier.predecessor
            else:
                yield Item(one.kind, one.code, dossier.partnership, one.since)
    # A partnership that is left would be come back to, or look as if it had no successor: the oldest go first.
    while stay := {code for code, (_, before) in whole.items() if before and before not in whole}:
        for code in stay:
            del whole[code]
        for dossier in _dossiers(connection, sorted(stay)):
            yield from (
                Item(one.kind, one.code, dossier.partnership, one.since)
                for one in past(dossier, periods, on, needed=True)
            )
    yield from (Item(one.kind, code, None, one.since) for code, (one, _) in whole.items())


def _dossiers(connection: Connection, codes: Sequence[str]) -> Iterator[Dossier]:
    for start in range(0, len(codes), CHUNK):
        yield from load_dossiers(connection, codes[start : start + CHUNK])


def _with_something_over(connection: Connection, on: date) -> list[str]:
    """The partnerships that are closed, or of which a job or a contract with hours ended."""
    own, jobs, reports, contracts = table(Partnership), table(Job), table(HoursReport), table(Contract)
    query = sa.union(
        sa.select(own.c.partnership).where(own.c.phase.in_(CLOSED)),
        sa.select(jobs.c.partnership).where(sa.func.coalesce(jobs.c.ended_on, jobs.c.ends_on) < on),
        sa.select(reports.c.partnership)
        .join(contracts, contracts.c.contract == reports.c.contract)
        .where(contracts.c.ends_on < on),
    )
    return sorted(connection.execute(query).scalars())


def _needed(connection: Connection) -> frozenset[str]:
    """The closed partnerships of which one that is not closed is the successor, or has the contract or the next one."""
    own, other = table(Partnership), table(Partnership).alias()
    links, also, contracts = table(Link), table(Link).alias(), table(Contract)
    closed, runs = own.c.phase.in_(CLOSED), other.c.phase.not_in(CLOSED)
    shared = (
        sa.select(own.c.partnership)
        .join(links, links.c.partnership == own.c.partnership)
        .join(also, also.c.contract == links.c.contract)
        .join(other, other.c.partnership == also.c.partnership)
    )
    later = [
        sa.select(own.c.partnership)
        .join(links, links.c.partnership == own.c.partnership)
        .join(contracts, before == links.c.contract)
        .join(also, also.c.contract == contracts.c.contract)
        .join(other, other.c.partnership == also.c.partnership)
        for before in (contracts.c.replaces, contracts.c.framework)
    ]
    succeeded = sa.select(own.c.partnership).join(other, other.c.predecessor == own.c.partnership)
    query = sa.union(*(one.where(closed, runs) for one in (shared, *later, succeeded)))
    return frozenset(connection.execute(query).scalars())


def _people(connection: Connection, periods: Periods, on: date) -> Iterator[Item]:
    people = table(Person)
    query = sa.select(people.c.person, people.c.inactive_on).where(
        people.c.inactive_on.is_not(None), people.c.email.not_like(f"%@{NOBODY}")
    )
    for person, left_on in connection.execute(query):
        if is_past(periods.get("persoon"), left_on, on):
            yield Item("persoon", person, None, left_on)


def _deliveries(connection: Connection, periods: Periods, on: date) -> Iterator[Item]:
    """Yield the months of which the last day is past: deliveries go month by month."""
    period = periods.get("bezorging")
    for month in deliveries.months(connection) if period else ():
        if is_past(period, month.last, on):
            yield Item("bezorging", month.name, None, month.last)
