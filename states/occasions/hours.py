"""When hours are asked for, and when what was realised stays behind what was agreed (4a)."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import takewhile

from states.dossier import Contract, Dossier
from states.figures.obligation import backlog_on, realised, reports_of
from states.occasions.row import Occasion, Process, Row, moved, takes_part
from states.periods import Period, periods_from, read_period
from states.working_days import add_months


def hours_asked(dossier: Dossier, process: Process) -> Iterator[Row]:
    """Yield, per contract and quarter, the first working day after it, while no report was received (4a)."""
    entered_on = dossier.entered(process.rule.every_phase)
    for contract in dossier.contracts if entered_on else ():
        if entered_on and takes_part(dossier, contract):
            received = _months(dossier, contract.contract, {"ontvangen", "goedgekeurd"})
            yield contract.contract, _asked(contract, process, entered_on, received)


def _asked(contract: Contract, process: Process, entered_on: date, received: set[date]) -> Iterator[Occasion]:
    since = max(entered_on, contract.starts_on or date.min)
    for quarter in takewhile(lambda q: q.first <= (contract.ends_on or date.max), periods_from(since, "kwartaal")):
        if not _ran(quarter, contract) <= received:
            yield moved(f"{contract.contract}/{quarter.name}", _day_after(quarter), process.calendar)


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
    starts_on, ends_on = contract.starts_on or date.min, contract.ends_on or date.max
    figures = process.definition.figures
    found = realised(contract, reports_of(dossier, contract), figures)
    for quarter in takewhile(lambda q: q.first <= ends_on, periods_from(max(entered_on, starts_on), "kwartaal")):
        if backlog_on(contract, found, min(quarter.last, ends_on), figures):
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
        if r.contract == contract.contract and r.reviewed_on and _overlap(read_period(r.period), quarter)
    ]
    return min(overdue_on, max(asked_on, *reviewed)) if reviewed else overdue_on


def _overlap(one: Period, other: Period) -> bool:
    return one.first <= other.last and other.first <= one.last
