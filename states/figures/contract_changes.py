"""The room for changes of a contract without a new tender (article 2.163b Aanbestedingswet 2012), and what is used.

Changes must stay under the EU threshold and under a percentage of the original value, added up with their sign. Options
under a clear clause (article 2.163c) do not use this room. It is a warning to ask a lawyer in time, not a verdict.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from states.figures.cpv import longest_prefix
from states.figures.rounding import two_decimals
from states.figures.schema import ContractChanges

WHOLE = 100  # percent


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a contract's value that took effect on a date: euros more, or less when negative."""

    on: date
    euros: Decimal


@dataclass(frozen=True, slots=True)
class Ledger:
    """The running total of changes against the room, in euros; ``used`` is a percentage of the room.

    ``threshold`` is None where the EU threshold of that year is not known: then only the percentage is held.
    """

    original: Decimal
    net: Decimal
    percentage: Decimal
    threshold: Decimal | None
    room: Decimal
    used: Decimal
    warning: bool
    exceeded: bool


def ledger(
    original: Decimal,
    changes: Sequence[Change],
    *,
    nature: str,
    sector: str,
    cpv: str | None,
    on: date,
    figures: ContractChanges,
) -> Ledger:
    """Return the ledger of a contract on a date.

    Args:
        original: the value at the award, in euros.
        changes: all of them; later ones than ``on`` do not count yet.
        nature: werk, dienst, levering or samenwerkingsafspraak.
        sector: the kind of authority, which sets the threshold for services and supplies.
        cpv: the contract's code; social services have a threshold of their own.
        on: the date, which sets the year of the threshold.
        figures: the percentages and thresholds.
    """
    net = sum((Fraction(change.euros) for change in changes if change.on <= on), Fraction(0))
    share = figures.percentage_works if nature == "werk" else figures.percentage
    threshold = threshold_of(nature=nature, sector=sector, cpv=cpv, on=on, figures=figures)
    room = Fraction(original) * Fraction(share.amount) / WHOLE
    if threshold is not None:
        room = min(room, Fraction(threshold))
    used = abs(net) / room * WHOLE if room else Fraction(WHOLE if net else 0)
    return Ledger(
        original, two_decimals(net), share.amount, threshold, two_decimals(room), two_decimals(used),
        warning=bool(net) and used >= Fraction(figures.warning.amount), exceeded=bool(net) and used >= WHOLE,
    )  # fmt: skip


def threshold_of(*, nature: str, sector: str, cpv: str | None, on: date, figures: ContractChanges) -> Decimal | None:
    """Return the EU threshold for a contract on a date, in euros, or None where it is not known."""
    known = figures.thresholds_on(on)
    if known is None:
        return None
    if nature == "werk":
        return known.works
    if nature == "dienst" and longest_prefix(figures.social_services.cpv, cpv):
        return known.social_services
    return known.central_government if sector in figures.central_government else known.other_authorities
