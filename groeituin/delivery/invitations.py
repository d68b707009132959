"""Making mails about meetings: who is invited and was not told so yet, or was told something else."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, Row

from groeituin.clock import AMSTERDAM
from groeituin.definitions import Library
from groeituin.delivery.coordinators import coordinator_for, names_of_coordinators
from groeituin.delivery.mail import Mail
from groeituin.delivery.outbox import Composed, put_in
from groeituin.texts.agendas import agenda_items
from groeituin.texts.agendas.item import lasts, running
from groeituin.texts.letters.invitation import AgendaPoint, Change, Invitation, html, plain, subject, without_groups
from groeituin.texts.words import ROLE_NAMES
from groeituin.vcalendar import invitation as calendar_file
from groeituin.vcalendar import joined, method_of
from models.deliveries import Invitation as Invited
from models.dossiers import load_dossiers, table
from models.parties import Person
from models.unit_of_work import UnitOfWork
from states.definition import Definition
from states.dossier import Dossier, Meeting
from states.duties import roles_of
from states.invitations import CONTRACTOR, ENDED, roles_invited

# Invitations that are made in one transaction.
CHUNK = 500


def compose_invitations(engine: Engine, channel: str, domain: str, *, on: date, at: datetime) -> int:
    """Make a mail for everybody whose calendar does not hold what it should, and return how many.

    Nothing is told of days that are past, also not when the letters of an earlier day are made.

    Args:
        engine: the database.
        channel: by which they will go.
        domain: what the Message-IDs end with.
        on: the day.
        at: the moment.
    """
    made, today = 0, max(on, at.astimezone(AMSTERDAM).date())
    while True:
        with UnitOfWork(engine) as work:
            rows = _untold(work.connection, today)
            if not rows:
                return made
            put_in(work.connection, _composed(work.connection, rows, channel, today), domain, on=on, at=at)
            _mark_as_told(work.connection, rows)
            work.commit()
        made += len(rows)


def _untold(connection: Connection, on: date) -> list[Row[Any]]:
    """Return what is still to be told, with the name of the reader and whom that person works for."""
    source, people = table(Invited), table(Person)
    news = sa.and_(sa.not_(source.c.cancelled), source.c.told.is_distinct_from(source.c.sequence))
    lapsed = sa.and_(source.c.cancelled, source.c.told.is_not(None))
    query = (
        sa.select(source, people.c.name, people.c.contractor)
        .join_from(source, people, people.c.person == source.c.person)
        .where(source.c.planned_on >= on, sa.or_(news, lapsed))
        .order_by(source.c.partnership, source.c.meeting, source.c.person)
        .limit(CHUNK)
    )
    return list(connection.execute(query).all())


def _composed(connection: Connection, rows: Sequence[Row[Any]], channel: str, on: date) -> list[Composed]:
    library = Library(connection)
    dossiers = {d.partnership: d for d in load_dossiers(connection, sorted({row.partnership for row in rows}))}
    names = names_of_coordinators(connection, library, dossiers.values())
    composed = []
    for row in rows:
        dossier = dossiers[row.partnership]
        told = _told(dossier, library.of(dossier.definition), row, names, on)
        key = f"uitnodiging/{joined(row.partnership, row.meeting, row.person)}/{row.sequence}"
        composed.append(Composed(key, row.person, channel, {"uitnodiging": told.as_json()}))
    return composed


def _mark_as_told(connection: Connection, rows: Sequence[Row[Any]]) -> None:
    """Note what the calendar of each reader holds now: this, or nothing."""
    source = table(Invited)
    names = ("partnership", "meeting", "person")
    same = (source.c[name] == sa.bindparam(f"of_{name}") for name in names)
    connection.execute(
        source.update().where(*same).values(told=sa.bindparam("now")),
        [
            {f"of_{name}": getattr(row, name) for name in names} | {"now": None if row.cancelled else row.sequence}
            for row in rows
        ],
    )


def _told(dossier: Dossier, process: Definition, row: Row[Any], names: Mapping[str, str], on: date) -> Invitation:
    found = next((m for m in dossier.meetings if m.meeting == row.meeting), None)
    change = _change(dossier, found, row)
    outside = _is_outside(dossier, process, row)
    return Invitation(
        partnership=dossier.partnership,
        title=dossier.title,
        meeting=row.meeting,
        kind=row.kind,
        planned_on=row.planned_on,
        sequence=row.sequence,
        change=change,
        name=row.name,
        held_on=found.held_on if found and change == "gehouden" else None,
        contracts=() if row.cancelled else _own_contracts(dossier, row.contractor, on),
        agenda=() if row.cancelled else agenda_of(dossier, process, row.kind, on, outside=outside),
        invited=() if row.cancelled else _roles(dossier, process, row),
        coordinator=coordinator_for(row.person, dossier, process, names),
    )


def _roles(dossier: Dossier, process: Definition, row: Row[Any]) -> tuple[str, ...]:
    return tuple(ROLE_NAMES[role] for role in roles_invited(dossier, process, row.kind, row.planned_on))


def _change(dossier: Dossier, found: Meeting | None, row: Row[Any]) -> Change:
    if not row.cancelled:
        return "nieuw" if row.told is None else "verzet"
    if found is None or found.planned_on is None or dossier.phase == ENDED:
        return "afgezegd"
    return "gehouden" if found.held_on else "zonder_u"


def _is_outside(dossier: Dossier, process: Definition, row: Row[Any]) -> bool:
    """Tell whether a reader is of a contractor, or only stands for one."""
    return row.contractor is not None or roles_of(dossier, process, row.person) == (CONTRACTOR,)


def _own_contracts(dossier: Dossier, contractor: str | None, on: date) -> tuple[str, ...]:
    return tuple(lasts(c, on) for c in running(dossier) if contractor and c.contractor == contractor)


def agenda_of(dossier: Dossier, process: Definition, kind: str, on: date, *, outside: bool) -> tuple[AgendaPoint, ...]:
    """Return the agenda as a reader may read it: whoever comes from outside gets the titles alone."""
    return tuple(
        AgendaPoint(point.title, () if outside else without_groups(point.lines))
        for point in agenda_items(dossier, kind, process, on)
    )


def invitation_mail(row: Row[Any], sender: str) -> Mail:
    """Return a delivery as a mail to the address of this moment.

    Args:
        row: the delivery, with the reader's name and address.
        sender: the address of the house.
    """
    told = Invitation.from_json(row.content["uitnodiging"])
    return Mail(
        key=row.key,
        message_id=row.message_id,
        sender=sender,
        to_name=row.name,
        to_address=row.email,
        subject=subject(told),
        plain=plain(told),
        html=html(told),
        at=row.composed_at,
        calendar=calendar_file(told, sender=sender, name=row.name, address=row.email, at=row.composed_at),
        method=method_of(told),
    )
