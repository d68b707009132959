"""When people are asked: actions past their deadline, roles that nobody holds, jobs that end."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count

from states.dossier import Action, Dossier, Job
from states.occasions.row import Occasion, Process, Row, every_so_often, moved
from states.vacancies import backup_left_on, role_left_on
from states.working_days import add_months

# The day after a deadline, then every week: these are numbered, ``A-1/2026-02-01/2``.
NUMBERED = (1, 7)


def late_actions(dossier: Dossier, process: Process) -> Iterator[Row]:
    """Yield, per open action, the day after its deadline and every week from there (1d)."""
    for action in dossier.actions:
        if action.is_open:
            yield action.action, _late(action, process)


def _late(action: Action, process: Process) -> Iterator[Occasion]:
    first, often = process.rule.lead_days, process.rule.repeat_days
    for number in count():
        days = first + number * often
        # Which one it is says when, in the rhythm of the guide's process; in another the days do.
        which = f"{number + 1}" if (first, often) == NUMBERED else f"{days}d"
        due_on = action.deadline + timedelta(days=days)
        yield Occasion(f"{action.action}/{action.deadline}/{which}", due_on, due_on)


def missing_backup(dossier: Dossier, process: Process) -> Iterator[Row]:
    """Yield when the coordinator has had no backup for too long, and every so many days from there (1b)."""
    if not dossier.backup_coordinators():
        yield from _vacant(dossier, process, "reservecoordinator", "", backup_left_on(dossier))


def vacant_roles(dossier: Dossier, process: Process) -> Iterator[Row]:
    """Yield, per role of the work group that nobody holds, when that lasts too long (1b)."""
    for role in process.definition.work_group_roles:
        if not dossier.holders(role):
            yield from _vacant(dossier, process, role, role, role_left_on(dossier, role))


def _vacant(dossier: Dossier, process: Process, name: str, subject: str, left_on: date) -> Iterator[Row]:
    """A vacancy counts from the first phase that asks for the role, and after a take-over from there."""
    entered_on = dossier.entered(process.rule.every_phase)
    if entered_on:
        since = max(entered_on, dossier.taken_over_on or date.min, left_on)
        yield subject, every_so_often(dossier, process, f"{name}/{since}", since, process.rule.lead_days)


def jobs_ending(dossier: Dossier, process: Process) -> Iterator[Row]:
    """Yield, per contract and month, that jobs are to end: can they last (3b)?"""
    months: dict[str, dict[tuple[int, int], list[Job]]] = defaultdict(lambda: defaultdict(list))
    for job in dossier.jobs:
        if job.starts_on and job.ends_on and not job.ended_on:
            months[job.contract or ""][job.ends_on.year, job.ends_on.month].append(job)
    (lead,) = process.rule.lead_months
    for contract, found in sorted(months.items()):
        prefix = f"{contract}/" if contract else ""
        firsts = {month: min(job.ends_on for job in jobs if job.ends_on) for month, jobs in sorted(found.items())}
        asked = [
            moved(f"{prefix}{year}-{month:02}", add_months(first, -lead), process.calendar)
            for (year, month), first in firsts.items()
        ]
        yield contract, iter(asked)
