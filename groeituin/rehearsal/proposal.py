"""A proposed definition beside those that partnerships follow now, and who would move to it."""

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from groeituin.definitions import Library
from models.database import table
from models.journal import ahead_of
from models.partnerships import Partnership
from states.changes import Change, changes, concerning
from states.definition import Definition
from states.occasions import COUNTING_HOURS
from states.steps import HOURS_APPROVED, differing_steps, required

ByRule = dict[str, tuple[Change, ...]]


class Comparison:
    """The definition that a partnership follows beside the proposed one."""

    def __init__(self, old: Definition, new: Definition) -> None:
        self.old = old
        self.new = new
        self._by_phase: dict[str, ByRule] = {}
        self._steps: dict[str, tuple[str, ...]] = {}
        self._narrowed: dict[tuple[str, ...], tuple[Definition, Definition]] = {}

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Return everything that differs."""
        return changes(self.old, self.new)

    def concerning(self, phase: str) -> ByRule:
        """Return, by rule, what differs for the signals of a partnership in a phase."""
        if phase not in self._by_phase:
            self._by_phase[phase] = concerning(self.changes, self.old, self.new, phase)
        return self._by_phase[phase]

    def steps(self, phase: str) -> tuple[str, ...]:
        """Return the triggers from a phase about which the definitions can decide otherwise."""
        if phase not in self._steps:
            self._steps[phase] = differing_steps(self.old, self.new, phase)
        return self._steps[phase]

    def counts_hours(self, phase: str) -> bool:
        """Tell whether something differs for a partnership in a phase that looks at the lines of hours reports."""
        judged = {code for name in self.steps(phase) for one in (self.old, self.new) for code in required(one, name)}
        return bool(COUNTING_HOURS & self.concerning(phase).keys()) or HOURS_APPROVED in judged

    def narrowed(self, rules: ByRule) -> tuple[Definition, Definition]:
        """Return both definitions with these rules only: what the others ask is the same under both."""
        names = tuple(rules)
        if names not in self._narrowed:
            self._narrowed[names] = _with_only(self.old, names), _with_only(self.new, names)
        return self._narrowed[names]


def _with_only(definition: Definition, names: tuple[str, ...]) -> Definition:
    kept = {name: rule for name, rule in definition.rules.items() if name in names}
    return definition.model_copy(update={"rules": kept})


class Proposal:
    """A proposed definition, and the partnerships that would move to it on a day.

    Those are the ones that follow another definition of its name or, if none is followed, the one for new partnerships.
    """

    def __init__(self, connection: Connection, library: Library, new: Definition, on: date) -> None:
        own = table(Partnership)
        query = sa.select(own.c.partnership, own.c.definition, own.c.phase).order_by(own.c.partnership)
        rows = connection.execute(query).all()
        followed = dict.fromkeys(row.definition for row in rows)
        same = [one for one in followed if one.partition("/")[0] == new.name and one != new.reference]
        present = {reference: library.of(reference) for reference in same or [library.active.reference]}
        self.new = new
        self.comparisons = {reference: Comparison(old, new) for reference, old in present.items() if old != new}
        self._ahead = ahead_of(connection, on)
        self._rows = [row for row in rows if row.definition in self.comparisons]

    @property
    def counts_hours(self) -> bool:
        """Tell whether something differs that looks at the lines of hours reports."""
        phases = {row.phase for row in self._rows}
        return any(one.counts_hours(phase) for one in self.comparisons.values() for phase in phases)

    @property
    def partnerships(self) -> int:
        """Return how many would move."""
        return sum(not self._stays(row) for row in self._rows)

    def concerned(self) -> Iterator[str]:
        """Yield the partnerships for which it can make a difference, or that cannot move."""
        for row in self._rows:
            beside = self.comparisons[row.definition]
            if self._stays(row) or beside.concerning(row.phase) or beside.steps(row.phase):
                yield row.partnership

    def _stays(self, row: Row[Any]) -> bool:
        return row.phase not in self.new.phases or row.partnership in self._ahead
