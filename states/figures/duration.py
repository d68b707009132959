"""How long a contract lasts, and what it is worth a year."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from states.figures.blocks import MONTHS_A_YEAR
from states.working_days import add_months


def months(starts_on: date, ends_on: date) -> Fraction:
    """Return the calendar months from the first day through the last one; a part of a month counts by its days."""
    after = ends_on + timedelta(days=1)
    whole = (after.year - starts_on.year) * MONTHS_A_YEAR + after.month - starts_on.month
    if add_months(starts_on, whole) > after:
        whole -= 1
    begun = add_months(starts_on, whole)
    rest = (after - begun).days
    return whole + Fraction(rest, (add_months(starts_on, whole + 1) - begun).days) if rest else Fraction(whole)


def value_a_year(value: Decimal | None, starts_on: date | None, ends_on: date | None) -> Fraction | None:
    """Return the euros a year of a contract; one of less than a year is worth its value. None where not known."""
    if not value or starts_on is None or ends_on is None:
        return None
    return Fraction(value) * MONTHS_A_YEAR / max(months(starts_on, ends_on), Fraction(MONTHS_A_YEAR))
