"""Sentences about people: actions, roles and jobs; never about who fills a job."""

from datetime import date

from groeituin.texts.signals.sentence import in_words, left_over
from groeituin.texts.words import ROLE_NAMES
from states.dossier import Dossier
from states.periods import read_period
from states.terms import Due
from states.texts import day, listed


def late_action(dossier: Dossier, due: Due, night: date) -> str:
    """Say that an action is past its deadline."""
    del night
    action = next(a for a in dossier.actions if a.action == due.subject)
    return (
        f"Actie {action.action} ({action.description}) moest op {day(action.deadline)} klaar zijn en staat nog open. "
        "Rond de actie af, kies een nieuwe deadline of trek de actie in."
    )


def missing_backup(dossier: Dossier, due: Due, night: date) -> str:
    """Say that nobody can stand in for the coordinator."""
    del dossier, night
    since = date.fromisoformat(due.occasion.name.split("/")[1])
    return (
        f"Dit partnership heeft sinds {day(since)} geen reservecoördinator. "
        "Wijs iemand aan die het werk overneemt als de coördinator lang afwezig is of vertrekt."
    )


def vacant_role(dossier: Dossier, due: Due, night: date) -> str:
    """Say that nobody holds a role of the work group."""
    del dossier, night
    since = date.fromisoformat(due.occasion.name.split("/")[1])
    return (
        f"Sinds {day(since)} heeft niemand in dit partnership de rol {ROLE_NAMES[due.subject]}. "
        "Wijs iemand aan, anders blijft liggen wat bij deze rol hoort."
    )


def jobs_ending(dossier: Dossier, due: Due, night: date) -> str:
    """Ask whether the jobs that end in a month can last; how many is not told, a job can be one person."""
    del night
    names = [*left_over(dossier, due), due.occasion.name]
    months = listed([in_words(read_period(name.rsplit("/", 1)[-1])) for name in names])
    where = ""
    if due.subject:
        contract = next((c for c in dossier.contracts if c.contract == due.subject), None)
        where = f" bij contract {due.subject}" + (f" ({contract.title})" if contract else "")
    return (
        f"In {months} lopen banen af{where}. Kunnen ze blijven? Bespreek het nu met wie het werk doet en met de "
        "werkgever. Verleng de banen, of leg vast dat ze eindigen."
    )
