"""The room for changes of a contract under article 2.163b, and how much of it is used."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from dossiers import DEFINITION, day
from hypothesis import given
from hypothesis import strategies as st

from states.figures.contract_changes import Change, Ledger, ledger, threshold_of

FIGURES = DEFINITION.figures.contract_changes
CLEANING, GUARDS = "90910000-9", "79710000-4"


def changed(
    original: str, *euros: str, nature: str = "dienst", sector: str = "gemeente", on: str = "2026-06-01"
) -> Ledger:
    """Return the ledger of a contract with changes, one each month from January 2026."""
    changes = [Change(day(f"2026-{month:02}-01"), Decimal(amount)) for month, amount in enumerate(euros, start=1)]
    return ledger(
        Decimal(original), changes, nature=nature, sector=sector, cpv=CLEANING, on=day(on), figures=FIGURES
    )  # fmt: skip


@pytest.mark.parametrize(
    ("nature", "sector", "cpv", "on", "euros"),
    [
        ("werk", "gemeente", None, "2026-01-01", 5_404_000),
        ("dienst", "rijk", CLEANING, "2026-01-01", 140_000),
        ("levering", "rijk", None, "2027-12-31", 140_000),
        ("dienst", "gemeente", CLEANING, "2026-01-01", 216_000),
        ("dienst", "zorg", None, "2026-01-01", 216_000),
        ("dienst", "gemeente", GUARDS, "2026-01-01", 750_000),
        ("levering", "gemeente", GUARDS, "2026-01-01", 216_000),
        ("dienst", "gemeente", None, "2025-12-31", 221_000),
        ("dienst", "gemeente", None, "2023-06-01", 215_000),
        ("werk", "rijk", None, "2021-06-01", 5_350_000),
        ("dienst", "rijk", None, "2019-06-01", 144_000),
        ("dienst", "rijk", None, "2017-12-31", None),
        ("dienst", "rijk", None, "2028-01-01", None),
    ],
)
def test_the_threshold_of_a_year(nature: str, sector: str, cpv: str | None, on: str, euros: int | None) -> None:
    """Works, services and supplies of the state or of others, and social services: each by its years."""
    assert euros == threshold_of(nature=nature, sector=sector, cpv=cpv, on=day(on), figures=FIGURES)


def test_the_thresholds_follow_each_other_without_a_gap() -> None:
    """Every day from 2018 on lies in one period, and each period has a source of its own."""
    periods = sorted(FIGURES.thresholds, key=lambda found: found.valid_from)
    for one, following in pairwise(periods):
        assert 1 == (following.valid_from - one.valid_until).days
    assert len(periods) == len({found.source for found in periods})


def test_ten_percent_of_a_small_contract() -> None:
    """10 percent binds where it is less than the threshold."""
    found = changed("1000000", "50000", "20000")
    assert (Decimal(70000), Decimal(100000), Decimal(70)) == (found.net, found.room, found.used)
    assert (False, False) == (found.warning, found.exceeded)


def test_fifteen_percent_for_works() -> None:
    """Works have 15 percent."""
    assert Decimal(150000) == changed("1000000", nature="werk").room


def test_the_threshold_of_a_large_contract() -> None:
    """The EU threshold binds where 10 percent is more."""
    assert Decimal(216000) == changed("5000000").room
    assert Decimal(140000) == changed("5000000", sector="rijk").room


@pytest.mark.parametrize(
    ("euros", "warning", "exceeded"),
    [("79999.99", False, False), ("80000", True, False), ("99999.99", True, False), ("100000", True, True)],
)
def test_a_warning_at_80_percent_and_full_at_100(euros: str, warning: bool, exceeded: bool) -> None:  # noqa: FBT001  # what is expected
    """Changes must stay under the room: to the cent."""
    found = changed("1000000", euros)
    assert (warning, exceeded) == (found.warning, found.exceeded)


def test_changes_add_up_with_their_sign() -> None:
    """More and less work net each other, and less work uses room too."""
    assert Decimal(10000) == changed("1000000", "60000", "-50000").net
    less = changed("1000000", "-90000")
    assert (Decimal(-90000), Decimal(90), True) == (less.net, less.used, less.warning)


def test_later_changes_do_not_count_yet() -> None:
    """The ledger of a date holds what took effect by then."""
    assert Decimal(30000) == changed("1000000", "10000", "20000", "40000", on="2026-02-28").net


def test_a_contract_without_a_value_has_no_room() -> None:
    """Where nothing was agreed every change is too much; without a change there is nothing to warn for."""
    assert changed("0", "1").exceeded
    assert (False, False) == (changed("0").warning, changed("0").exceeded)


def test_an_unknown_year_holds_the_percentage_alone() -> None:
    """Without a threshold the percentage is still held, and the ledger says that there is none."""
    found = changed("5000000", on="2030-01-01")
    assert (None, Decimal(500000)) == (found.threshold, found.room)


@given(st.decimals(1, 10**8, places=2), st.lists(st.decimals(-(10**6), 10**6, places=2), max_size=5))
def test_what_is_exceeded_was_warned_for(original: Decimal, euros: list[Decimal]) -> None:
    """The room is never more than the percentage or the threshold, and whatever exceeds it also warns."""
    found = changed(str(original), *map(str, euros))
    assert found.room <= FIGURES.thresholds[-1].other_authorities
    assert Fraction(found.room) <= Fraction(original) / 10 + Fraction(1, 200)
    assert found.warning or not found.exceeded
    assert sum(euros, Decimal(0)) == found.net
