"""Sentences about people: actions, roles and jobs; never about who fills a job."""

from datetime import date

from groeituin.texts.signals.sentence import Question, in_words, left_over
from groeituin.texts.words import ROLE_NAMES
from states.periods import read_period
from states.texts import day, listed


def late_action(asked: Question) -> str:
    """Say that an action is past its deadline."""
    action = next(a for a in asked.dossier.actions if a.action == asked.due.subject)
    return (
        f"Actie {action.action} ({action.description}) moest op {day(action.deadline)} klaar zijn en staat nog open. "
        "Rond de actie af, kies een nieuwe deadline of trek de actie in."
    )


def missing_backup(asked: Question) -> str:
    """Say that nobody can stand in for the coordinator."""
    since = date.fromisoformat(asked.due.occasion.name.split("/")[1])
    return (
        f"Dit partnership heeft sinds {day(since)} geen reservecoördinator. "
        "Wijs iemand aan die het werk overneemt als de coördinator lang afwezig is of vertrekt."
    )


def vacant_role(asked: Question) -> str:
    """Say that nobody holds a role of the work group."""
    since = date.fromisoformat(asked.due.occasion.name.split("/")[1])
    return (
        f"Sinds {day(since)} heeft niemand in dit partnership de rol {ROLE_NAMES[asked.due.subject]}. "
        "Wijs iemand aan, anders blijft liggen wat bij deze rol hoort."
    )


def jobs_ending(asked: Question) -> str:
    """Ask whether the jobs that end in a month can last; how many is not told, a job can be one person."""
    names = [*left_over(asked), asked.due.occasion.name]
    months = listed([in_words(read_period(name.rsplit("/", 1)[-1])) for name in names])
    where = ""
    if asked.due.subject:
        contract = next((c for c in asked.dossier.contracts if c.contract == asked.due.subject), None)
        where = f" bij contract {asked.due.subject}" + (f" ({contract.title})" if contract else "")
    return (
        f"In {months} lopen banen af{where}. Kunnen ze blijven? Bespreek het nu met wie het werk doet en met de "
        "werkgever. Verleng de banen, of leg vast dat ze eindigen."
    )
