"""When contracts ask something: before their end, an extension, a tender, and after the award."""

from collections.abc import Iterator
from datetime import date, timedelta

from states.dossier import Contract, Dossier, Option
from states.occasions.row import Occasion, Process, Row, before, moved, takes_part
from states.periods import read_period


def contract_expiry(dossier: Dossier, process: Process) -> Iterator[Row]:
    """Yield the alerts before the effective end of each running contract without an awarded successor (2Aa)."""
    for contract in dossier.contracts:
        if contract.ends_on and contract.stage == "gegund" and not _succeeded(contract):
            yield contract.contract, iter(_notices(contract, contract.ends_on, dossier, process))


def _succeeded(contract: Contract) -> bool:
    return any(s.stage in {"gegund", "afgelopen"} for s in contract.successors)


def options_to_extend(dossier: Dossier, process: Process) -> Iterator[Row]:
    """Yield the alerts before the day by which an extension must be notified, for options not yet decided on.

    A contract that ended cannot be extended any more, nor by an option that reaches no further than its end.
    """
    for contract in dossier.contracts:
        last = contract.ends_on or date.max
        days = {o.notify_by for o in contract.options if o.notify_by and o.status == "open" and _longer(o, contract)}
        if days and contract.stage == "gegund":
            alerts = (alert for day in days for alert in _notices(contract, day, dossier, process))
            asked = (alert for alert in alerts if alert.original_on <= last)
            yield contract.contract, iter(sorted(asked, key=lambda o: (o.original_on, o.name)))


def _longer(option: Option, contract: Contract) -> bool:
    return contract.ends_on is None or option.until > contract.ends_on


def _notices(contract: Contract, day: date, dossier: Dossier, process: Process) -> list[Occasion]:
    """The alerts before a day of a contract that runs, none of them from before it began."""
    taken_over_on, begun_on = dossier.taken_over_on, contract.starts_on
    return before(f"{contract.contract}/{day}", day, process, taken_over_on=taken_over_on, not_before=begun_on)


def action_plan_discussed(dossier: Dossier, process: Process) -> Iterator[Row]:
    """Yield, so many days after an award, whether the plan was discussed with the contractor (annex II, step 3)."""
    for contract in dossier.contracts:
        awarded_on = contract.awarded_on
        if awarded_on is None or contract.stage != "gegund":
            continue
        if not any(m.kind == "start" and m.held_on and m.held_on >= awarded_on for m in dossier.meetings):
            days = process.rule.lead_days
            asked = moved(
                f"{contract.contract}/{awarded_on}/{days}d", awarded_on + timedelta(days=days), process.calendar
            )
            yield contract.contract, iter([asked])


def final_settlement(dossier: Dossier, process: Process) -> Iterator[Row]:
    """Yield the end of each contract for which no figure over its last days was approved yet."""
    for contract in dossier.contracts:
        ends_on = contract.ends_on
        if ends_on is None or not takes_part(dossier, contract):
            continue
        settled = (r for r in dossier.hours_reports if r.contract == contract.contract and r.status == "goedgekeurd")
        if not any(ends_on in read_period(report.period) for report in settled):
            yield contract.contract, iter([moved(f"{contract.contract}/{ends_on}/einde", ends_on, process.calendar)])


def tender_approaches(dossier: Dossier, process: Process) -> Iterator[Row]:
    """Yield the alerts before the planned publication of tenders, those of successors too (2Aa)."""
    planned = {c.contract: c.planned_publication_on for c in dossier.contracts if c.stage == "gepland"}
    for contract in dossier.contracts:
        planned |= {s.contract: s.planned_publication_on for s in contract.successors if s.stage == "gepland"}
    for code, publication in sorted(planned.items()):
        if publication:
            yield code, iter(before(f"{code}/{publication}", publication, process))


def certificate_lapses(dossier: Dossier, process: Process) -> Iterator[Row]:
    """Yield, so many days before, that the PSO certificate of a contractor lapses whose contract then still runs."""
    days = timedelta(days=process.rule.lead_days)
    lapses = {
        c.contractor: c.pso_valid_until
        for c in dossier.contracts
        if c.contractor and c.pso_valid_until and c.stage == "gegund"
        and (c.ends_on is None or c.ends_on >= c.pso_valid_until - days)
    }  # fmt: skip
    for contractor, valid_until in sorted(lapses.items()):
        name = f"{contractor}/{valid_until}/{days.days}d"
        yield contractor, iter([moved(name, valid_until - days, process.calendar)])
