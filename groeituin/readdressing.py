"""Whom open signals lie with: what was asked of people who left, or lost what it came by, goes to others."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from groeituin.definitions import Library
from models.database import among, insert_rows, table
from models.nights import Signal, SignalRecipient
from models.parties import Person
from models.partnerships import Partnership, RoleHolding
from states.definition import Definition
from states.dossier import Dossier
from states.recipients import OWNER, as_employed_before, contractors, recipients, told

NOBODY: Mapping[str, str | None] = MappingProxyType({})


def readdress(
    connection: Connection,
    dossiers: dict[str, Dossier],
    library: Library,
    asking: dict[int, Row[Any]],
    worked_for: Mapping[str, str | None] = NOBODY,
) -> None:
    """Hand what was asked of people who left, or who lost what it came by, to whoever answers for it now.

    Args:
        connection: a transaction that writes.
        dossiers: the partnerships, by their code.
        library: the definitions that they follow.
        asking: the signals that still ask something, by number.
        worked_for: of whoever changed employers just now, the contractor before; None for none.
    """
    gone = _gone(connection, dossiers, library, asking, worked_for)
    heirs: dict[tuple[int, str], int] = {}
    for signal, _person, rung in gone:
        dossier, row = dossiers[asking[signal].partnership], asking[signal]
        process = library.of(dossier.definition)
        ladder = process.rules[row.rule].ladder
        # Another definition may have shortened the ladder that somebody came in by.
        roles = ladder[rung - 1].to if 0 < rung <= len(ladder) else None
        for heir in recipients(dossier, process, row.rule, row.subject, roles):
            heirs[signal, heir] = min(rung, heirs.get((signal, heir), rung))
    left = {(signal, person) for signal, person, _rung in gone}
    stay = heirs.keys() & left  # nobody else is known: whoever started it keeps it
    _remove_recipients(connection, sorted(left - stay))
    _add_recipients(connection, [(*one, rung) for one, rung in sorted(heirs.items()) if one not in stay])


def _gone(
    connection: Connection,
    dossiers: dict[str, Dossier],
    library: Library,
    asking: dict[int, Row[Any]],
    worked_for: Mapping[str, str | None],
) -> list[tuple[int, str, int]]:
    """Return who was asked and has left, or lost what it came by and would not be asked today, with their rungs."""
    processes = {number: library.of(dossiers[row.partnership].definition) for number, row in asking.items()}
    owned = [number for number, row in asking.items() if _of_owner(row, processes[number])]
    query = _asked(connection, list(asking), everybody=bool(worked_for), owned=owned)
    found = []
    for row in connection.execute(query):
        asked = asking[row.signal]
        if row.inactive_on or _lost(row, asked, dossiers[asked.partnership], processes[row.signal], worked_for):
            found.append((row.signal, row.person, row.rung))
    return found


def _asked(
    connection: Connection, asking: Sequence[int], *, everybody: bool, owned: Sequence[int]
) -> sa.Select[tuple[int, str, int, date | None, str | None, bool]]:
    """Return the query for who was asked: everybody, or who may have left or lost something.

    Args:
        connection: the database.
        asking: the signals.
        everybody: also who has nothing to lose but an employer.
        owned: those of the signals that are for the owner of an action, who may be another by now.
    """
    to, signals, persons = table(SignalRecipient), table(Signal), table(Person)
    own, roles = table(Partnership), table(RoleHolding)
    ended = sa.exists().where(
        roles.c.person == to.c.person,
        roles.c.until_on.is_not(None),
        (roles.c.partnership == own.c.partnership) | (roles.c.organisation == own.c.organisation),
    )
    query = (
        sa.select(
            to.c.signal, to.c.person, to.c.rung, persons.c.inactive_on, persons.c.contractor, ended.label("ended")
        )
        # Whoever started a partnership may stand in without being registered.
        .join_from(to, persons, persons.c.person == to.c.person, isouter=True)
        .join(signals, signals.c.id == to.c.signal)
        .join(own, own.c.partnership == signals.c.partnership)
        .where(among(connection, to.c.signal, asking))
    )
    if everybody:
        return query
    left = persons.c.inactive_on.is_not(None) | persons.c.contractor.is_not(None)
    return query.where(left | ended | among(connection, to.c.signal, owned))


def _lost(
    row: Row[Any], asked: Row[Any], dossier: Dossier, process: Definition, worked_for: Mapping[str, str | None]
) -> bool:
    """Tell whether somebody would not be asked today and lost what it came by.

    That is a role here, an action that another owns by now, a contract that is another company's, or an employer:
    one's own, or that of the colleague for whom one stood in. Whoever took it over without any of these keeps it.
    """
    question = process, asked.rule, asked.subject, asked.rung
    if row.person in told(dossier, *question):
        return False
    of_another = row.contractor is not None and row.contractor not in contractors(dossier, asked.subject)
    if row.ended or of_another or (not row.rung and _of_owner(asked, process)):
        return True
    return bool(worked_for) and row.person in told(as_employed_before(dossier, worked_for), *question)


def _of_owner(asked: Row[Any], process: Definition) -> bool:
    """Tell whether a question is one for the owner of an action."""
    return asked.rule in process.rules and OWNER in process.rules[asked.rule].to


def _remove_recipients(connection: Connection, gone: Sequence[tuple[int, str]]) -> None:
    to = table(SignalRecipient)
    if gone:
        query = to.delete().where(to.c.signal == sa.bindparam("of"), to.c.person == sa.bindparam("who"))
        connection.execute(query, [{"of": signal, "who": person} for signal, person in gone])


def _add_recipients(connection: Connection, wanted: Sequence[tuple[int, str, int]]) -> None:
    """Add people who take over what was asked, with the rung that brought them; who is there stays as they are."""
    if not wanted:
        return
    to = table(SignalRecipient)
    asked = sa.select(to.c.signal, to.c.person).where(among(connection, to.c.signal, [signal for signal, *_ in wanted]))
    there = set(connection.execute(asked).tuples())
    rows = {
        (signal, person): {"signal": signal, "person": person, "rung": rung, "news": "overgenomen"}
        for signal, person, rung in wanted
        if (signal, person) not in there
    }
    insert_rows(connection, to, list(rows.values()))
