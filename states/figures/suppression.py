"""Which counts of people may be shown, so that nobody can be known by one; and which target groups are not told apart.

Source of both: the house rules; counts below 5 are suppressed in everything that leaves the organisation, hours and
euros with them, and a second cell too, so that a total does not give the hidden one away.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from states.dossier import Dossier, HoursReport
from states.figures.obligation import realised, reports_of
from states.figures.schema import Figures
from states.figures.sroi_value import approved

SMALLEST = 5
# To be in such a group tells about somebody's health (AVG, article 9), origin (9) or conviction (10). The register of
# the banenafspraak holds people with a disability, and so do practical and special education.
SPECIAL_GROUPS = frozenset({
    "banenafspraak_register", "wajong", "wia_wao", "wsw", "beschut_werk", "pro_vso", "statushouder", "ex_gedetineerde",
})  # fmt: skip
OTHERS = "overige"


@dataclass(frozen=True, slots=True)
class Suppressed:
    """What of a row of counts is hidden.

    ``few`` are those under 5, ``more`` are larger ones that are hidden with them, ``total`` tells that the total of the
    row must be hidden as well. Of what is hidden may be told in which of the two it is, and nothing else.
    """

    few: frozenset[str]
    more: frozenset[str]
    total: bool

    @property
    def hidden(self) -> frozenset[str]:
        """Return every count that is not shown."""
        return self.few | self.more


def is_few(count: int) -> bool:
    """Tell whether a count is too small to be shown; nobody at all is no small count."""
    return 0 < count < SMALLEST


def suppressed(counts: Mapping[str, int]) -> Suppressed:
    """Return what of a row of counts is hidden when its total is shown too, if it can be.

    Beside the small counts others are hidden until each small one may be anything from 1 to 4 for all that the rest
    tells; in the order of their names, because a choice by their size would tell about it. Where all together are not
    enough the total is hidden with them.
    """
    few = frozenset(name for name, count in counts.items() if is_few(count))
    hidden = sum(counts[name] for name in few)
    more: list[str] = []
    larger = iter(sorted(name for name, count in counts.items() if count >= SMALLEST))
    while not _safe(len(few), len(more), hidden):
        name = next(larger, None)
        if name is None:
            return Suppressed(few, frozenset(more), total=True)
        more.append(name)
        hidden += counts[name]
    return Suppressed(few, frozenset(more), total=False)


def _safe(few: int, more: int, hidden: int) -> bool:
    """Tell whether one small count can be 1, and can be 4, whatever the others that are hidden with it are."""
    if not few:
        return True
    least_of_others = few - 1 + more * SMALLEST
    most_of_others = None if more else (few - 1) * (SMALLEST - 1)
    can_be_four = hidden - (SMALLEST - 1) >= least_of_others
    return can_be_four and (most_of_others is None or hidden - 1 <= most_of_others)


@dataclass(frozen=True, slots=True)
class Tellable:
    """Of which contracts the euros, and of which target groups the hours may be told outside the organisation."""

    contracts: frozenset[str]
    groups: frozenset[str]


def tellable(dossier: Dossier, figures: Figures) -> Tellable:
    """Return what may be told of the approved hours, each count being that of the period with the fewest people.

    Euros per contract and hours per target group add up to the same, so where the total of one must be hidden both
    are. Where a table gives some groups of a contract no worth its euros are those of the others alone, so they are
    told only if every group may be. Where nobody worked there is nothing to hide.
    """
    by_contract = {c.contract: _fewest(_persons(reports_of(dossier, c))) for c in dossier.contracts}
    everywhere = _persons(dossier.hours_reports)
    names = {group for _period, group in everywhere}
    by_group = {name: _fewest({key: n for key, n in everywhere.items() if key[1] == name}) for name in names}
    contracts, groups = suppressed(by_contract), suppressed(by_group)
    nothing = contracts.total or groups.total
    in_part = {
        c.contract for c in dossier.contracts
        if groups.hidden and realised(c, reports_of(dossier, c), figures).unclear
    }  # fmt: skip
    kept = contracts.hidden | in_part
    return Tellable(
        frozenset(name for name, n in by_contract.items() if not n or not (nothing or name in kept)),
        frozenset(name for name, n in by_group.items() if not n or not (nothing or name in groups.hidden)),
    )


def group_told(target_group: str) -> str:
    """Return the group under which a target group is counted: its own, or the one of all that are not told apart."""
    return OTHERS if target_group in SPECIAL_GROUPS else target_group


def _persons(reports: Iterable[HoursReport]) -> dict[tuple[str, str], int]:
    """Count who worked, per period and group as it is told."""
    found: dict[tuple[str, str], int] = defaultdict(int)
    for report in approved(reports):
        for line in report.lines:
            found[report.period, group_told(line.target_group)] += line.persons
    return found


def _fewest(persons: Mapping[tuple[str, str], int]) -> int:
    """Return how many worked in the period with the fewest, of those in which anybody did."""
    by_period: dict[str, int] = defaultdict(int)
    for (period, _group), number in persons.items():
        by_period[period] += number
    return min((number for number in by_period.values() if number), default=0)
