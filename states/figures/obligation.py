"""What a contract owes in SROI euros, what of it should be there on a date, and what is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from states.dossier import Contract, Dossier, HoursReport, Obligation
from states.figures.rounding import two_decimals
from states.figures.schema import Figures
from states.figures.sroi_value import SroiValue, approved, sroi_value
from states.working_days import add_months

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Realised:
    """What a contract has to show: the exact euros of its opening balance, paid hours, and the worth of its reports.

    ``value`` is None where no block table tells what the reports are worth; ``unclear`` tells what was not counted.
    """

    opening: Fraction
    hours: Decimal
    value: SroiValue | None
    unclear: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """Tell whether the worth of what was reported is known: there is a table, or nothing to count."""
        return self.value is not None or not self.unclear

    @property
    def exact(self) -> Fraction:
        """Return the exact euros of everything that was approved."""
        return self.opening + (self.value.exact if self.value else 0)

    @property
    def last(self) -> date:
        """Return the last day over which something was approved; the first of all days when nothing was."""
        return self.value.by_report[-1][0] if self.value and self.value.by_report else date.min

    def by(self, on: date) -> Fraction:
        """Return the exact euros of the periods that ended on or before a day."""
        reports = self.value.by_report if self.value else ()
        return sum((euros for last, euros in reports if last <= on), self.opening)


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


def owed(contract: Contract, row: Obligation) -> Fraction | None:
    """Return the euros that a contract owes over its whole life under one row, at most the cap; None if not known.

    The percentage is of the amount that was recorded. Without one, the wage sum is the contract's value times its wage
    share, and the invoiced turnover its value.
    """
    return _owed(row, contract.value, contract.wage_share)


@lru_cache(maxsize=4096)  # asked for every quarter of a contract, night after night
def _owed(row: Obligation, value: Decimal | None, wage_share: Decimal | None) -> Fraction | None:
    base = _base(row, value, wage_share)
    if base is None:
        return None
    euros = base * Fraction(row.percentage) / 100
    return euros if row.cap is None else min(euros, Fraction(row.cap))


def _base(row: Obligation, value: Decimal | None, wage_share: Decimal | None) -> Fraction | None:
    if row.base_amount is not None:
        return Fraction(row.base_amount)
    if value is None or (row.base == "loonsom" and wage_share is None):
        return None
    return Fraction(value) * Fraction(wage_share or 0) / 100 if row.base == "loonsom" else Fraction(value)


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
            due += euros * held
    return due / days


def _stretches(contract: Contract, start: date) -> Iterable[tuple[Obligation, date, date | None]]:
    """Yield every row with the first and last day on which it holds; the last has no last day."""
    rows = sorted(contract.obligations, key=lambda row: row.from_on)
    for number, row in enumerate(rows):
        following = rows[number + 1].from_on - timedelta(days=1) if number + 1 < len(rows) else None
        yield row, start if number == 0 else max(row.from_on, start), following


def reports_of(dossier: Dossier, contract: Contract) -> list[HoursReport]:
    """Return the reports that count for a contract: its own, and of a framework agreement those under it."""
    codes = {contract.contract} | {c.contract for c in dossier.contracts if c.framework == contract.contract}
    return [report for report in dossier.hours_reports if report.contract in codes]


def realised(contract: Contract, reports: Sequence[HoursReport], figures: Figures) -> Realised:
    """Return what the approved ones among reports, and the opening balance of a contract, come to.

    Args:
        contract: with its opening balance and the block table that it was awarded under.
        reports: those that count for this contract (``reports_of``).
        figures: the weeks a year.
    """
    counted = approved(reports)
    balance = contract.opening_balance
    opening = Fraction(balance.sroi_euros) if balance else Fraction(0)
    hours = sum((line.paid_hours for report in counted for line in report.lines), balance.hours if balance else ZERO)
    if contract.block_table is None:
        lacks = any(report.lines for report in counted)
        told = (f"{contract.contract}: er is geen bouwblokkentabel vastgelegd, dus de uren hebben geen waarde.",)
        return Realised(opening, hours, None, told if lacks else ())
    value = sroi_value(counted, contract.block_table, figures.weeks_a_year.amount)
    return Realised(opening, hours, value, value.unclear)


def behind(contract: Contract, reports: Sequence[HoursReport], on: date, figures: Figures) -> Backlog | None:
    """Return how far a contract is behind on a day, as ``backlog_on`` does, from its reports."""
    return backlog_on(contract, realised(contract, reports, figures), on, figures)


def backlog_on(contract: Contract, found: Realised, on: date, figures: Figures) -> Backlog | None:
    """Return how far a contract is behind what should be realised by a day, if by more than the margin.

    Not in the contract's first months, and not where the obligation or the worth of what was reported is not known.
    Where effort was agreed instead of numbers nobody asks this.

    Args:
        contract: with its obligations.
        found: what it realised; asked once for many days.
        on: the day, the end of a quarter for instance.
        figures: the margin and the first months.
    """
    start = contract.starts_on
    if start is None or on < add_months(start, int(figures.obligation.first_months.amount)):
        return None
    due = due_by(contract, on)
    if due is None or not found.known:
        return None
    margin = 1 - Fraction(figures.obligation.margin.amount) / 100
    there = found.by(on)
    return Backlog(two_decimals(due), two_decimals(there)) if there < due * margin else None
