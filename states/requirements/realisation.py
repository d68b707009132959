"""Before monitoring (step 3): jobs in view, the decision makers met, and the first one filled."""

from datetime import date

from states.definition import Definition
from states.dossier import Dossier
from states.requirements.judging import Missing, requirement
from states.texts import day


@requirement("R1")
def jobs_mapped(dossier: Dossier, _definition: Definition, _on: date) -> Missing | None:
    """Potential jobs are mapped (3a)."""
    return None if dossier.jobs else Missing("Er zijn nog geen mogelijke banen in kaart gebracht.")


@requirement("R2")
def deciders_met(dossier: Dossier, _definition: Definition, _on: date) -> Missing | None:
    """A meeting with the decision makers was held (3b)."""
    if any(m.kind == "beslissers" and m.held_on for m in dossier.meetings):
        return None
    return Missing("Er is nog geen gesprek met de beslissers gevoerd.")


@requirement("R3")
def first_job_filled(dossier: Dossier, _definition: Definition, on: date) -> Missing | None:
    """The first job is filled; an effort will do with basis inspanning or on track 1 (3)."""
    by_effort = dossier.basis == "inspanning" or any(c.track == "1" for c in dossier.contracts)
    if by_effort and dossier.efforts:
        return None
    starts = [job.starts_on for job in dossier.jobs if job.starts_on]
    if starts and min(starts) <= on:
        return None
    if starts:
        return Missing(f"De eerste baan begint pas op {day(min(starts))}.", min(starts))
    if by_effort:
        return Missing("Er is nog geen eerste baan ingevuld en geen eerste inspanning vastgelegd.")
    return Missing("Er is nog geen eerste baan ingevuld.")
