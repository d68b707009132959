"""Why a signal comes, goes, moves or lapses under another definition, in Dutch: what changed, and what else."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from groeituin.definitions import calendar_of
from groeituin.texts.rehearsal.changes import clause
from groeituin.texts.rehearsal.rules import one_lead
from states.changes import Change
from states.definition import Definition
from states.difference import Difference
from states.dossier import Dossier
from states.rehearsal import Heard
from states.signal import Signal
from states.suspensions import last_end
from states.terms import Term
from states.texts import day, listed


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
    found = _with_near_holidays(when, [signal.due_on], signal.rule, compared) or when or compared.changes
    told = dict.fromkeys(_clause(change, compared) for change in found)
    comes_on = max(next_asked.due_on, compared.first) if next_asked and next_asked.due_on else None
    return Why("; ".join(told), f"de volgende vraag komt op {day(comes_on)}" if comes_on else "")


def _reasons(one: Difference, compared: Compared) -> list[Change]:
    """The changes that explain it: those of the nights where the night differs, of the people where only they do."""
    when = [change for change in compared.changes if change.when]
    who = [change for change in compared.changes if change.who]
    found = _narrowed(when, one, compared) if one.another_night else []
    found += who if one.other_people else []
    return found or when or list(compared.changes)


def _narrowed(when: list[Change], one: Difference, compared: Compared) -> list[Change]:
    """Leave out leads where the signal has the same one, and holidays where none lies near."""
    dates = [each for heard in (one.before, one.after) if heard for each in _dates(heard)]
    found = _with_near_holidays(when, dates, one.rule, compared)
    if one.before and one.after and one.before.occasion == one.after.occasion:
        found = [change for change in found if change.field != "lead_months" or _nameless(one.after)]
    return found or when


def _nameless(heard: Heard) -> bool:
    """Tell whether an occasion does not name its lead: that of a period or a month."""
    last = heard.occasion.rpartition("/")[2]
    return not (last == "einde" or (last[:-1].isdigit() and last[-1] in "dm"))


def _with_near_holidays(when: Iterable[Change], dates: Sequence[date], rule: str, compared: Compared) -> list[Change]:
    """Leave out holidays, unless a day that only one of the definitions has free lies near the dates of a signal."""
    return [change for change in when if change.part != "holidays" or _near_holiday(dates, rule, compared)]


def _near_holiday(dates: Sequence[date], rule: str, compared: Compared) -> bool:
    ahead = compared.new.rules[rule].lead_days if rule in compared.new.rules else 0
    first, last = min(dates) - timedelta(days=4), max(dates) + timedelta(days=ahead + 4)
    old, new = calendar_of(compared.old), calendar_of(compared.new)
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return any(old.is_working_day(each) != new.is_working_day(each) for each in days)


def _dates(heard: Heard) -> tuple[date, date]:
    occasion = heard.raising.due.occasion
    return occasion.original_on, occasion.due_on


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
