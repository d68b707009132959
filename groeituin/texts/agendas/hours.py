"""What an agenda says about hours: what was agreed, what was approved, and what is still missing (4a)."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import takewhile

from groeituin.definitions import calendar_of
from groeituin.texts.agendas.item import agreed, filled, named, objective_of, running
from groeituin.texts.signals.sentence import in_words
from groeituin.texts.words import GROUP_NAMES, counted
from states.definition import Definition
from states.dossier import Contract, Dossier, HoursReport, Objective
from states.figures.obligation import due_by, realised, reports_of
from states.figures.rounding import two_decimals
from states.figures.sroi_value import approved
from states.occasions import occasions
from states.periods import read_period
from states.texts import amount, day, listed


def hours(dossier: Dossier, process: Definition, on: date) -> Iterator[str]:
    """Yield, per contract, what was agreed and what was approved; then the objectives and what is missing."""
    for contract in running(dossier):
        yield from _of_contract(contract, dossier, process, on)
    yield from _work_done(dossier)
    for objective in dossier.objectives:
        yield _reached(objective, dossier)
    for report in dossier.hours_reports:
        if report.status == "ontvangen":
            yield f"De urenopgave van {report.contract} over {_period(report.period)} wacht op goedkeuring."
    yield from _missing(dossier, process, on)


def _of_contract(contract: Contract, dossier: Dossier, process: Definition, on: date) -> Iterator[str]:
    if dossier.basis == "inspanning":
        yield f"Bij {named(contract)} telt de inspanning, niet het getal."
        return
    yield agreed(contract, on)
    found, due = realised(contract, reports_of(dossier, contract), process.figures), due_by(contract, on)
    if due is not None:
        yield f"Op {day(on)} hoort daarvan € {amount(two_decimals(due))} klaar te zijn."
    if found.value is None and found.unclear:  # hours were approved, but nobody knows their worth
        yield "Wat is goedgekeurd, is nog niet in euro's uit te rekenen."
    elif contract.obligations:
        yield f"Gerealiseerd is € {amount(two_decimals(found.exact))}{_before(contract)}."
        if found.unclear:
            yield "Een deel van de uren telt nog niet mee. Zoek samen uit waarom."


def _before(contract: Contract) -> str:
    """Name what was there already when the contract was taken over."""
    balance = contract.opening_balance
    return f", waarvan € {amount(balance.sroi_euros)} van voor de overname" if balance else ""


def _work_done(dossier: Dossier) -> Iterator[str]:
    """Yield the hours that were approved per target group, and the efforts."""
    of_group = _hours_by_group(dossier.hours_reports)
    if of_group:
        parts = [f"{amount(total)} uur ({GROUP_NAMES[group]})" for group, total in of_group.items()]
        yield f"Goedgekeurde uren: {listed(parts)}."
    if dossier.efforts:
        yield f"Vastgelegd: {counted(len(dossier.efforts), 'inspanning', 'inspanningen')}."


def _hours_by_group(reports: tuple[HoursReport, ...]) -> dict[str, Decimal]:
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for report in approved(reports):
        for line in report.lines:
            totals[line.target_group] += line.paid_hours
    return {group: total for group, total in sorted(totals.items()) if total}


def _reached(objective: Objective, dossier: Dossier) -> str:
    now = []
    if objective.jobs:
        now.append(f"{counted(filled(dossier)[objective.target_group], 'baan', 'banen')} ingevuld")
    if objective.hours:
        total = _hours_by_group(dossier.hours_reports).get(objective.target_group, Decimal(0))
        now.append(f"{amount(total)} uur goedgekeurd")
    return f"{objective_of(objective)} Nu: {listed(now)}." if now else objective_of(objective)


def _missing(dossier: Dossier, process: Definition, on: date) -> Iterator[str]:
    """Yield the reports that were asked for and did not come."""
    for contract, row in occasions(dossier, "urenopgave", process, calendar_of(process)):
        asked = [_period(o.name.rsplit("/", 1)[-1]) for o in takewhile(lambda o: o.due_on <= on, row)]
        if asked:
            yield f"Nog niet ontvangen van {contract}: de urenopgave over {listed(asked)}."


def _period(name: str) -> str:
    return in_words(read_period(name))
