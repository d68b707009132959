"""What waits to be sent: put in once under its key, taken with a lease, and settled when it went or cannot go."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, Row

from groeituin.clock import AMSTERDAM
from groeituin.delivery.calendars import note_in_doubt, note_lapsed, note_sent
from groeituin.delivery.mail import message_id
from groeituin.errors import NoSuchThing, refusal
from models.database import among, insert_rows, table
from models.deliveries import Delivery
from models.nights import Signal, SignalRecipient
from models.parties import Person
from models.unit_of_work import UnitOfWork
from states.signal import UNSETTLED
from states.vocabulary import DeliveryStatus

# So many are taken at once: what is sent again after a crash is never more.
BATCH = 20
# Longer than a batch can take when every letter waits for its time-out.
LEASE = timedelta(minutes=30)
# A mail server tries for four to five days before it gives up (RFC 5321, 4.5.4.1); so do we.
GIVES_UP_AFTER = timedelta(days=5)
LONGEST_PAUSE = timedelta(hours=6)
LETTERS = "brief/"
SHOWN = ("id", "key", "person", "channel", "status", "attempts", "message_id", "error", "composed_on", "sent_at")


@dataclass(frozen=True, slots=True)
class Composed:
    """Something to send: its key, for whom, by which channel, and what it says; ``error`` when it cannot be sent."""

    key: str
    person: str | None
    channel: str
    content: Mapping[str, Any]
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it went with one delivery.

    ``next_at`` is when it may be tried again; ``in_doubt`` tells that it may have arrived all the same.
    """

    id: int
    status: DeliveryStatus
    error: str | None = None
    next_at: datetime | None = None
    in_doubt: bool = False


def put_in(connection: Connection, composed: Sequence[Composed], domain: str, *, on: date, at: datetime) -> None:
    """Write what was composed, to be sent from now on; what cannot be sent is named at once.

    Args:
        connection: the transaction in which the news is marked as told.
        composed: with keys that are not there yet.
        domain: what the Message-IDs end with.
        on: the day of the letters.
        at: the moment.
    """
    source = table(Delivery)
    first = (connection.execute(sa.select(sa.func.max(source.c.id))).scalar() or 0) + 1
    rows = [
        {
            "id": first + number, "key": one.key, "person": one.person, "channel": one.channel,
            "status": "mislukt" if one.error else "wacht", "attempts": 0, "message_id": message_id(one.key, domain),
            "error": one.error, "composed_on": on, "composed_at": at, "next_at": at, "content": dict(one.content),
        }
        for number, one in enumerate(composed)
    ]  # fmt: skip
    insert_rows(connection, source, rows)


def claim(
    engine: Engine, channels: Sequence[str], at: datetime, lease: str, *, in_order: bool = False
) -> list[Row[Any]]:
    """Take what may be tried now, for as long as the lease, with the reader's name and address of this moment.

    A trial counts from here, so that one that ends the program is not tried for ever. ``in_order`` takes nothing that
    was made after something that must wait; a letter always lets the older ones of its reader go first. ``asked`` tells
    of a reader who left that something still lies with them.
    """
    source = table(Delivery)
    with UnitOfWork(engine) as work:
        mine = among(work.connection, source.c.id, _free(work.connection, channels, at, in_order=in_order))
        note_in_doubt(work.connection, mine & source.c.lease.is_not(None))
        taken = {"lease": lease, "leased_until": at + LEASE, "attempts": source.c.attempts + 1}
        work.connection.execute(source.update().where(mine).values(taken))
        rows = list(work.connection.execute(_with_reader().where(mine).order_by(*_order(in_order=in_order))))
        work.commit()
    return rows


def _free(connection: Connection, channels: Sequence[str], at: datetime, *, in_order: bool) -> list[int]:
    source = table(Delivery)
    waits = (source.c.status == "wacht") & source.c.channel.in_(channels)
    free = (source.c.next_at <= at) & (source.c.leased_until.is_(None) | (source.c.leased_until <= at))
    query = sa.select(source.c.id).where(waits, free, source.c.id.not_in(_behind_older()))
    if in_order:
        stuck = connection.execute(sa.select(sa.func.min(source.c.id)).where(waits, ~free)).scalar()
        query = query if stuck is None else query.where(source.c.id < stuck)
    return list(connection.execute(query.order_by(*_order(in_order=in_order)).limit(BATCH)).scalars())


def _behind_older() -> sa.Select[tuple[int]]:
    """Return the query for letters behind an older one of their reader; asked once, not for each that waits."""
    source = table(Delivery)
    place = sa.func.row_number().over(partition_by=source.c.person, order_by=source.c.id).label("place")
    waits = (source.c.status == "wacht") & source.c.key.startswith(LETTERS)
    queue = sa.select(source.c.id, place).where(waits).subquery()
    return sa.select(queue.c.id).where(queue.c.place > 1)


def _order(*, in_order: bool) -> list[sa.ColumnElement[Any]]:
    source = table(Delivery)
    return [source.c.id] if in_order else [source.c.next_at, source.c.id]


