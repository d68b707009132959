"""The figures of a partnership: what its contracts owe and realised in SROI euros, and jobs of the banenafspraak."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from states.dossier import Contract, Dossier, HoursReport
from states.figures.banenafspraak import Jobs, banenafspraak_jobs
from states.figures.duration import value_a_year
from states.figures.obligation import Realised, due_by, in_force, owed, realised, reports_of
from states.figures.rounding import two_decimals
from states.figures.schema import Figures
from states.figures.sroi_value import approved

ZERO = Decimal(0)


def figures_of(dossier: Dossier, figures: Figures, on: date) -> dict[str, Any]:
    """Return the figures of a partnership on a date, as the doors promise them.

    SROI euros and jobs of the banenafspraak stand beside each other and are never converted. Only what was approved
    counts. What is due is pro rata by days.
    """
    codes = {contract.contract for contract in dossier.contracts}
    # What falls under a framework agreement of this partnership is counted there, and not once more.
    own = [contract for contract in dossier.contracts if contract.framework not in codes]
    found = {c.contract: realised(c, reports_of(dossier, c), figures) for c in own}
    jobs = banenafspraak_jobs(dossier.hours_reports, figures)
    return {
        "partnership": dossier.partnership,
        "on": on,
        "basis": dossier.basis,
        "contracts": [_contract(dossier, c, found.get(c.contract), on) for c in dossier.contracts],
        "sroi_euros": two_decimals(sum((one.exact for one in found.values()), Fraction(0))),
        "banenafspraak_jobs": jobs.jobs,
        "hours": _hours(sum((one.hours for one in found.values()), ZERO)),
        "divisor": figures.banenafspraak.hours_a_week.amount,
        "tracks": _tracks(dossier, list(found.values()), jobs, on),
        "unclear": [sentence for one in found.values() for sentence in one.unclear],
    }


def _contract(dossier: Dossier, contract: Contract, found: Realised | None, on: date) -> dict[str, Any]:
    # Where effort was agreed there are no euros to owe.
    row = in_force(contract, on) if dossier.basis == "verplichting" else None
    obligation = owed(contract, row) if row else None
    due = due_by(contract, on) if row else None
    table = contract.block_table
    a_year = value_a_year(contract.value, contract.starts_on, contract.ends_on)
    return {
        "contract": contract.contract,
        "obligation": _rounded(obligation),
        "percentage": row.percentage if row else None,
        "base": row.base if row else None,
        "due": _rounded(due),
        "realised": _rounded(found.exact) if found and found.known else None,
        "opening_balance": contract.opening_balance and contract.opening_balance.sroi_euros,
        "hours": _hours(found.hours) if found else None,
        "table": table and {"authority": table.authority, "version": table.version, "valid_from": table.valid_from},
        "framework": contract.framework,
        "value_a_year": _rounded(a_year),
        "effort_reports": _efforts(dossier.hours_reports, contract.contract),
    }


def _rounded(euros: Fraction | None) -> Decimal | None:
    return None if euros is None else two_decimals(euros)


def _hours(value: Decimal) -> Decimal:
    return two_decimals(Fraction(value))


def _efforts(reports: tuple[HoursReport, ...], contract: str) -> int:
    return sum(1 for report in approved(reports) if report.contract == contract and report.effort)


def _tracks(dossier: Dossier, found: list[Realised], jobs: Jobs, on: date) -> list[dict[str, Any]]:
    """Return per target group what was agreed beside what is there; only approved hours count."""
    euros: dict[str, Fraction] = defaultdict(Fraction)
    hours: dict[str, Decimal] = defaultdict(Decimal)
    for one in found:
        for group, exact in (one.value.by_group if one.value else {}).items():
            euros[group] += exact
    for report in approved(dossier.hours_reports):
        for line in report.lines:
            hours[line.target_group] += line.paid_hours
    wanted = {objective.target_group: objective for objective in dossier.objectives}
    filled = _filled(dossier, on)
    return [
        {
            "target_group": group,
            "objective": {name: getattr(wanted.get(group), name, None) for name in ("jobs", "hours", "euros")},
            "filled_jobs": filled.get(group, 0),
            "hours": _hours(hours.get(group, ZERO)),
            "sroi_euros": two_decimals(euros.get(group, Fraction(0))),
            "banenafspraak_jobs": two_decimals(jobs.by_group.get(group, Fraction(0))),
        }
        for group in sorted(wanted.keys() | hours.keys() | filled.keys())
    ]


def _filled(dossier: Dossier, on: date) -> dict[str, int]:
    """Return per target group how many jobs are filled on a date."""
    filled: dict[str, int] = defaultdict(int)
    for job in dossier.jobs:
        begun = job.starts_on is not None and job.starts_on <= on
        if begun and (job.ended_on is None or job.ended_on > on):
            filled[job.target_group] += 1
    return filled
