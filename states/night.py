"""What one night does to one partnership: decided here, by the night that writes and by the rehearsal alike."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from states.definition import Definition
from states.dossier import Dossier
from states.occasions import Occasion
from states.recipients import recipients, told
from states.signal import Signal, awakened, climbed, rests, waiting
from states.terms import Due, Term, fall_due, plan
from states.working_days import WorkingDays

Event = Literal["lapse", "return", "escalate"]


@dataclass(frozen=True, slots=True)
class Looked:
    """A signal that a night looked at again: how it stood, how it stands, what happened, and who hears of it.

    ``replaced`` tells that another question takes its place this very night.
    """

    key: int
    before: Signal
    after: Signal
    event: Event | None = None
    to: tuple[str, ...] = ()
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class Raising:
    """What is raised: the signal as it begins, and everybody it goes to with the rung that brought them."""

    due: Due
    signal: Signal
    people: dict[str, int]


@dataclass(frozen=True, slots=True)
class Night:
    """What one night does to one partnership.

    ``rested`` are the occasions that are let be because somebody answered until when they can wait; ``terms`` replace
    those of ``rules``.
    """

    looked: tuple[Looked, ...] = ()
    raised: tuple[Raising, ...] = ()
    rested: tuple[Due, ...] = ()
    rules: frozenset[str] = frozenset()
    terms: tuple[Term, ...] = ()

    @property
    def passed(self) -> Iterator[tuple[str, Occasion]]:
        """Yield what is not raised any more, by rule: let be, or made superfluous by something newer."""
        for due in self.rested:
            yield from ((due.rule, occasion) for occasion in (*due.skipped, due.occasion))
        for one in self.raised:
            yield from ((one.due.rule, occasion) for occasion in one.due.skipped)


def night_of(
    dossier: Dossier,
    asking: Mapping[int, Signal],
    definition: Definition,
    calendar: WorkingDays,
    night: date,
    due_rules: Iterable[str],
    rules: Iterable[str] | None = None,
) -> Night:
    """Return what a night does to a partnership: what it raises, lapses, returns, escalates, and what comes next.

    Pure: nothing is written.

    Args:
        dossier: the partnership as it is known.
        asking: the signals that still ask something, by a key of the caller's.
        definition: the process it follows.
        calendar: the working days of that definition.
        night: the date.
        due_rules: the rules of which a term has come.
        rules: only signals of these rules are looked at again; all of them unless told.
    """
    found = fall_due(dossier, definition, calendar, night, due_rules)
    case = _Case(dossier, definition, calendar, night, None if rules is None else frozenset(rules))
    looked = list(case.look(asking, {_question(due) for due in found}))
    resting = {_question(one.after) for one in looked if rests(one.after, definition, night)}
    raised = [due for due in found if _question(due) not in resting]
    newest = {_question(due): due for due in raised}
    last: dict[tuple[str, str], Looked] = {}
    for number, one in enumerate(looked):
        if _question(one.after) in newest and one.after.status != "vervallen":
            last[_question(one.after)] = one
            looked[number] = replace(one, after=replace(one.after, status="vervangen", next_on=None), replaced=True)
    touched = frozenset(due.rule for due in found)
    return Night(
        looked=tuple(one for one in looked if one.after != one.before or one.event),
        raised=tuple(case.ask(due, last.get(_question(due)), newest[_question(due)]) for due in raised),
        rested=tuple(due for due in found if _question(due) in resting),
        rules=touched,
        terms=plan(dossier, definition, calendar, touched, raised=found) if touched else (),
    )


def _question(asked: Due | Signal) -> tuple[str, str]:
    return asked.rule, asked.subject


@dataclass(frozen=True, slots=True)
class _Case:
    """One partnership on one night."""

    dossier: Dossier
    definition: Definition
    calendar: WorkingDays
    night: date
    rules: frozenset[str] | None

    def look(self, asking: Mapping[int, Signal], new: set[tuple[str, str]]) -> Iterator[Looked]:
        """Yield every signal as it stands tonight: lapsed, open again, a rung higher, or as it was."""
        for key, before in asking.items():
            comes = before.next_on is not None and before.next_on <= self.night
            woken = comes and (self.rules is None or before.rule in self.rules)
            yield self._woken(key, before, new) if woken else Looked(key, before, before)

    def _woken(self, key: int, before: Signal, new: set[tuple[str, str]]) -> Looked:
        """Another question of the same subject takes this one's place tonight, unless it is the same one repeated."""
        after = awakened(before, self.dossier, self.definition, self.calendar, self.night)
        if after.status == "vervallen":
            return Looked(key, before, after, "lapse")
        higher = after.rung > before.rung
        other = (before.rule, before.subject) in new and not self.definition.rules[before.rule].repeat_days
        if self.dossier.suspended(self.night) or (other and higher):
            return Looked(key, before, before)
        if before.status != "open":
            return Looked(key, before, after, "return")
        if not higher:
            return Looked(key, before, after)
        roles = self.definition.rules[after.rule].ladder[after.rung - 1].to
        to = recipients(self.dossier, self.definition, after.rule, after.subject, roles)
        return Looked(key, before, after, "escalate", to)

    def ask(self, due: Due, before: Looked | None, newest: Due) -> Raising:
        """Return the signal that is raised; the newest of its subject asks, earlier ones are replaced at once."""
        fresh = Signal(due.rule, due.subject, due.occasion.name, due.occasion.due_on, asked_on=self.night)
        if before:
            since = climbed(before.after, self.night, self.definition)
            fresh = replace(fresh, asked_on=since.asked_on, rung=since.rung)
        if due is not newest:
            fresh = replace(fresh, status="vervangen")
        else:
            fresh = waiting(fresh, self.dossier, self.definition, self.calendar)
        had = before.before.rung if before else 0
        return Raising(due, fresh, told(self.dossier, self.definition, due.rule, due.subject, fresh.rung, had))
