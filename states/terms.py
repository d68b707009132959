"""What falls due: ``plan`` gives the next term per rule and subject, ``fall_due`` what one night finds due."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from states.definition import Definition
from states.dossier import Dossier
from states.occasions import Occasion, occasions
from states.suspensions import last_end, open_ended
from states.working_days import WorkingDays


@dataclass(frozen=True, slots=True)
class Term:
    """A rule that falls due for one occasion.

    ``due_on`` is the first night that may raise it; None while a suspension has no known end. ``original_on`` is the
    date before working days, suspensions or a planned meeting moved it.
    """

    rule: str
    subject: str
    occasion: str
    due_on: date | None
    original_on: date


@dataclass(frozen=True, slots=True)
class Due:
    """What a night raises for one rule and subject, and which older occasions it skips with it."""

    rule: str
    subject: str
    occasion: Occasion
    skipped: tuple[Occasion, ...] = ()


def plan(
    dossier: Dossier,
    definition: Definition,
    calendar: WorkingDays,
    rules: Iterable[str] | None = None,
    *,
    raised: Iterable[Due] = (),
) -> tuple[Term, ...]:
    """Return the next term of every rule and subject, in the definition's order of rules.

    Pure: it reads no clock. Per rule and subject it is the earliest occasion that was neither raised nor skipped.

    Args:
        dossier: the partnership as it is known.
        definition: the process it follows.
        calendar: the working days of that definition.
        rules: only these rules; all of them unless told.
        raised: what this night raises beside the dossier's history.
    """
    known = dossier.history | {(d.rule, occasion.name) for d in raised for occasion in (d.occasion, *d.skipped)}
    waits = open_ended(dossier.suspensions)
    return tuple(
        Term(name, subject, first.name, None if waits else _raised_from(dossier, first), first.original_on)
        for name in _chosen(definition, rules)
        for subject, row in occasions(dossier, name, definition, calendar)
        if (first := _earliest(known, name, row))
    )


def fall_due(
    dossier: Dossier,
    definition: Definition,
    calendar: WorkingDays,
    night: date,
    rules: Iterable[str] | None = None,
) -> tuple[Due, ...]:
    """Return what a night raises for this partnership, older before newer within a subject.

    Catch-up ``all`` raises every missed occasion; ``latest`` raises the newest and skips the others.
    """
    if open_ended(dossier.suspensions) or dossier.suspended(night):
        return ()
    found: list[Due] = []
    for name in _chosen(definition, rules):
        rule = definition.rules[name]
        for subject, row in occasions(dossier, name, definition, calendar):
            missed = sorted(_missed(dossier, name, row, night), key=lambda o: o.due_on)
            if missed and rule.catch_up == "latest":
                found.append(Due(name, subject, missed[-1], tuple(missed[:-1])))
            else:
                found.extend(Due(name, subject, occasion) for occasion in missed)
    return tuple(found)


def _chosen(definition: Definition, rules: Iterable[str] | None) -> list[str]:
    wanted = None if rules is None else set(rules)
    return [name for name in definition.rules if wanted is None or name in wanted]


def _earliest(known: frozenset[tuple[str, str]], rule: str, row: Iterator[Occasion]) -> Occasion | None:
    """A planned meeting can be due later than the next period's, so look until no later one can come first."""
    best: Occasion | None = None
    for occasion in row:
        if best and min(occasion.original_on, occasion.due_on) >= best.due_on:
            break
        if (rule, occasion.name) not in known and (best is None or occasion.due_on < best.due_on):
            best = occasion
    return best


def _missed(dossier: Dossier, rule: str, row: Iterator[Occasion], night: date) -> Iterator[Occasion]:
    for occasion in row:
        if min(occasion.original_on, occasion.due_on) > night:
            return
        if _raised_from(dossier, occasion) <= night and (rule, occasion.name) not in dossier.history:
            yield occasion


def _raised_from(dossier: Dossier, occasion: Occasion) -> date:
    """Nothing is raised inside a suspension: what fell due before its end waits for the first night after it.

    A suspension begins on the day it is recorded, so none in a dossier lies wholly ahead.
    """
    ended_on = last_end(dossier.suspensions)
    return max(occasion.due_on, ended_on) if ended_on else occasion.due_on
