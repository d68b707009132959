"""What every sentence is given, and what several of them say."""

from collections.abc import Callable
from datetime import date

from states.dossier import Contract, Dossier
from states.periods import Period
from states.terms import Due
from states.texts import MONTH_NAMES, day

Sentence = Callable[[Dossier, Due, date], str]
QUARTERS = {1: "eerste", 4: "tweede", 7: "derde", 10: "vierde"}
HALVES = {1: "eerste", 7: "tweede"}


def contract_of(dossier: Dossier, code: str) -> Contract:
    """Return a contract of the partnership by its code."""
    return next(c for c in dossier.contracts if c.contract == code)


def ends(contract: Contract, ends_on: date, night: date) -> str:
    """Say when a contract ends, or that it has."""
    named = f"Contract {contract.contract} ({contract.title})"
    return f"{named} is op {day(ends_on)} afgelopen." if ends_on < night else f"{named} loopt af op {day(ends_on)}."


def in_words(period: Period) -> str:
    """Say a period as people do: het eerste kwartaal van 2026."""
    if period.months == 1:
        return f"{MONTH_NAMES[period.first.month - 1]} {period.first.year}"
    if period.months == 3:  # noqa: PLR2004  # a quarter
        return f"het {QUARTERS[period.first.month]} kwartaal van {period.first.year}"
    return f"de {HALVES[period.first.month]} helft van {period.first.year}"
