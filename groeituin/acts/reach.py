"""What an act reaches: every partnership that shares what it touched."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from groeituin.acts.act import Scene
from groeituin.errors import refusal
from models.contracts import Contract, Link
from models.database import table
from models.journal import newest_day
from models.nights import Signal, SignalRecipient
from models.partnerships import Action, Partnership, RoleHolding
from states.signal import UNSETTLED
from states.texts import day


def reached(scene: Scene) -> list[str]:
    """Return the partnerships whose terms may change, in order."""
    connection = scene.session.connection()
    found = set(scene.partnerships)
    found |= _of_contracts(connection, scene)
    organisations = set(scene.organisations)
    if scene.persons:
        roles, actions = table(RoleHolding), table(Action)
        held = connection.execute(
            sa.select(roles.c.partnership, roles.c.organisation).where(roles.c.person.in_(scene.persons))
        )
        for partnership, organisation in held:
            (found if partnership else organisations).add(partnership or organisation)
        found |= _scalars(connection, sa.select(actions.c.partnership).where(actions.c.owner.in_(scene.persons)))
        found |= _asked(connection, scene.persons)
    if organisations:
        own = table(Partnership)
        found |= _scalars(connection, sa.select(own.c.partnership).where(own.c.organisation.in_(organisations)))
    return sorted(found)


def _asked(connection: Connection, persons: set[str]) -> set[str]:
    """The partnerships of which an open signal lies with one of these people."""
    to, signals = table(SignalRecipient), table(Signal)
    return _scalars(
        connection,
        sa.select(signals.c.partnership)
        .join_from(to, signals, signals.c.id == to.c.signal)
        .where(to.c.person.in_(persons), signals.c.status.in_(UNSETTLED)),
    )


def _of_contracts(connection: Connection, scene: Scene) -> set[str]:
    links, contracts = table(Link), table(Contract)
    wanted = set(scene.contracts)
    if scene.contractors:
        wanted |= _scalars(
            connection, sa.select(contracts.c.contract).where(contracts.c.contractor.in_(scene.contractors))
        )
    if not wanted:
        return set()
    # A contract shows how far its successor is.
    wanted |= _scalars(
        connection,
        sa.select(contracts.c.replaces).where(contracts.c.contract.in_(wanted), contracts.c.replaces.is_not(None)),
    )
    return _scalars(connection, sa.select(links.c.partnership).where(links.c.contract.in_(wanted)))


def _scalars(connection: Connection, query: sa.Select[Any]) -> set[str]:
    return set(connection.execute(query).scalars())


def newest_entry(scene: Scene, partnerships: list[str]) -> date | None:
    """Return the date of the newest journal row of what an act touches, or None."""
    connection = scene.session.connection()
    subjects = {
        "partnership": partnerships,
        "organisation": sorted(scene.organisations),
        "contract": sorted(scene.contracts),
        "contractor": sorted(scene.contractors),
        "person": sorted(scene.persons),
    }
    days = (newest_day(connection, name, codes) for name, codes in subjects.items() if codes)
    return max((found for found in days if found), default=None)


def refuse_before(newest: date | None, on: date, advice: str) -> None:
    """Refuse a day before the newest of the journal, which is in the order of days; ``advice`` tells what to do.

    Raises:
        Refused: it is (`uit_volgorde`).
    """
    if newest and on < newest:
        raise refusal("uit_volgorde", f"Het logboek is al bij {day(newest)}; {advice}")
