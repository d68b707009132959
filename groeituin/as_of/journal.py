"""Which rows of the journal matter to a partnership: its own, and those of what it shares with others."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from groeituin.as_of.speakers import STARTS, STEPS
from groeituin.reading.one_rule import OF_SIGNALS
from groeituin.retention.log import not_to_be_told
from models.contracts import Contract
from models.database import among, table
from models.dossiers.people import ANCHORED
from models.journal import Entry
from models.partnerships import Partnership, PhaseEntry, Suspension

Rows = list[Row[Any]]
NIGHT = ("raise-signal", *OF_SIGNALS)
# What a partnership leaves behind for whoever prepares the next tender of its contract, and what leads to it.
LESSONS = (*sorted(STEPS), "link-contract", "unlink-contract", "record-evaluation", "record-willingness", "correct")


def named(rows: Iterable[Row[Any]], *fields: str) -> set[str]:
    """Return the codes that rows name in these fields, corrected ones included."""
    told = (part for row in rows for part in (row.data, row.data.get("fields") or {}))
    return {value for part in told for name in fields if isinstance(value := part.get(name), str)}


def in_order(*parts: Rows) -> Rows:
    """Return the rows of several parts in the order of the journal, each once."""
    return [row for _entry, row in sorted({row.entry: row for part in parts for row in part}.items())]


class Journal:
    """The journal as it was at the end of a day, asked by subject: every question reads an index."""

    def __init__(self, connection: Connection, on: date) -> None:
        self._connection = connection
        self._on = on
        self._source = table(Entry)

    def rows(self, *where: sa.ColumnElement[bool]) -> Rows:
        """Return rows in order, save those of which content was destroyed; all of them unless told."""
        source = self._source
        query = sa.select(source).where(source.c.on <= self._on, source.c.entry.not_in(not_to_be_told()), *where)
        return list(self._connection.execute(query.order_by(source.c.entry)).all())

    def of_partnership(self, partnership: str) -> Rows:
        """Return a partnership's own rows."""
        return self.rows(self._source.c.partnership == partnership)

    def shared(self, organisation: str, own: Rows) -> Rows:
        """Return what others share with a partnership: organisation, contracts, contractors, people, block tables.

        Args:
            organisation: its organisation.
            own: its own rows.
        """
        source = self._source
        contracts = {row.contract for row in own if row.contract}
        of_contracts = self._of_contracts(contracts)
        owners = named(of_contracts, "organisation")
        of_contracts += self._of_contracts(self._successors(contracts))
        of_organisation = self.rows(
            source.c.organisation == organisation, source.c.partnership.is_(None), source.c.contract.is_(None),
            source.c.act != "register-person",
        )  # fmt: skip
        contractors = named(of_contracts, "contractor")
        of_contractors = self.rows(
            self._among("contractor", contractors), source.c.contract.is_(None), source.c.person.is_(None)
        )
        people = named([*own, *of_organisation], "person", "owner", "coordinator", "from", "to")
        unbound = list(self._unbound(people, owners | named(of_contracts, "authority")))
        of_people = self.rows(
            self._among("person", people | self._staff(contractors)), source.c.act.in_(["register-person", "correct"])
        )
        return [*of_contracts, *of_organisation, *of_contractors, *unbound, *of_people]

    def _among(self, column: str, values: Iterable[str]) -> sa.ColumnElement[bool]:
        return among(self._connection, self._source.c[column], sorted(values))

    def _of_contracts(self, contracts: Iterable[str]) -> Rows:
        return self.rows(self._among("contract", contracts), self._source.c.partnership.is_(None))

    def _successors(self, contracts: set[str]) -> set[str]:
        """The contracts that replace one of these, or did: what replaces something never stops doing so."""
        source, known = self._source, table(Contract)
        told = self.rows(
            source.c.contract.in_(sa.select(known.c.contract).where(known.c.replaces.is_not(None))),
            source.c.partnership.is_(None),
            sa.or_(
                source.c.data["replaces"].as_string().in_(contracts),
                source.c.data["fields", "replaces"].as_string().in_(contracts),
            ),
        )
        return {row.contract for row in told} - contracts

    def _unbound(self, people: set[str], authorities: set[str]) -> Iterable[Row[Any]]:
        """Yield rows about nothing that is a subject: work handed over to people who count from then on, and tables."""
        source = self._source
        unbound = ("hand-over", "register-block-table", "correct")
        for row in self.rows(source.c.partnership.is_(None), source.c.act.in_(unbound), *self._about_nothing()):
            if row.act == "hand-over" and row.data["from"] in people:
                people.add(row.data["to"])
                yield row
            elif row.act == "correct" or row.data.get("authority") in authorities:
                yield row

    def _about_nothing(self) -> list[sa.ColumnElement[bool]]:
        return [self._source.c[name].is_(None) for name in ("organisation", "contract", "contractor", "person")]

    def _staff(self, contractors: set[str]) -> set[str]:
        """The people who work for these contractors, or did."""
        source = self._source
        told = self.rows(self._among("contractor", contractors), source.c.act == "register-person")
        corrected = self.rows(
            source.c.partnership.is_(None), source.c.act == "correct",
            source.c.data["fields", "contractor"].as_string().in_(contractors), source.c.person.is_not(None),
        )  # fmt: skip
        return {row.person for row in (*told, *corrected)}

    def steps_of_others(self, organisation: str, partnership: str) -> Rows:
        """Return the steps and pauses of an organisation's other partnerships that ever came to its policy.

        Their days are in the tables, so that of all their rows only those of these days are read.
        """
        own, entered, paused, source = table(Partnership), table(PhaseEntry), table(Suspension), self._source
        came = (
            sa.select(entered.c.partnership)
            .join(own, own.c.partnership == entered.c.partnership)
            .where(own.c.organisation == organisation, entered.c.phase.in_(ANCHORED))
        )
        columns = (entered.c.entered_on, own.c.taken_over_on, paused.c.from_on, paused.c.until_on)
        days = sa.union(
            *(
                sa.select(column.table.c.partnership, column.label("day")).where(
                    column.table.c.partnership.in_(came), column.table.c.partnership != partnership, column <= self._on
                )
                for column in columns
            )
        ).subquery()
        query = (
            sa.select(source)
            .join(days, sa.and_(days.c.partnership == source.c.partnership, days.c.day == source.c.on))
            .where(source.c.act.in_(STEPS))
            .order_by(source.c.entry)
        )
        return list(self._connection.execute(query).all())

    def asked_of_all(self, partnerships: Iterable[str], rules: Iterable[str]) -> Rows:
        """Return what nights asked in these partnerships by these rules, and what became of it."""
        source = self._source
        return self.rows(
            self._among("partnership", partnerships), source.c.act.in_(NIGHT),
            source.c.data["rule"].as_string().in_(sorted(rules)),
        )  # fmt: skip

    def lessons(self, contracts: Sequence[str], partnership: str) -> Rows:
        """Return what other partnerships did by which they left a lesson about these contracts."""
        source = self._source
        others = sa.select(source.c.partnership).where(
            self._among("contract", contracts), source.c.partnership != partnership, source.c.on <= self._on
        )
        return self.rows(
            source.c.partnership.in_(others), source.c.act.in_(LESSONS),
            source.c.act.in_(STARTS) | source.c.contract.is_(None) | self._among("contract", contracts),
        )  # fmt: skip
