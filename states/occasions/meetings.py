"""When partners should meet and look back: progress meetings and evaluations."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import count, takewhile

from states.dossier import Contract, Dossier
from states.occasions.row import Occasion, Process, Row
from states.periods import Period, periods_from
from states.suspensions import shifted
from states.working_days import WorkingDays, add_months


def progress_meetings(dossier: Dossier, process: Process) -> Iterator[Row]:
    """Yield the progress meeting of each period that was neither held nor is still planned (step 4a)."""
    entered_on = dossier.entered(process.rule.every_phase)
    if entered_on is None:
        return
    frequency, agreed_on = _frequency(dossier) or (process.rule.default_frequency, entered_on)
    since = max(entered_on, agreed_on)
    yield "", _meetings(dossier, process, periods_from(since, frequency), since)


def _frequency(dossier: Dossier) -> tuple[str, date] | None:
    """Return the frequency of the newest agreement and since when it holds: a new agenda alone starts nothing anew."""
    newest_first = sorted(dossier.agreements, key=lambda a: a.agreed_on, reverse=True)
    same = list(takewhile(lambda a: a.frequency == newest_first[0].frequency, newest_first))
    return (same[-1].frequency, same[-1].agreed_on) if same else None


def _meetings(dossier: Dossier, process: Process, periods: Iterator[Period], since: date) -> Iterator[Occasion]:
    rule, calendar = process.rule, process.calendar
    meetings = [m for m in dossier.meetings if m.kind == "voortgang"]
    held = [m.held_on for m in meetings if m.held_on]
    ahead = [m.planned_on for m in meetings if m.planned_on and not m.held_on]
    for period in periods:
        original_on, due_on = _asked_on(period, rule.target_day, rule.lead_days, calendar)
        first, last = period.first, period.last
        if due_on < since or any(first <= day <= last for day in held):
            continue
        planned = [day for day in ahead if first <= day <= last]
        if planned:
            after = max(planned) + timedelta(days=1)
            yield Occasion(period.name, original_on, after, planned_on=max(planned))
        else:
            yield Occasion(period.name, original_on, due_on)


@cache
def _asked_on(period: Period, target_day: int, lead_days: int, calendar: WorkingDays) -> tuple[date, date]:
    """Return when a period's meeting is asked for, before and after working days moved it; alike for everybody."""
    original_on = target_of(period, target_day, calendar) - timedelta(days=lead_days)
    return original_on, calendar.back(original_on)


def target_of(period: Period, target_day: int, calendar: WorkingDays) -> date:
    """Return the day around which the progress meeting of a period should be held."""
    return calendar.forward(period.last.replace(day=target_day))


def evaluations(dossier: Dossier, process: Process) -> Iterator[Row]:
    """Yield the yearly evaluations, and per contract those before and at its end, not yet answered (4b)."""
    entered_on = dossier.entered(process.rule.every_phase)
    if entered_on is None:
        return
    last = max((e.recorded_on for e in dossier.evaluations), default=date.min)
    yield "", _yearly(dossier, process, entered_on, last)
    for contract in dossier.contracts:
        if contract.ends_on and contract.stage in {"gegund", "afgelopen"}:
            yield contract.contract, iter(_around_end(contract, contract.ends_on, process, last))


def _yearly(dossier: Dossier, process: Process, entered_on: date, last: date) -> Iterator[Occasion]:
    for months in count(process.rule.first_months, process.rule.repeat_months):
        original_on = add_months(entered_on, months)
        due_on = process.calendar.forward(shifted(entered_on, original_on, dossier.suspensions))
        if due_on > last:
            yield Occasion(f"{entered_on}/{months}m", original_on, due_on)


def _around_end(contract: Contract, ends_on: date, process: Process, last: date) -> list[Occasion]:
    return [
        Occasion(f"{contract.contract}/{ends_on}/{f'{lead}m' if lead else 'einde'}", original_on, due_on)
        for lead in sorted(process.rule.lead_months, reverse=True)
        if (original_on := add_months(ends_on, -lead)) > (contract.starts_on or date.min)
        and (due_on := process.calendar.forward(original_on)) > last
    ]
