"""The tender calendar (aanbestedingskalender): what is asked from the market, and what must be (2Aa)."""

from collections import defaultdict
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from models.contracts import Contract, Link
from models.database import table
from models.dossiers import lessons_for
from states.working_days import add_months

# A European tender takes about a year, so by then it must be planned (annex III).
PLANNED_BEFORE_END = 12
COLUMNS = (
    "contract", "title", "organisation", "contractor", "stage", "planned_publication_on", "published_on", "starts_on",
    "ends_on", "replaces", "track", "instrument", "forms", "percentage", "base", "motivation",
)  # fmt: skip
Tender = dict[str, Any]


def tenders(connection: Connection, on: date, organisation: str | None = None) -> list[Tender]:
    """Return the tenders that are planned or asked out, and running contracts that end without a successor, by date.

    Contracts that no partnership is about are in it too: the calendar is where a work group finds its chance.

    Args:
        connection: the database; a constant number of queries.
        on: today; a contract that has ended runs no more.
        organisation: only contracts of this organisation.

    Returns:
        Per tender the contract and its facts. ``due_on`` is the planned publication, or for a contract without a
        successor ``plan_by``: the last day on which a tender can be planned. ``ends_on`` is the end of the contract
        that runs now, ``replaces`` the one that a planned tender succeeds, ``lessons`` what was learned there.
    """
    rows = [dict(row) for row in connection.execute(_wanted(on, organisation)).mappings()]
    linked = _partnerships(connection, _wanted(on, organisation))
    lessons = lessons_for(connection, {row["contract"]: row["replaces"] or row["contract"] for row in rows})
    found = [
        _tender(row)
        | {
            "partnerships": linked.get(row["contract"], []) or linked.get(row["replaces"], []),
            "lessons": [{"partnership": one.partnership, "text": one.text} for one in lessons.get(row["contract"], ())],
        }
        for row in rows
    ]
    return sorted(found, key=lambda tender: (tender["due_on"] or date.max, tender["contract"]))


def _wanted(on: date, organisation: str | None) -> sa.Select[Any]:
    contracts = table(Contract)
    later, before = contracts.alias("later"), contracts.alias("before")
    succeeded = sa.select(later.c.contract).where(
        later.c.replaces == contracts.c.contract, later.c.stage != "ingetrokken"
    )
    ending = (contracts.c.stage == "gegund") & (contracts.c.ends_on >= on) & ~succeeded.exists()
    query = (
        sa.select(*(contracts.c[name] for name in COLUMNS), before.c.ends_on.label("replaced_ends_on"))
        .outerjoin(before, before.c.contract == contracts.c.replaces)
        .where(contracts.c.stage.in_(("gepland", "uitgevraagd")) | ending)
    )
    return query.where(contracts.c.organisation == organisation) if organisation else query


def _partnerships(connection: Connection, wanted: sa.Select[Any]) -> dict[str, list[str]]:
    """The partnerships that are about these contracts, or about the one that they replace."""
    links, calendar = table(Link), wanted.subquery()
    query = (
        sa.select(links.c.contract, links.c.partnership)
        .where(
            links.c.contract.in_(sa.select(calendar.c.contract)) | links.c.contract.in_(sa.select(calendar.c.replaces))
        )
        .order_by(links.c.contract, links.c.partnership)
    )
    found: dict[str, list[str]] = defaultdict(list)
    for contract, partnership in connection.execute(query):
        found[contract].append(partnership)
    return found


def _tender(row: Tender) -> Tender:
    running = row["stage"] == "gegund"
    ends_on = row["ends_on" if running else "replaced_ends_on"]
    plan_by = add_months(ends_on, -PLANNED_BEFORE_END) if ends_on else None
    publication = None if running else row["published_on"] or row["planned_publication_on"]
    application = {
        "forms": list(row["forms"]),
        "percentage": row["percentage"],
        "base": row["base"],
        "motivated": bool(row["motivation"]),
    }
    return {
        "due_on": (publication or plan_by),
        "contract": row["contract"],
        "title": row["title"],
        "organisation": row["organisation"],
        "contractor": row["contractor"],
        "stage": row["stage"],
        "planned_publication_on": row["planned_publication_on"],
        "published_on": row["published_on"],
        "plan_by": plan_by,
        "ends_on": ends_on,
        "replaces": row["replaces"],
        "track": None if running else row["track"],
        "instrument": None if running else row["instrument"],
        "application": application if application["forms"] and not running else None,
    }
