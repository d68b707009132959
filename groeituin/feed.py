"""A person's calendar: the meetings to come to, the days by which something is asked, and when contracts end."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

import sqlalchemy as sa
from icalendar import Event
from sqlalchemy.engine import Connection, Row

from groeituin.delivery.invitations import agenda_of
from groeituin.delivery.points import last_day_to_answer, may_read
from groeituin.reading.persons import Asked, known_person, work_of
from groeituin.reading.week import Seen, seen_by
from groeituin.texts.agendas.item import named
from groeituin.texts.letters.invitation import Invitation
from groeituin.texts.letters.rules import OF_ANOTHER_CONTRACT, in_short
from groeituin.vcalendar import calendar, event, meeting, uid
from models.database import among, table
from models.deliveries import Invitation as Invited
from models.journal import Entry
from models.parties import Person
from states.definition import Definition
from states.dossier import Contract
from states.texts import capital, day

# What falls due is planned, and no calendar entry: only what was asked is.
NO_TERMS = date.min


def feed(connection: Connection, person: str, domain: str) -> bytes:
    """Return a person's calendar file; the same state gives the same bytes, whatever the day.

    Args:
        connection: the database.
        person: whose; somebody of a contractor sees its own contracts alone.
        domain: what the UIDs end with, as those of invitations do.

    Raises:
        NoSuchThing: nobody is known by this code.
    """
    known_person(connection, person)
    works = list(work_of(connection, person, NO_TERMS))
    at = _newest(connection, [work.dossier.partnership for work in works])
    invitations = _invitations(connection, person)
    contractor = _contractor(connection, person)
    found: dict[str, Event] = {}
    for work in works:
        seen = seen_by(work, person)
        for made in (
            *_meetings(seen, invitations[work.dossier.partnership], domain, at),
            *_questions(seen, contractor, domain, at),
            *_contracts(seen, domain, at),
        ):
            found[str(made["uid"])] = made  # a contract may belong to several partnerships
    events = sorted(found.values(), key=lambda made: (made["dtstart"].to_ical(), str(made["uid"])))
    return calendar(events, name=f"Groeituin ({person})")


def _newest(connection: Connection, partnerships: Iterable[str]) -> datetime:
    """Return when something last happened in these partnerships: the moment of what the calendar tells."""
    journal = table(Entry)
    query = sa.select(sa.func.max(journal.c.at)).where(among(connection, journal.c.partnership, list(partnerships)))
    return connection.execute(query).scalar() or datetime.min.replace(tzinfo=UTC)


def _invitations(connection: Connection, person: str) -> dict[str, list[Row[tuple[str, str, date, int]]]]:
    source = table(Invited)
    columns = (source.c[name] for name in ("partnership", "meeting", "kind", "planned_on", "sequence"))
    query = sa.select(*columns).where(source.c.person == person, source.c.cancelled.is_(False))
    found = defaultdict(list)
    for row in connection.execute(query.order_by(source.c.meeting)):
        found[row.partnership].append(row)
    return found


def _contractor(connection: Connection, person: str) -> str | None:
    people = table(Person)
    return connection.execute(sa.select(people.c.contractor).where(people.c.person == person)).scalar()


def _meetings(
    seen: Seen, rows: Iterable[Row[tuple[str, str, date, int]]], domain: str, at: datetime
) -> Iterator[Event]:
    dossier = seen.dossier
    for row in rows:
        # The agenda in short is its titles, which are for everybody.
        agenda = agenda_of(dossier, seen.process, row.kind, row.planned_on, outside=True)
        told = Invitation(
            dossier.partnership, dossier.title, row.meeting, row.kind, row.planned_on, row.sequence, "nieuw", "",
            agenda=agenda,
        )  # fmt: skip
        yield meeting(told, domain, at)


def _questions(seen: Seen, contractor: str | None, domain: str, at: datetime) -> Iterator[Event]:
    dossier = seen.dossier
    for asked in seen.work.asked:
        if seen.person in asked.to:
            name = uid(domain, "vraag", dossier.partnership, asked.rule, asked.subject, str(asked.due_on))
            readable = may_read(dossier, contractor, asked.subject)
            called, on = _called(asked, seen.process)
            words = f"{called}: {in_short(asked.rule if readable else '')} ({dossier.title})"
            yield event(name, on, at, words, asked.sentence if readable else OF_ANOTHER_CONTRACT)


def _called(asked: Asked, process: Definition) -> tuple[str, date]:
    """What a day is to a question: the last to answer before the next one hears of it, or when it is asked again."""
    if asked.next_on is None:
        return ("Gepland" if asked.status == "ingepland" else "Gevraagd"), asked.due_on
    if asked.status == "open":
        return "Antwoord uiterlijk", last_day_to_answer(asked.next_on, process)
    return "Vraag komt terug", asked.next_on


def _contracts(seen: Seen, domain: str, at: datetime) -> Iterator[Event]:
    for contract in seen.contracts():
        if contract.stage == "gegund":
            yield from _moments(contract, domain, at, inside=seen.inside)


def _moments(contract: Contract, domain: str, at: datetime, *, inside: bool) -> Iterator[Event]:
    """The last day of a contract, and for the client the last day on which each open extension can be notified."""
    if contract.ends_on:
        name = uid(domain, "contract", contract.contract, "einde")
        yield event(name, contract.ends_on, at, f"Contract {contract.contract} eindigt: {contract.title}")
    for option in contract.options if inside else ():
        if option.status == "open" and option.notify_by:
            name = uid(domain, "contract", contract.contract, str(option.until))
            words = f"Laatste dag om te melden dat {named(contract)} wordt verlengd"
            yield event(
                name, option.notify_by, at, words, f"{capital(named(contract))} kan door tot {day(option.until)}."
            )
