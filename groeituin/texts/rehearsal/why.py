"""Why a signal comes, goes, moves or lapses under another definition, in Dutch: what changed, and what else."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from groeituin.definitions import calendar_of
from groeituin.texts.rehearsal.changes import clause
from groeituin.texts.rehearsal.rules import one_lead
from states.changes import Change
from states.definition import Definition
from states.difference import Difference
from states.dossier import Dossier
from states.rehearsal import Heard
from states.signal import Signal, reason
from states.suspensions import last_end
from states.terms import Term
from states.texts import day, listed

# Of a rule, what makes a difference to some of its signals and leaves others alone.
OF_MANY = {"lead_months", "phases", "while_contract_runs"}


class Why(NamedTuple):
    """What changed, which others may share, and what else is at work: clauses without a capital or a full stop."""

    changed: str
    besides: str = ""

    def __str__(self) -> str:
        """Return it in one row."""
        return "; ".join(filter(None, self))


@dataclass(frozen=True, slots=True)
class Compared:
    """A partnership under two definitions: what differs for the rule of a signal, and the first night."""

    dossier: Dossier
    old: Definition
    new: Definition
    changes: tuple[Change, ...]
    first: date


def why(one: Difference, compared: Compared) -> Why:
    """Return why a signal comes, goes, moves or goes to others."""
    told = [_told(change, one, compared) for change in _reasons(one, compared)]
    return Why("; ".join(dict.fromkeys(told)), "; ".join(_besides(one, compared)))


def why_at_the_move(signal: Signal, next_asked: Term | None, compared: Compared) -> Why:
    """Return why what was asked lapses or comes back at the move to another definition.

    Args:
        signal: what was asked.
        next_asked: what comes next of the same; None when that is nothing, or not to be told.
        compared: the partnership under both definitions.
    """
    when = [change for change in compared.changes if change.when]
    # Whether a reason still stands never depends on what is done with what was missed.
    found = [c for c in when if c.field != "catch_up" and _concerns(c, [signal], compared)] or when or compared.changes
    told = dict.fromkeys(_clause(change, compared) for change in found)
    comes_on = max(next_asked.due_on, compared.first) if next_asked and next_asked.due_on else None
    return Why("; ".join(told), f"de volgende vraag komt op {day(comes_on)}" if comes_on else "")


def _reasons(one: Difference, compared: Compared) -> list[Change]:
    """The changes that explain it: those of the nights where the night differs, of the people where only they do."""
    when = [change for change in compared.changes if change.when]
    who = [change for change in compared.changes if change.who]
    explaining = [change for change in when if _explains(change, one, compared)] or when
    found = explaining if one.another_night else []
    found += who if one.other_people else []
    return found or explaining or list(compared.changes)


def _explains(change: Change, one: Difference, compared: Compared) -> bool:
    """Tell whether a change has to do with this signal."""
    heard = [found for found in (one.before, one.after) if found]
    if change.field == "catch_up":
        # Raised beside something newer of the same, as only one of the definitions does.
        return len(heard) == 1 and heard[0].raising.signal.status == "vervangen"
    return _concerns(change, [found.raising.signal for found in heard], compared)


def _concerns(change: Change, signals: Iterable[Signal], compared: Compared) -> bool:
    """Tell whether one of these signals comes otherwise by what also touches others: leads, phases, holidays."""
    if change.part != "holidays" and change.field not in OF_MANY:
        return True
    both = ((compared.old, compared.new), (compared.new, compared.old))
    return any(
        _comes(signal, process, compared) != _comes(signal, _borrowed(change, process, other), compared)
        for signal in signals
        for process, other in both
    )


def _comes(signal: Signal, process: Definition, compared: Compared) -> date | None:
    found = reason(signal, compared.dossier, process, calendar_of(process), compared.first)
    return found.due_on if found else None


def _borrowed(change: Change, process: Definition, other: Definition) -> Definition:
    """Return a definition in which one thing is as in another."""
    if change.part == "holidays":
        value = getattr(other.holidays, change.field)
        return process.model_copy(update={"holidays": process.holidays.model_copy(update={change.field: value})})
    own, of_other = process.rules[change.name], other.rules[change.name]
    # A phase that comes along needs its norm.
    norms = of_other.norm_days | own.norm_days
    changed = own.model_copy(update={change.field: getattr(of_other, change.field), "norm_days": norms})
    return process.model_copy(update={"rules": process.rules | {change.name: changed}})


def _told(change: Change, one: Difference, compared: Compared) -> str:
    if change.field == "lead_months" and one.before and one.after and one.before.occasion != one.after.occasion:
        return one_lead(_last(one.before), _last(one.after))
    return _clause(change, compared)


def _clause(change: Change, compared: Compared) -> str:
    of_phase = change if change.detail else replace(change, detail=compared.dossier.phase)
    return clause(of_phase, compared.old, compared.new)


def _last(heard: Heard) -> str:
    return heard.occasion.rpartition("/")[2]


def _besides(one: Difference, compared: Compared) -> Iterator[str]:
    """Yield what is at work beside the change: a suspension, a day that has passed, a later day, other people."""
    ended_on = last_end(compared.dossier.suspensions)
    came_on = one.after.raising.due.occasion.due_on if one.after and one.another_night else None
    if ended_on and _waited(one, ended_on):
        yield f"het partnership is opgeschort tot {day(ended_on)}"
    elif one.after and came_on and came_on < one.after.night == compared.first:
        yield f"{day(came_on)} is al voorbij, dus komt dit de eerste nacht"
    if one.later_on and one.before:
        yield f"nu komt dit pas op {day(one.later_on)}"
    elif one.later_on:
        yield f"volgens {compared.old.reference} kwam er een vraag op {day(one.later_on)}"
    if one.before and one.after and one.other_people:
        yield _people(one.before.to, one.after.to)


def _waited(one: Difference, ended_on: date) -> bool:
    """Tell whether a suspension sets the night on which it comes, or from which it moves."""
    heard = [found for found in (one.before, one.after) if found] if one.after and one.another_night else []
    return any(found.raising.due.occasion.due_on < found.night == ended_on for found in heard)


def _people(before: Sequence[str], after: Sequence[str]) -> str:
    more, less = [one for one in after if one not in before], [one for one in before if one not in after]
    told = ([f"nu ook naar {listed(more)}"] if more else []) + ([f"niet meer naar {listed(less)}"] if less else [])
    return ", ".join(told)
