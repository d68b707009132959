"""What the calendars of readers hold: it follows from the mails about meetings that went, or may have gone."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from groeituin.texts.letters.invitation import Invitation
from groeituin.vcalendar import joined
from models.database import among, table
from models.deliveries import Delivery
from models.deliveries import Invitation as Invited

MAILS = "uitnodiging/"
UNSENT = ("wacht", "mislukt")
SUPERSEDED = "er is daarna iets aan dit overleg veranderd"


class Key(NamedTuple):
    """Whose invitation to what it is."""

    partnership: str
    meeting: str
    person: str


def mail_key(key: Key, sequence: int) -> str:
    """Return the key of the mail that tells somebody of a meeting as of a change."""
    return f"{MAILS}{joined(*key)}/{sequence}"


def note_sent(connection: Connection, which: sa.ColumnElement[bool]) -> None:
    """Note what these mails, which went, left their readers with: a day, or nothing."""
    for same, told in _mails(connection, which):
        on = told.planned_on if told.goes_on else None
        connection.execute(table(Invited).update().where(same).values(told_on=on))


def note_in_doubt(connection: Connection, which: sa.ColumnElement[bool]) -> None:
    """Note what these mails, of which nobody knows whether they went, may have left: the last day that it may be."""
    held = table(Invited).c.told_on
    for same, told in _mails(connection, which):
        if told.goes_on:
            last = sa.case((held > told.planned_on, held), else_=told.planned_on)
            connection.execute(table(Invited).update().where(same).values(told_on=last))


def note_lapsed(connection: Connection, which: sa.ColumnElement[bool], today: date) -> None:
    """Let what these mails did not tell be told anew, where a calendar still holds a day that is to come."""
    source = table(Invited)
    for same, _told in _mails(connection, which):
        connection.execute(
            source.update().where(same, source.c.told_on >= today).values(sequence=source.c.sequence + 1)
        )


def _mails(
    connection: Connection, which: sa.ColumnElement[bool]
) -> Iterator[tuple[sa.ColumnElement[bool], Invitation]]:
    """Yield of the mails about meetings among deliveries whose invitation each is, and what it says."""
    source, own = table(Delivery), table(Invited)
    query = sa.select(source.c.person, source.c.content).where(which, source.c.key.startswith(MAILS))
    for row in connection.execute(query).all():
        if row.content:
            told = Invitation.from_json(row.content["uitnodiging"])
            same = (own.c.partnership == told.partnership) & (own.c.meeting == told.meeting)
            yield same & (own.c.person == row.person), told


def unsent(connection: Connection, made: Sequence[tuple[Key, int]]) -> dict[Key, list[Row[Any]]]:
    """Return the mails that did not go, also those that were given up.

    Args:
        connection: the database.
        made: whose invitations, each with the last change for which there was a mail.
    """
    source = table(Delivery)
    keys = {mail_key(key, number): key for key, last in made for number in range(last + 1)}
    query = sa.select(source).where(among(connection, source.c.key, list(keys)), source.c.status.in_(UNSENT))
    found: dict[Key, list[Row[Any]]] = {}
    for row in connection.execute(query):
        found.setdefault(keys[row.key], []).append(row)
    return found


def lapse(connection: Connection, mails: Sequence[Row[Any]]) -> None:
    """Let mails that did not go never go any more: something changed since they were made.

    One that a sender held when it was ended may have gone all the same.
    """
    source = table(Delivery)
    note_in_doubt(connection, among(connection, source.c.id, [mail.id for mail in mails if mail.lease]))
    values = {"status": "vervallen", "error": SUPERSEDED, "content": None, "lease": None, "leased_until": None}
    superseded = among(connection, source.c.id, [mail.id for mail in mails])
    connection.execute(source.update().where(superseded).values(values))
