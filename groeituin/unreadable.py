"""Partnerships that cannot be read, because a row of theirs is damaged: found, and gone round."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DatabaseError, DataError, OperationalError

from groeituin.definitions import Library
from groeituin.errors import GroeituinError, NoSuchProcess, NoSuchThing
from groeituin.night import error_line
from groeituin.planning import planned, stored_terms
from models.contracts import Link
from models.damaged import damaged_rows, leave_out
from models.database import among, read_only, table
from models.dossiers import load_dossiers
from models.partnerships import Partnership

CHUNK = 1000
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What cannot be read and why: a partnership, a contract, or, when it is nobody's, a row."""

    error: str
    partnership: str | None = None
    contract: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as the doors promise it."""
        whose = {"contract": self.contract} if self.contract else {}
        return {"partnership": self.partnership, "error": self.error} | whose

    def as_detail(self) -> dict[str, Any]:
        """Return it as a detail of an error, with the line for its reader."""
        name = self.partnership or self.contract
        return self.as_json() | {"sentence": f"{name}: {self.error}" if name else self.error}


def unreadable(connection: Connection) -> list[Unreadable]:
    """Return what cannot be read: what has a damaged row, and partnerships that cannot be read for whatever reason.

    Args:
        connection: one transaction in which everything stays as it was at its start.
    """

    def read(partnerships: Sequence[str]) -> None:
        stored_terms(connection, partnerships)
        planned(load_dossiers(connection, partnerships), Library(connection))

    codes = list(connection.execute(sa.select(table(Partnership).c.partnership)).scalars())
    _, failing = each_readable(codes, read)
    return with_failing(of_damaged_rows(connection), failing)


def of_damaged_rows(connection: Connection, but: Collection[str] = ()) -> list[Unreadable]:
    """Return what has a damaged row: partnerships, also by a contract, then contracts, then rows that are nobody's.

    Args:
        connection: one transaction in which everything stays as it was at its start.
        but: tables that are not looked at.
    """
    rows = damaged_rows(connection, but)
    partnerships = {row.partnership: str(row) for row in reversed(rows) if row.partnership}
    contracts = {row.contract: str(row) for row in reversed(rows) if row.contract and not row.partnership}
    for partnership, contract in _linked(connection, sorted(contracts)):
        partnerships.setdefault(partnership, contracts[contract])
    return [
        *(Unreadable(error, partnership=code) for code, error in sorted(partnerships.items())),
        *(Unreadable(error, contract=code) for code, error in sorted(contracts.items())),
        *(Unreadable(str(row)) for row in rows if not row.partnership and not row.contract),
    ]


def _linked(connection: Connection, contracts: Sequence[str]) -> list[tuple[str, str]]:
    links = table(Link)
    query = sa.select(links.c.partnership, links.c.contract).where(among(connection, links.c.contract, contracts))
    return list(connection.execute(query.order_by(links.c.contract)).tuples())


def with_failing(found: Sequence[Unreadable], failing: Mapping[str, str]) -> list[Unreadable]:
    """Return what cannot be read with the partnerships that failed besides, before all of them."""
    known = {one.partnership for one in found}
    return [*(Unreadable(error, code) for code, error in failing.items() if code not in known), *found]


def each_readable(
    partnerships: Sequence[str], read: Callable[[Sequence[str]], Answer]
) -> tuple[list[Answer], dict[str, str]]:
    """Read some partnerships, and go round those that cannot be; they are halved until each of these is alone.

    Args:
        partnerships: their codes.
        read: reads some of them in a few queries.

    Returns:
        What was read, and why the others were not, by code.
    """
    found: list[Answer] = []
    failing: dict[str, str] = {}
    parts = [partnerships[start : start + CHUNK] for start in range(0, len(partnerships), CHUNK)]
    while parts:
        part = parts.pop(0)
        try:
            found.append(read(part))
        except OperationalError:  # the database itself: nobody can be read now
            raise
        except Exception as error:  # noqa: BLE001  # whatever is wrong with one partnership, the others are read
            half = len(part) // 2
            if half:
                parts[:0] = [part[:half], part[half:]]
            else:
                failing[part[0]] = error_line(error)
    return found, failing


def read_around(engine: Engine, ask: Callable[[Connection], Answer]) -> tuple[Answer, list[Unreadable]]:
    """Ask the database; when something cannot be read, ask again without the partnerships and contracts that cannot.

    Args:
        engine: the database.
        ask: reads, and writes nothing.

    Returns:
        The answer, and what was left out of it.
    """
    try:
        with engine.connect() as connection:
            return ask(connection), []
    except Exception as error:
        if not may_be_damage(error):
            raise
        with read_only(engine) as connection:
            found = [one for one in unreadable(connection) if one.partnership or one.contract]
        if not found:
            raise
        try:
            return _without(engine, ask, found), found
        except NoSuchThing:  # what was asked about is itself what cannot be read
            raise error from None


def _without(engine: Engine, ask: Callable[[Connection], Answer], left_out: Sequence[Unreadable]) -> Answer:
    partnerships = [one.partnership for one in left_out if one.partnership]
    contracts = [one.contract for one in left_out if one.contract]
    with engine.connect() as connection:
        leave_out(connection, partnerships, contracts)
        return ask(connection)


def may_be_damage(error: Exception) -> bool:
    """Tell whether an error may come of a damaged row, and not of what was asked or of the database itself."""
    if isinstance(error, (DataError, NoSuchProcess)):
        return True
    return not isinstance(error, (DatabaseError, GroeituinError, OSError))


def stopped_by(engine: Engine) -> list[Unreadable]:
    """Return the damaged rows of a database, for who was stopped by one."""
    with read_only(engine) as connection:
        return [Unreadable(str(row), row.partnership, row.contract) for row in damaged_rows(connection)]
