"""The occasions of every rule: per subject an ordered, possibly endless row of moments on which it is due."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import count, takewhile

from states.definition import Rule
from states.dossier import Action, Contract, Dossier
from states.periods import Period, periods_from
from states.suspensions import shifted
from states.working_days import WorkingDays, add_months


@dataclass(frozen=True, slots=True)
class Occasion:
    """One moment of a rule.

    ``original_on`` is the date before anything moved it, ``due_on`` the date after; ``planned_on`` tells that it is
    only due because what was planned for that day did not happen yet.
    """

    name: str
    original_on: date
    due_on: date
    planned_on: date | None = None


Row = tuple[str, Iterator[Occasion]]
Occasions = Callable[[Dossier, Rule, WorkingDays], Iterator[Row]]


def occasions(dossier: Dossier, rule_name: str, rule: Rule, calendar: WorkingDays) -> Iterator[Row]:
    """Yield per subject its occasions in order of date, whether raised before or not.

    A rule that goes on in a phase only while a contract runs stops after the last contract has ended. Dates on or
    before a take-over are left out, save the most urgent expiry alert of a contract that still ran then.
    """
    if dossier.phase not in rule.every_phase:
        return
    last_end = _last_end(dossier) if dossier.phase in rule.while_contract_runs else date.max
    if last_end is None:
        return
    for subject, row in OCCASIONS[rule_name](dossier, rule, calendar):
        if dossier.taken_over_on:
            row = _after_take_over(row, dossier.taken_over_on)  # noqa: PLW2901  # the same row, less its past
        yield subject, row if last_end == date.max else _until(row, calendar.forward(last_end))


def _after_take_over(row: Iterator[Occasion], taken_over_on: date) -> Iterator[Occasion]:
    return (o for o in row if o.due_on > taken_over_on or isinstance(o, StillUrgent))


def _until(row: Iterator[Occasion], last: date) -> Iterator[Occasion]:
    for occasion in row:
        if min(occasion.original_on, occasion.due_on) > last:
            return
        if occasion.due_on <= last:
            yield occasion


def _last_end(dossier: Dossier) -> date | None:
    """When the last contract ends: date.max if one has no known end, None if there is no contract that runs."""
    ends = [c.ends_on or date.max for c in dossier.contracts if c.stage == "gegund"]
    # Closed, as no successor is wanted, a contract still runs until it ends.
    ends += [c.ends_on for c in dossier.contracts if c.stage == "afgelopen" and c.ends_on]
    return max(ends, default=None)


@dataclass(frozen=True, slots=True)
class StillUrgent(Occasion):
    """The most urgent expiry alert that had passed at a take-over while its contract still ran."""


def progress_meetings(dossier: Dossier, rule: Rule, calendar: WorkingDays) -> Iterator[Row]:
    """Yield the progress meeting of each period that was neither held nor is still planned (step 4a)."""
    entered_on = dossier.entered(rule.every_phase)
    if entered_on is None:
        return
    frequency, agreed_on = _frequency(dossier) or (rule.default_frequency, entered_on)
    since = max(entered_on, agreed_on)
    yield "", _meetings(dossier, rule, calendar, periods_from(since, frequency), since)


def _frequency(dossier: Dossier) -> tuple[str, date] | None:
    """Return the frequency of the newest agreement and since when it holds: a new agenda alone starts nothing anew."""
    newest_first = sorted(dossier.agreements, key=lambda a: a.agreed_on, reverse=True)
    same = list(takewhile(lambda a: a.frequency == newest_first[0].frequency, newest_first))
    return (same[-1].frequency, same[-1].agreed_on) if same else None


def _meetings(
    dossier: Dossier, rule: Rule, calendar: WorkingDays, periods: Iterator[Period], since: date
) -> Iterator[Occasion]:
    meetings = [m for m in dossier.meetings if m.kind == "voortgang"]
    for period in periods:
        original_on, due_on = _asked_on(period, rule.target_day, rule.lead_days, calendar)
        if due_on < since or any(m.held_on and m.held_on in period for m in meetings):
            continue
        planned = [m.planned_on for m in meetings if m.planned_on and not m.held_on and m.planned_on in period]
        if planned:
            after = max(planned) + timedelta(days=1)
            yield Occasion(period.name, original_on, after, planned_on=max(planned))
        else:
            yield Occasion(period.name, original_on, due_on)


@cache
def _asked_on(period: Period, target_day: int, lead_days: int, calendar: WorkingDays) -> tuple[date, date]:
    """Return when a period's meeting is asked for, before and after working days moved it; alike for everybody."""
    target = calendar.forward(period.last.replace(day=target_day))
    original_on = target - timedelta(days=lead_days)
    return original_on, calendar.back(original_on)


def contract_expiry(dossier: Dossier, rule: Rule, calendar: WorkingDays) -> Iterator[Row]:
    """Yield the alerts before the effective end of each running contract without an awarded successor (2Aa)."""
    for contract in dossier.contracts:
        if contract.ends_on and contract.stage == "gegund" and not _succeeded(contract):
            yield contract.contract, iter(_expiry(contract, contract.ends_on, dossier.taken_over_on, rule, calendar))


