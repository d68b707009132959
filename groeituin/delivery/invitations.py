"""Making mails about meetings: who is invited and was not told so yet, or was told something else."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, Row

from groeituin.clock import AMSTERDAM
from groeituin.definitions import Library
from groeituin.delivery.calendars import Key, lapse, mail_key, unsent
from groeituin.delivery.coordinators import coordinator_for, names_of_coordinators
from groeituin.delivery.mail import Mail
from groeituin.delivery.outbox import Composed, put_in
from groeituin.delivery.unreadable import Around
from groeituin.texts.agendas import agenda_items
from groeituin.texts.agendas.item import lasts, running
from groeituin.texts.letters.invitation import AgendaPoint, Change, Invitation, html, plain, subject, without_groups
from groeituin.texts.words import ROLE_NAMES
from groeituin.vcalendar import invitation as calendar_file
from groeituin.vcalendar import method_of
from models.database import among, table
from models.deliveries import Invitation as Invited
from models.dossiers import load_dossiers
from models.parties import Person
from models.unit_of_work import UnitOfWork
from states.definition import Definition
from states.dossier import Dossier, Meeting
from states.duties import roles_of
from states.invitations import CONTRACTOR, ENDED, roles_invited

# Partnerships of which the invitations are made in one transaction.
PARTNERSHIPS = 100


@dataclass(frozen=True, slots=True)
class News:
    """What somebody is to be told: that the invitation stands for its day, or that nothing is on ``day`` any more."""

    row: Row[Any]
    day: date
    goes_on: bool


def compose_invitations(
    engine: Engine, channel: str, domain: str, *, on: date, at: datetime, around: Around | None = None
) -> int:
    """Make a mail for everybody whose calendar does not hold what it should, and return how many.

    A mail that was made before the last change and did not go yet never goes. Nothing is told of days that are past,
    also not when the letters of an earlier day are made.

    Args:
        engine: the database.
        channel: by which they will go.
        domain: what the Message-IDs end with.
        on: the day.
        at: the moment.
        around: keeps what was left out because it cannot be read.
    """
    around = around or Around(engine)
    made, today = 0, max(on, at.astimezone(AMSTERDAM).date())
    with engine.connect() as connection:
        partnerships = list(connection.execute(_with_changes(today)).scalars())
    for start in range(0, len(partnerships), PARTNERSHIPS):
        chunk = partnerships[start : start + PARTNERSHIPS]

        def make(without: Collection[str], chunk: Sequence[str] = chunk) -> int:
            readable = [partnership for partnership in chunk if partnership not in without]
            with UnitOfWork(engine) as work:
                news = _news(work.connection, readable, today, at)
                put_in(work.connection, _composed(work.connection, news, channel, today), domain, on=on, at=at)
                work.commit()
            return len(news)

        made += around.made(make)
    return made


def key_of(row: Row[Any]) -> Key:
    """Return the key of an invitation."""
    return Key(row.partnership, row.meeting, row.person)


def _changed(connection: Connection, on: date, partnerships: Sequence[str]) -> list[Row[Any]]:
    """Return the invitations of some partnerships that changed since there was a mail."""
    source, people = table(Invited), table(Person)
    query = sa.select(source, people.c.name, people.c.contractor).join_from(source, people, _invited())
    query = query.where(_untold(on), among(connection, source.c.partnership, partnerships))
    return list(connection.execute(query.order_by(source.c.partnership, source.c.meeting, source.c.person)).all())


def _with_changes(on: date) -> sa.Select[tuple[str]]:
    """Return the query for the partnerships with such invitations; it reads nothing of a row that may be damaged."""
    source, people = table(Invited), table(Person)
    query = sa.select(source.c.partnership).distinct().join_from(source, people, _invited())
    return query.where(_untold(on)).order_by(source.c.partnership)


def _invited() -> sa.ColumnElement[bool]:
    return table(Person).c.person == table(Invited).c.person


def _untold(on: date) -> sa.ColumnElement[bool]:
    """Return the condition that an invitation changed since there was a mail.

    Who left hears nothing: it waits for whoever comes back.
    """
    source, people = table(Invited), table(Person)
    told_before = source.c.told.is_not(None) | (sa.not_(source.c.cancelled) & (source.c.planned_on >= on))
    return sa.and_(sa.text("(told IS NULL OR told <> sequence)"), told_before, people.c.inactive_on.is_(None))


def _news(connection: Connection, partnerships: Sequence[str], on: date, at: datetime) -> list[News]:
    """Return what is to be told of some partnerships, and mark it; what is being sent now is waited for."""
    busy = _supersede(connection, _changed(connection, on, partnerships), at)
    rows = [row for row in _changed(connection, on, partnerships) if key_of(row) not in busy]
    news = [one for row in rows if (one := _of(row, on))]
    never_told = [row for row in rows if row.cancelled and row.told_on is None]
    _mark(connection, [*(one.row for one in news), *never_told])
    return news


def _of(row: Row[Any], on: date) -> News | None:
    if not row.cancelled and row.planned_on >= on:
        return News(row, row.planned_on, goes_on=True)
    return News(row, row.told_on, goes_on=False) if row.told_on and row.told_on >= on else None


def _supersede(connection: Connection, rows: Sequence[Row[Any]], at: datetime) -> set[Key]:
    """Let go of what was made before the last change and did not go; return of whom something is being sent now."""
    found = unsent(connection, [(key_of(row), row.told) for row in rows if row.told is not None])
    busy = {key for key, mails in found.items() if any(mail.leased_until and mail.leased_until > at for mail in mails)}
    mails = [mail for key, those in found.items() if key not in busy for mail in those]
    lapse(connection, mails)
    return busy


def _mark(connection: Connection, rows: Sequence[Row[Any]]) -> None:
    """Note up to which change there are mails."""
    source = table(Invited)
    if rows:
        same = (source.c[name] == sa.bindparam(f"of_{name}") for name in Key._fields)
        connection.execute(
            source.update().where(*same).values(told=source.c.sequence),
            [{f"of_{name}": value for name, value in key_of(row)._asdict().items()} for row in rows],
        )


def _composed(connection: Connection, news: Sequence[News], channel: str, on: date) -> list[Composed]:
    library = Library(connection)
    dossiers = {d.partnership: d for d in load_dossiers(connection, sorted({one.row.partnership for one in news}))}
    names = names_of_coordinators(connection, library, dossiers.values())
    composed = []
    for one in news:
        dossier = dossiers[one.row.partnership]
        told = _told(dossier, library.of(dossier.definition), one, names, on)
        key = mail_key(key_of(one.row), one.row.sequence)
        composed.append(Composed(key, one.row.person, channel, {"uitnodiging": told.as_json()}))
    return composed


def _told(dossier: Dossier, process: Definition, news: News, names: Mapping[str, str], on: date) -> Invitation:
    row = news.row
    found = next((m for m in dossier.meetings if m.meeting == row.meeting), None)
    change = _change(dossier, found, news, on)
    told = Invitation(
        partnership=dossier.partnership,
        title=dossier.title,
        meeting=row.meeting,
        kind=row.kind,
        planned_on=news.day,
        sequence=row.sequence,
        change=change,
        name=row.name,
        held_on=found.held_on if found and change == "gehouden" else None,
        moved_to=found.planned_on if found and change == "vervroegd" else None,
        coordinator=coordinator_for(row.person, dossier, process, names),
    )
    if not news.goes_on:
        return told
    return replace(
        told,
        contracts=_own_contracts(dossier, row.contractor, on),
        agenda=agenda_of(dossier, process, row.kind, on, outside=_is_outside(dossier, process, row)),
        invited=tuple(ROLE_NAMES[role] for role in roles_invited(dossier, process, row.kind, row.planned_on)),
    )


def _change(dossier: Dossier, found: Meeting | None, news: News, on: date) -> Change:
    if news.goes_on:
        return "nieuw" if news.row.told_on in {None, news.day} else "verzet"
    if found is None or found.planned_on is None or dossier.phase == ENDED:
        return "afgezegd"
    if found.held_on:
        return "gehouden"
    return "vervroegd" if found.planned_on < on else "zonder_u"


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
