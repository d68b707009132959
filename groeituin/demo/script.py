"""A script in the making: acts with their dates, and chance that always falls the same way for the same seed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from groeituin.night_batch import Raised

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Step:
    """One act on a date.

    ``mark`` names its journal row, for the correction that carries the same mark; ``maybe`` tells that it is left out
    when the matter was settled otherwise.
    """

    on: date
    act: str
    by: str
    fields: Mapping[str, Any]
    mark: str = ""
    maybe: bool = False


def workday(day: date) -> date:
    """Return the day itself, or the Monday after it when it is in a weekend."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() >= SATURDAY else day


def days(number: float) -> timedelta:
    """Return a whole number of days as a length of time."""
    return timedelta(days=int(number))


@dataclass(slots=True)
class Script:
    """Steps of one story, in the order in which they were thought of, with the story's own chance."""

    chance: Random
    steps: list[Step] = field(default_factory=list)

    def add(self, on: date, act: str, by: str, mark: str = "", /, **fields: object) -> None:
        """Add an act on a date, or on the Monday after it when that is in a weekend."""
        self.steps.append(Step(workday(on), act, by, fields, mark))

    def maybe(self, on: date, act: str, by: str, /, **fields: object) -> None:
        """Add an act on a date, left out when the matter was settled otherwise by then."""
        self.steps.append(Step(workday(on), act, by, fields, maybe=True))

    def happens(self, probability: float) -> bool:
        """Tell whether something happens that happens in this share of the cases."""
        return self.chance.random() < probability

    def between(self, low: int, high: int) -> int:
        """Return a whole number from ``low`` up to and including ``high``."""
        return self.chance.randint(low, high)


def act(script: Script, signal: Raised, on: date, name: str, /, **fields: object) -> None:
    """Let the first who got a signal do an act on its partnership."""
    script.add(on, name, signal.to[0], partnership=signal.partnership, **fields)


def settle(script: Script, signal: Raised, on: date, outcome: str, **fields: object) -> None:
    """Let the first who got a signal say how it was answered."""
    act(script, signal, on, "settle-signal", rule=signal.rule, occasion=signal.occasion, outcome=outcome, **fields)
