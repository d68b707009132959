"""What a contract owes in SROI euros, what of it should be there on a date, and what is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from states.dossier import Contract, HoursReport, Obligation
from states.figures.rounding import two_decimals
from states.figures.schema import Figures
from states.figures.sroi_value import SroiValue, approved, sroi_value
from states.periods import read_period
from states.working_days import add_months


@dataclass(frozen=True, slots=True)
class Realised:
    """What a contract has to show: exact euros with the opening balance, paid hours, and what could not be counted."""

    exact: Fraction
    hours: Decimal
    value: SroiValue | None
    unclear: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Backlog:
    """How far a contract is behind, in euros: what should be there by now, and what is."""

    due: Decimal
    realised: Decimal

    @property
    def short(self) -> Decimal:
        """Return the euros that are missing."""
        return self.due - self.realised


def in_force(contract: Contract, on: date) -> Obligation | None:
    """Return the obligation that holds on a date; the earliest one also holds for what came before it.

    A contract under a framework agreement owes nothing itself: the obligation sits on the framework.
    """
    if contract.framework or not contract.obligations:
        return None
    rows = sorted(contract.obligations, key=lambda row: row.from_on)
    return next((row for row in reversed(rows) if row.from_on <= on), rows[0])


def base_of(contract: Contract, row: Obligation) -> Fraction | None:
    """Return the euros that the percentage is taken of: as recorded, or else from the contract's value.

    Without a recorded amount the wage sum is the value times the wage share, and the invoiced turnover the value.
    """
    if row.base_amount is not None:
        return Fraction(row.base_amount)
    if contract.value is None or (row.base == "loonsom" and contract.wage_share is None):
        return None
    value = Fraction(contract.value)
    return value * Fraction(contract.wage_share or 0) / 100 if row.base == "loonsom" else value


def owed(contract: Contract, row: Obligation) -> Fraction | None:
    """Return the euros that a contract owes over its whole life under one row, at most the cap; None if not known."""
    base = base_of(contract, row)
    if base is None:
        return None
    euros = base * Fraction(row.percentage) / 100
    return euros if row.cap is None else min(euros, Fraction(row.cap))


def due_by(contract: Contract, on: date) -> Fraction | None:
    """Return the euros that should be realised by the end of a day, pro rata by days; None if that is not known.

    Every row of the obligation holds from its date until the next, each for its own days.
    """
    start, end = contract.starts_on, contract.ends_on
    if start is None or end is None or in_force(contract, on) is None:
        return None
    days, last, due = (end - start).days + 1, min(on, end), Fraction(0)
    for row, first, until in _stretches(contract, start):
        held = (min(until or last, last) - first).days + 1
        if held > 0:
            euros = owed(contract, row)
            if euros is None:
                return None
            due += euros * held / days
    return due


def _stretches(contract: Contract, start: date) -> Iterable[tuple[Obligation, date, date | None]]:
    """Yield every row with the first and last day on which it holds; the last has no last day."""
    rows = sorted(contract.obligations, key=lambda row: row.from_on)
    for number, row in enumerate(rows):
        following = rows[number + 1].from_on - timedelta(days=1) if number + 1 < len(rows) else None
        yield row, start if number == 0 else max(row.from_on, start), following


def realised(contract: Contract, reports: Sequence[HoursReport], figures: Figures, by: date | None = None) -> Realised:
    """Return what approved reports and the opening balance of a contract come to.

    Args:
        contract: with its opening balance and the block table that it was awarded under.
        reports: those of this contract, and where it is a framework agreement those of the contracts under it.
        figures: the weeks a year.
        by: only periods that end on or before this day.
    """
    counted = [r for r in approved(reports) if by is None or read_period(r.period).last <= by]
    hours = sum((line.paid_hours for report in counted for line in report.lines), Decimal(0))
    balance = contract.opening_balance
    exact = Fraction(balance.sroi_euros) if balance else Fraction(0)
    hours += balance.hours if balance else 0
    if contract.block_table is None:
        lacks = any(report.lines for report in counted)
        told = (f"{contract.contract}: er is geen bouwblokkentabel vastgelegd, dus de uren hebben geen waarde.",)
        return Realised(exact, hours, None, told if lacks else ())
    value = sroi_value(counted, contract.block_table, figures.weeks_a_year.amount)
    return Realised(exact + value.exact, hours, value, value.unclear)


def behind(contract: Contract, reports: Sequence[HoursReport], on: date, figures: Figures) -> Backlog | None:
    """Return how far a contract is behind what should be realised by a day, if by more than the margin.

    Not in the contract's first months, and not where the obligation or the worth of what was reported is not known.
    Where effort was agreed instead of numbers nobody asks this.
    """
    start = contract.starts_on
    if start is None or on < add_months(start, int(figures.obligation.first_months.amount)):
        return None
    due = due_by(contract, on)
    found = realised(contract, reports, figures, by=on)
    if due is None or (found.value is None and found.unclear):
        return None
    margin = 1 - Fraction(figures.obligation.margin.amount) / 100
    return Backlog(two_decimals(due), two_decimals(found.exact)) if found.exact < due * margin else None
