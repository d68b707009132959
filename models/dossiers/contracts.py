"""The contracts of dossiers with all that hangs on them: options, successors, obligations, hours, lessons."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from models.block_tables import block_tables
from models.contracts import Amendment, Contract, ContractOption, Link, Obligation, OpeningBalance, Willingness
from models.database import among, among_given, given, table
from models.dossiers.scope import Rows, Scope
from models.learning import Evaluation
from models.parties import Contractor
from models.partnerships import Partnership
from states import dossier as facts

CONTRACT_COLUMNS = (
    "contract", "title", "nature", "stage", "contractor", "value", "starts_on", "ends_on", "planned_publication_on",
    "published_on", "awarded_on", "track", "instrument", "forms", "percentage", "base", "motivation", "cpv",
    "wage_share", "framework", "replaces",
)  # fmt: skip


@cache
def _linked(dialect: str) -> sa.Select[Any]:
    links, contracts, contractors = table(Link), table(Contract), table(Contractor)
    return (
        sa.select(
            links.c.partnership, links.c.focus, links.c.linked_on, contractors.c.pso_valid_until,
            *(contracts.c[name] for name in CONTRACT_COLUMNS),
        )
        .join_from(links, contracts, links.c.contract == contracts.c.contract)
        .outerjoin(contractors, contractors.c.contractor == contracts.c.contractor)
        .where(among_given(dialect, links.c.partnership))
        .order_by(links.c.partnership, contracts.c.contract)
    )  # fmt: skip


def contracts_of(scope: Scope) -> Rows[facts.Contract]:
    """Return the contracts that partnerships are linked to, with all that hangs on them."""
    dialect = scope.connection.dialect.name
    rows = scope.connection.execute(_linked(dialect), {"keys": given(dialect, scope.partnerships)}).all()
    rounded = _around(scope, sorted({row.contract for row in rows}), _prepared(rows))
    found: dict[str, list[facts.Contract]] = defaultdict(list)
    for partnership, focus, linked_on, pso_valid_until, *values in rows:
        known: dict[str, Any] = dict(zip(CONTRACT_COLUMNS, values, strict=True))
        known["forms"] = tuple(known["forms"])
        known["motivated"] = bool(known.pop("motivation"))
        found[partnership].append(
            facts.Contract(
                **known, **rounded(known["contract"]), focus=focus, linked_on=linked_on, pso_valid_until=pso_valid_until
            )
        )
    return {partnership: tuple(values) for partnership, values in found.items()}


def _prepared(rows: Sequence[sa.Row[Any]]) -> dict[str, str]:
    """The contracts whose tender is being prepared, by what they replace; only for those lessons are offered."""
    return {row.contract: row.replaces or row.contract for row in rows if row.stage in {"gepland", "uitgevraagd"}}


def _around(scope: Scope, contracts: list[str], prepared: dict[str, str]) -> Callable[[str], dict[str, Any]]:
    """Return what hangs on a contract, by the name it has in a dossier."""
    by_option = scope.grouped(
        ContractOption, "contract", contracts, facts.Option, ("until", "notify_by", "status"), order=("until",)
    )
    by_successor = scope.grouped(
        Contract, "replaces", contracts, facts.Successor,
        ("contract", "stage", "planned_publication_on"), order=("contract",), where=_not_withdrawn,
    )  # fmt: skip
    waiting = scope.grouped(
        Amendment, "contract", contracts, lambda amended_on: amended_on, ("amended_on",), order=("amended_on",),
        where=_waits,
    )  # fmt: skip
    obliged = scope.grouped(
        Obligation, "contract", contracts, facts.Obligation,
        ("from_on", "percentage", "base", "base_amount", "cap", "reason", "authority", "table_version"),
        order=("from_on",),
    )  # fmt: skip
    balanced = scope.grouped(OpeningBalance, "contract", contracts, facts.OpeningBalance, ("sroi_euros", "hours"))
    lessons = lessons_for(scope.connection, prepared)
    named = {contract: key for contract, rows in obliged.items() if (key := _table_of(rows))}
    tables = block_tables(scope.connection, named.values())
    return lambda contract: {
        "options": by_option.get(contract, ()),
        "successors": by_successor.get(contract, ()),
        "waits_for_legal_check": contract in waiting,
        "waits_since": next(iter(waiting.get(contract, ())), None),
        "obligations": obliged.get(contract, ()),
        "opening_balance": next(iter(balanced.get(contract, ())), None),
        "lessons": lessons.get(contract, ()),
        "block_table": tables.get(named[contract]) if contract in named else None,
    }


def _waits(changes: sa.Table) -> sa.ColumnElement[bool]:
    return sa.and_(changes.c.legal_check == "nodig", changes.c.legal_outcome.is_(None))


def _not_withdrawn(contracts: sa.Table) -> sa.ColumnElement[bool]:
    return contracts.c.stage != "ingetrokken"


def _table_of(obligations: Sequence[facts.Obligation]) -> tuple[str, str] | None:
    """The block table that a contract was awarded under, as its obligation last named it."""
    named = [(o.authority, o.table_version) for o in obligations if o.authority and o.table_version]
    return named[-1] if named else None


def lessons_for(connection: Connection, prepared: dict[str, str]) -> Rows[facts.Lesson]:
    """Return what was learned about the contract before, by the contract whose tender is being prepared.

    Args:
        connection: the database; one query.
        prepared: by contract the one that it replaces, or itself.
    """
    if not prepared:
        return {}
    links, own, said, evaluated = table(Link), table(Partnership), table(Willingness), table(Evaluation)
    keys = sorted(set(prepared.values()))

    def told(source: sa.Table, text: sa.Column[Any], on: sa.Column[Any]) -> sa.Select[Any]:
        return (
            sa.select(links.c.contract, links.c.partnership, text.label("lesson"), on.label("learned_on"))
            .join_from(links, source, source.c.partnership == links.c.partnership)
            .where(among(connection, links.c.contract, keys), text.is_not(None))
        )

    refused = sa.select(said.c.contract, said.c.partnership, said.c.lesson, said.c.recorded_on).where(
        among(connection, said.c.contract, keys), said.c.lesson.is_not(None)
    )
    query = sa.union_all(
        told(own, own.c.lesson, own.c.since), told(evaluated, evaluated.c.next_tender, evaluated.c.recorded_on), refused
    )
    found: dict[str, list[facts.Lesson]] = defaultdict(list)
    for row in connection.execute(query.order_by("learned_on", "partnership", "lesson")).all():
        found[row.contract].append(facts.Lesson(row.partnership, row.lesson))
    return {contract: tuple(found.get(before, ())) for contract, before in prepared.items()}


def hours_report(
    contract: str,
    period: str,
    status: str,
    reviewed_on: Any,  # noqa: ANN401  # a row's values
    lines: list[dict[str, Any]] | None = None,
) -> facts.HoursReport:
    """Return a report as it was written; one without lines reports effort."""
    told = tuple(_line(line) for line in lines or ())
    return facts.HoursReport(contract, period, status, effort=lines == [], reviewed_on=reviewed_on, lines=told)


def _line(line: dict[str, Any]) -> facts.HoursLine:
    """Return a line as it was written: numbers are kept as text."""

    def number(name: str) -> Decimal | None:
        return None if line.get(name) is None else Decimal(str(line[name]))

    return facts.HoursLine(
        line["target_group"], line["persons"], number("paid_hours") or Decimal(0), line.get("job"), line.get("block"),
        line.get("months"), number("invoice_amount"), number("costs"), tuple(line.get("bonuses", ())),
    )  # fmt: skip
