"""What is proportional to ask in a planned tender (step 2Ac)."""

from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from groeituin.errors import NoSuchThing
from models.contracts import Contract, Link
from models.database import table
from models.parties import Organisation
from models.partnerships import Objective
from states.figures.proportionality import Advice, Tender, advise
from states.figures.schema import Figures


def advice(connection: Connection, contract: str, figures: Figures) -> Advice:
    """Return the advice on a contract's tender.

    Raises:
        NoSuchThing: there is no such contract.
    """
    contracts, organisations = table(Contract), table(Organisation)
    query = sa.select(contracts, organisations.c.sector).join(
        organisations, organisations.c.organisation == contracts.c.organisation
    )
    row = connection.execute(query.where(contracts.c.contract == contract)).first()
    if row is None:
        raise NoSuchThing(f"Er is geen contract '{contract}'.")
    motivated = {aspect for aspect, text in (row.motivation or {}).items() if text.strip()}
    tender = Tender(
        row.contract, row.nature, row.sector, row.value, row.wage_share, row.cpv, row.starts_on, row.ends_on,
        row.framework, row.percentage, row.base, frozenset(motivated), _target_groups(connection, contract),
    )  # fmt: skip
    return advise(tender, figures)


def _target_groups(connection: Connection, contract: str) -> frozenset[str]:
    """Return the target groups of the objectives of every partnership that is about a contract."""
    links, objectives = table(Link), table(Objective)
    query = sa.select(objectives.c.target_group).join(links, links.c.partnership == objectives.c.partnership)
    return frozenset(connection.execute(query.where(links.c.contract == contract)).scalars())


def as_json(found: Advice) -> dict[str, Any]:
    """Return the advice as the doors promise it."""
    return asdict(found)
