"""What of a dossier has been kept long enough. Nothing here destroys anything: a person approves that, by name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from states.definition import Retention
from states.dossier import Contract, Dossier, Job
from states.working_days import add_months

CLOSED = ("afgerond", "beeindigd")
Periods = Mapping[str, Retention]


@dataclass(frozen=True, slots=True)
class Past:
    """Something that is past its period: a kind, its code within the partnership, and from when that counts."""

    kind: str
    code: str
    since: date


def kept_until(period: Retention, since: date) -> date:
    """Return the last day on which something is kept of which the period counts from a day."""
    return add_months(since, (period.years or 0) * 12 + (period.months or 0)) + timedelta(days=period.days or 0)


def is_past(period: Retention | None, since: date | None, on: date) -> bool:
    """Tell whether something may go on a day; without a period, or before it counts, it is kept."""
    return period is not None and since is not None and kept_until(period, since) < on


def past(dossier: Dossier, periods: Periods, on: date, *, needed: bool) -> tuple[Past, ...]:
    """Return what of a partnership is past its period on a day: the whole of it, or else its jobs and hours.

    Args:
        dossier: the partnership.
        periods: how long each kind of object is kept.
        on: the day.
        needed: another partnership that is not closed goes on where this one ended, or with the same contract.
    """
    since = closed_since(dossier, on)
    if since and not needed and is_past(periods.get("partnership"), since, on):
        return (Past("partnership", dossier.partnership, since),)
    parts = (*_jobs(dossier, on, closed=since is not None), *_hours(dossier, on))
    return tuple(part for part in parts if is_past(periods.get(part.kind), part.since, on))


def closed_since(dossier: Dossier, on: date) -> date | None:
    """Return since when nothing goes on in a partnership; None while it does, or a contract of it still runs.

    It is the last of: the phase that closed it, the end of its contracts and jobs, and the date to come back.
    """
    if dossier.phase not in CLOSED or any(_runs(contract, on) for contract in dossier.contracts):
        return None
    ends = [contract.ends_on for contract in dossier.contracts] + [_ended_on(job) for job in dossier.jobs]
    return max(day for day in (dossier.phases[-1].entered_on, dossier.return_on, *ends) if day)


def _runs(contract: Contract, on: date) -> bool:
    """Tell whether a contract still goes on, or is still to come; without an end nobody knows that it does not."""
    if contract.stage == "ingetrokken" or (contract.stage == "afgelopen" and contract.ends_on is None):
        return False
    return contract.ends_on is None or contract.ends_on >= on


def _ended_on(job: Job) -> date | None:
    return job.ended_on or job.ends_on


def _jobs(dossier: Dossier, on: date, *, closed: bool) -> Iterator[Past]:
    """Yield the jobs that ended; one that nobody ever had tells of nobody.

    While a partnership goes on, people are asked whether a job that was to end did: until they say so it may last.
    """
    for job in dossier.jobs:
        ended_on = _ended_on(job) if closed else job.ended_on
        if job.starts_on and ended_on and ended_on < on:
            yield Past("baan", job.job, ended_on)


def _hours(dossier: Dossier, on: date) -> Iterator[Past]:
    """Yield the contracts that ended and of which reports still hold lines."""
    reported = {report.contract for report in dossier.hours_reports if report.lines}
    for contract in dossier.contracts:
        if contract.contract in reported and contract.ends_on and contract.ends_on < on:
            yield Past("urenopgave", contract.contract, contract.ends_on)
