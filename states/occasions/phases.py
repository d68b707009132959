"""When a partnership as a whole is asked: it stands still, comes back, or has policy and results to review."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import count

from states.dossier import Dossier, Inheritable, Suspension
from states.occasions.row import Occasion, Process, Row, every_so_often, moved
from states.suspensions import shifted
from states.working_days import add_months


def standing_still(dossier: Dossier, process: Process) -> Iterator[Row]:
    """Yield when a phase lasts longer than its norm."""
    entry = dossier.phases[-1]
    norm = process.rule.norm_days[entry.phase]
    name = f"{entry.phase}/{entry.entered_on}"
    yield "", every_so_often(dossier, process, name, standing_since(dossier), norm)


def standing_since(dossier: Dossier) -> date:
    """Return from when the present phase counts: its beginning, or a tender's publication or award if later."""
    dates = [
        contract.awarded_on if contract.stage == "gegund" else contract.published_on or contract.planned_publication_on
        for contract in dossier.contracts
        if contract.stage in {"gepland", "uitgevraagd", "gegund"}
    ]
    return max([dossier.phases[-1].entered_on, *(day for day in dates if day)])


def coming_back(dossier: Dossier, process: Process) -> Iterator[Row]:
    """Yield the date to come back to an ended partnership, unless a successor has started (2Bb)."""
    if dossier.return_on and not dossier.succeeded:
        yield "", iter([moved(str(dossier.return_on), dossier.return_on, process.calendar)])


def policy_review(dossier: Dossier, process: Process) -> Iterator[Row]:
    """Yield, each year after policy was last written, that it must be looked at again (5a)."""
    yield from _yearly(dossier, process, dossier.policy)


def results_shared(dossier: Dossier, process: Process) -> Iterator[Row]:
    """Yield, each year after results were last shared, that there is something new to share (5d)."""
    yield from _yearly(dossier, process, dossier.shared_results)


def _yearly(dossier: Dossier, process: Process, recorded: Sequence[Inheritable]) -> Iterator[Row]:
    """What the organisation recorded for all its partnerships is asked in one of them, and only there."""
    own = [fact.recorded_on for fact in recorded if not fact.inherited]
    shared = [fact.recorded_on for fact in recorded if fact.inherited]
    entered_on = dossier.entered(process.rule.every_phase)
    base = max(own, default=None if shared else entered_on)
    if base:
        yield "", _each_year(f"{base}", base, process, dossier.suspensions)
    if shared and dossier.speaks_for_organisation:
        name = f"{dossier.organisation}/{max(shared)}"
        yield dossier.organisation, _each_year(name, max(shared), process)


def _each_year(name: str, base: date, process: Process, suspended: Sequence[Suspension] = ()) -> Iterator[Occasion]:
    """Yield every year from a date; a suspension moves what counts from within the partnership."""
    for months in count(process.rule.first_months, process.rule.repeat_months):
        original_on = add_months(base, months)
        yield Occasion(
            f"{name}/{months}m", original_on, process.calendar.forward(shifted(base, original_on, suspended))
        )
