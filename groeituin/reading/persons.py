"""What concerns a person: the partnerships in which somebody has a part, and what was asked there."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from groeituin.definitions import Library
from groeituin.errors import NoSuchThing
from groeituin.planning import stored_terms
from groeituin.reading.portfolio import concerns
from models.database import among, table
from models.dossiers import load_dossiers
from models.nights import Signal, SignalRecipient
from models.parties import Person
from models.partnerships import Partnership, RoleHolding
from states.definition import Definition
from states.dossier import Dossier
from states.signal import UNSETTLED
from states.terms import Term

CHUNK = 1000
LEADS = ("projectcoordinator", "social_return_coordinator")


@dataclass(frozen=True, slots=True)
class Asked:
    """A signal that still asks something, and of whom."""

    rule: str
    subject: str
    due_on: date
    next_on: date | None
    status: str
    sentence: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Work:
    """One partnership with what was asked there, and what falls due until a day."""

    dossier: Dossier
    process: Definition
    asked: tuple[Asked, ...] = ()
    terms: tuple[Term, ...] = ()


def known_person(connection: Connection, person: str) -> None:
    """Refuse a person who is not registered and never started a partnership.

    Raises:
        NoSuchThing: nobody is known by this code.
    """
    people, own = table(Person), table(Partnership)
    registered = sa.select(sa.literal(1)).where(people.c.person == person)
    started = sa.select(sa.literal(1)).where(own.c.started_by == person)
    if connection.execute(sa.union(registered, started)).first() is None:
        raise NoSuchThing(f"Er is geen persoon '{person}'.")


def work_of(connection: Connection, person: str | None, until: date) -> Iterator[Work]:
    """Yield the partnerships that concern a person, or all of them, in order of code.

    Args:
        connection: the database; a constant number of queries per thousand partnerships.
        person: whose partnerships; everybody's when None.
        until: terms that fall due after this day are left out.
    """
    own = table(Partnership)
    query = sa.select(own.c.partnership).order_by(own.c.partnership)
    if person is not None:
        query = query.where(concerns(person) | _falls_to_who_started(person))
    codes = list(connection.execute(query).scalars())
    library = Library(connection)
    for start in range(0, len(codes), CHUNK):
        chunk = codes[start : start + CHUNK]
        asked = _asked(connection, chunk)
        terms: dict[str, list[Term]] = defaultdict(list)
        for (partnership, _rule, _subject), term in stored_terms(connection, chunk, until).items():
            terms[partnership].append(term)
        for dossier in load_dossiers(connection, chunk):
            key = dossier.partnership
            yield Work(dossier, library.of(dossier.definition), tuple(asked.get(key, ())), tuple(terms.get(key, ())))


def _falls_to_who_started(person: str) -> sa.ColumnElement[bool]:
    """Nobody leads it, so what it needs falls to whoever started it."""
    own, roles = table(Partnership), table(RoleHolding)
    led = sa.select(roles.c.id).where(
        roles.c.role.in_(LEADS),
        roles.c.until_on.is_(None),
        (roles.c.partnership == own.c.partnership) | (roles.c.organisation == own.c.organisation),
    )
    return (own.c.started_by == person) & ~led.exists()


def _asked(connection: Connection, partnerships: list[str]) -> dict[str, list[Asked]]:
    signals, to = table(Signal), table(SignalRecipient)
    names = ("rule", "subject", "due_on", "next_on", "status", "sentence")
    wanted = (among(connection, signals.c.partnership, partnerships), signals.c.status.in_(UNSETTLED))
    people: dict[int, list[str]] = defaultdict(list)
    addressed = sa.select(to.c.signal, to.c.person).join_from(to, signals, signals.c.id == to.c.signal).where(*wanted)
    for signal, person in connection.execute(addressed.order_by(to.c.signal, to.c.person)):
        people[signal].append(person)
    found: dict[str, list[Asked]] = defaultdict(list)
    query = sa.select(signals.c.id, signals.c.partnership, *(signals.c[name] for name in names)).where(*wanted)
    for key, partnership, *values in connection.execute(query.order_by(signals.c.id)):
        known: dict[str, Any] = dict(zip(names, values, strict=True))
        found[partnership].append(Asked(**known, to=tuple(people[key])))
    return found
