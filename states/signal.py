"""A signal's statuses, the moves between them, and whether its reason still stands."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from states.definition import Definition
from states.dossier import Dossier
from states.occasions import Occasion, occasions
from states.suspensions import merged
from states.working_days import WorkingDays

UNSETTLED = ("open", "ingepland", "uitgesteld")
MOVES: dict[str, tuple[str, ...]] = {
    "open": ("ingepland", "uitgesteld", "afgehandeld", "vervallen", "vervangen"),
    "ingepland": ("open", "ingepland", "uitgesteld", "afgehandeld", "vervallen", "vervangen"),
    "uitgesteld": ("open", "ingepland", "uitgesteld", "afgehandeld", "vervallen", "vervangen"),
    "afgehandeld": (),
    "vervallen": (),
    "vervangen": (),
}


@dataclass(frozen=True, slots=True)
class Signal:
    """What a night raised: its claim (rule and occasion), dates and status."""

    rule: str
    subject: str
    occasion: str
    due_on: date
    status: str = "open"
    next_on: date | None = None


def may_become(status: str, new: str) -> bool:
    """Tell whether a signal may move from one status to another."""
    return new in MOVES[status]


def reason(
    signal: Signal, dossier: Dossier, definition: Definition, calendar: WorkingDays, on: date
) -> Occasion | None:
    """Return the occasion for which the signal was raised, as it stands now; None when its reason is gone."""
    rule = definition.rules.get(signal.rule)
    if rule is None:
        return None
    suspended = sum((until - since for since, until in merged(dossier.suspensions)), timedelta())
    horizon = max(signal.due_on, on) + suspended + timedelta(days=366)
    for subject, row in occasions(dossier, signal.rule, rule, calendar):
        if subject != signal.subject:
            continue
        for occasion in row:
            if occasion.name == signal.occasion:
                return occasion
            if occasion.original_on > horizon:
                return None
    return None


def reviewed(signal: Signal, dossier: Dossier, definition: Definition, calendar: WorkingDays, on: date) -> Signal:
    """Return the signal as an act on ``on`` leaves it.

    When its reason is gone the next night lapses it; when the meeting it asks for is planned it waits until the
    day after that, which may have come already.
    """
    stands = reason(signal, dossier, definition, calendar, on)
    if stands is None:
        return replace(signal, next_on=on)
    if stands.planned_on and stands.due_on > on:
        return replace(signal, status="ingepland", next_on=stands.due_on)
    if signal.status == "open":
        return replace(signal, next_on=None)
    return signal


def awakened(signal: Signal, dossier: Dossier, definition: Definition, calendar: WorkingDays, night: date) -> Signal:
    """Return the signal after a night on which its ``next_on`` came: lapsed, or open again."""
    stands = reason(signal, dossier, definition, calendar, night)
    return replace(signal, status="vervallen" if stands is None else "open", next_on=None)
