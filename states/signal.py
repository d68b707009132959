"""A signal's statuses, the moves between them, and whether its reason still stands."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from states.definition import Definition, Rule
from states.dossier import Dossier
from states.occasions import Occasion, last_contract_end, occasions
from states.suspensions import merged, open_ended, shifted
from states.working_days import WorkingDays

UNSETTLED = ("open", "ingepland", "uitgesteld")
MOVES: dict[str, tuple[str, ...]] = {
    "open": ("ingepland", "uitgesteld", "afgehandeld", "vervallen", "vervangen"),
    "ingepland": ("open", "ingepland", "uitgesteld", "afgehandeld", "vervallen", "vervangen"),
    "uitgesteld": ("open", "ingepland", "uitgesteld", "afgehandeld", "vervallen", "vervangen"),
    "afgehandeld": (),
    "vervallen": ("open",),  # another definition has its reason again
    "vervangen": (),
}


@dataclass(frozen=True, slots=True)
class Signal:
    """What a night raised: its claim (rule and occasion), dates and status.

    ``asked_on`` is the day from which the ladder counts how long nobody answered; ``rung`` how far it was climbed.
    ``now_as`` is the occasion that it stands for under another definition than the one that raised it.
    """

    rule: str
    subject: str
    occasion: str
    due_on: date
    asked_on: date
    status: str = "open"
    next_on: date | None = None
    rung: int = 0
    now_as: str | None = None


def may_become(status: str, new: str) -> bool:
    """Tell whether a signal may move from one status to another."""
    return new in MOVES[status]


def reason(
    signal: Signal, dossier: Dossier, definition: Definition, calendar: WorkingDays, on: date
) -> Occasion | None:
    """Return the occasion for which the signal was raised, as it stands now; None when its reason is gone."""
    if signal.rule not in definition.rules:
        return None
    last_day = _last_day(signal, dossier, definition, calendar)
    if last_day and last_day < on:
        return None
    name = signal.now_as or signal.occasion
    suspended = sum((until - since for since, until in merged(dossier.suspensions)), timedelta())
    horizon = max(signal.due_on, on) + suspended + timedelta(days=366)
    series = _lead_left_out(name, signal.due_on, definition.rules[signal.rule])
    same: Occasion | None = None
    for subject, row in occasions(dossier, signal.rule, definition, calendar):
        if subject != signal.subject:
            continue
        for occasion in row:
            if occasion.name == name:
                return None if _premature(occasion, signal, definition, on) else occasion
            if occasion.original_on > horizon:
                return None
            if series and occasion.name.rpartition("/")[0] == series:
                same = occasion
    return same


def _last_day(signal: Signal, dossier: Dossier, definition: Definition, calendar: WorkingDays) -> date | None:
    """Return the last day of what is asked of the partnership as a whole while a contract runs; None if it has none.

    What is about one contract is still to be settled after its end.
    """
    if signal.subject or dossier.phase not in definition.rules[signal.rule].while_contract_runs:
        return None
    last_end = last_contract_end(dossier)
    return None if last_end in {None, date.max} else calendar.forward(last_end)


def _lead_left_out(name: str, due_on: date, rule: Rule) -> str | None:
    """Return what a lead came before, where the rule has that lead no more: while others ask, its reason stands."""
    series, _, lead = name.rpartition("/")
    try:
        before = date.fromisoformat(series.rpartition("/")[2])
    except ValueError:
        return None
    months = lead.removesuffix("m")
    left_out = months.isdigit() and int(months) not in rule.lead_months
    return series if left_out and due_on < before else None


def _premature(occasion: Occasion, signal: Signal, definition: Definition, on: date) -> bool:
    """Tell whether a norm counts from a later day by now, so that nothing stands still yet (a tender under way)."""
    return bool(definition.rules[signal.rule].norm_days) and occasion.due_on > max(on, signal.due_on)


def reviewed(signal: Signal, dossier: Dossier, definition: Definition, calendar: WorkingDays, on: date) -> Signal:
    """Return the signal as an act on ``on`` leaves it.

    When its reason is gone the next night lapses it; when the meeting it asks for is planned it waits until the
    day after that, which may have come already; open, it waits for the next rung of its ladder.
    """
    stands = reason(signal, dossier, definition, calendar, on)
    if stands is None:
        return replace(signal, next_on=on)
    if stands.planned_on and stands.due_on > on:
        return replace(signal, status="ingepland", next_on=stands.due_on)
    if signal.status == "open":
        return waiting(signal, dossier, definition, calendar)
    return signal


def awakened(signal: Signal, dossier: Dossier, definition: Definition, calendar: WorkingDays, night: date) -> Signal:
    """Return the signal after a night on which its ``next_on`` came: lapsed, open again, or a rung higher.

    When several rungs were missed only the highest is climbed. A signal that comes back is asked anew, and does not
    climb twice.
    """
    stands = reason(signal, dossier, definition, calendar, night)
    if stands is None:
        return replace(signal, status="vervallen", next_on=None)
    if signal.status != "open":
        return waiting(replace(signal, status="open", asked_on=night), dossier, definition, calendar)
    rung = max((n for n, day in _rungs(signal, dossier, definition) if day <= night), default=signal.rung)
    return waiting(replace(signal, rung=rung), dossier, definition, calendar)


def rests(signal: Signal, definition: Definition, night: date) -> bool:
    """Tell whether what returns every so many days is let be: somebody answered until when it can wait."""
    rule = definition.rules.get(signal.rule)
    put_off = signal.status in {"ingepland", "uitgesteld"} and signal.next_on is not None and signal.next_on > night
    return put_off and rule is not None and rule.repeat_days > 0


def waiting(signal: Signal, dossier: Dossier, definition: Definition, calendar: WorkingDays) -> Signal:
    """Return an open signal with the night on which nobody having answered it is told to the next rung.

    Where nobody comes next it waits for the night after its last day, if it has one.
    """
    ahead = (day for _number, day in _rungs(signal, dossier, definition))
    last_day = _last_day(signal, dossier, definition, calendar)
    return replace(signal, next_on=next(ahead, last_day and last_day + timedelta(days=1)))


def _rungs(signal: Signal, dossier: Dossier, definition: Definition) -> Iterator[tuple[int, date]]:
    """Yield the rungs not climbed yet, from 1, with their night; days of a suspension do not count."""
    if open_ended(dossier.suspensions):
        return
    for number, rung in enumerate(definition.rules[signal.rule].ladder, start=1):
        if number > signal.rung:
            reached_on = signal.asked_on + timedelta(days=rung.after_days)
            yield number, shifted(signal.asked_on, reached_on, dossier.suspensions)


def climbed(before: Signal, raised_on: date, definition: Definition) -> Signal:
    """Return where a signal begins that asks again what nobody answered before: as high, and as long ago.

    What returns every so many days is one question (``repeat_days``); another period or lead is a new one.
    """
    if before.status != "open" or not definition.rules[before.rule].repeat_days:
        return replace(before, asked_on=raised_on, rung=0)
    return before
