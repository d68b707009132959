"""What an occasion is, and what every rule is given to find its own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from states.definition import Definition, Rule
from states.dossier import Contract, Dossier
from states.suspensions import shifted
from states.working_days import WorkingDays, add_months


@dataclass(frozen=True, slots=True)
class Occasion:
    """One moment of a rule.

    ``original_on`` is the date before anything moved it, ``due_on`` the date after; ``planned_on`` tells that it is
    only due because what was planned for that day did not happen yet.
    """

    name: str
    original_on: date
    due_on: date
    planned_on: date | None = None


@dataclass(frozen=True, slots=True)
class StillUrgent(Occasion):
    """The most urgent alert that had passed at a take-over while what it warns of was still ahead."""


@dataclass(frozen=True, slots=True)
class Process:
    """What a rule follows: itself as data, the definition that it is part of, and the calendar."""

    rule: Rule
    definition: Definition
    calendar: WorkingDays


Row = tuple[str, Iterator[Occasion]]
Occasions = Callable[[Dossier, Process], Iterator[Row]]


def moved(name: str, original_on: date, calendar: WorkingDays) -> Occasion:
    """Return an occasion on a date, moved forward to a working day."""
    return Occasion(name, original_on, calendar.forward(original_on))


def every_so_often(dossier: Dossier, process: Process, name: str, base: date, first: int) -> Iterator[Occasion]:
    """Yield what returns each so many days from a day inside the partnership; a suspension moves it.

    Args:
        dossier: the partnership.
        process: the rule, with ``repeat_days``.
        name: what the occasions are called, before the number of days.
        base: the day from which days are counted.
        first: days until the first.
    """
    for days in count(first, process.rule.repeat_days):
        original_on = base + timedelta(days=days)
        yield Occasion(f"{name}/{days}d", original_on, shifted(base, original_on, dossier.suspensions))


def before(
    name: str, day: date, process: Process, *, taken_over_on: date | None = None, not_before: date | None = None
) -> list[Occasion]:
    """Return the leads of a rule before a day that the outside world fixes, the longest first.

    Args:
        name: what the occasions are called, before the number of months.
        day: the day that is coming.
        process: the rule, with ``lead_months``.
        taken_over_on: of the leads that had passed then, the most urgent stays, if the day itself was still ahead.
        not_before: a lead that falls on or before this day does not exist.
    """
    found = [
        moved(f"{name}/{lead}m", original_on, process.calendar)
        for lead in sorted(process.rule.lead_months, reverse=True)
        if (original_on := add_months(day, -lead)) > (not_before or date.min)
    ]
    past = [o for o in found if taken_over_on and o.due_on <= taken_over_on <= day]
    if past:
        urgent = past[-1]
        found[len(past) - 1] = StillUrgent(urgent.name, urgent.original_on, urgent.due_on)
    return found


def takes_part(dossier: Dossier, contract: Contract) -> bool:
    """Tell whether a contract that was awarded is not one whose contractor was parted from as friends (2Bb)."""
    parted = {said.contract for said in dossier.willingness if not said.willing}
    return contract.stage in {"gegund", "afgelopen"} and contract.contract not in parted
