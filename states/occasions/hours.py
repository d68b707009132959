"""When hours are asked for, and when what was realised stays behind what was agreed (4a)."""

from collections.abc import Iterator
from datetime import date, timedelta
from heapq import merge
from itertools import takewhile

from states.dossier import Contract, Dossier
from states.figures.obligation import backlog_on, realised, reports_of
from states.occasions.row import Occasion, Process, Row, moved, takes_part
from states.periods import Period, period_of, periods_from, read_period
from states.working_days import add_months


def hours_asked(dossier: Dossier, process: Process) -> Iterator[Row]:
    """Yield, per contract and quarter, the first working day after it, while no report was received (4a).

    A report that was rejected is asked again: the occasion holds the day of that, ``C-1/2026-10-20/2026-K3``.
    """
    entered_on = dossier.entered(process.rule.every_phase)
    for contract in dossier.contracts if entered_on else ():
        if entered_on and takes_part(dossier, contract) and not called_off(dossier, contract):
            yield contract.contract, _asked(dossier, contract, process, max(entered_on, contract.starts_on or date.min))


def called_off(dossier: Dossier, contract: Contract) -> bool:
    """Tell whether hours are reported for what is called off under a framework agreement, and not for itself."""
    return any(c.framework == contract.contract and takes_part(dossier, c) for c in dossier.contracts)


def _asked(dossier: Dossier, contract: Contract, process: Process, since: date) -> Iterator[Occasion]:
    """Yield the quarters without a report; where one was rejected, that is another question, from the day after."""
    code, last = contract.contract, contract.ends_on or date.max
    received = _months(dossier, code, {"ontvangen", "goedgekeurd"})
    rejected = _rejected(dossier, code)
    first = (
        moved(f"{code}/{quarter.name}", _day_after(quarter), process.calendar)
        for quarter in takewhile(lambda q: q.first <= last, periods_from(since, "kwartaal"))
        if quarter not in rejected and not _ran(quarter, contract) <= received
    )
    again = (
        moved(f"{code}/{on}/{quarter.name}", max(_day_after(quarter), on + timedelta(days=1)), process.calendar)
        for quarter, on in rejected.items()
        if since <= quarter.last and quarter.first <= last and not _ran(quarter, contract) <= received
    )
    return merge(first, sorted(again, key=_in_order), key=_in_order)


def _in_order(occasion: Occasion) -> tuple[date, str]:
    return occasion.due_on, occasion.name


def _rejected(dossier: Dossier, contract: str) -> dict[Period, date]:
    """The quarters over which a report of a contract was rejected, with the last day on which that was."""
    found: dict[Period, date] = {}
    for report in dossier.hours_reports:
        if report.contract == contract and report.status == "afgekeurd" and report.reviewed_on:
            period = read_period(report.period)
            for number in range(period.months):
                quarter = period_of(add_months(period.first, number), "kwartaal")
                found[quarter] = max(report.reviewed_on, found.get(quarter, date.min))
    return found


def _day_after(quarter: Period) -> date:
    return quarter.last + timedelta(days=1)


def _ran(quarter: Period, contract: Contract) -> set[date]:
    """The months of a quarter in which the contract ran, by their first day."""
    months = [add_months(quarter.first, number) for number in range(quarter.months)]
    begun = (contract.starts_on or date.min).replace(day=1)
    return {month for month in months if begun <= month <= (contract.ends_on or date.max)}


def _months(dossier: Dossier, contract: str, statuses: set[str]) -> set[date]:
    """The months over which reports of a contract with one of these statuses speak, by their first day."""
    periods = [read_period(r.period) for r in dossier.hours_reports if r.contract == contract and r.status in statuses]
    return {add_months(period.first, number) for period in periods for number in range(period.months)}


def backlog(dossier: Dossier, process: Process) -> Iterator[Row]:
    """Yield, per contract and quarter, when its reports are approved or overdue and too little was realised.

    What counts as too little is a figure of the definition. Where effort was agreed there is nothing to be behind on.
    """
    entered_on = dossier.entered(process.rule.every_phase)
    if entered_on is None or dossier.basis == "inspanning":
        return
    for contract in dossier.contracts:
        if contract.starts_on and contract.ends_on and contract.obligations and takes_part(dossier, contract):
            yield contract.contract, _behind(dossier, contract, process, entered_on)


def _behind(dossier: Dossier, contract: Contract, process: Process, entered_on: date) -> Iterator[Occasion]:
    """Yield the quarters after which too little was realised, unless what was reported since makes up for it."""
    starts_on, ends_on = contract.starts_on or date.min, contract.ends_on or date.max
    figures = process.definition.figures
    found = realised(contract, reports_of(dossier, contract), figures)
    reported = min(found.last, ends_on)
    caught_up_on = date.min if backlog_on(contract, found, reported, figures) else reported
    for quarter in takewhile(lambda q: q.first <= ends_on, periods_from(max(entered_on, starts_on), "kwartaal")):
        last = min(quarter.last, ends_on)
        if last > caught_up_on and backlog_on(contract, found, last, figures):
            due_on = _known_on(dossier, contract, quarter, process)
            yield Occasion(f"{contract.contract}/{quarter.name}", due_on, due_on)


def _known_on(dossier: Dossier, contract: Contract, quarter: Period, process: Process) -> date:
    """When a quarter's figures are known: its reports all approved, or so many days after they were asked for."""
    asked_on = process.calendar.forward(_day_after(quarter))
    overdue_on = process.calendar.forward(asked_on + timedelta(days=process.rule.lead_days))
    if not _ran(quarter, contract) <= _months(dossier, contract.contract, {"goedgekeurd"}):
        return overdue_on
    reviewed = [
        r.reviewed_on
        for r in dossier.hours_reports
        if r.contract == contract.contract and r.reviewed_on and quarter.overlaps(read_period(r.period))
    ]
    return min(overdue_on, max(asked_on, *reviewed)) if reviewed else overdue_on
