"""Monday morning on one screen: this week, what waits for others, and the next 30 days."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from groeituin.definitions import calendar_of
from groeituin.reading.persons import LEADS, Asked, Work, known_person, work_of
from groeituin.texts.signals.sentence import in_words
from groeituin.texts.terms import because
from groeituin.texts.words import GROUP_NAMES, MEETING_NAMES, counted
from states.definition import Definition
from states.dossier import Contract, Dossier
from states.duties import roles_of
from states.periods import read_period
from states.recipients import recipients
from states.texts import day, listed

AHEAD = timedelta(days=30)
CONTRACTOR = "opdrachtnemer"
# Who keeps an eye on what others still have to do.
FOLLOWS = frozenset({*LEADS, "contractmanager"})
SEES_JOBS = FOLLOWS | {"hr_expert"}
ASKED_OF_OTHERS = "urenopgave"
LATE_ACTION = "actie_te_laat"
PROGRESS_MEETING = "voortgangsgesprek"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the week; what has no date comes last."""

    partnership: str
    title: str
    due_on: date | None
    what: str
    sentence: str

    @property
    def place(self) -> tuple[Any, ...]:
        """Return what orders rows."""
        return self.due_on or date.max, self.partnership, self.what, self.sentence

    def as_json(self) -> dict[str, Any]:
        """Return the row as the doors promise it."""
        return {name: getattr(self, name) for name in ("partnership", "title", "due_on", "what", "sentence")}


@dataclass(frozen=True, slots=True)
class Seen:
    """One partnership as one person sees it: with which roles, everything when nobody asks."""

    work: Work
    person: str | None
    roles: frozenset[str]

    @property
    def dossier(self) -> Dossier:
        """Return the partnership."""
        return self.work.dossier

    @property
    def process(self) -> Definition:
        """Return the process that the partnership follows."""
        return self.work.process

    @property
    def inside(self) -> bool:
        """Tell whether who asks belongs to the client."""
        return self.person is None or bool(self.roles - {CONTRACTOR})

    @property
    def follows(self) -> bool:
        """Tell whether who asks keeps an eye on what others do here."""
        return self.person is None or bool(self.roles & FOLLOWS)

    def row(self, due_on: date | None, what: str, sentence: str) -> Row:
        """Return a row of this partnership."""
        return Row(self.dossier.partnership, self.dossier.title, due_on, what, sentence)

    def contracts(self) -> Iterator[Contract]:
        """Yield the contracts that concern who asks: a contractor's people only see their own."""
        mine = {p.contractor for p in self.dossier.people if p.person == self.person and p.contractor}
        yield from (c for c in self.dossier.contracts if self.inside or c.contractor in mine)


def week(connection: Connection, on: date, person: str | None = None) -> dict[str, list[dict[str, Any]]]:
    """Return this week, what waits for others, and the next 30 days; of one person or of everybody.

    This week runs through Sunday and holds what is overdue, too.

    Args:
        connection: the database.
        on: a day of the week that is asked about.
        person: whose week; everybody's when None.

    Raises:
        NoSuchThing: nobody is known by this code.
    """
    if person is not None:
        known_person(connection, person)
    sunday, horizon = on + timedelta(days=6 - on.weekday()), on + AHEAD
    groups: dict[str, list[Row]] = {"this_week": [], "waiting": [], "coming": []}
    for work in work_of(connection, person, horizon):
        seen = seen_by(work, person)
        groups["waiting"] += _waiting(seen)
        for row in (*_asked(seen), *_dated(seen, on)):
            if row.due_on and row.due_on <= horizon:
                groups["this_week" if row.due_on <= sunday else "coming"].append(row)
    return {name: [row.as_json() for row in sorted(rows, key=lambda row: row.place)] for name, rows in groups.items()}


def seen_by(work: Work, person: str | None) -> Seen:
    """Return a partnership as somebody sees it; as everybody does when None."""
    roles = roles_of(work.dossier, work.process, person) if person else ()
    return Seen(work, person, frozenset(roles))


def _asked(seen: Seen) -> Iterator[Row]:
    """What is asked of this person; of everybody, all but the hours that a contractor still has to report."""
    for asked in seen.work.asked:
        if asked.status == "open" and _mine(seen, asked):
            yield seen.row(asked.due_on, asked.rule, asked.sentence)


def _mine(seen: Seen, asked: Asked) -> bool:
    return asked.rule != ASKED_OF_OTHERS if seen.person is None else seen.person in asked.to


