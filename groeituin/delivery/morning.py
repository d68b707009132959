"""What the letters of one morning tell: whose news, what waits with it, and what is read to say that."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from groeituin.definitions import Library
from groeituin.delivery.coordinators import names_of_coordinators
from groeituin.delivery.points import Asked, point
from groeituin.texts.letters.content import Letter
from groeituin.texts.letters.wording import ESCALATED, urgency
from models.database import among, table
from models.dossiers import load_dossiers
from models.journal import Entry
from models.nights import Signal, SignalRecipient
from models.partnerships import Partnership
from states.dossier import Dossier
from states.signal import UNSETTLED

# More than so many that wait are counted, not told: nobody reads on.
WAITING_SHOWN = 15


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who gets letters: what is known of them, and how often they want to hear."""

    person: str
    name: str
    weekly: bool
    others: bool
    contractor: str | None
    left: bool

    def key(self, on: date) -> str:
        """Return the key of the letter of a day, or of a week: there is never a second one."""
        year, week, _ = on.isocalendar()
        return f"brief/{self.person}/{f'{year}-W{week:02}' if self.weekly else on.isoformat()}"


@dataclass(frozen=True, slots=True)
class Told:
    """What one letter tells: the signals in order, the one to begin with, and how many more wait."""

    rows: tuple[Row[Any], ...]
    begin: Row[Any]
    more: int


def asked_of(connection: Connection, people: Sequence[str], without: Collection[str] = ()) -> dict[str, list[Row[Any]]]:
    """Return what still asks something, by who was asked; save of some partnerships."""
    to, signals, own = table(SignalRecipient), table(Signal), table(Partnership)
    query = (
        sa.select(signals, to.c.person, to.c.rung.label("brought_by"), to.c.news, own.c.title, own.c.definition)
        .join_from(to, signals, signals.c.id == to.c.signal)
        .join(own, own.c.partnership == signals.c.partnership)
        .where(
            among(connection, to.c.person, people),
            signals.c.status.in_(UNSETTLED),
            ~among(connection, signals.c.partnership, sorted(without)),
        )
        .order_by(signals.c.due_on, signals.c.id)
    )
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.person].append(row)
    return found


def told_later(connection: Connection, asked: Mapping[str, Iterable[Row[Any]]], on: date) -> set[tuple[int, str]]:
    """Return by signal and person what is of a night after the day of the letter, which is not the letter to tell it.

    When somebody was drawn in by a rung stands only in the journal: what asks again may have climbed it long before.
    """
    rows = [row for theirs in asked.values() for row in theirs]
    climbed = _climbed_later(connection, [row for row in rows if row.news == ESCALATED], on)
    return {
        (row.id, row.person)
        for row in rows
        if row.raised_on > on
        or (row.news and (row.asked_on or row.raised_on) > on)
        or (row.news == ESCALATED and (row.partnership, row.rule, row.occasion) in climbed)
    }


def _climbed_later(
    connection: Connection, rows: Sequence[Row[Any]], on: date
) -> set[tuple[str, str | None, str | None]]:
    if not rows:
        return set()
    journal = table(Entry)
    query = sa.select(journal.c.partnership, journal.c.data).where(
        among(connection, journal.c.partnership, sorted({row.partnership for row in rows})),
        journal.c.on > on,
        journal.c.act == "escalate-signal",
    )
    return {(code, data.get("rule"), data.get("occasion")) for code, data in connection.execute(query)}


class Morning:
    """The letters of some readers on one day, made of a constant number of queries."""

    def __init__(
        self,
        connection: Connection,
        library: Library,
        asked: Mapping[str, Iterable[Row[Any]]],
        readers: Mapping[str, Reader],
        on: date,
    ) -> None:
        self._on, self._library, self._readers = on, library, readers
        self._told = {name: told for name, rows in asked.items() if (told := self._chosen(readers[name], rows))}
        self._dossiers = self._read(connection)
        self._names = names_of_coordinators(connection, library, self._dossiers.values())
        self._first = self._asked_first(connection)

    def letter(self, person: str) -> dict[str, Any] | None:
        """Return somebody's letter and the signals of its points, or None when there is none to write."""
        told, reader = self._told.get(person), self._readers[person]
        if told is None:
            return None
        points = tuple(point(self._asked(row, reader), self._on) for row in told.rows)
        letter = Letter(reader.person, reader.name, self._on, reader.weekly, points, told.more)
        return {"brief": letter.as_json(), "signals": [row.id for row in told.rows]}

    def _asked(self, row: Row[Any], reader: Reader) -> Asked:
        others = frozenset(self._first.get(row.id, ())) - {reader.person}
        dossier = self._dossiers.get(row.partnership)
        return Asked(row, self._library.of(row.definition), dossier, reader.contractor, self._names, others)

    def _chosen(self, reader: Reader, rows: Iterable[Row[Any]]) -> Told | None:
        """Return what is told, of what waits the most urgent; None on a morning without news for a daily reader."""
        asked = [Asked(row, self._library.of(row.definition), None, None) for row in rows]
        theirs = [one for one in asked if reader.others or one.is_theirs]
        ranked = sorted(theirs, key=lambda one: (urgency(point(one, self._on), self._on), one.row.id))
        news = [one.row for one in ranked if one.row.news]
        waits = [one.row for one in ranked if not one.row.news]
        if not ranked or not (news or reader.weekly):
            return None
        shown = waits[:WAITING_SHOWN]
        return Told((*news, *shown), ranked[0].row, len(waits) - len(shown))

    def _read(self, connection: Connection) -> dict[str, Dossier]:
        """Return the dossiers of what is told in full, of planned meetings, and of all that a contractor reads."""
        wanted = {
            row.partnership
            for name, told in self._told.items()
            for row in told.rows
            if row.news
            or row is told.begin
            or (row.status, row.rule) == ("ingepland", "voortgangsgesprek")
            or self._readers[name].contractor is not None
        }
        return {dossier.partnership: dossier for dossier in load_dossiers(connection, sorted(wanted))}

    def _asked_first(self, connection: Connection) -> dict[int, list[str]]:
        """Return of whom each signal that is told in full was asked before its ladder was climbed."""
        told = sorted({row.id for one in self._told.values() for row in one.rows if row.news and not row.brought_by})
        to = table(SignalRecipient)
        query = sa.select(to.c.signal, to.c.person).where(among(connection, to.c.signal, told), to.c.rung == 0)
        found: dict[int, list[str]] = defaultdict(list)
        for signal, person in connection.execute(query):
            found[signal].append(person)
        return found
