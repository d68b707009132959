"""SROI euros: the worked examples of the domain to the cent, and what holds for every report."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.dossier import HoursLine, HoursReport
from states.figures.blocks import Block, BlockTable, Bonus
from states.figures.sroi_value import SroiValue, sroi_value

REGISTER, WW, BESCHUT, INKOOP = "banenafspraak_register", "ww", "beschut_werk", "sociale_inkoop"
WEEKS = Decimal(52)


def place(group: str = REGISTER, amount: int = 50000, **more: Any) -> Block:  # noqa: ANN401  # the fields of a block
    """Return what a place for a full year of 36 hours is worth."""
    fields = {"code": group, "unit": "jaar", "base_hours": 36, **more}
    return Block.model_validate({"target_group": group, "amount": amount, **fields})


def table(*blocks: Block, bonuses: tuple[Bonus, ...] = ()) -> BlockTable:
    """Return a table of blocks."""
    return BlockTable(
        authority="utrecht", version="1", valid_from=date(2023, 1, 1), source="s", blocks=blocks, bonuses=bonuses
    )


def line(group: str = REGISTER, hours: str = "312", **facts: Any) -> HoursLine:  # noqa: ANN401  # the fields of a line
    """Return a line for one person, with the hours of a quarter at 24 hours a week unless told."""
    return HoursLine(group, facts.pop("persons", 1), Decimal(hours), **facts)


def report(period: str, *lines: HoursLine, status: str = "goedgekeurd") -> HoursReport:
    """Return a report of contract C-1."""
    return HoursReport("C-1", period, status, lines=lines)


def year(*lines: HoursLine, of: int = 2026) -> list[HoursReport]:
    """Return four quarters with the same lines."""
    return [report(f"{of}-K{quarter}", *lines) for quarter in (1, 2, 3, 4)]


def worth(reports: list[HoursReport], found: BlockTable) -> SroiValue:
    """Return what reports are worth at 52 weeks a year."""
    return sroi_value(reports, found, WEEKS)


def test_the_worked_example_of_utrecht() -> None:
    """Somebody of the register, 24 hours a week for 12 months: 50,000 x 24/36, to the cent."""
    assert Decimal("33333.33") == worth(year(line()), table(place())).euros


def test_the_same_hours_are_worth_two_amounts_under_two_tables() -> None:
    """There is no national table: Oost-Nederland counts the same hours for 40,000 x 24/36."""
    assert Decimal("26666.67") == worth(year(line()), table(place(amount=40000))).euros


@pytest.mark.parametrize("period", ["2026-03", "2026-K1", "2026-H1"])
def test_a_year_in_one_line_is_worth_a_year(period: str) -> None:
    """A line may tell a whole year in the report of a shorter period."""
    assert Decimal("33333.33") == worth([report(period, line(hours="1248", months=12))], table(place())).euros


def test_a_week_of_40_hours_divides_by_40() -> None:
    """The full week is the table's."""
    assert Decimal("30000.00") == worth(year(line()), table(place(base_hours=40))).euros


def test_an_amount_a_month_is_a_twelfth_of_one_a_year() -> None:
    """750 a month at 36 hours is 500 a month at 24."""
    block = place(amount=750, unit="maand")
    assert Decimal("1500.00") == worth([report("2026-K1", line())], table(block)).euros


def test_an_amount_an_hour_counts_hours() -> None:
    """100 euros for each hour."""
    block = Block(code="uren", target_group="maatwerk", unit="uur", amount=Decimal(100))
    assert Decimal("1250.00") == worth([report("2026-K1", line("maatwerk", "12.5"))], table(block)).euros


def test_only_what_was_approved_counts() -> None:
    """A report that was received or rejected is worth nothing yet."""
    reports = [report("2026-K1", line(), status="ontvangen"), report("2026-K2", line(), status="afgekeurd")]
    assert Decimal("0.00") == worth(reports, table(place())).euros


def test_sheltered_work_earns_euros() -> None:
    """Beschut werk has a block like any other group."""
    assert Decimal("26666.67") == worth(year(line(BESCHUT)), table(place(BESCHUT, 40000))).euros


def test_under_the_minimum_a_place_does_not_count() -> None:
    """12 hours a week a person is the least; 11.9 counts for nothing, and that is told."""
    found = table(place(minimum_hours=12))
    enough, short = line(hours="156"), line(hours="155.9")
    assert Decimal("4166.67") == worth([report("2026-K1", enough)], found).euros
    least = worth([report("2026-K1", short)], found)
    assert Decimal("0.00") == least.euros
    assert ("C-1, banenafspraak register, 2026-K1: minder dan 12 uur per week, dus dit telt niet.",) == least.unclear
    two = line(hours="300", persons=2)
    assert Decimal("0.00") == worth([report("2026-K1", two)], found).euros


