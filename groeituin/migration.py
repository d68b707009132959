"""Moving running partnerships to another definition, in batches that are kept whole or not at all."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from groeituin.acts.perform import next_entry
from groeituin.definitions import Library, calendar_of
from groeituin.errors import BadInput
from groeituin.planning import known, stored_terms, unsettled, write_statuses, write_terms
from models.database import among, insert_rows
from models.dossiers import load_dossiers, table
from models.journal import Entry
from models.nights import Signal, SkippedOccasion
from models.partnerships import Partnership
from models.unit_of_work import UnitOfWork
from states.definition import Definition
from states.dossier import Dossier
from states.migration import Asked, Migration
from states.migration import migrate as moved
from states.texts import day

BATCH = 500
Progress = Callable[[float], None]


@dataclass(slots=True)
class MigrationReport:
    """What a migration did, or would do; ``refused`` names the partnerships that stay as they are, and why."""

    from_: str
    to: str
    dry_run: bool = False
    moved: int = 0
    lapsed: int = 0
    skipped: int = 0
    restated: int = 0
    refused: list[dict[str, str]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the report for the doors; ``restated`` counts the signals that stand for another occasion now."""
        return {
            "from": self.from_,
            "to": self.to,
            "dry_run": self.dry_run,
            "moved": self.moved,
            "lapsed": self.lapsed,
            "skipped": self.skipped,
            "restated": self.restated,
            "refused": self.refused,
        }


@dataclass(frozen=True, slots=True)
class _Move:
    old: Definition
    new: Definition
    on: date
    by: str
    at: datetime


def migrate(
    engine: Engine,
    old: str,
    new: str,
    *,
    on: date,
    by: str,
    at: datetime,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> MigrationReport:
    """Move every partnership that follows one definition to another.

    Each batch is a transaction; what was broken off is completed by asking it again.

    Args:
        engine: the database.
        old: the name and version that they follow.
        new: the name and version that they are to follow.
        on: the date of the move.
        by: who asks for it.
        at: the moment, for the journal.
        dry_run: tell what would happen and write nothing.
        progress: is told how far it is, from 0 to 1.

    Raises:
        NoSuchThing: one of the definitions is not known.
        BadInput: they are the same.
    """
    with engine.connect() as connection:
        library = Library(connection)
        move = _Move(library.of(library.named(old)), library.of(library.named(new)), on, by, at)
        everyone = following(connection, move.old.reference)
    if move.old is move.new:
        raise BadInput("Van en naar zijn dezelfde procesdefinitie.")
    report = MigrationReport(move.old.reference, move.new.reference, dry_run)
    for start in range(0, len(everyone), BATCH):
        with UnitOfWork(engine) as work:
            _batch(work.connection, everyone[start : start + BATCH], move, report)
            if not dry_run:
                work.commit()
        if progress:
            progress(min(1.0, (start + BATCH) / len(everyone)))
    return report


def following(connection: Connection, reference: str) -> list[str]:
    """Return the partnerships that follow a definition, in order."""
    own = table(Partnership)
    query = sa.select(own.c.partnership).where(own.c.definition == reference).order_by(own.c.partnership)
    return list(connection.execute(query).scalars())


def why_not(dossier: Dossier, new: Definition) -> str | None:
    """Return why a partnership cannot follow a definition, or None when it can."""
    if dossier.phase in new.phases:
        return None
    return (
        f"{dossier.partnership} zit in de fase {dossier.phase}; die bestaat niet in {new.reference}. Zet het "
        "partnership eerst een stap verder of terug."
    )


def _batch(connection: Connection, names: Sequence[str], move: _Move, report: MigrationReport) -> None:
    newest = _newest(connection, names)
    asked = asked_of(connection, names)
    asking: dict[str, dict[int, Any]] = defaultdict(dict)
    for row in unsettled(connection, names):
        asking[row.partnership][row.id] = known(row)
    written = _Written(connection, move)
    for dossier in load_dossiers(connection, names):
        name = dossier.partnership
        if dossier.definition != move.old.reference:  # somebody else moved it meanwhile
            continue
        stays = why_not(dossier, move.new) or _ahead(name, newest.get(name), move.on)
        if stays:
            report.refused.append({"partnership": name, "phase": dossier.phase, "sentence": stays})
            continue
        signals = asking.get(name, {})
        after = moved(dossier, asked.get(name, ()), signals, move.old, move.new, calendar_of(move.new), move.on)
        written.take(after, signals)
        report.moved += 1
        report.skipped += len(after.skipped)
        report.restated += len(after.restated)
    report.lapsed += written.lapsed
    written.write()


def _newest(connection: Connection, names: Sequence[str]) -> dict[str, date]:
    journal = table(Entry)
    query = (
        sa.select(journal.c.partnership, sa.func.max(journal.c.on))
        .where(among(connection, journal.c.partnership, names))
        .group_by(journal.c.partnership)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def _ahead(name: str, newest: date | None, on: date) -> str | None:
    if newest is None or newest <= on:
        return None
    return f"Het logboek van {name} is al bij {day(newest)}. Verhuis het op die datum of later."


def asked_of(connection: Connection, names: Iterable[str]) -> dict[str, list[Asked]]:
    """Return, by partnership, everything that was ever raised or skipped."""
    keys = list(names)
    signals, skips = table(Signal), table(SkippedOccasion)
    found: dict[str, list[Asked]] = defaultdict(list)
    raised = sa.select(
        signals.c.partnership, signals.c.rule, signals.c.occasion, signals.c.due_on, signals.c.id, signals.c.now_as
    )
    for partnership, *values in connection.execute(raised.where(among(connection, signals.c.partnership, keys))):
        found[partnership].append(Asked(*values))
    skipped = sa.select(skips.c.partnership, skips.c.rule, skips.c.occasion, skips.c.due_on)
    for partnership, *values in connection.execute(skipped.where(among(connection, skips.c.partnership, keys))):
        found[partnership].append(Asked(*values))
    for rows in found.values():
        rows.sort(key=lambda one: (one.due_on, one.rule, one.occasion))
    return found


class _Written:
    """What one batch writes, with a constant number of statements."""

    def __init__(self, connection: Connection, move: _Move) -> None:
        self.connection = connection
        self.move = move
        self.lapsed = 0
        self._after: list[Migration] = []
        self._statuses: list[tuple[int, Any]] = []
        self._journal: list[dict[str, Any]] = []
        self._entry = next_entry(connection)

    def take(self, after: Migration, before: dict[int, Any]) -> None:
        """Note what a partnership becomes."""
        self._after.append(after)
        self._statuses += [(key, one) for key, one in after.signals.items() if one != before[key]]
        self._tell(after, "migrate-definition", self._told(after))
        for one in after.signals.values():
            if one.status == "vervallen":
                self.lapsed += 1
                self._tell(after, "lapse-signal", {"rule": one.rule, "occasion": one.occasion})

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
        insert_rows(self.connection, table(Entry), self._journal)

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
