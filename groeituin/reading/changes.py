"""The ledger of a contract's changes against the room of article 2.163b: what was agreed, what is used, what waits."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from groeituin.definitions import Library
from models.contracts import Amendment, Contract
from models.database import among, table
from models.parties import Organisation
from states.figures.contract_changes import Change, Ledger, ledger
from states.figures.schema import ContractChanges


def in_effect(connection: Connection, contracts: Sequence[str]) -> dict[str, list[Change]]:
    """Return, by contract, the changes of its value that took effect, in order.

    What waits for a legal check does not count yet, and what was found substantial never will.
    """
    source = table(Amendment)
    query = (
        sa.select(source.c.contract, source.c.amended_on, source.c.value_change)
        .where(
            among(connection, source.c.contract, contracts),
            source.c.value_change.is_not(None),
            source.c.legal_outcome.is_distinct_from("wezenlijk"),
            sa.not_(sa.and_(source.c.legal_check.is_not_distinct_from("nodig"), source.c.legal_outcome.is_(None))),
        )
        .order_by(source.c.contract, source.c.number)
    )
    found: dict[str, list[Change]] = defaultdict(list)
    for contract, amended_on, more in connection.execute(query):
        found[contract].append(Change(amended_on, Decimal(more)))
    return found


def changes_of(connection: Connection, contracts: Sequence[str], on: date) -> dict[str, dict[str, Any]]:
    """Return the ledger of contracts whose value is known, by contract, with what waits for a legal check.

    Amounts are in euros without VAT; ``used`` is the percentage of the room.
    """
    own, organisations, amendments = table(Contract), table(Organisation), table(Amendment)
    waits = (
        sa.exists()
        .where(amendments.c.contract == own.c.contract, amendments.c.legal_check == "nodig")
        .where(amendments.c.legal_outcome.is_(None))
    )
    query = (
        sa.select(own.c.contract, own.c.value, own.c.nature, own.c.cpv, organisations.c.sector, waits.label("waits"))
        .join_from(own, organisations, organisations.c.organisation == own.c.organisation)
        .where(among(connection, own.c.contract, contracts), own.c.value.is_not(None))
        .order_by(own.c.contract)
    )
    before = in_effect(connection, contracts)
    figures = Library(connection).active.figures.contract_changes
    return {
        row.contract: _told(_ledger(row, before.get(row.contract, []), on, figures)) | {"waiting": bool(row.waits)}
        for row in connection.execute(query)
    }


def _ledger(row: sa.Row[Any], changes: list[Change], on: date, figures: ContractChanges) -> Ledger:
    original = row.value - sum((change.euros for change in changes), Decimal(0))
    return ledger(original, changes, nature=row.nature, sector=row.sector, cpv=row.cpv, on=on, figures=figures)


def _told(found: Ledger) -> dict[str, Any]:
    return {
        "original": found.original,
        "net": found.net,
        "room": found.room,
        "used": found.used,
        "warning": found.warning,
    }
