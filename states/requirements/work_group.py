"""Before the exploration (step 1): a decision, a coordinator, a work group, objectives, actions and a route."""

from datetime import date

from states.definition import Definition
from states.dossier import Dossier
from states.requirements.judging import Missing, requirement
from states.texts import day, listed
from states.vacancies import backup_left_on, role_left_on

ROLE_NAMES = {
    "inkoopexpert": "inkoop",
    "hr_expert": "HR",
    "contractmanager": "contractmanagement",
    "interne_opdrachtgever": "de interne opdrachtgever",
}


@requirement("D1")
def decision_taken(dossier: Dossier, _definition: Definition, on: date) -> Missing | None:
    """A decision of the board, with its date and who decided (1a)."""
    dates = [d.decided_on for d in dossier.decisions if d.decision == "principebesluit"]
    if not dates:
        return Missing(
            "Er is nog geen principebesluit vastgelegd. Leg vast wie besloot en wanneer. "
            "Een sectorale werkagenda of een MVI-plan mag ook."
        )
    if min(dates) > on:
        return Missing(f"Het principebesluit wordt pas genomen op {day(min(dates))}.", min(dates))
    return None


@requirement("D2")
def coordinator_named(dossier: Dossier, _definition: Definition, _on: date) -> Missing | None:
    """Somebody who pulls (1b)."""
    if dossier.holders("projectcoordinator"):
        return None
    left_on = role_left_on(dossier, "projectcoordinator")
    return Missing("Er is nog geen coördinator. Wijs een projectcoördinator aan.", since=left_on)


@requirement("W1")
def work_group_complete(dossier: Dossier, definition: Definition, _on: date) -> Missing | None:
    """The work group covers purchasing, HR, contract management and the internal client (1b)."""
    absent = [role for role in definition.work_group_roles if not dossier.holders(role)]
    if not absent:
        return None
    names = listed([ROLE_NAMES.get(role, role) for role in absent])
    return Missing(
        f"In de werkgroep ontbreekt nog: {names}.", since=min(role_left_on(dossier, role) for role in absent)
    )


@requirement("W2")
def backup_named(dossier: Dossier, _definition: Definition, _on: date) -> Missing | None:
    """A backup for the coordinator, who is another person (1b)."""
    if dossier.backup_coordinators():
        return None
    left_on = backup_left_on(dossier)
    if dossier.holders("projectcoordinator", backup=True):
        return Missing(
            "De reservecoördinator is dezelfde persoon als de coördinator. Wijs iemand anders aan.", since=left_on
        )
    return Missing("Er is nog geen reservecoördinator. Wijs iemand aan die het kan overnemen.", since=left_on)


@requirement("W3")
def objective_set(dossier: Dossier, _definition: Definition, _on: date) -> Missing | None:
    """At least one objective with a target group (1c)."""
    return None if dossier.objectives else Missing("Er is nog geen doelstelling met een doelgroep.")


@requirement("W4")
def action_plan_made(dossier: Dossier, _definition: Definition, _on: date) -> Missing | None:
    """At least one action with an owner and a deadline (1d)."""
    if any(not action.withdrawn for action in dossier.actions):
        return None
    return Missing("Er is nog geen actieplan. Leg ten minste één actie vast, met eigenaar en deadline.")


@requirement("W5")
def route_chosen(dossier: Dossier, _definition: Definition, _on: date) -> Missing | None:
    """A route: tender, existing contract, or both (1d)."""
    return None if dossier.route else Missing("Er is nog geen route gekozen: aanbesteding, bestaand contract of beide.")
