"""Rounding happens once, at the end; until then every figure is an exact fraction."""

from decimal import Decimal
from fractions import Fraction


def two_decimals(value: Fraction) -> Decimal:
    """Return a figure rounded half up to two decimals: cents, or hundredths of a job."""
    hundredths = int(abs(value) * 100 + Fraction(1, 2))
    return Decimal(hundredths if value >= 0 else -hundredths).scaleb(-2).quantize(Decimal("0.01"))


def plain(value: Decimal) -> Decimal:
    """Return a number without zeros at its end: 2 and 1.5."""
    return Decimal(f"{value.normalize():f}")
