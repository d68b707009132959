"""What an agenda says about hours: what was agreed, what was approved, and what is still missing (4a)."""

from collections import defaultdict
from collections.abc import Container, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import takewhile

from groeituin.definitions import calendar_of
from groeituin.texts.agendas.item import agreed, filled, group_name, named, objective_of, running, some
from groeituin.texts.signals.sentence import in_words
from groeituin.texts.words import counted
from states.definition import Definition
from states.dossier import Contract, Dossier, HoursReport, Objective
from states.figures.obligation import Realised, due_by, realised, reports_of
from states.figures.rounding import two_decimals
from states.figures.sroi_value import approved
from states.figures.suppression import SMALLEST, group_told, tellable
from states.occasions import occasions
from states.periods import read_period
from states.texts import amount, day, euros, listed


def hours(dossier: Dossier, process: Definition, on: date) -> Iterator[str]:
    """Yield, per contract, what was agreed and what was approved; then the objectives and what is missing.

    Euros and hours of a few people are not told.
    """
    may_tell = tellable(dossier, process.figures)
    for contract in running(dossier):
        yield from _of_contract(contract, dossier, process, on, told=contract.contract in may_tell.contracts)
    yield from _work_done(dossier, may_tell.groups)
    for objective in dossier.objectives:
        yield _reached(objective, dossier, may_tell.groups)
    for report in dossier.hours_reports:
        if report.status == "ontvangen":
            yield f"De urenopgave van {report.contract} over {_period(report.period)} wacht op goedkeuring."
    yield from _missing(dossier, process, on)


def _of_contract(contract: Contract, dossier: Dossier, process: Definition, on: date, *, told: bool) -> Iterator[str]:
    if dossier.basis == "inspanning":
        yield f"Bij {named(contract)} telt de inspanning, niet het getal."
        return
    yield agreed(contract, on)
    found, due = realised(contract, reports_of(dossier, contract), process.figures), due_by(contract, on)
    if due is not None:
        yield f"Op {day(on)} hoort daarvan {euros(two_decimals(due))} klaar te zijn."
    if found.value is None and found.unclear:  # hours were approved, but nobody knows their worth
        yield "Wat is goedgekeurd, is nog niet in euro's uit te rekenen."
    elif contract.obligations:
        yield f"Gerealiseerd is {euros(two_decimals(found.exact))}{_before(contract)}." if told else _so_far(found, due)
        if found.unclear:
            yield "Een deel van de uren telt nog niet mee. Zoek samen uit waarom."


def _so_far(found: Realised, due: Fraction | None) -> str:
    """Say whether it is enough, where the euros are those of a few people."""
    told = "" if due is None else f"Dat is {'gehaald' if found.exact >= due else 'nog niet gehaald'}. "
    return f"{told}Het bedrag staat hier niet, omdat het om weinig mensen gaat."


def _before(contract: Contract) -> str:
    """Name what was there already when the contract was taken over."""
    balance = contract.opening_balance
    return f", waarvan {euros(balance.sroi_euros)} van voor de overname" if balance else ""


def _work_done(dossier: Dossier, may_tell: Container[str]) -> Iterator[str]:
    """Yield the hours that were approved per target group, and the efforts."""
    of_group = _hours_by_group(dossier.hours_reports)
    parts = [f"{amount(total)} uur ({group_name(group)})" for group, total in of_group.items() if group in may_tell]
    if parts:
        yield f"Goedgekeurde uren: {listed(parts)}."
    if len(parts) < len(of_group):
        yield f"Van een doelgroep met minder dan {SMALLEST} mensen staan de uren hier niet."
    if dossier.efforts:
        yield f"Vastgelegd: {counted(len(dossier.efforts), 'inspanning', 'inspanningen')}."


def _hours_by_group(reports: tuple[HoursReport, ...]) -> dict[str, Decimal]:
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for report in approved(reports):
        for line in report.lines:
            totals[group_told(line.target_group)] += line.paid_hours
    return {group: total for group, total in sorted(totals.items()) if total}


def _reached(objective: Objective, dossier: Dossier, may_tell: Container[str]) -> str:
    """Say what is wanted for a target group, and what is there; not of a group that is only counted with others."""
    now, group = [], objective.target_group
    told = group == group_told(group)
    if told and objective.jobs:
        now.append(f"{some(filled(dossier)[group], 'baan', 'banen')} ingevuld")
    total = _hours_by_group(dossier.hours_reports).get(group, Decimal(0))
    if told and objective.hours and (group in may_tell or not total):
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
