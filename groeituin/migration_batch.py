"""One batch of a migration: what was asked of some partnerships, and writing what they become."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from groeituin.definitions import Library
from groeituin.invitations import write_invitations
from groeituin.planning import known, signal_rows, stored_terms, tell_again, write_statuses, write_terms
from groeituin.readdressing import readdress
from models.database import among, insert_rows, table
from models.journal import next_entry, write_entries
from models.nights import Signal, SkippedOccasion
from models.partnerships import Partnership
from states.definition import Definition
from states.migration import Asked, Migration
from states.signal import UNSETTLED
from states.signal import Signal as Asking


@dataclass(frozen=True, slots=True)
class Move:
    """From which definition to which, when, by whom, and whether it is only tried."""

    old: Definition
    new: Definition
    on: date
    by: str
    at: datetime
    dry_run: bool


def asked_of(connection: Connection, names: Iterable[str]) -> dict[str, list[Asked]]:
    """Return, by partnership, everything that was ever raised or skipped."""
    keys = list(names)
    signals, skips = table(Signal), table(SkippedOccasion)
    found: dict[str, list[Asked]] = defaultdict(list)
    raised = sa.select(
        signals.c.partnership,
        signals.c.rule,
        signals.c.occasion,
        signals.c.due_on,
        signals.c.id,
        signals.c.now_as,
        signals.c.raised_on,
    )
    for partnership, *values in connection.execute(raised.where(among(connection, signals.c.partnership, keys))):
        found[partnership].append(Asked(*values))
    skipped = sa.select(skips.c.partnership, skips.c.rule, skips.c.occasion, skips.c.due_on)
    for partnership, *values in connection.execute(skipped.where(among(connection, skips.c.partnership, keys))):
        found[partnership].append(Asked(*values))
    for rows in found.values():
        rows.sort(key=lambda one: (one.due_on, one.rule, one.occasion))
    return found


def signals_of(connection: Connection, names: Sequence[str], *, lapsed: bool = True) -> dict[str, dict[int, Asking]]:
    """Return, by partnership, the signals that still ask something, and those that lapsed unless told not to."""
    found: dict[str, dict[int, Asking]] = defaultdict(dict)
    for row in signal_rows(connection, names, (*UNSETTLED, "vervallen") if lapsed else UNSETTLED):
        found[row.partnership][row.id] = known(row)
    return found


class MigrationBatch:
    """What one batch writes, with a constant number of statements."""

    def __init__(self, connection: Connection, move: Move) -> None:
        self.connection = connection
        self.move = move
        self.lapsed: list[dict[str, str]] = []
        self.returned: list[dict[str, str]] = []
        self._after: list[Migration] = []
        self._statuses: list[tuple[int, Asking]] = []
        self._journal: list[dict[str, Any]] = []
        self._entry = next_entry(connection)

    def take(self, after: Migration, before: dict[int, Asking]) -> None:
        """Note what a partnership becomes."""
        self._after.append(after)
        self._statuses += [(key, one) for key, one in after.signals.items() if one != before[key]]
        self._tell(after, "migrate-definition", self._told(after))
        for key, one in after.signals.items():
            named = {"rule": one.rule, "occasion": one.occasion}
            if one.status == "vervallen":
                self.lapsed.append({"partnership": after.dossier.partnership, **named})
                self._tell(after, "lapse-signal", named)
            elif key in after.returned:
                self.returned.append({"partnership": after.dossier.partnership, **named})
                self._tell(after, "return-signal", named)

    def _told(self, after: Migration) -> dict[str, Any]:
        """What the journal keeps, so that a dossier can be read as it was known on any day."""
        data: dict[str, Any] = {"from": self.move.old.reference, "to": self.move.new.reference}
        if after.restated:
            data["now_as"] = [[one.rule, one.occasion, one.now_as] for one in after.restated]
        if after.skipped:
            data["skipped"] = [[one.rule, one.occasion] for one in after.skipped]
        return data

    def _tell(self, after: Migration, act: str, data: dict[str, Any]) -> None:
        self._journal.append({
            "entry": self._entry, "at": self.move.at, "on": self.move.on, "by": self.move.by, "act": act, "data": data,
            "phase": after.dossier.phase, "partnership": after.dossier.partnership,
        })  # fmt: skip
        self._entry += 1

    def write(self) -> None:
        """Write everything that was decided."""
        names = [after.dossier.partnership for after in self._after]
        if not names:
            return
        self._restate()
        write_statuses(self.connection, self._statuses)
        insert_rows(
            self.connection, table(SkippedOccasion), [row for after in self._after for row in self._skips(after)]
        )
        wanted = {(a.dossier.partnership, term.rule, term.subject): term for a in self._after for term in a.terms}
        write_terms(self.connection, stored_terms(self.connection, names), wanted)
        own = table(Partnership)
        self.connection.execute(
            own.update()
            .where(among(self.connection, own.c.partnership, names))
            .values(definition=self.move.new.reference, version=own.c.version + 1)
        )
        write_entries(self.connection, self._journal)
        library = Library(self.connection)
        write_invitations(self.connection, [after.dossier for after in self._after], library, self.move.on)
        tell_again(self.connection, sorted(key for after in self._after for key in after.returned))
        self._readdress(library)

    def _readdress(self, library: Library) -> None:
        """What comes back may lie with somebody who has left meanwhile."""
        again = {after.dossier.partnership: after.dossier for after in self._after if after.returned}
        if again:
            asking = {row.id: row for row in signal_rows(self.connection, list(again))}
            readdress(self.connection, again, library, asking)

    def _restate(self) -> None:
        signals = table(Signal)
        change = signals.update().where(signals.c.id == sa.bindparam("signal")).values(now_as=sa.bindparam("name"))
        rows = [{"signal": one.key, "name": one.now_as} for after in self._after for one in after.restated]
        if rows:
            self.connection.execute(change, rows)

    def _skips(self, after: Migration) -> list[dict[str, Any]]:
        return [
            {
                "partnership": after.dossier.partnership,
                "rule": one.rule,
                "occasion": one.occasion,
                "due_on": one.due_on,
                "skipped_on": self.move.on,
            }
            for one in after.skipped
        ]
