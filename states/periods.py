"""Months, quarters and half-years, written as ``2026-09``, ``2026-K3`` and ``2026-H1``."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from states.working_days import add_months

MONTHS = {"maand": 1, "kwartaal": 3, "halfjaar": 6}
PATTERN = re.compile(r"(?P<year>[12]\d{3})-(?:K(?P<quarter>[1-4])|H(?P<half>[12])|(?P<month>0[1-9]|1[0-2]))")


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar period of 1, 3 or 6 months."""

    first: date
    months: int

    @property
    def last(self) -> date:
        """Return the last day of the period."""
        return add_months(self.first, self.months) - timedelta(days=1)

    @property
    def name(self) -> str:
        """Return how people write the period, such as ``2026-K4``."""
        number = (self.first.month - 1) // self.months + 1
        return f"{self.first.year}-{ {1: f'{number:02}', 3: f'K{number}', 6: f'H{number}'}[self.months] }"

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def overlaps(self, other: "Period") -> bool:
        """Tell whether a day lies in both periods."""
        return self.first <= other.last and other.first <= self.last


def period_of(day: date, frequency: str) -> Period:
    """Return the period of a frequency (``maand``, ``kwartaal``, ``halfjaar``) that holds a day."""
    months = MONTHS[frequency]
    return Period(date(day.year, (day.month - 1) // months * months + 1, 1), months)


def periods_from(day: date, frequency: str) -> Iterator[Period]:
    """Yield the period that holds a day and all that follow it."""
    period = period_of(day, frequency)
    while True:
        yield period
        period = Period(add_months(period.first, period.months), period.months)


def read_period(text: str) -> Period:
    """Read a period such as ``2026-K3``, ``2026-H1`` or ``2026-09``.

    Raises:
        ValueError: the text is not a period.
    """
    found = PATTERN.fullmatch(text)
    if not found:
        raise ValueError("schrijf een periode als 2026-K3 (kwartaal), 2026-H1 (halfjaar) of 2026-09 (maand)")
    year = int(found["year"])
    if found["quarter"]:
        return Period(date(year, int(found["quarter"]) * 3 - 2, 1), 3)
    if found["half"]:
        return Period(date(year, int(found["half"]) * 6 - 5, 1), 6)
    return Period(date(year, int(found["month"]), 1), 1)
