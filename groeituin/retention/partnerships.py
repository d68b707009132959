"""Partnerships that are closed, as a whole: every row that bears their code, and the contracts of nobody else."""

from collections.abc import Collection, Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from groeituin.retention.item import CORRECTED, DESTROY, Concerned, Item
from models.contracts import Contract, Link
from models.database import among, table
from models.journal import Entry
from models.nights import Signal, SignalRecipient
from models.partnerships import Partnership
from models.tables import metadata

# What tells that something was destroyed, and the journal, of which rows stay because they are chained.
STAY = {"journal", "destructions", "retention_items"}


def concerned(connection: Connection, items: Sequence[Item]) -> Concerned:
    """Return what destroying partnerships takes away."""
    by_code = {item.code: item for item in items}
    found, journal = Concerned(), table(Entry)
    signals, to = table(Signal), table(SignalRecipient)
    counted = [
        sa.select(source.c.partnership, sa.func.count()).where(among(connection, source.c.partnership, list(by_code)))
        for source in _with("partnership")
    ]
    counted.append(
        sa.select(signals.c.partnership, sa.func.count())
        .join_from(to, signals, signals.c.id == to.c.signal)
        .where(among(connection, signals.c.partnership, list(by_code)))
    )
    for query in counted:
        for code, number in connection.execute(query.group_by(query.selected_columns.partnership)):
            found.rows[by_code[code]] += number
    for entry, left, code in _told(connection, among(connection, journal.c.partnership, list(by_code))):
        found.empties(by_code[code], entry, left)
    _count_contracts(connection, found, by_code)
    return found


def _count_contracts(connection: Connection, found: Concerned, by_code: dict[str, Item]) -> None:
    """Count the contracts of nobody else with the partnership that they go with."""
    journal, own = table(Entry), _contracts_of_only(connection, by_code)
    for source in _by_contract():
        query = sa.select(source.c.contract, sa.func.count()).where(among(connection, source.c.contract, list(own)))
        for contract, number in connection.execute(query.group_by(source.c.contract)):
            found.rows[by_code[own[contract]]] += number
    of_contracts = among(connection, journal.c.contract, list(own)) & journal.c.partnership.is_(None)
    for entry, left, contract in _told(connection, of_contracts, journal.c.contract):
        found.empties(by_code[own[contract]], entry, left)


def _with(column: str) -> list[sa.Table]:
    """The tables with a column of that name, each after those that it points to."""
    return [source for source in metadata.sorted_tables if column in source.c and source.name not in STAY]


def _by_contract() -> list[sa.Table]:
    return [source for source in _with("contract") if "partnership" not in source.c]


def _told(
    connection: Connection, where: sa.ColumnElement[bool], subject: sa.Column[str] | None = None
) -> Iterator[tuple[int, dict[str, int], str]]:
    """Yield journal rows, what is left of their content, and whose they are; what was destroyed before stays told."""
    journal = table(Entry)
    of = journal.c.partnership if subject is None else subject
    corrected = sa.case((journal.c.act == "correct", journal.c.data[CORRECTED].as_integer()))
    query = sa.select(journal.c.entry, corrected, of).where(where, journal.c.act != DESTROY)
    for entry, of_entry, code in connection.execute(query.order_by(journal.c.entry)):
        yield entry, {} if of_entry is None else {CORRECTED: of_entry}, code


def _contracts_of_only(connection: Connection, partnerships: Collection[str]) -> dict[str, str]:
    """Return the contracts that only these partnerships use, each with the last of them by code.

    One in a row of contracts that replace each other goes with the others or not at all: what is left would look as if
    nothing came before or after it.
    """
    links = table(Link)
    query = sa.select(links.c.contract, sa.func.max(links.c.partnership)).group_by(links.c.contract)
    linked = query.where(among(connection, links.c.partnership, list(partnerships)))
    own: dict[str, str] = {row[0]: row[1] for row in connection.execute(linked)}
    for source in _with("partnership"):
        if "contract" in source.c and own:
            used = sa.select(source.c.contract, source.c.partnership).where(
                among(connection, source.c.contract, list(own))
            )
            for contract, partnership in connection.execute(used.distinct()):
                if partnership not in partnerships:
                    own.pop(contract, None)
    return _whole_rows(connection, own)


def _whole_rows(connection: Connection, own: dict[str, str]) -> dict[str, str]:
    contracts = table(Contract)
    codes = list(own)
    query = sa.select(contracts.c.contract, contracts.c.replaces, contracts.c.framework).where(
        among(connection, contracts.c.contract, codes)
        | among(connection, contracts.c.replaces, codes)
        | among(connection, contracts.c.framework, codes)
    )
    rows = connection.execute(query).all() if own else []
    while stay := own.keys() & set(_left(rows, own)):
        for contract in stay:
            del own[contract]
    return own


def _left(rows: Sequence[sa.Row[tuple[str, str | None, str | None]]], own: Collection[str]) -> Iterator[str | None]:
    """Yield what a contract that stays points to, and what comes after one that stays."""
    for contract, replaces, framework in rows:
        if contract not in own:
            yield from (replaces, framework)
        elif replaces is not None and replaces not in own:
            yield contract


def destroy(connection: Connection, items: Sequence[Item]) -> None:
    """Remove partnerships; nothing is left but their codes in the journal and in the destruction log."""
    codes = [item.code for item in items]
    own = list(_contracts_of_only(connection, codes))
    partnerships, signals, to = table(Partnership), table(Signal), table(SignalRecipient)
    theirs = sa.select(signals.c.id).where(among(connection, signals.c.partnership, codes))
    connection.execute(to.delete().where(to.c.signal.in_(theirs)))
    connection.execute(
        partnerships.update().where(among(connection, partnerships.c.predecessor, codes)).values(predecessor=None)
    )
    for source in reversed(_with("partnership")):
        connection.execute(source.delete().where(among(connection, source.c.partnership, codes)))
    for source in reversed(_by_contract()):
        if own:
            connection.execute(source.delete().where(among(connection, source.c.contract, own)))
