"""Before anchoring (step 4): agreements, a recent meeting, hours and lessons."""

from datetime import date, timedelta

from states.definition import Definition
from states.dossier import Agreement, Dossier
from states.periods import MONTHS
from states.requirements.judging import Missing, requirement
from states.texts import day
from states.working_days import add_months


@requirement("M1")
def monitoring_agreed(dossier: Dossier, _definition: Definition, _on: date) -> Missing | None:
    """Frequency, agenda, roles and information of monitoring are agreed (4a)."""
    if dossier.agreements:
        return None
    return Missing("Er zijn nog geen afspraken over monitoring: hoe vaak, welke agenda, wie en welke informatie.")


@requirement("M2")
def progress_met(dossier: Dossier, definition: Definition, on: date) -> Missing | None:
    """A progress meeting, the last no longer ago than twice the agreed frequency (4a)."""
    held = [m.held_on for m in dossier.meetings if m.kind == "voortgang" and m.held_on and m.held_on <= on]
    if not held:
        return Missing("Er is nog geen voortgangsgesprek gehouden.")
    too_old_on = _too_old_on(dossier, definition, max(held))
    if too_old_on > on:
        return None
    return Missing(f"Het laatste voortgangsgesprek was op {day(max(held))}; dat is te lang geleden.", since=too_old_on)


def _too_old_on(dossier: Dossier, definition: Definition, held_on: date) -> date:
    """Return from when a meeting is too long ago under the newest agreement; a shorter one can make it so at once."""
    before = Agreement(date.min, definition.default_frequency)
    newest_first = sorted((before, *dossier.agreements), key=lambda a: a.agreed_on, reverse=True)
    months = [definition.meeting_recency * MONTHS[agreement.frequency] for agreement in newest_first]
    ends = [add_months(held_on, number) + timedelta(days=1) for number in months]
    found = ends[0]
    for agreement, end_before in zip(newest_first, ends[1:], strict=False):
        if found >= agreement.agreed_on:
            break
        found = min(agreement.agreed_on, end_before)
    return found


@requirement("M3")
def hours_approved(dossier: Dossier, _definition: Definition, _on: date) -> Missing | None:
    """An approved hours report; with basis inspanning an effort report does too (4a)."""
    approved = [r for r in dossier.hours_reports if r.status == "goedgekeurd"]
    if any(not r.effort for r in approved) or (approved and dossier.basis == "inspanning"):
        return None
    if approved:
        return Missing("Er is alleen een verslag van inspanning goedgekeurd; een urenopgave ontbreekt nog.")
    rejected_on = [r.reviewed_on for r in dossier.hours_reports if r.status == "afgekeurd" and r.reviewed_on]
    if rejected_on and len(rejected_on) == len(dossier.hours_reports):
        return Missing("De urenopgave is afgekeurd. Vraag een nieuwe en keur die goed.", since=max(rejected_on))
    if dossier.hours_reports:
        return Missing("Er is een urenopgave ontvangen, maar nog geen goedgekeurd.")
    return Missing("Er is nog geen urenopgave ontvangen en goedgekeurd.")


@requirement("M4")
def evaluated(dossier: Dossier, _definition: Definition, _on: date) -> Missing | None:
    """An evaluation with lessons and what to take to the next tender (4b)."""
    if not dossier.evaluations:
        return Missing("Er is nog geen evaluatie vastgelegd.")
    if not any(e.lessons.strip() and e.next_tender.strip() for e in dossier.evaluations):
        return Missing("De evaluatie noemt nog geen lessen, of niet wat u meeneemt naar de volgende aanbesteding.")
    return None
