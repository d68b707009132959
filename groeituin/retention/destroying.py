"""Taking things away: the log first, then content of the journal, then rows; and nothing falls due by it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import Session

from groeituin.acts.act import Scene
from groeituin.acts.signals import take_up
from groeituin.definitions import Library, calendar_of
from groeituin.planning import replan
from groeituin.retention import deliveries, hours, jobs, partnerships, persons
from groeituin.retention.emptying import empty
from groeituin.retention.item import DESTROY, Item
from groeituin.retention.proposing import concerned
from models.database import among, insert_rows, table
from models.dossiers import load_dossiers, load_speakers
from models.journal import next_entry, write_entries
from models.nights import SkippedOccasion
from models.partnerships import Partnership
from models.queries import phases
from models.retention import Destruction
from states.terms import fall_due

# What goes from a partnership that itself stays.
PARTS: dict[str, Callable[[Connection, Sequence[Item]], None]] = {"baan": jobs.destroy, "urenopgave": hours.destroy}
# A partnership, a rule and an occasion.
Asked = tuple[str, str, str]


@dataclass(slots=True)
class Destroying:
    """One transaction that destroys: on which day and at which moment, and who approved it."""

    session: Session
    on: date
    by: str
    at: datetime

    @property
    def _connection(self) -> Connection:
        return self.session.connection()

    def destroy(self, items: Sequence[Item], rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Destroy things and return what the log says of them.

        Args:
            items: the things.
            rows: of each what the log says beside who, when and which number.
        """
        connection = self._connection
        taken = concerned(connection, items)
        phase_of = phases(connection, sorted({item.of for item in items if item.of}))
        log = self._log(rows)
        numbers = {item: row["id"] for item, row in zip(items, log, strict=True)}
        left = empty(connection, taken, numbers)
        changed = {*self._parts(items), *self._partnerships([item for item in items if item.kind == "partnership"])}
        persons.destroy(connection, [item for item in items if item.kind == "persoon"], numbers)
        deliveries.destroy(connection, [item for item in items if item.kind == "bezorging"])
        write_entries(connection, self._entries(items, log, left, phase_of))
        replan(connection, sorted(changed), self.on)
        return log

    def _log(self, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        source = table(Destruction)
        first = self._connection.execute(sa.select(sa.func.max(source.c.id))).scalar() or 0
        told = {"destroyed_on": self.on, "destroyed_at": self.at, "destroyed_by": self.by}
        log = [{"id": first + place, **told, **row} for place, row in enumerate(rows, start=1)]
        insert_rows(self._connection, source, log)
        return log

    def _parts(self, items: Sequence[Item]) -> list[str]:
        """Destroy jobs and hours of partnerships that stay; return these."""
        parts = [item for item in items if item.kind in PARTS]
        affected = sorted({item.of for item in parts if item.of})
        before = self._due(affected)
        for kind, destroy in PARTS.items():
            destroy(self._connection, [item for item in parts if item.kind == kind])
        # What seems due now only because what answered it is gone, nobody is asked.
        passed = [
            {"partnership": asked[0], "rule": asked[1], "occasion": asked[2], "due_on": due_on, "skipped_on": self.on}
            for asked, due_on in self._due(affected).items()
            if asked not in before
        ]
        insert_rows(self._connection, table(SkippedOccasion), passed)
        own = table(Partnership)
        changed = own.update().where(among(self._connection, own.c.partnership, affected))
        self._connection.execute(changed.values(version=own.c.version + 1))
        return affected

    def _due(self, partnerships: Sequence[str]) -> dict[Asked, date]:
        """Return what is due by now and was not asked, as if nothing were suspended."""
        library = Library(self._connection)
        return {
            (dossier.partnership, due.rule, occasion.name): occasion.due_on
            for dossier in load_dossiers(self._connection, partnerships)
            for process in [library.of(dossier.definition)]
            for due in fall_due(replace(dossier, suspensions=()), process, calendar_of(process), self.on)
            for occasion in (*due.skipped, due.occasion)
        }

    def _partnerships(self, items: Sequence[Item]) -> list[str]:
        """Destroy whole partnerships; return those that now ask in their place what an organisation is asked once."""
        if not items:
            return []
        own, gone = table(Partnership), [item.code for item in items]
        these = among(self._connection, own.c.partnership, gone)
        organisations = sorted(self._connection.execute(sa.select(own.c.organisation).where(these)).scalars())
        before = load_speakers(self._connection, organisations)
        # In no phase that speaks for an organisation, while what it was asked goes to whoever does now.
        self._connection.execute(own.update().where(these).values(phase="beeindigd"))
        speakers = load_speakers(self._connection, organisations) - before
        scene = Scene(session=self.session, on=self.on, by=self.by, recorded_on=self.on)
        of = sa.select(own.c.partnership, own.c.organisation).where(
            among(self._connection, own.c.partnership, sorted(speakers))
        )
        for speaker, organisation in self._connection.execute(of).all():
            take_up(scene, organisation, speaker)
        partnerships.destroy(self._connection, items)
        return sorted(speakers)

    def _entries(
        self,
        items: Sequence[Item],
        log: Sequence[dict[str, Any]],
        left: dict[Item, dict[int, str]],
        phase_of: dict[str, str],
    ) -> list[dict[str, Any]]:
        """Return the rows of the journal that tell what was destroyed; ``left`` in them is what `check` goes by."""
        first = next_entry(self._connection)
        return [
            {
                "entry": first + place,
                "at": self.at,
                "on": self.on,
                "by": self.by,
                "act": DESTROY,
                "data": {
                    "destruction": row["id"],
                    "kind": item.kind,
                    "code": item.code,
                    "rows": row["rows"],
                    "left": {str(entry): own for entry, own in left.get(item, {}).items()},
                },
                "phase": phase_of.get(item.of or ""),
                "partnership": item.of,
                "person": item.code if item.kind == "persoon" else None,
            }
            for place, (item, row) in enumerate(zip(items, log, strict=True))
        ]
