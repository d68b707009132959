"""Making the morning letters: whoever has news gets one, and what it tells is told, in one transaction."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, Row

from groeituin.definitions import Library
from groeituin.delivery.outbox import Composed, put_in
from groeituin.delivery.points import Asked, point
from groeituin.texts.letters.letter import Letter
from models.database import among
from models.deliveries import Delivery
from models.dossiers import load_dossiers, table
from models.nights import Signal, SignalRecipient
from models.parties import Person
from models.partnerships import Partnership
from models.unit_of_work import UnitOfWork
from states.dossier import Dossier
from states.signal import UNSETTLED

# Readers whose letters are made in one transaction; a coordinator of 150 partnerships is one of them.
READERS = 50
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


def compose_letters(engine: Engine, channel: str, domain: str, *, on: date, at: datetime) -> int:
    """Make the letters of a morning and return how many; the same morning again makes none twice.

    Args:
        engine: the database.
        channel: by which they will go.
        domain: what the Message-IDs end with.
        on: the day.
        at: the moment.
    """
    with engine.connect() as connection:
        people = _with_something_to_hear(connection)
    made = 0
    for start in range(0, len(people), READERS):
        with UnitOfWork(engine) as work:
            composed = _letters(work.connection, people[start : start + READERS], channel, on)
            put_in(work.connection, composed, domain, on=on, at=at)
            work.commit()
        made += len(composed)
    return made


def _with_something_to_hear(connection: Connection) -> list[str]:
    """Return who has news, and who reads weekly and still has something open."""
    to, signals, persons = table(SignalRecipient), table(Signal), table(Person)
    news = sa.select(to.c.person).where(to.c.news.is_not(None))
    weekly = (
        sa.select(to.c.person)
        .join_from(to, persons, persons.c.person == to.c.person)
        .join(signals, signals.c.id == to.c.signal)
        .where(persons.c.letters == "wekelijks", persons.c.inactive_on.is_(None), signals.c.status.in_(UNSETTLED))
    )
    return sorted(connection.execute(news.union(weekly)).scalars())


def _letters(connection: Connection, people: Sequence[str], channel: str, on: date) -> list[Composed]:
    readers = _readers(connection, people)
    had = _had_one(connection, readers, on)
    ready = {name: reader for name, reader in readers.items() if name not in had}
    asked = _asked(connection, list(ready))
    dossiers = _dossiers(connection, ready, asked)
    morning = _Morning(on, Library(connection), dossiers)
    composed = []
    for name, reader in ready.items():
        content = morning.letter(reader, asked.get(name, ()))
        if content:
            error = nobody_else(reader.name) if reader.left else None
            composed.append(Composed(reader.key(on), name, channel, content, error))
    _told(connection, list(ready))
    return composed


def _had_one(connection: Connection, readers: Mapping[str, Reader], on: date) -> set[str]:
    """Return who had a letter of this day, also when they chose another rhythm since, or had that of this week."""
    source = table(Delivery)
    keys = [reader.key(on) for reader in readers.values()]
    query = sa.select(source.c.person).where(
        among(connection, source.c.person, list(readers)),
        source.c.key.startswith("brief/"),
        (source.c.composed_on == on) | among(connection, source.c.key, keys),
    )
    return set(connection.execute(query).scalars())


def nobody_else(name: str) -> str:
    """Say that what was asked of somebody who left is asked of nobody now, and what to do about it."""
    return f"{name} is vertrokken en niemand anders heeft deze rol. Wijs iemand aan met assign-role of hand-over."


def _readers(connection: Connection, people: Sequence[str]) -> dict[str, Reader]:
    """Return readers by code; who is not registered is known by the code only, and hears daily."""
    persons = table(Person)
    known = {
        row.person: Reader(
            row.person, row.name, row.letters == "wekelijks", row.others, row.contractor, row.inactive_on is not None
        )
        for row in connection.execute(sa.select(persons).where(among(connection, persons.c.person, people)))
    }
    return {p: known.get(p) or Reader(p, p, weekly=False, others=True, contractor=None, left=False) for p in people}


def _asked(connection: Connection, people: Sequence[str]) -> dict[str, list[Row[Any]]]:
    """Return what still asks something, by who was asked."""
    to, signals, own = table(SignalRecipient), table(Signal), table(Partnership)
    query = (
        sa.select(signals, to.c.person, to.c.rung.label("brought_by"), to.c.news, own.c.title, own.c.definition)
        .join_from(to, signals, signals.c.id == to.c.signal)
        .join(own, own.c.partnership == signals.c.partnership)
        .where(among(connection, to.c.person, people), signals.c.status.in_(UNSETTLED))
        .order_by(signals.c.due_on, signals.c.id)
    )
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.person].append(row)
    return found


def _dossiers(
    connection: Connection, readers: Mapping[str, Reader], asked: Mapping[str, Sequence[Row[Any]]]
) -> dict[str, Dossier]:
    """Return the dossiers of what is told in full, and of all that a contractor may or may not read.

    A weekly letter without news begins with what waits longest, so that is told in full too.
    """
    wanted = {
        row.partnership
        for name, rows in asked.items()
        for row in rows
        if row.news or readers[name].contractor is not None or (readers[name].weekly and row is rows[0])
    }
    return {dossier.partnership: dossier for dossier in load_dossiers(connection, sorted(wanted))}


def _told(connection: Connection, people: Sequence[str]) -> None:
    to = table(SignalRecipient)
    untold = to.c.news.is_not(None) & among(connection, to.c.person, people)
    connection.execute(to.update().where(untold).values(news=None))


@dataclass(frozen=True, slots=True)
class _Morning:
    on: date
    library: Library
    dossiers: Mapping[str, Dossier]

    def letter(self, reader: Reader, rows: Iterable[Row[Any]]) -> dict[str, Any] | None:
        """Return the letter and the signals of its points, or None on a morning without news for a daily reader."""
        asked = [one for one in self._for(reader, rows) if reader.others or one.is_theirs]
        news = [one for one in asked if one.row.news]
        waits = [one for one in asked if not one.row.news]
        if not asked or not (news or reader.weekly):
            return None
        shown = (*news, *waits[:WAITING_SHOWN])
        points = tuple(point(one, self.on) for one in shown)
        letter = Letter(reader.person, reader.name, self.on, reader.weekly, points, len(waits[WAITING_SHOWN:]))
        return {"brief": letter.as_json(), "signals": [one.row.id for one in shown]}

    def _for(self, reader: Reader, rows: Iterable[Row[Any]]) -> Iterator[Asked]:
        for row in rows:
            process = self.library.of(row.definition)
            yield Asked(row, process, self.dossiers.get(row.partnership), reader.contractor)
