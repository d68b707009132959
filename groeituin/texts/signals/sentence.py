"""What every sentence is given, and what several of them say."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from groeituin.definitions import calendar_of
from states.definition import Definition
from states.dossier import Contract, Dossier
from states.occasions import occasions
from states.periods import Period
from states.terms import Due
from states.texts import MONTH_NAMES, day


@dataclass(frozen=True, slots=True)
class Question:
    """What a night asks of a partnership: what is raised, on which night, by the process that it follows."""

    dossier: Dossier
    due: Due
    night: date
    process: Definition


Sentence = Callable[[Question], str]
# So many are named one by one.
FEW = 4
QUARTERS = {1: "eerste", 4: "tweede", 7: "derde", 10: "vierde"}
HALVES = {1: "eerste", 7: "tweede"}


def contract_of(dossier: Dossier, code: str) -> Contract:
    """Return a contract of the partnership by its code."""
    return next(c for c in dossier.contracts if c.contract == code)


def ends(contract: Contract, ends_on: date, night: date) -> str:
    """Say when a contract ends, or that it has."""
    named = f"Contract {contract.contract} ({contract.title})"
    return f"{named} is op {day(ends_on)} afgelopen." if ends_on < night else f"{named} loopt af op {day(ends_on)}."


def left_over(asked: Question) -> list[str]:
    """Return the earlier occasions of the same rule and subject that nobody answered in fact, the oldest first.

    A signal takes the place of the one before, so it tells what that one asked too.
    """
    due = asked.due
    rows = occasions(asked.dossier, due.rule, asked.process, calendar_of(asked.process))
    (row,) = [row for subject, row in rows if subject == due.subject]
    until = due.occasion.due_on
    return [o.name for o in takewhile(lambda o: o.due_on <= until, row) if o.name != due.occasion.name]


def in_words(period: Period) -> str:
    """Say a period as people do: het eerste kwartaal van 2026."""
    if period.months == 1:
        return f"{MONTH_NAMES[period.first.month - 1]} {period.first.year}"
    if period.months == 3:  # noqa: PLR2004  # a quarter
        return f"het {QUARTERS[period.first.month]} kwartaal van {period.first.year}"
    return f"de {HALVES[period.first.month]} helft van {period.first.year}"