def _waiting(seen: Seen) -> Iterator[Row]:
    for asked in seen.work.asked:
        told = seen.person is None or seen.person in asked.to
        if asked.status != "open" and told:
            yield seen.row(asked.next_on, asked.rule, asked.sentence)
        elif asked.status == "open" and seen.follows and not _mine(seen, asked):
            yield seen.row(asked.due_on, asked.rule, f"Gevraagd aan {listed(asked.to)}: {asked.sentence}")
    if not seen.follows:
        return
    for contract in seen.dossier.contracts:
        if contract.waits_for_legal_check:
            sentence = f"Een wijziging van contract {contract.contract} wacht op de uitkomst van de juridische toets."
            yield seen.row(None, "juridische_toets", sentence)
    for report in seen.dossier.hours_reports:
        if report.status == "ontvangen":
            period = in_words(read_period(report.period))
            sentence = f"De urenopgave van contract {report.contract} over {period} wacht op goedkeuring."
            yield seen.row(None, "beoordeling", sentence)


def _dated(seen: Seen, on: date) -> Iterator[Row]:
    """What has a date of its own: what falls due, actions, meetings and moments of contracts."""
    yield from _terms(seen)
    if seen.dossier.phase != "beeindigd":
        yield from _actions(seen)
        yield from _meetings(seen, on)
        yield from _jobs(seen, on)
    yield from _moments(seen, on)


def _terms(seen: Seen) -> Iterator[Row]:
    """What falls due, but for what an action or a planned meeting tells already."""
    dossier, calendar = seen.dossier, calendar_of(seen.process)
    planned = {m.planned_on + timedelta(days=1) for m in dossier.meetings if m.planned_on and not m.held_on}
    for term in seen.work.terms:
        if term.rule == LATE_ACTION or (term.rule == PROGRESS_MEETING and term.due_on in planned):
            continue
        if seen.person is None or seen.person in recipients(dossier, seen.process, term.rule, term.subject):
            yield seen.row(term.due_on, term.rule, because(dossier, term, seen.process, calendar))


def _actions(seen: Seen) -> Iterator[Row]:
    told = {asked.subject for asked in seen.work.asked if asked.rule == LATE_ACTION and asked.status == "open"}
    for action in seen.dossier.actions:
        if action.is_open and seen.person in {None, action.owner} and action.action not in told:
            sentence = f"Actie {action.action} ({action.description}) moet op {day(action.deadline)} klaar zijn."
            yield seen.row(action.deadline, "actie", sentence)


def _meetings(seen: Seen, on: date) -> Iterator[Row]:
    for meeting in seen.dossier.meetings:
        together = CONTRACTOR in seen.process.invites(meeting.kind)
        if meeting.planned_on is None or meeting.held_on or not (seen.inside or together):
            continue
        name = MEETING_NAMES[meeting.kind]
        sentence = f"{name[0].upper()}{name[1:]} op {day(meeting.planned_on)}."
        if meeting.planned_on < on:
            sentence = f"Het {name} stond gepland op {day(meeting.planned_on)}. Leg vast of het is gehouden."
        yield seen.row(meeting.planned_on, "overleg", sentence)


def _jobs(seen: Seen, on: date) -> Iterator[Row]:
    """Jobs that end, counted per contract, day and target group, for who works on jobs."""
    if seen.inside and not (seen.person is None or seen.roles & SEES_JOBS):
        return
    codes = {c.contract for c in seen.contracts()}
    ending = Counter(
        (job.ends_on, job.contract, job.target_group)
        for job in seen.dossier.jobs
        if job.ends_on and job.starts_on and not job.ended_on and (seen.inside or job.contract in codes)
    )
    for (ends_on, contract, group), number in ending.items():
        where = f" bij contract {contract}" if contract else ""
        what = f"{counted(number, 'baan', 'banen')} ({GROUP_NAMES[group]}){where}"
        past = ends_on is not None and ends_on < on
        verb = ("eindigde" if past else "eindigt") if number == 1 else ("eindigden" if past else "eindigen")
        sentence = f"Op {day(ends_on)} {verb} {what}."
        yield seen.row(ends_on, "baan", f"{sentence} Verleng, of leg vast dat het klaar is." if past else sentence)


def _moments(seen: Seen, on: date) -> Iterator[Row]:
    """What the outside world fixes: the last day to extend, a contract's end, a planned publication."""
    for contract in seen.contracts():
        named = f"contract {contract.contract} ({contract.title})"
        publication = contract.planned_publication_on
        if contract.stage == "gepland" and publication:
            verb = "stond" if publication < on else "staat"
            sentence = f"De aanbesteding van {named} {verb} gepland op {day(publication)}."
            yield seen.row(publication, "publicatie", sentence)
        if contract.stage != "gegund":
            continue
        for option in contract.options:
            if option.status == "open" and option.notify_by and option.notify_by >= on and seen.inside:
                sentence = f"De laatste dag om te melden dat u {named} verlengt tot {day(option.until)}."
                yield seen.row(option.notify_by, "optie", sentence)
        if contract.ends_on and contract.ends_on >= on:
            yield seen.row(contract.ends_on, "contract", f"De laatste dag van {named}.")
