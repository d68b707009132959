"""SROI euros: what approved hours, invoices and costs are worth under a block table.

SROI euros and jobs of the banenafspraak are two currencies; neither is ever converted into the other.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from states.dossier import HoursLine, HoursReport
from states.figures.blocks import MONTHS_A_YEAR, OF_EUROS, PRO_RATA, Block, BlockTable, Bonus, Unit
from states.figures.rounding import two_decimals
from states.periods import read_period
from states.texts import listed

OF_PLACES: tuple[Unit, ...] = ("jaar", "maand", "uur", "eenmalig")
INVOICE, COSTS = OF_EUROS


@dataclass(frozen=True, slots=True)
class SroiValue:
    """Exact euros, the same per target group, and in Dutch what could not be counted or only in part.

    ``by_report`` holds for each approved report the last day of its period and its euros, the oldest first.
    """

    exact: Fraction
    by_group: dict[str, Fraction]
    by_report: tuple[tuple[date, Fraction], ...]
    unclear: tuple[str, ...]

    @property
    def euros(self) -> Decimal:
        """Return the euros, rounded half up to the cent."""
        return two_decimals(self.exact)


@dataclass(slots=True)
class _Count:
    """What was counted before of the same job, or of the same group where a line names no job."""

    months: int = 0
    persons: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def approved(reports: Iterable[HoursReport]) -> list[HoursReport]:
    """Return the approved reports, the oldest period first."""
    known = [report for report in reports if report.status == "goedgekeurd"]
    return sorted(known, key=lambda report: (read_period(report.period).first, report.period, report.contract))


def sroi_value(reports: Iterable[HoursReport], table: BlockTable, weeks_a_year: Decimal) -> SroiValue:
    """Return what the approved reports are worth under a table.

    Hours count pro rata of the full week of the block over a year of ``weeks_a_year``. A line that names no block gets
    the only one for its target group; where there are more, or none, that is told and nothing is guessed.

    Args:
        reports: all reports of a contract, whatever their status; earlier ones use up the longest period of a job.
        table: the blocks that the contract was awarded under.
        weeks_a_year: 52 in most tables.
    """
    by_group: dict[str, Fraction] = defaultdict(Fraction)
    by_report = list[tuple[date, Fraction]]()
    counts: dict[tuple[str, ...], _Count] = defaultdict(_Count)
    unclear: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    weeks = Fraction(weeks_a_year)
    for report in approved(reports):
        total = Fraction(0)
        for line in report.lines:
            euros, doubts = _line_value(line, report, table, weeks, counts)
            by_group[line.target_group] += euros
            total += euros
            for doubt in doubts:
                unclear[report.contract, line.target_group, doubt].append(report.period)
        by_report.append((read_period(report.period).last, total))
    exact = sum((euros for _, euros in by_report), Fraction(0))
    return SroiValue(exact, dict(by_group), tuple(by_report), tuple(_sentences(unclear)))


def _sentences(unclear: dict[tuple[str, str, str], list[str]]) -> Iterator[str]:
    for (contract, group, doubt), periods in unclear.items():
        yield f"{contract}, {group.replace('_', ' ')}, {listed(list(dict.fromkeys(periods)))}: {doubt}."


def _line_value(
    line: HoursLine, report: HoursReport, table: BlockTable, weeks: Fraction, counts: dict[tuple[str, ...], _Count]
) -> tuple[Fraction, list[str]]:
    euros, doubts = Fraction(0), list[str]()
    if line.paid_hours or line.persons:
        block, doubt = _chosen(line, table, OF_PLACES)
        if block:
            key = (report.contract, line.job or f"{line.target_group} {block.code}")
            euros, doubts = _place(line, report, block, table, weeks, counts[key])
        elif doubt and line.paid_hours:
            doubts.append(doubt)
    for amount, unit in ((line.invoice_amount, INVOICE), (line.costs, COSTS)):
        if amount:
            block, doubt = _chosen(line, table, (unit,))
            if block:
                euros += Fraction(amount) * Fraction(block.amount) / 100
            elif doubt:
                doubts.append(doubt)
    return euros, doubts


def _chosen(line: HoursLine, table: BlockTable, units: tuple[Unit, ...]) -> tuple[Block | None, str | None]:
    """Return the block of a line for some units, or in Dutch why it cannot be told."""
    named = table.by_code.get(line.block) if line.block else None
    if line.block and named is None:
        return None, f"bouwblok '{line.block}' staat niet in tabel {table.reference}"
    if named and named.unit in units:
        if named.target_group in {None, line.target_group}:
            return named, None
        return None, f"bouwblok '{named.code}' is voor de doelgroep {named.target_group}"
    own = [block for block in table.by_group.get(line.target_group, ()) if block.unit in units]
    fitting = own or [block for block in table.by_group.get(None, ()) if block.unit in units]
    if len(fitting) == 1:
        return fitting[0], None
    if fitting:
        codes = ", ".join(block.code for block in fitting)
        return None, f"tabel {table.reference} heeft meer bouwblokken ({codes}); noem er een bij de regel"
    what = {INVOICE: "een factuur", COSTS: "kosten"}.get(units[0], "uren")
    return None, f"tabel {table.reference} heeft hiervoor geen bouwblok voor {what}"


def _place(
    line: HoursLine, report: HoursReport, block: Block, table: BlockTable, weeks: Fraction, count: _Count
) -> tuple[Fraction, list[str]]:
    """Return what work is worth: pro rata of the full week and of the months that still count, with its bonuses."""
    months = line.months or read_period(report.period).months
    hours, people = Fraction(line.paid_hours), max(line.persons, 1)
    if block.minimum_hours and hours < Fraction(block.minimum_hours) * people * weeks * months / MONTHS_A_YEAR:
        return Fraction(0), [f"minder dan {block.minimum_hours} uur per week, dus dit telt niet"]
    counted = months if block.months is None else max(0, min(months, block.months - count.months))
    count.months += months
    doubts = [_longest(line, block)] if counted < months else []
    bonuses, unknown = _bonuses(line, table) if line.bonuses else ([], [])
    if counted < months:
        hours = hours * counted / months
    euros = Fraction(0)
    if block.unit in PRO_RATA:
        extra = sum(Fraction(bonus.amount) for bonus in bonuses if bonus.unit == "jaar")
        euros = (block.a_year + extra) * hours / (block.full_week * weeks)
    elif block.unit == "uur":
        euros = Fraction(block.amount) * hours
    elif counted:
        euros = _once(line, block, count)
    if counted:
        euros += sum(_once(line, bonus, count) for bonus in bonuses if bonus.unit == "eenmalig")
    return euros, doubts + unknown


def _once(line: HoursLine, what: Block | Bonus, count: _Count) -> Fraction:
    """Return what counts once for each person: only for more people than were ever reported before."""
    before = count.persons[what.code]
    count.persons[what.code] = max(before, line.persons)
    return Fraction(what.amount) * (count.persons[what.code] - before)


def _bonuses(line: HoursLine, table: BlockTable) -> tuple[list[Bonus], list[str]]:
    known = {bonus.code: bonus for bonus in table.bonuses}
    found, doubts = list[Bonus](), list[str]()
    for code in dict.fromkeys(line.bonuses):
        bonus = known.get(code)
        if bonus is None:
            doubts.append(f"bonus '{code}' staat niet in tabel {table.reference}")
        elif bonus.target_groups and line.target_group not in bonus.target_groups:
            doubts.append(f"bonus '{code}' geldt niet voor deze doelgroep")
        else:
            found.append(bonus)
    return found, doubts


def _longest(line: HoursLine, block: Block) -> str:
    reached = f"de langste periode van {block.months} maanden die telt is bereikt"
    return reached if line.job else f"{reached}; gaat het om een ander, noem dan bij de regel de baan"