def _expiry(
    contract: Contract, ends_on: date, taken_over_on: date | None, rule: Rule, calendar: WorkingDays
) -> list[Occasion]:
    alerts = [
        Occasion(f"{contract.contract}/{ends_on}/{lead}m", original_on, calendar.forward(original_on))
        for lead in sorted(rule.lead_months, reverse=True)
        if (original_on := add_months(ends_on, -lead)) and _started(contract, original_on)
    ]
    if taken_over_on and ends_on >= taken_over_on:
        past = [a for a in alerts if a.due_on <= taken_over_on]
        if past:
            urgent = past[-1]
            alerts[len(past) - 1] = StillUrgent(urgent.name, urgent.original_on, urgent.due_on)
    return alerts


def _started(contract: Contract, day: date) -> bool:
    return contract.starts_on is None or day > contract.starts_on


def _succeeded(contract: Contract) -> bool:
    return any(s.stage in {"gegund", "afgelopen"} for s in contract.successors)


def evaluations(dossier: Dossier, rule: Rule, calendar: WorkingDays) -> Iterator[Row]:
    """Yield the yearly evaluations, and per contract those before and at its end, not yet answered (4b)."""
    entered_on = dossier.entered(rule.every_phase)
    if entered_on is None:
        return
    last = max((e.recorded_on for e in dossier.evaluations), default=date.min)
    yield "", _yearly(dossier, rule, calendar, entered_on, last)
    for contract in dossier.contracts:
        if contract.ends_on and contract.stage in {"gegund", "afgelopen"}:
            yield contract.contract, iter(_around_end(contract, contract.ends_on, rule, calendar, last))


def _yearly(dossier: Dossier, rule: Rule, calendar: WorkingDays, entered_on: date, last: date) -> Iterator[Occasion]:
    for months in count(rule.first_months, rule.repeat_months):
        original_on = add_months(entered_on, months)
        due_on = calendar.forward(shifted(entered_on, original_on, dossier.suspensions))
        if due_on > last:
            yield Occasion(f"{entered_on}/{months}m", original_on, due_on)


def _around_end(contract: Contract, ends_on: date, rule: Rule, calendar: WorkingDays, last: date) -> list[Occasion]:
    return [
        Occasion(f"{contract.contract}/{ends_on}/{f'{lead}m' if lead else 'einde'}", original_on, due_on)
        for lead in sorted(rule.lead_months, reverse=True)
        if _started(contract, original_on := add_months(ends_on, -lead))
        and (due_on := calendar.forward(original_on)) > last
    ]


def standing_still(dossier: Dossier, rule: Rule, calendar: WorkingDays) -> Iterator[Row]:  # noqa: ARG001  # not moved
    """Yield when a phase lasts longer than its norm, counted from a tender's publication or award if later."""
    entry = dossier.phases[-1]
    dates = [
        contract.awarded_on if contract.stage == "gegund" else contract.published_on or contract.planned_publication_on
        for contract in dossier.contracts
        if contract.stage in {"gepland", "uitgevraagd", "gegund"}
    ]
    base = max([entry.entered_on, *(day for day in dates if day)])
    norm = rule.norm_days[entry.phase]
    yield (
        "",
        (
            Occasion(
                f"{entry.phase}/{entry.entered_on}/{days}d",
                base + timedelta(days=days),
                shifted(base, base + timedelta(days=days), dossier.suspensions),
            )
            for days in count(norm, rule.repeat_days)
        ),
    )


def late_actions(dossier: Dossier, rule: Rule, calendar: WorkingDays) -> Iterator[Row]:  # noqa: ARG001  # not moved
    """Yield, per open action, the day after its deadline and every week from there (1d)."""
    for action in dossier.actions:
        if action.is_open:
            yield action.action, _late(action, rule)


def _late(action: Action, rule: Rule) -> Iterator[Occasion]:
    for number in count():
        due_on = action.deadline + timedelta(days=rule.lead_days + number * rule.repeat_days)
        yield Occasion(f"{action.action}/{action.deadline}/{number + 1}", due_on, due_on)


def missing_backup(dossier: Dossier, rule: Rule, calendar: WorkingDays) -> Iterator[Row]:  # noqa: ARG001  # not moved
    """Yield when the coordinator has had no backup for too long, and every so many days from there (1b)."""
    entered_on = dossier.entered(rule.every_phase)
    if entered_on is None or dossier.backup_coordinators():
        return
    since = max(entered_on, dossier.taken_over_on or date.min, _backup_left_on(dossier))
    yield (
        "",
        (
            Occasion(
                f"reservecoordinator/{since}/{days}d",
                since + timedelta(days=days),
                shifted(since, since + timedelta(days=days), dossier.suspensions),
            )
            for days in count(rule.lead_days, rule.repeat_days)
        ),
    )


def _backup_left_on(dossier: Dossier) -> date:
    """Return the day on which the last backup let go, left, or became the coordinator."""
    left = {p.person: p.inactive_on for p in dossier.people if p.inactive_on}
    held = [r for r in dossier.roles if r.role == "projectcoordinator"]
    leading = dossier.holders("projectcoordinator")
    leads = {r.person: r.from_on for r in held if not r.backup and r.until_on is None and r.person in leading}
    ends = [
        min(day for day in (r.until_on, left.get(r.person), leads.get(r.person), date.max) if day)
        for r in held
        if r.backup
    ]
    return max((day for day in ends if day < date.max), default=date.min)


OCCASIONS: dict[str, Occasions] = {
    "voortgangsgesprek": progress_meetings,
    "contract_verloopt": contract_expiry,
    "evaluatie": evaluations,
    "fase_staat_stil": standing_still,
    "actie_te_laat": late_actions,
    "reservecoordinator_ontbreekt": missing_backup,
}
