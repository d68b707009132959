"""Everything that happened to a partnership, what it shares with others included."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from groeituin.retention.log import emptied
from groeituin.texts.journal import journal_sentence
from groeituin.texts.retention import CONTENT_GONE
from models.contracts import Contract
from models.database import table
from models.journal import Entry
from states.dossier import Dossier

DAMAGED = "Deze regel is beschadigd. Met `groeituin check` ziet u wat er is."
SHOWN = ("entry", "at", "on", "by", "act", "data", "phase")


def journal_of(connection: Connection, dossier: Dossier) -> list[dict[str, Any]]:
    """Return the journal rows of a partnership in order, each with its sentence.

    Those of its contracts, contractors and organisation are among them; people are included where their whole
    work was handed over, or they left.
    """
    journal = table(Entry)
    contracts = _contracts(connection, dossier)
    contractors = _contractors(connection, contracts)
    people = sorted({person.person for person in dossier.people})
    shared = sa.or_(
        journal.c.contract.in_(contracts),
        # What a contractor does under contracts elsewhere is no business of this partnership.
        sa.and_(journal.c.contractor.in_(contractors), journal.c.contract.is_(None)),
        sa.and_(
            journal.c.organisation == dossier.organisation,
            journal.c.contract.is_(None),
            journal.c.act != "register-person",
        ),
        sa.and_(journal.c.act == "register-person", journal.c.person.in_(people)),
        sa.and_(journal.c.act == "hand-over", journal.c.data["from"].as_string().in_(people)),
        sa.and_(journal.c.act == "hand-over", journal.c.data["to"].as_string().in_(people)),
    )
    query = (
        sa.select(*(journal.c[name] for name in SHOWN))
        .where((journal.c.partnership == dossier.partnership) | (journal.c.partnership.is_(None) & shared))
        .order_by(journal.c.entry)
    )
    rows = [dict(row) for row in connection.execute(query).mappings()]
    gone = emptied(connection, [row["entry"] for row in rows])
    return [row | {"sentence": _sentence(row, gone)} for row in rows]


def _sentence(row: dict[str, Any], gone: Collection[int]) -> str:
    if row["entry"] in gone:
        return CONTENT_GONE.format(act=row["act"])
    try:
        return journal_sentence(row["act"], row["data"])
    except (LookupError, TypeError, ValueError):  # no act ever wrote it so; the other rows are told
        return DAMAGED


def _contracts(connection: Connection, dossier: Dossier) -> list[str]:
    """The contracts that are linked, and those that ever were."""
    journal = table(Entry)
    ever = connection.execute(
        sa.select(journal.c.contract).where(
            journal.c.partnership == dossier.partnership, journal.c.contract.is_not(None)
        )
    )
    return sorted({row[0] for row in ever} | {contract.contract for contract in dossier.contracts})


def _contractors(connection: Connection, contracts: list[str]) -> list[str]:
    source = table(Contract)
    query = sa.select(source.c.contractor).where(source.c.contract.in_(contracts), source.c.contractor.is_not(None))
    return sorted({row[0] for row in connection.execute(query)})
