"""What the database already knows of some rows: a constant number of queries, however many rows."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import SQLModel

from groeituin.exchange.portfolio_rows import contact_of, partnership_of
from groeituin.exchange.rows import Row
from models.contracts import Contract, Link
from models.database import table
from models.journal import Entry
from models.parties import Contractor
from models.partnerships import Partnership

Told = dict[str, list[dict[str, Any]]]


class Known:
    """Contracts and partnerships with their organisation, contractors, links, and what the journal tells of them."""

    def __init__(self, connection: Connection, rows: Sequence[Row]) -> None:
        self._connection = connection
        self.contracts = self._organisations(Contract, (row.text("contract") for row in rows))
        self.partnerships = self._organisations(Partnership, (partnership_of(row) for row in rows))
        contractors, links = table(Contractor).c, table(Link).c
        wanted = _codes(row.first("contractor") for row in rows)
        self.contractors = self._found(sa.select(contractors.contractor).where(contractors.contractor.in_(wanted)))
        linked = sa.select(links.partnership, links.contract).where(links.partnership.in_(list(self.partnerships)))
        self.links = {(row[0], row[1]) for row in connection.execute(linked)}
        self._told: dict[tuple[str, str | None], Told] = defaultdict(dict)
        self._read("contract", list(self.contracts))
        self._read("partnership", list(self.partnerships))
        self._read("person", _codes(contact_of(row) for row in rows))

    def told(self, row: Row) -> Told:
        """Return what the journal holds about what a row names, by act, in order."""
        told: Told = {}
        names = (("contract", row.text("contract")), ("partnership", partnership_of(row)), ("person", contact_of(row)))
        for name in names:
            told |= self._told.get(name, {})
        return told

    def _found(self, query: sa.Select[Any]) -> set[str]:
        return set(self._connection.execute(query).scalars())

    def _organisations(self, model: type[SQLModel], codes: Iterable[str | None]) -> dict[str, str]:
        source = table(model)
        key = next(iter(source.primary_key))
        query = sa.select(key, source.c.organisation).where(key.in_(_codes(codes)))
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def _read(self, subject: str, codes: list[str]) -> None:
        """Read the journal by one kind of subject; what is about a partnership is told by that alone."""
        journal = table(Entry)
        key = journal.c[subject]
        query = sa.select(key, journal.c.act, journal.c.data).where(key.in_(codes)).order_by(journal.c.entry)
        if subject != "partnership":
            query = query.where(journal.c.partnership.is_(None))
        for code, act, data in self._connection.execute(query):
            self._told[subject, code].setdefault(act, []).append(data)


def _codes(given: Iterable[str | None]) -> list[str]:
    return sorted({code for code in given if code})
