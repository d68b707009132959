"""What a suspension does to dates: terms from inside the partnership move, dates of the outside world do not."""

from collections.abc import Iterable
from datetime import date, timedelta

from states.dossier import Suspension


def open_ended(suspensions: Iterable[Suspension]) -> bool:
    """Tell whether one suspension has no known end, so that nothing has a due date."""
    return any(s.until_on is None for s in suspensions)


def last_end(suspensions: Iterable[Suspension]) -> date | None:
    """Return the day after the last suspended day, or None if there never was a suspension."""
    return max((s.until_on for s in suspensions if s.until_on), default=None)


def merged(suspensions: Iterable[Suspension]) -> list[tuple[date, date]]:
    """Return the suspended spans ``[from, until)`` with a known end, in order; overlapping days count once."""
    spans: list[tuple[date, date]] = []
    for from_on, until_on in sorted((s.from_on, s.until_on) for s in suspensions if s.until_on):
        if spans and from_on <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], until_on))
        elif from_on < until_on:
            spans.append((from_on, until_on))
    return spans


def shifted(base: date, due_on: date, suspensions: Iterable[Suspension]) -> date:
    """Return ``due_on`` moved by the days that were suspended between ``base`` and then.

    A term that was due before a suspension began does not move; one that it pushes into the next suspension
    moves again.
    """
    for from_on, until_on in merged(suspensions):
        if from_on >= due_on:
            break
        due_on += max(until_on - max(from_on, base), timedelta())
    return due_on
