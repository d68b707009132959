"""Making the morning letters: whoever has news gets one, and what it tells is told, in one transaction."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from groeituin.definitions import Library
from groeituin.delivery.morning import Morning, Reader, asked_of, told_later
from groeituin.delivery.outbox import Composed, put_in
from groeituin.delivery.unreadable import Around
from models.database import among, table
from models.deliveries import Delivery
from models.nights import Signal, SignalRecipient
from models.parties import Person
from models.partnerships import Partnership
from models.unit_of_work import UnitOfWork
from states.signal import UNSETTLED
from states.vocabulary import SignalStatus, words

# Readers whose letters are made in one transaction; a coordinator of 150 partnerships is one of them.
READERS = 50


def compose_letters(
    engine: Engine, channel: str, domain: str, *, on: date, at: datetime, around: Around | None = None
) -> int:
    """Make the letters of a morning and return how many; the same morning again makes none twice.

    Args:
        engine: the database.
        channel: by which they will go.
        domain: what the Message-IDs end with.
        on: the day.
        at: the moment.
        around: keeps what was left out because it cannot be read.
    """
    around = around or Around(engine)
    with engine.connect() as connection:
        people = _with_something_to_hear(connection)
    made = 0
    for start in range(0, len(people), READERS):
        readers = people[start : start + READERS]

        def make(without: Collection[str], readers: Sequence[str] = readers) -> int:
            with UnitOfWork(engine) as work:
                composed = _letters(work.connection, readers, channel, on, without)
                put_in(work.connection, composed, domain, on=on, at=at)
                work.commit()
            return len(composed)

        made += around.made(make)
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


def _letters(
    connection: Connection, people: Sequence[str], channel: str, on: date, without: Collection[str]
) -> list[Composed]:
    readers = _readers(connection, people)
    had = _had_one(connection, readers, on)
    ready = {name: reader for name, reader in readers.items() if name not in had}
    library, asked = Library(connection), asked_of(connection, list(ready), without)
    ahead: dict[str, list[int]] = {}
    not_yet = told_later(connection, asked, on)
    for name, rows in asked.items():
        later = [row.id for row in rows if (row.id, name) in not_yet]
        if later:
            ahead[name] = later
            asked[name] = [row for row in rows if row.id not in later]
    morning = Morning(connection, library, asked, ready, on)
    composed = []
    for name, reader in ready.items():
        content = morning.letter(name)
        if content:
            error = nobody_else(reader.name) if reader.left else None
            composed.append(Composed(reader.key(on), name, channel, content, error))
    _told(connection, list(ready), ahead, without)
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


def _told(
    connection: Connection, people: Sequence[str], ahead: Mapping[str, Sequence[int]], without: Collection[str]
) -> None:
    """Mark news as told, save of some partnerships, and by reader what a letter of a later day is to tell.

    What is damaged so that no letter can ask for it is not told either.
    """
    to, signals, own = table(SignalRecipient), table(Signal), table(Partnership)
    readable = sa.exists().where(
        signals.c.id == to.c.signal,
        signals.c.status.in_(words(SignalStatus)),
        own.c.partnership == signals.c.partnership,
        ~among(connection, signals.c.partnership, sorted(without)),
    )
    untold = to.c.news.is_not(None) & readable
    told = [untold & among(connection, to.c.person, [person for person in people if person not in ahead])]
    told += [
        untold & (to.c.person == person) & ~among(connection, to.c.signal, signals) for person, signals in ahead.items()
    ]
    for which in told:
        connection.execute(to.update().where(which).values(news=None))
