"""Jobs of the banenafspraak: 25.5 paid hours a week, people in the register only."""

from decimal import Decimal
from fractions import Fraction

import pytest
from dossiers import DEFINITION
from hypothesis import given
from hypothesis import strategies as st

from states.dossier import HoursLine, HoursReport
from states.figures.banenafspraak import banenafspraak_jobs
from states.vocabulary import TargetGroup, words

FIGURES = DEFINITION.figures
REGISTER = "banenafspraak_register"


def report(
    period: str, hours: str, group: str = REGISTER, contract: str = "C-1", status: str = "goedgekeurd"
) -> HoursReport:
    """Return a report with one line."""
    return HoursReport(contract, period, status, lines=(HoursLine(group, 1, Decimal(hours)),))


def jobs(*reports: HoursReport) -> Decimal:
    """Return the jobs that reports show."""
    return banenafspraak_jobs(reports, FIGURES).jobs


YEAR = tuple(report(f"2026-K{quarter}", "312") for quarter in (1, 2, 3, 4))


def test_the_worked_example() -> None:
    """24 hours a week for a year is 24/25.5 = 0.94 job."""
    assert Decimal("0.94") == jobs(*YEAR)


def test_a_job_is_not_summed_over_the_years() -> None:
    """The same person is one quarter, one year and three years long the same job."""
    later = [report(f"{year}-K{quarter}", "312") for year in (2027, 2028) for quarter in (1, 2, 3, 4)]
    assert Decimal("0.94") == jobs(YEAR[0]) == jobs(*YEAR, *later)


def test_only_the_last_twelve_months_count() -> None:
    """Who left in the first year is not counted after the second."""
    later = [report(f"2027-K{quarter}", "156") for quarter in (1, 2, 3, 4)]
    assert Decimal("0.47") == jobs(*YEAR, *later)


def test_more_hours_count_for_more() -> None:
    """40 hours a week is more than one job."""
    assert Decimal("1.57") == jobs(report("2026-K1", "520"))


def test_a_part_of_the_period_is_a_part_of_a_job() -> None:
    """One month of work in a quarter is a third of what a quarter of it would be."""
    whole = banenafspraak_jobs([report("2026-K1", "312")], FIGURES).exact
    assert whole / 3 == banenafspraak_jobs([report("2026-K1", "104")], FIGURES).exact


def test_a_whole_year_in_one_line() -> None:
    """A line that tells twelve months is an average over twelve, whatever the period of its report."""
    line = HoursLine(REGISTER, 1, Decimal(1248), months=12)
    assert Decimal("0.94") == jobs(HoursReport("C-1", "2026-K4", "goedgekeurd", lines=(line,)))


@pytest.mark.parametrize("group", words(TargetGroup))
def test_only_people_in_the_register_count(group: str) -> None:
    """Sheltered work and every group outside the register is no job, whatever it earns in SROI euros."""
    expected = Decimal("0.94") if group in {REGISTER, "wajong", "wsw"} else Decimal("0.00")
    assert expected == jobs(report("2026-K1", "312", group))


def test_what_was_not_approved_is_no_job() -> None:
    """A report that was received only does not count."""
    assert Decimal("0.00") == jobs(report("2026-K1", "312", status="ontvangen"))


def test_each_contract_has_its_own_last_months() -> None:
    """A contract whose reports come each half-year stands beside one that reports each month."""
    assert Decimal("1.88") == jobs(report("2026-H1", "624"), report("2026-09", "104", contract="C-2"))


@given(st.lists(st.tuples(st.sampled_from([REGISTER, "wajong", "ww"]), st.decimals(0, 5000, places=2)), max_size=6))
def test_groups_add_up_and_nothing_is_negative(lines: list[tuple[str, Decimal]]) -> None:
    """The jobs of the groups are the whole, and hours of others change nothing."""
    told = tuple(HoursLine(group, 1, hours) for group, hours in lines)
    found = banenafspraak_jobs([HoursReport("C-1", "2026-K1", "goedgekeurd", lines=told)], FIGURES)
    hours = sum((Fraction(h) for group, h in lines if group != "ww"), Fraction(0))
    assert hours / 13 / Fraction("25.5") == found.exact == sum(found.by_group.values())