def _with_reader() -> sa.Select[Any]:
    source, people, to, signals = table(Delivery), table(Person), table(SignalRecipient), table(Signal)
    lies_there = sa.exists().where(
        to.c.person == people.c.person, signals.c.id == to.c.signal, signals.c.status.in_(UNSETTLED)
    )
    asked = (people.c.inactive_on.is_not(None) & lies_there).label("asked")
    return sa.select(source, people.c.name, people.c.email, people.c.inactive_on, asked).join_from(
        source, people, people.c.person == source.c.person, isouter=True
    )


def settle(
    engine: Engine, channel: str, outcomes: Sequence[Outcome], untried: Sequence[int], lease: str, at: datetime
) -> None:
    """Write how it went and by which channel, and give back what was taken and not tried.

    What was sent is sent, also when the lease ran out meanwhile and somebody else has it.
    """
    source = table(Delivery)
    with UnitOfWork(engine) as work:
        _note(work.connection, outcomes, at)
        free: dict[str, Any] = {"lease": None, "leased_until": None}
        # Most went: they are written with one statement.
        went = {"status": "verzonden", "channel": channel, "error": None, "content": None, "sent_at": at} | free
        sent = [one.id for one in outcomes if one.status == "verzonden"]
        work.connection.execute(source.update().where(among(work.connection, source.c.id, sent)).values(went))
        for one in outcomes:
            if one.status == "verzonden":
                continue
            values = {"status": one.status, "channel": channel, "error": one.error} | free
            if one.status == "wacht":
                values["next_at"] = one.next_at
            elif one.status == "vervallen":
                values["content"] = None
            work.connection.execute(source.update().where(_held(one.id, lease)).values(values))
        back = among(work.connection, source.c.id, untried) & (source.c.lease == lease)
        work.connection.execute(source.update().where(back).values(attempts=source.c.attempts - 1, **free))
        work.commit()


def _note(connection: Connection, outcomes: Sequence[Outcome], at: datetime) -> None:
    """Note what calendars hold now, before what the mails said goes."""

    def those(found: Iterable[Outcome]) -> sa.ColumnElement[bool]:
        return among(connection, table(Delivery).c.id, [one.id for one in found])

    note_sent(connection, those(one for one in outcomes if one.status == "verzonden"))
    note_in_doubt(connection, those(one for one in outcomes if one.in_doubt))
    lapsed = those(one for one in outcomes if one.status == "vervallen")
    note_lapsed(connection, lapsed, at.astimezone(AMSTERDAM).date())


def _held(id_: int, lease: str) -> sa.ColumnElement[bool]:
    source = table(Delivery)
    return (source.c.id == id_) & (source.c.lease == lease)


def again_at(key: str, attempts: int, at: datetime) -> datetime:
    """Return when to try again: twice as long after each trial, and not all at the same moment.

    Args:
        key: what is sent; the chance in the pause comes from it, so that the same history gives the same times.
        attempts: how often it was tried, from 1.
        at: the moment of the last trial.
    """
    chance = int(sha256(f"{key} {attempts}".encode()).hexdigest()[:8], 16) / 2**32
    pause = min(timedelta(minutes=2 ** min(attempts, 16)), LONGEST_PAUSE)
    return at + pause * (0.5 + chance / 2)


def deliveries(connection: Connection, status: str | None = None) -> list[dict[str, Any]]:
    """Return everything that was put in, or what has one status, in the order in which it was made."""
    source = table(Delivery)
    query = sa.select(*(source.c[name] for name in SHOWN)).order_by(source.c.id)
    if status:
        query = query.where(source.c.status == status)
    return [dict(row) for row in connection.execute(query).mappings()]


def by_status(connection: Connection) -> Counter[str]:
    """Return how many there are in each status."""
    source = table(Delivery)
    query = sa.select(source.c.status, sa.func.count()).group_by(source.c.status)
    return Counter(dict(connection.execute(query).tuples().all()))


def waits_since(connection: Connection) -> datetime | None:
    """Return when the oldest of what waits was made; None when nothing waits."""
    source = table(Delivery)
    oldest: datetime | None = connection.execute(
        sa.select(sa.func.min(source.c.composed_at)).where(source.c.status == "wacht")
    ).scalar()
    return oldest


def retry(engine: Engine, id_: int, at: datetime) -> dict[str, Any]:
    """Let something that was given up be tried again, from now, and return it.

    Raises:
        NoSuchThing: there is none with this number.
        Refused: it was not given up.
    """
    source = table(Delivery)
    with UnitOfWork(engine) as work:
        row = work.connection.execute(sa.select(source).where(source.c.id == id_)).first()
        if row is None:
            raise NoSuchThing(f"Er is geen bezorging met nummer {id_}.")
        if row.status == "verzonden":
            raise refusal("al_verzonden", f"Bezorging {id_} is al verzonden.")
        if row.status == "vervallen":
            raise refusal("vervallen", f"Bezorging {id_} is vervallen: {row.error or 'zij was niet meer nodig'}.")
        values = {"status": "wacht", "attempts": 0, "error": None, "composed_at": at, "next_at": at}
        work.connection.execute(source.update().where(source.c.id == id_).values(values))
        work.commit()
    with engine.connect() as connection:
        return next(one for one in deliveries(connection) if one["id"] == id_)
