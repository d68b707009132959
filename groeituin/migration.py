"""Moving running partnerships to another definition, in batches that are kept whole or not at all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import OperationalError

from groeituin.definitions import Library, calendar_of
from groeituin.errors import BadInput
from groeituin.migration_batch import MigrationBatch, Move, asked_of, signals_of
from models.database import table
from models.dossiers import load_dossiers
from models.journal import newest_days
from models.partnerships import Partnership
from models.unit_of_work import UnitOfWork
from states.definition import Definition
from states.dossier import Dossier
from states.migration import migrate as moved
from states.texts import day

BATCH = 500
Progress = Callable[[float], None]
log = structlog.get_logger()


@dataclass(slots=True)
class MigrationReport:
    """What a migration did, or would do; ``refused`` names the partnerships that stay as they are, and why."""

    from_: str
    to: str
    dry_run: bool = False
    moved: int = 0
    lapsed: list[dict[str, str]] = field(default_factory=list)
    returned: list[dict[str, str]] = field(default_factory=list)
    skipped: int = 0
    restated: int = 0
    refused: list[dict[str, str]] = field(default_factory=list)

    def add(self, other: "MigrationReport") -> None:
        """Count another part of the same migration with this one."""
        for name in ("moved", "lapsed", "returned", "skipped", "restated", "refused"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def as_json(self) -> dict[str, Any]:
        """Return the report for the doors.

        ``lapsed`` and ``returned`` name the signals for which the definition has no reason, or has one again;
        ``restated`` counts those that stand for another occasion now.
        """
        return {
            "from": self.from_,
            "to": self.to,
            "dry_run": self.dry_run,
            "moved": self.moved,
            "lapsed": self.lapsed,
            "returned": self.returned,
            "skipped": self.skipped,
            "restated": self.restated,
            "refused": self.refused,
        }


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
        move = Move(library.of(library.named(old)), library.of(library.named(new)), on, by, at, dry_run)
        everyone = following(connection, move.old.reference)
    if move.old is move.new:
        raise BadInput("Van en naar zijn dezelfde procesdefinitie.")
    report = _empty(move)
    for start in range(0, len(everyone), BATCH):
        report.add(_batch(engine, everyone[start : start + BATCH], move))
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
        f"{dossier.partnership} zit in de fase {dossier.phase}; die bestaat niet in {new.reference}. Het "
        "partnership houdt zijn eigen procesdefinitie."
    )


def _empty(move: Move) -> MigrationReport:
    return MigrationReport(move.old.reference, move.new.reference, move.dry_run)


def _batch(engine: Engine, names: Sequence[str], move: Move) -> MigrationReport:
    """Move a batch as a whole; when that fails, one by one, and name whoever cannot be moved."""
    try:
        with UnitOfWork(engine) as work:
            report = _moved(work.connection, names, move)
            if not move.dry_run:
                work.commit()
            return report
    except OperationalError:  # the database itself: nobody can be moved now
        raise
    except Exception as error:  # noqa: BLE001  # whatever one partnership does, the others are moved
        if len(names) == 1:
            sentence = f"{names[0]} kan niet overgaan: {type(error).__name__}: {error}"[:300]
            return replace(_empty(move), refused=[{"partnership": names[0], "phase": "", "sentence": sentence}])
        log.warning("overgang_opnieuw", partnerships=len(names), error=str(error)[:300])
    report = _empty(move)
    for name in names:
        report.add(_batch(engine, [name], move))
    return report


def _moved(connection: Connection, names: Sequence[str], move: Move) -> MigrationReport:
    report = _empty(move)
    newest = newest_days(connection, names)
    asked = asked_of(connection, names)
    known = signals_of(connection, names)
    written = MigrationBatch(connection, move)
    for dossier in load_dossiers(connection, names):
        name = dossier.partnership
        if dossier.definition != move.old.reference:  # somebody else moved it meanwhile
            continue
        stays = why_not(dossier, move.new) or ahead(name, newest.get(name), move.on)
        if stays:
            report.refused.append({"partnership": name, "phase": dossier.phase, "sentence": stays})
            continue
        signals = known.get(name, {})
        after = moved(dossier, asked.get(name, ()), signals, move.old, move.new, calendar_of(move.new), move.on)
        written.take(after, signals)
        report.moved += 1
        report.skipped += len(after.skipped)
        report.restated += len(after.restated)
    report.lapsed += written.lapsed
    report.returned += written.returned
    written.write()
    return report


def ahead(name: str, newest: date | None, on: date) -> str | None:
    """Return why a partnership cannot be moved on a date, or None when its journal is not past that."""
    if newest is None or newest <= on:
        return None
    return f"Het logboek van {name} is al bij {day(newest)}. Laat het op die datum of later overgaan."
