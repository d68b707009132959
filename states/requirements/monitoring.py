"""Before anchoring (step 4): agreements, a recent meeting, hours and lessons."""

from datetime import date

from states.definition import Definition
from states.dossier import Dossier
from states.periods import MONTHS
from states.requirements.judging import Missing, requirement
from states.texts import day
from states.working_days import add_months


@requirement("M1")
def monitoring_agreed(dossier: Dossier, definition: Definition, on: date) -> Missing | None:
    """Frequency, agenda, roles and information of monitoring are agreed (4a)."""
    del definition, on
    if dossier.agreements:
        return None
    return Missing("Er zijn nog geen afspraken over monitoring: hoe vaak, welke agenda, wie en welke informatie.")


@requirement("M2")
def progress_met(dossier: Dossier, definition: Definition, on: date) -> Missing | None:
    """A progress meeting, the last no longer ago than twice the agreed frequency (4a)."""
    held = [m.held_on for m in dossier.meetings if m.kind == "voortgang" and m.held_on and m.held_on <= on]
    if not held:
        return Missing("Er is nog geen voortgangsgesprek gehouden.")
    agreement = max(dossier.agreements, key=lambda a: a.agreed_on, default=None)
    months = MONTHS[agreement.frequency if agreement else definition.rules["voortgangsgesprek"].default_frequency]
    if add_months(max(held), definition.meeting_recency * months) < on:
        return Missing(f"Het laatste voortgangsgesprek was op {day(max(held))}; dat is te lang geleden.")
    return None


@requirement("M3")
def hours_approved(dossier: Dossier, definition: Definition, on: date) -> Missing | None:
    """An approved hours report; with basis inspanning an effort report does too (4a)."""
    del definition, on
    approved = [r for r in dossier.hours_reports if r.status == "goedgekeurd"]
    if any(not r.effort for r in approved) or (approved and dossier.basis == "inspanning"):
        return None
    if approved:
        return Missing("Er is alleen een verslag van inspanning goedgekeurd; een urenopgave ontbreekt nog.")
    if dossier.hours_reports:
        return Missing("Er is een urenopgave ontvangen, maar nog geen goedgekeurd.")
    return Missing("Er is nog geen urenopgave ontvangen en goedgekeurd.")


@requirement("M4")
def evaluated(dossier: Dossier, definition: Definition, on: date) -> Missing | None:
    """An evaluation with lessons and what to take to the next tender (4b)."""
    del definition, on
    if not dossier.evaluations:
        return Missing("Er is nog geen evaluatie vastgelegd.")
    if not any(e.lessons.strip() and e.next_tender.strip() for e in dossier.evaluations):
        return Missing("De evaluatie noemt nog geen lessen, of niet wat u meeneemt naar de volgende aanbesteding.")
    return None