def test_the_longest_period_counts_over_all_reports_of_a_job() -> None:
    """A job counts for 12 months at most: the fifth quarter is worth nothing, a new job starts anew."""
    found = table(place(WW, 20000, months=12))
    first = [*year(line(WW, job="B-1")), report("2027-K1", line(WW, job="B-1"))]
    both = [*first, report("2027-K2", line(WW, job="B-2"))]
    assert Decimal("13333.33") == worth(first, found).euros
    assert Decimal("16666.67") == worth(both, found).euros
    assert ("C-1, ww, 2027-K1: de langste periode van 12 maanden die telt is bereikt.",) == worth(both, found).unclear


def test_the_order_in_which_reports_come_in_does_not_matter() -> None:
    """The oldest periods use up the longest period first."""
    found = table(place(WW, 20000, months=9))
    reports = year(line(WW))
    assert worth(reports, found) == worth(reports[::-1], found)
    days = [day for day, euros in worth(reports[::-1], found).by_report if euros]
    assert [date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30)] == days


def test_a_period_that_counts_in_part_is_worth_its_part() -> None:
    """Two of a quarter's three months count where ten of twelve were left."""
    found = table(place(WW, 20000, months=11))
    assert worth(year(line(WW)), table(place(WW, 20000))).exact * 11 / 12 == worth(year(line(WW)), found).exact


def test_a_line_without_a_job_says_how_to_tell_people_apart() -> None:
    """Where a group goes on for longer than one person may, the specialist is told to name the job."""
    found = table(place(WW, 20000, months=3))
    unclear = worth(year(line(WW))[:2], found).unclear
    assert [sentence for sentence in unclear if "noem dan bij de regel de baan" in sentence] == list(unclear)
    assert 1 == len(unclear)


BONUSES = (
    Bonus(code="50+", amount=Decimal(10000)),
    Bonus(code="vast_contract", amount=Decimal(5000), unit="eenmalig"),
    Bonus(code="ips", amount=Decimal(10000), target_groups=("wajong",)),
)


def test_bonuses_stack_on_a_place() -> None:
    """A bonus a year goes pro rata like the place; one that is given once counts once for a person."""
    found = table(place(), bonuses=BONUSES)
    assert Decimal("40000.00") == worth(year(line(bonuses=("50+",))), found).euros
    assert Decimal("45000.00") == worth(year(line(bonuses=("50+", "vast_contract", "50+"))), found).euros


@pytest.mark.parametrize(
    ("bonus", "why"),
    [("60+", "bonus '60+' staat niet in tabel utrecht/1"), ("ips", "bonus 'ips' geldt niet voor deze doelgroep")],
)
def test_a_bonus_that_does_not_hold_is_told(bonus: str, why: str) -> None:
    """An unknown bonus, or one of another group, is not counted and not passed over in silence."""
    value = worth([report("2026-K1", line(bonuses=(bonus,)))], table(place(), bonuses=BONUSES))
    assert (Decimal("8333.33"), (f"C-1, banenafspraak register, 2026-K1: {why}.",)) == (value.euros, value.unclear)


def test_what_counts_once_counts_for_new_people_only() -> None:
    """Two people, then three: three times the amount in all."""
    block = Block(code="proef", target_group="jongeren", unit="eenmalig", amount=Decimal(1000))
    reports = [report(f"2026-K{n}", line("jongeren", "0", persons=count)) for n, count in ((1, 2), (2, 3), (3, 1))]
    assert Decimal("3000.00") == worth(reports, table(block)).euros


def test_a_share_of_invoices_and_of_costs() -> None:
    """What was bought socially counts for its share; costs of any group by the block without a group."""
    blocks = (
        Block(code="inkoop", target_group="sociale_inkoop", unit="procent_van_factuur", amount=Decimal(50)),
        Block(code="kosten", unit="procent_van_kosten", amount=Decimal(100)),
        place(),
    )
    lines = (
        line(INKOOP, "0", persons=0, invoice_amount=Decimal("1000.10")),
        line(costs=Decimal("99.99")),
    )
    value = worth([report("2026-K1", *lines)], table(*blocks))
    assert Decimal("500.05") + Decimal("99.99") + Decimal("8333.33") == value.euros
    assert () == value.unclear


TWO = (place("participatiewet", 30000, code="kort"), place("participatiewet", 40000, code="lang"))


