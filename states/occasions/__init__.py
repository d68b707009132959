"""The occasions of every rule: per subject an ordered, possibly endless row of moments on which it is due."""

from collections.abc import Iterator
from datetime import date

from states.definition import Definition
from states.dossier import Dossier
from states.occasions.contracts import (
    action_plan_discussed,
    certificate_lapses,
    contract_expiry,
    final_settlement,
    options_to_extend,
    tender_approaches,
)
from states.occasions.hours import backlog, hours_asked
from states.occasions.meetings import evaluations, progress_meetings
from states.occasions.people import jobs_ending, late_actions, missing_backup, vacant_roles
from states.occasions.phases import coming_back, policy_review, results_shared, standing_still
from states.occasions.row import Occasion, Occasions, Process, Row, StillUrgent
from states.working_days import WorkingDays

__all__ = ["COUNTING_HOURS", "OCCASIONS", "Occasion", "Process", "Row", "last_contract_end", "occasions"]

OCCASIONS: dict[str, Occasions] = {
    "voortgangsgesprek": progress_meetings,
    "contract_verloopt": contract_expiry,
    "evaluatie": evaluations,
    "verlengoptie": options_to_extend,
    "plan_van_aanpak": action_plan_discussed,
    "urenopgave": hours_asked,
    "eindafrekening": final_settlement,
    "fase_staat_stil": standing_still,
    "actie_te_laat": late_actions,
    "reservecoordinator_ontbreekt": missing_backup,
    "rol_onbezet": vacant_roles,
    "aanbesteding_nadert": tender_approaches,
    "baan_loopt_af": jobs_ending,
    "achterstand": backlog,
    "pso_verloopt": certificate_lapses,
    "terugkomen": coming_back,
    "beleid_herijken": policy_review,
    "resultaten_delen": results_shared,
}
# The rules that look at the lines of hours reports; all others do with the reports themselves.
COUNTING_HOURS = frozenset({"achterstand"})


def occasions(dossier: Dossier, rule_name: str, definition: Definition, calendar: WorkingDays) -> Iterator[Row]:
    """Yield per subject its occasions in order of date, whether raised before or not.

    A rule that goes on in a phase only while a contract runs stops after the last contract has ended. Dates on or
    before a take-over are left out, save the most urgent alert of a contract that still ran then; what is asked of the
    organisation was not taken over.
    """
    rule = definition.rules.get(rule_name)
    if rule is None or dossier.phase not in rule.every_phase:
        return
    last_end = last_contract_end(dossier) if dossier.phase in rule.while_contract_runs else date.max
    if last_end is None:
        return
    for subject, row in OCCASIONS[rule_name](dossier, Process(rule, definition, calendar)):
        of_organisation = rule.subject == "organisation" and subject
        if dossier.taken_over_on and not of_organisation:
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


def last_contract_end(dossier: Dossier) -> date | None:
    """Return when the last contract ends: date.max if one has no known end, None if there is no contract that runs."""
    ends = [c.ends_on or date.max for c in dossier.contracts if c.stage == "gegund"]
    # Closed, as no successor is wanted, a contract still runs until it ends.
    ends += [c.ends_on for c in dossier.contracts if c.stage == "afgelopen" and c.ends_on]
    return max(ends, default=None)
