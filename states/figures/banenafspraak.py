"""Jobs of the banenafspraak: 25.5 paid hours a week is one job, of people in the register only.

Whose law counts the job, the buyer's or the employer's, is not said here. Jobs and SROI euros are never converted into
each other.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from states.dossier import HoursReport
from states.figures.blocks import MONTHS_A_YEAR
from states.figures.rounding import two_decimals
from states.figures.schema import Figures
from states.figures.sroi_value import approved
from states.periods import Period, read_period
from states.working_days import add_months


@dataclass(frozen=True, slots=True)
class Jobs:
    """Exact jobs, and the same per target group."""

    exact: Fraction
    by_group: dict[str, Fraction]

    @property
    def jobs(self) -> Decimal:
        """Return the jobs, rounded half up to two decimals."""
        return two_decimals(self.exact)


def banenafspraak_jobs(reports: Iterable[HoursReport], figures: Figures) -> Jobs:
    """Return the jobs that approved reports show: the average over at most the twelve months reported last.

    A job is counted as it stands, not summed over the years: 24 hours a week is 0.94 job after one year and after
    three. Each contract has its own last twelve months.
    """
    by_contract: dict[str, list[HoursReport]] = defaultdict(list)
    for report in approved(reports):
        if report.lines:
            by_contract[report.contract].append(report)
    by_group: dict[str, Fraction] = defaultdict(Fraction)
    for own in by_contract.values():
        for group, jobs in _of_contract(own, figures).items():
            by_group[group] += jobs
    return Jobs(sum(by_group.values(), Fraction(0)), dict(by_group))


def _of_contract(reports: list[HoursReport], figures: Figures) -> dict[str, Fraction]:
    recent = _last_year(reports)
    lines = [line for report in recent for line in report.lines]
    covered = sum(period.months for period in {read_period(report.period) for report in recent})
    # A line may tell more months than the period of its report has, where a whole year was reported at once.
    months = max([covered, *(line.months or 0 for line in lines)])
    full = Fraction(figures.banenafspraak.hours_a_week.amount) * Fraction(figures.weeks_a_year.amount)
    found: dict[str, Fraction] = defaultdict(Fraction)
    for line in lines:
        if line.target_group in figures.banenafspraak.counts.target_groups:
            found[line.target_group] += Fraction(line.paid_hours) * MONTHS_A_YEAR / (full * months)
    return found


def _last_year(reports: list[HoursReport]) -> list[HoursReport]:
    periods: list[tuple[HoursReport, Period]] = [(report, read_period(report.period)) for report in reports]
    newest = max(period.last for _, period in periods)
    since = add_months(newest + timedelta(days=1), -MONTHS_A_YEAR)
    return [report for report, period in periods if period.first >= since]