def test_an_ambiguous_line_is_told_and_not_guessed() -> None:
    """A group with two blocks is worth nothing until the line names one."""
    found = table(*TWO)
    value = worth([report("2026-K1", line("participatiewet"))], found)
    assert Decimal("0.00") == value.euros
    assert (
        "C-1, participatiewet, 2026-K1: tabel utrecht/1 heeft meer bouwblokken (kort, lang); noem er een bij de regel.",
    ) == value.unclear
    named = worth([report("2026-K1", line("participatiewet", block="lang"))], found)
    assert (Decimal("6666.67"), ()) == (named.euros, named.unclear)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (line(WW), "tabel utrecht/1 heeft hiervoor geen bouwblok voor uren"),
        (line(WW, "0", persons=0, costs=Decimal(5)), "tabel utrecht/1 heeft hiervoor geen bouwblok voor kosten"),
        (line(INKOOP, "0", invoice_amount=Decimal(5)), "tabel utrecht/1 heeft hiervoor geen bouwblok voor een factuur"),
        (line(WW, block="nergens"), "bouwblok 'nergens' staat niet in tabel utrecht/1"),
        (line(WW, block="lang"), "bouwblok 'lang' is voor de doelgroep participatiewet"),
    ],
)
def test_what_has_no_block_is_told(wrong: HoursLine, why: str) -> None:
    """Nothing that was reported disappears without a word."""
    value = worth([report("2026-K1", wrong)], table(*TWO))
    assert (Decimal("0.00"), (f"C-1, {wrong.target_group.replace('_', ' ')}, 2026-K1: {why}.",)) == (
        value.euros,
        value.unclear,
    )


def test_a_doubt_is_told_once_for_all_its_periods() -> None:
    """Four quarters with the same doubt are one sentence."""
    assert 1 == len(worth(year(line(WW)), table(place())).unclear)
    assert "C-1, ww, 2026-K1, 2026-K2, 2026-K3 en 2026-K4: " in worth(year(line(WW)), table(place())).unclear[0]


def test_rounding_is_half_up_and_only_at_the_end() -> None:
    """Three lines of a third of a cent and a half make one cent and a half, which becomes two."""
    block = Block(code="uren", target_group="maatwerk", unit="uur", amount=Decimal("0.01"))
    lines = [line("maatwerk", "0.5")] * 3
    assert Decimal("0.02") == worth([report("2026-K1", *lines)], table(block)).euros


hours_of_lines = st.decimals(0, 2000, places=2)
lines_of_reports = st.builds(
    line,
    st.sampled_from([REGISTER, WW]),
    hours_of_lines.map(str),
    persons=st.integers(1, 5),
    months=st.none() | st.integers(1, 3),
    bonuses=st.sets(st.sampled_from(["50+", "vast_contract"])).map(lambda codes: tuple(sorted(codes))),
)
tables = st.builds(
    lambda months, minimum: table(
        place(), place(WW, 20000, months=months, minimum_hours=minimum), bonuses=BONUSES
    ),
    st.none() | st.integers(1, 24), st.none() | st.just(12),
)  # fmt: skip
quarters = [f"{year}-K{quarter}" for year in (2026, 2027) for quarter in (1, 2, 3, 4)]
rows_of_reports = st.lists(st.lists(lines_of_reports, max_size=2), max_size=8).map(
    lambda rows: [report(period, *lines) for period, lines in zip(quarters, rows, strict=False)]
)


@given(rows_of_reports, tables)
def test_it_is_never_negative_and_the_sum_of_its_parts(reports: list[HoursReport], found: BlockTable) -> None:
    """No report takes anything off; groups and reports each add up to the whole."""
    value = worth(reports, found)
    assert all(euros >= 0 for _, euros in value.by_report)
    assert value.exact == sum(value.by_group.values()) == sum(euros for _, euros in value.by_report)


@given(rows_of_reports, tables, st.integers(0, 7), st.decimals(1, 100, places=2))
def test_more_hours_are_never_worth_less(
    reports: list[HoursReport], found: BlockTable, which: int, more: Decimal
) -> None:
    """An hour more on one line is worth the same or more in all."""
    longer = [
        replace(one, lines=tuple(replace(n, paid_hours=n.paid_hours + more) for n in one.lines)) if i == which else one
        for i, one in enumerate(reports)
    ]
    assert worth(reports, found).exact <= worth(longer, found).exact


@given(st.integers(1, 36), st.integers(1, 12))
def test_a_job_is_worth_at_most_its_longest_period(months: int, quarters_reported: int) -> None:
    """However long a full-time job goes on, it is worth no more than the months that count."""
    found = table(place(WW, 12000, months=months))
    periods = [f"{2026 + n // 4}-K{n % 4 + 1}" for n in range(quarters_reported)]
    value = worth([report(period, line(WW, "468", job="B-1")) for period in periods], found)
    assert min(months, 3 * quarters_reported) * 1000 == value.exact


@given(rows_of_reports)
def test_a_line_split_in_two_halves_is_worth_the_same(reports: list[HoursReport]) -> None:
    """Pro rata means that it does not matter how hours are spread over jobs, where no minimum or end is set."""
    free = table(place(), place(WW, 20000), bonuses=BONUSES[:1])
    halves = [
        replace(
            one,
            lines=tuple(
                replace(part, paid_hours=part.paid_hours / 2, job=f"B-{n}-{half}")
                for n, part in enumerate(one.lines)
                for half in (1, 2)
            ),
        )
        for one in reports
    ]
    assert worth(reports, free).exact == worth(halves, free).exact
