"""Before the end (step 5): policy, a specialist, endorsement and shared results."""

from datetime import date

from states.definition import Definition
from states.dossier import Dossier
from states.requirements.judging import Missing, requirement
from states.texts import day, listed
from states.vocabulary import POLICY_PARTS


@requirement("B1")
def policy_written(dossier: Dossier, _definition: Definition, _on: date) -> Missing | None:
    """Policy with all seven parts (5a)."""
    written = {p.what for p in dossier.policy}
    absent = [part.replace("_", " ") for part in POLICY_PARTS if part not in written]
    return Missing(f"In het beleid ontbreekt nog: {listed(absent)}.") if absent else None


@requirement("B2")
def specialist_appointed(dossier: Dossier, _definition: Definition, _on: date) -> Missing | None:
    """A social return specialist is appointed, and has not left (5b)."""
    gone = {p.person: p.inactive_on for p in dossier.people if p.inactive_on}
    if any(s.what not in gone for s in dossier.specialists):
        return None
    if dossier.specialists:
        left_on = max(gone[s.what] for s in dossier.specialists)
        return Missing("De social return specialist is vertrokken. Stel iemand anders aan.", since=left_on)
    return Missing("Er is nog geen social return specialist aangesteld.")


@requirement("B3")
def endorsed(dossier: Dossier, _definition: Definition, on: date) -> Missing | None:
    """Board and management endorsed (5c)."""
    dates = [d.decided_on for d in dossier.decisions if d.decision == "bekrachtiging"]
    if not dates:
        return Missing("Bestuur en management hebben de aanpak nog niet bekrachtigd.")
    if min(dates) > on:
        return Missing(f"De bekrachtiging volgt pas op {day(min(dates))}.", min(dates))
    return None


@requirement("B4")
def results_shared(dossier: Dossier, _definition: Definition, _on: date) -> Missing | None:
    """Results are shared inside and outside (5d)."""
    reached = {r.what for r in dossier.shared_results}
    absent = [word for audience, word in (("intern", "binnen"), ("extern", "buiten")) if audience not in reached]
    return Missing(f"De resultaten zijn nog niet gedeeld {listed(absent)} de organisatie.") if absent else None
