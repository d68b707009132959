"""One question of a letter, from the signal that asks it: what this reader may read of it, and by when."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy.engine import Row

from groeituin.definitions import calendar_of
from groeituin.delivery.coordinators import coordinator_for
from groeituin.planning import known
from groeituin.texts.letters.content import Point
from groeituin.texts.letters.deadlines import deadline
from groeituin.texts.letters.rules import OF_ANOTHER_CONTRACT, asked_first, first_step, then, why
from groeituin.texts.words import who
from states.definition import Definition, Rung
from states.dossier import Dossier
from states.recipients import contractors, filled_by

# A choice of Groeituin: the ladder names no day where it ends.
NOBODY_AFTER = timedelta(days=7)
DAY = timedelta(days=1)
# Who is meant by whoever runs the payroll.
PAYERS = ("opdrachtnemer", "hr_expert")


@dataclass(frozen=True, slots=True)
class Asked:
    """A signal as it was put to one reader.

    ``dossier`` is None for what is only told in short; ``contractor`` is whom the reader works for, if not the client.
    ``names`` are those of the coordinators by their codes; ``others`` is who was asked first beside the reader.
    """

    row: Row[Any]
    process: Definition
    dossier: Dossier | None
    contractor: str | None
    names: Mapping[str, str] = field(default_factory=dict)
    others: frozenset[str] = frozenset()

    @property
    def ladder(self) -> tuple[Rung, ...]:
        """Return who hears of it when nobody answers; nobody where the process asks it no more."""
        rule = self.process.rules.get(self.row.rule)
        return rule.ladder if rule else ()

    @property
    def is_theirs(self) -> bool:
        """Tell whether the reader cannot leave it to others: it was asked of them first, or nobody comes after them."""
        return not 0 < self.row.brought_by < len(self.ladder)

    @property
    def concerns_reader(self) -> bool:
        """Tell whether the reader may read it: an action of one's own always."""
        own_action = self.row.rule == "actie_te_laat" and not self.row.brought_by
        return own_action or may_read(self.dossier, self.contractor, self.row.subject)


def may_read(dossier: Dossier | None, contractor: str | None, subject: str) -> bool:
    """Tell whether somebody may read what is asked: a contractor reads of its own contracts and of no others.

    Args:
        dossier: the partnership; None where it is not known, and then only what is about the reader's own company.
        contractor: whom the reader works for; None for the client.
        subject: what is asked about.
    """
    if contractor in {None, subject}:
        return True
    return dossier is not None and contractors(dossier, subject) == {contractor}


def last_day_to_answer(next_on: date, process: Definition) -> date:
    """Return the last working day before somebody else hears of it."""
    return calendar_of(process).back(next_on - DAY)


def point(asked: Asked, on: date) -> Point:
    """Return how a letter of a day tells this reader a signal.

    By when an answer is wanted follows from the ladder: the last working day before the next one hears of it, or
    within a week where nobody comes after the reader. What the reader may not read is told without its words.
    """
    row, signal, readable = asked.row, known(asked.row), asked.concerns_reader
    climbs = row.status == "open" and row.next_on is not None and row.next_on > on
    by = last_day_to_answer(row.next_on, asked.process) if climbs else None
    if row.news and row.status == "open" and asked.dossier and not (climbs or asked.dossier.suspended(on)):
        by = calendar_of(asked.process).forward(on + NOBODY_AFTER)
    found = Point(
        partnership=row.partnership,
        title=row.title,
        rule=row.rule if readable else "",
        sentence=row.sentence if readable else OF_ANOTHER_CONTRACT,
        why="",
        first="",
        raised_on=row.raised_on,
        by=by if by and by >= on else None,
        then="",
        news=row.news,
        status=row.status,
        until=None if row.status == "open" else row.next_on,
        asked_first=asked_first(signal, asked.process) if row.brought_by else "",
        occasion=row.occasion if readable else "",
        deadline=deadline(signal, asked.process) if readable else None,
    )
    if not asked.dossier:
        return found
    found = replace(
        found,
        until=_until(asked, asked.dossier),
        coordinator=coordinator_for(row.person, asked.dossier, asked.process, asked.names),
    )
    if not readable:
        return found
    first = first_step(signal, asked.dossier, asked.process, on, rung=row.brought_by, reader=row.person)
    return replace(
        found,
        why=why(signal, row.original_on, asked.dossier, asked.process),
        first=first if row.status == "open" else "",
        then=then(signal, asked.dossier, asked.process) if climbs else "",
        also="" if row.brought_by else _also(asked, asked.dossier),
    )


def _until(asked: Asked, dossier: Dossier) -> date | None:
    """Return until when it was put off, or for when it was planned; a meeting is asked for the day after."""
    row = asked.row
    until: date | None = None if row.status == "open" else row.next_on
    planned = {m.planned_on for m in dossier.meetings if m.kind == "voortgang" and not m.held_on}
    of_meeting = row.rule == "voortgangsgesprek" and row.status == "ingepland"
    return until - DAY if until and of_meeting and until - DAY in planned else until


def _also(asked: Asked, dossier: Dossier) -> str:
    """Name by their roles who was asked the same; whoever stands in for a vacant role by their own."""
    rule = asked.process.rules.get(asked.row.rule)
    to = [one for role in (rule.to if rule else ()) for one in (PAYERS if role == "loonadministratie" else (role,))]
    left, roles = set(asked.others), []
    for role in dict.fromkeys((*to, *asked.process.fallback_roles)):
        theirs = left.intersection(filled_by(dossier, role, asked.row.subject))
        left -= theirs
        roles += [role] if theirs else []
    return who(roles)
