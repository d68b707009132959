"""What a contract owes, what should be there on a date, and when it is behind."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from dossiers import DEFINITION, day, dossier
from hypothesis import given
from hypothesis import strategies as st

from states.dossier import Contract, HoursLine, HoursReport, Obligation, OpeningBalance
from states.figures.blocks import Block, BlockTable
from states.figures.obligation import backlog_on, behind, due_by, in_force, owed, realised, reports_of

FIGURES = DEFINITION.figures
HOURS = Block(code="uren", target_group="ww", unit="uur", amount=Decimal(10))
TABLE = BlockTable(authority="a", version="1", valid_from=day("2020-01-01"), source="s", blocks=(HOURS,))
START, END = day("2026-01-01"), day("2029-12-31")


def row(since: str = "2026-01-01", percentage: str = "5", base: str = "opdrachtsom", **more: Any) -> Obligation:  # noqa: ANN401  # the fields of an obligation
    """Return an obligation from a date."""
    return Obligation(day(since), Decimal(percentage), base, **more)


def contract(*obligations: Obligation, **more: Any) -> Contract:  # noqa: ANN401  # the fields of a contract
    """Return a contract of four years and a million euros."""
    known = {"value": Decimal(1_000_000), "starts_on": START, "ends_on": END, "block_table": TABLE, **more}
    return Contract("C-1", "Schoonmaak", "dienst", "gegund", obligations=obligations, **known)


def full(found: Contract) -> Fraction | None:
    """Return what a contract owes under its first row."""
    return owed(found, found.obligations[0])


@pytest.mark.parametrize(
    ("found", "euros"),
    [
        (contract(row()), 50_000),
        (contract(row(base_amount=Decimal(800_000))), 40_000),
        (contract(row(base="loonsom"), wage_share=Decimal(60)), 30_000),
        (contract(row(base="loonsom", base_amount=Decimal(500_000)), wage_share=Decimal(60)), 25_000),
        (contract(row(base="loonsom")), None),
        (contract(row(base="gefactureerde_omzet")), 50_000),
        (contract(row(base="gefactureerde_omzet", base_amount=Decimal(900_000))), 45_000),
        (contract(row(cap=Decimal(30_000))), 30_000),
        (contract(row(cap=Decimal(60_000))), 50_000),
        (contract(row(), value=None), None),
    ],
)
def test_what_is_owed(found: Contract, euros: int | None) -> None:
    """A percentage of the sum, of the wages or of the turnover, with a cap; not known without its base."""
    assert euros == full(found)


def test_a_framework_agreement_carries_the_obligation() -> None:
    """What is called off under a framework owes nothing itself."""
    assert in_force(contract(row()), START)
    assert None is in_force(contract(row(), framework="RO-1"), START)
    assert None is due_by(contract(row(), framework="RO-1"), END)


def test_each_row_holds_from_its_date_until_the_next() -> None:
    """The earliest row also holds for what came before it."""
    first, second = row("2026-07-01"), row("2028-01-01", "2")
    found = contract(second, first)
    for on, expected in (("2026-01-01", first), ("2026-07-01", first), ("2027-12-31", first), ("2028-01-01", second)):
        assert expected == in_force(found, day(on))


def test_pro_rata_by_days() -> None:
    """Nothing before the start, a day's part on the first day, half after half of the days, all at the end."""
    found = contract(row())
    days = (END - START).days + 1
    for on, part in (
        ("2025-12-31", 0),
        ("2026-01-01", 1),
        ("2027-12-31", 730),
        ("2029-12-31", days),
        ("2031-01-01", days),
    ):
        assert Fraction(50_000 * part, days) == due_by(found, day(on))


def test_pro_rata_of_a_changed_percentage() -> None:
    """Two years at 5 percent and two at 2 percent: each for its own days."""
    found = contract(row(), row("2028-01-01", "2"))
    days = (END - START).days + 1
    assert Fraction(50_000 * 730 + 20_000 * 731, days) == due_by(found, END)
    assert due_by(contract(row()), day("2027-12-31")) == due_by(found, day("2027-12-31"))


def test_due_is_not_known_without_a_term_or_an_amount() -> None:
    """A contract without an end, or of which one row cannot be worked out, has nothing due."""
    assert None is due_by(contract(row(), ends_on=None), END)
    assert None is due_by(contract(), END)
    unknown = contract(row(), row("2028-01-01", base="loonsom"))
    assert None is due_by(unknown, END)
    assert None is not due_by(unknown, day("2027-12-31"))


def hours(period: str, number: int, contract: str = "C-1", status: str = "goedgekeurd") -> HoursReport:
    """Return a report of hours that are worth 10 euros each."""
    return HoursReport(contract, period, status, lines=(HoursLine("ww", 1, Decimal(number)),))


BALANCE = OpeningBalance(Decimal("1000.50"), Decimal(20))


def test_the_opening_balance_counts_as_realised() -> None:
    """What was realised before the contract was followed here is added to what was approved."""
    found = realised(contract(row(), opening_balance=BALANCE), [hours("2026-K1", 10)], FIGURES)
    assert (Fraction("1100.50"), Decimal(30)) == (found.exact, found.hours)


