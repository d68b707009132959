"""The portfolio on one screen, and one dossier of it."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from groeituin.errors import NoSuchThing
from groeituin.retention.log import no_partnership
from models.contracts import Contract, Link
from models.database import table
from models.dossiers import load_dossiers
from models.nights import Signal, SignalRecipient, Term
from models.parties import Organisation, Person
from models.partnerships import Action, Partnership, RoleHolding, Suspension
from states.dossier import Dossier
from states.signal import UNSETTLED


def portfolio(
    connection: Connection,
    on: date,
    *,
    phase: str | None = None,
    person: str | None = None,
    organisation: str | None = None,
) -> list[dict[str, Any]]:
    """Return every partnership in a row, by code, with what is open and what falls due next.

    Args:
        connection: the database.
        on: the date for which it is told whether a partnership is suspended.
        phase: only this phase.
        person: only where this person has a role, an open action or an open signal.
        organisation: only of this organisation.
    """
    own = table(Partnership)
    query = sa.select(own.c.partnership, own.c.title, own.c.phase, own.c.since).order_by(own.c.partnership)
    if phase:
        query = query.where(own.c.phase == phase)
    if organisation:
        query = query.where(own.c.organisation == organisation)
    if person:
        query = query.where(concerns(person))
    suspended = set(connection.execute(_suspended(on)).scalars())
    open_signals = _by_partnership(connection, _open_signals())
    next_due = _by_partnership(connection, _next_due())
    return [
        {
            "partnership": row.partnership,
            "title": row.title,
            "phase": row.phase,
            "since": row.since,
            "suspended": row.partnership in suspended,
            "open_signals": open_signals.get(row.partnership, 0),
            "next_due": next_due.get(row.partnership),
        }
        for row in connection.execute(query)
    ]


def _by_partnership(connection: Connection, query: sa.Select[Any]) -> dict[str, Any]:
    return {row[0]: row[1] for row in connection.execute(query)}


def _suspended(on: date) -> sa.Select[Any]:
    pauses = table(Suspension)
    return sa.select(pauses.c.partnership).where(
        pauses.c.from_on <= on, pauses.c.until_on.is_(None) | (pauses.c.until_on > on)
    )


def _open_signals() -> sa.Select[Any]:
    signals = table(Signal)
    return (
        sa.select(signals.c.partnership, sa.func.count())
        .where(signals.c.status.in_(UNSETTLED))
        .group_by(signals.c.partnership)
    )


def _next_due() -> sa.Select[Any]:
    terms = table(Term)
    return sa.select(terms.c.partnership, sa.func.min(terms.c.due_on)).group_by(terms.c.partnership)


def concerns(person: str) -> sa.ColumnElement[bool]:
    """Return the condition that a partnership is somebody's: by a role, an open action or an open signal.

    The people of a contract's contractor have the role `opdrachtnemer`.
    """
    own, roles, actions = table(Partnership), table(RoleHolding), table(Action)
    signals, to = table(Signal), table(SignalRecipient)
    links, contracts, people = table(Link), table(Contract), table(Person)
    held = sa.select(roles.c.partnership, roles.c.organisation).where(
        roles.c.person == person, roles.c.until_on.is_(None)
    )
    return sa.or_(
        own.c.partnership.in_(held.with_only_columns(roles.c.partnership).where(roles.c.partnership.is_not(None))),
        own.c.organisation.in_(held.with_only_columns(roles.c.organisation).where(roles.c.organisation.is_not(None))),
        own.c.partnership.in_(
            sa.select(actions.c.partnership).where(
                actions.c.owner == person, actions.c.completed_on.is_(None), actions.c.withdrawn.is_(False)
            )
        ),
        own.c.partnership.in_(
            sa.select(signals.c.partnership)
            .join(to, to.c.signal == signals.c.id)
            .where(to.c.person == person, signals.c.status.in_(UNSETTLED))
        ),
        own.c.partnership.in_(
            sa.select(links.c.partnership)
            .join(contracts, contracts.c.contract == links.c.contract)
            .join(people, people.c.contractor == contracts.c.contractor)
            .where(people.c.person == person)
        ),
    )


def find(connection: Connection, partnership: str) -> Dossier:
    """Return one dossier.

    Raises:
        NoSuchThing: there is no such partnership, or it was destroyed.
    """
    found = load_dossiers(connection, [partnership])
    if not found:
        raise no_partnership(connection, partnership)
    return found[0]


def shown(connection: Connection, dossier: Dossier, on: date) -> dict[str, Any]:
    """Return a dossier as the doors show it; facts that the organisation decided for all say `inherited`.

    ``predecessor`` and ``successors`` are the partnerships before and after it in a chain of contracts.
    """
    told = {name: value for name, value in asdict(dossier).items() if name not in {"history", "phase"}}
    # A whole block table says little here; its name tells where to look.
    for told_contract, contract in zip(told["contracts"], dossier.contracts, strict=True):
        told_contract["block_table"] = contract.block_table.reference if contract.block_table else None
    suspension = dossier.suspended(on)
    own = table(Partnership)
    after = sa.select(own.c.partnership).where(own.c.predecessor == dossier.partnership).order_by(own.c.partnership)
    head = {
        "partnership": dossier.partnership,
        "title": dossier.title,
        "phase": dossier.phase,
        "since": dossier.phases[-1].entered_on,
        "suspended": suspension is not None,
        "suspended_until": suspension.until_on if suspension else None,
        "predecessor": dossier.predecessor,
        "successors": tuple(connection.execute(after).scalars()),
    }
    return head | {name: value for name, value in told.items() if name not in head}


def known_organisation(connection: Connection, organisation: str | None) -> None:
    """Refuse an organisation that is not known: a mistyped code would look like one without partnerships.

    Raises:
        NoSuchThing: there is no such organisation.
    """
    source = table(Organisation)
    query = sa.select(source.c.organisation).where(source.c.organisation == organisation)
    if organisation and connection.execute(query).first() is None:
        raise NoSuchThing(f"Er is geen organisatie '{organisation}'.")


def references(connection: Connection) -> Sequence[str]:
    """Return the codes of all partnerships, in order."""
    own = table(Partnership)
    return connection.execute(sa.select(own.c.partnership).order_by(own.c.partnership)).scalars().all()
