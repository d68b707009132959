"""Why a signal comes, goes or moves under another definition, in Dutch: what changed, and what else is at work."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from groeituin.definitions import calendar_of
from groeituin.texts.rehearsal.changes import clause
from groeituin.texts.rehearsal.rules import one_lead
from states.changes import Change
from states.definition import Definition
from states.difference import Difference
from states.dossier import Dossier
from states.rehearsal import Heard
from states.suspensions import last_end
from states.texts import day, listed


@dataclass(frozen=True, slots=True)
class Compared:
    """A partnership under two definitions: what differs for the rule of a signal, and the first night."""

    dossier: Dossier
    old: Definition
    new: Definition
    changes: tuple[Change, ...]
    first: date


def why(one: Difference, compared: Compared) -> str:
    """Return why a signal comes, goes, moves or goes to others: clauses in a row, without a capital or a full stop."""
    told = [_told(change, one, compared) for change in _reasons(one, compared)]
    return "; ".join([*dict.fromkeys(told), *_besides(one, compared)])


def _reasons(one: Difference, compared: Compared) -> list[Change]:
    """The changes that explain it: those of the nights where the night differs, of the people where only they do."""
    when = [change for change in compared.changes if change.when]
    who = [change for change in compared.changes if change.who]
    found = _narrowed(when, one, compared) if one.another_night else []
    found += who if one.other_people else []
    return found or when or list(compared.changes)


def _narrowed(when: list[Change], one: Difference, compared: Compared) -> list[Change]:
    """Leave out leads where the signal has the same one, and holidays where none lies near."""
    found = [change for change in when if change.part != "holidays" or _near_holiday(one, compared)]
    if one.before and one.after and one.before.occasion == one.after.occasion:
        found = [change for change in found if change.field != "lead_months" or _nameless(one.after)]
    return found or when


def _nameless(heard: Heard) -> bool:
    """Tell whether an occasion does not name its lead: that of a period or a month."""
    last = heard.occasion.rpartition("/")[2]
    return not (last == "einde" or (last[:-1].isdigit() and last[-1] in "dm"))


def _near_holiday(one: Difference, compared: Compared) -> bool:
    """Tell whether a day that only one of the definitions has free lies near the dates of a signal."""
    dates = [each for heard in (one.before, one.after) if heard for each in _dates(heard)]
    ahead = compared.new.rules[one.rule].lead_days if one.rule in compared.new.rules else 0
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
        yield f"{day(came_on)} is al voorbij"
    if one.later_on:
        yield f"nu komt dit pas op {day(one.later_on)}" if one.before else f"dit kwam anders op {day(one.later_on)}"
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