def test_what_is_realised_by_a_day() -> None:
    """A period counts from its last day on."""
    reports = [hours("2026-K2", 10), hours("2026-K1", 5), hours("2026-K3", 7, status="ontvangen")]
    found = realised(contract(row()), reports, FIGURES)
    days = ("2026-03-30", "2026-03-31", "2026-06-30", "2026-12-31")
    assert [0, 50, 150, 150] == [found.by(day(on)) for on in days]


def test_without_a_table_hours_have_no_worth() -> None:
    """Hours without a block table are told as such; a contract without hours has nothing to tell."""
    bare = contract(row(), block_table=None, opening_balance=BALANCE)
    found = realised(bare, [hours("2026-K1", 10)], FIGURES)
    assert (False, Fraction("1000.50"), Decimal(30)) == (found.known, found.exact, found.hours)
    assert 1 == len(found.unclear)
    assert realised(bare, [], FIGURES).known


def test_the_reports_of_a_framework_are_those_under_it() -> None:
    """What is called off counts for the framework, and not for another contract."""
    framework = replace(contract(row()), contract="RO-1")
    under = contract(framework="RO-1")
    other = replace(contract(row()), contract="C-2")
    reports = tuple(hours("2026-K1", 1, code) for code in ("RO-1", "C-1", "C-2"))
    found = dossier(contracts=(framework, under, other), hours_reports=reports)
    counted = {c.contract: [r.contract for r in reports_of(found, c)] for c in found.contracts}
    assert {"RO-1": ["RO-1", "C-1"], "C-1": ["C-1"], "C-2": ["C-2"]} == counted


def due_hours(on: date, share: Fraction) -> int:
    """Return the whole hours that are worth a share of what is due on a day, rounded down."""
    due = due_by(contract(row()), on)
    assert due
    return int(due * share / 10)


def test_behind_by_more_than_the_margin() -> None:
    """More than 15 percent behind pro rata is behind; an hour over the line it is not."""
    on = day("2026-12-31")
    line = due_hours(on, Fraction(85, 100))
    found = behind(contract(row()), [hours("2026-K4", line)], on, FIGURES)
    assert found
    assert (Decimal("12491.44"), Decimal(line * 10)) == (found.due, found.realised)
    assert found.due - found.realised == found.short
    assert None is behind(contract(row()), [hours("2026-K4", line + 1)], on, FIGURES)


def test_not_in_the_first_six_months() -> None:
    """Half a year is a run-up."""
    assert None is behind(contract(row()), [], day("2026-06-30"), FIGURES)
    assert behind(contract(row()), [], day("2026-07-01"), FIGURES)


@pytest.mark.parametrize(
    "found",
    [contract(), contract(row(), framework="RO-1"), contract(row(), ends_on=None), contract(row(), starts_on=None)],
)
def test_not_behind_on_what_is_not_known(found: Contract) -> None:
    """Without an obligation of its own, or without a term, a contract is not behind."""
    assert None is behind(found, [], day("2027-12-31"), FIGURES)


def test_not_behind_on_hours_of_unknown_worth() -> None:
    """Hours that no table counts may be enough; nothing at all is not."""
    bare = contract(row(), block_table=None)
    assert None is behind(bare, [hours("2026-K1", 1)], day("2027-12-31"), FIGURES)
    assert behind(bare, [], day("2027-12-31"), FIGURES)


days_of_life = st.integers(0, 2000).map(lambda n: START + timedelta(days=n))
rows_of_obligation = st.lists(
    st.tuples(st.integers(-100, 1500), st.decimals(0, 100, places=2), st.none() | st.integers(0, 100_000)),
    min_size=1, max_size=4, unique_by=lambda found: found[0],
).map(
    lambda found: tuple(
        Obligation(START + timedelta(days=n), percentage, "opdrachtsom", cap=None if cap is None else Decimal(cap))
        for n, percentage, cap in found
    )
)  # fmt: skip


@given(rows_of_obligation, days_of_life, days_of_life)
def test_due_grows_and_stays_within_what_is_owed(rows: tuple[Obligation, ...], one: date, other: date) -> None:
    """What is due never falls, is never negative, and at the end lies between the smallest and the largest row."""
    found = contract(*rows)
    early, late, end = (due_by(found, on) for on in (min(one, other), max(one, other), END))
    assert early is not None
    assert late is not None
    assert end is not None
    assert 0 <= early <= late <= end
    amounts = [owed(found, r) or Fraction(0) for r in rows]
    assert min(amounts) <= end <= max(amounts)


@given(st.lists(st.integers(0, 500), max_size=8), days_of_life)
def test_more_realised_is_never_further_behind(amounts: list[int], on: date) -> None:
    """Who has more to show is not behind where who has less is not."""
    quarters = [f"{2026 + n // 4}-K{n % 4 + 1}" for n in range(len(amounts))]
    less = realised(contract(row()), [hours(q, n) for q, n in zip(quarters, amounts, strict=True)], FIGURES)
    more = realised(contract(row()), [hours(q, n + 100) for q, n in zip(quarters, amounts, strict=True)], FIGURES)
    ahead, there = backlog_on(contract(row()), more, on, FIGURES), backlog_on(contract(row()), less, on, FIGURES)
    assert not ahead or (there and ahead.short <= there.short)
