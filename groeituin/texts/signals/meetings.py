"""Sentences about meetings and evaluations."""

from datetime import date

from groeituin.texts.signals.sentence import contract_of, ends, in_words
from states.dossier import Dossier
from states.periods import read_period
from states.terms import Due
from states.texts import day


def progress_meeting(dossier: Dossier, due: Due, night: date) -> str:
    """Ask for the progress meeting of a period."""
    del dossier
    period = read_period(due.occasion.name)
    if due.occasion.planned_on:
        return (
            f"Het voortgangsgesprek van {in_words(period)} stond gepland op {day(due.occasion.planned_on)}. "
            "Ging het door? Leg het gesprek dan vast. Zo niet, plan een nieuwe datum."
        )
    if night > period.last:
        return (
            f"Er was geen voortgangsgesprek in {in_words(period)}. Plan het alsnog, of laat weten dat u het overslaat."
        )
    return f"Plan het voortgangsgesprek van {in_words(period)}. Rond {day(period.last.replace(day=15))} past goed."


def evaluation(dossier: Dossier, due: Due, night: date) -> str:
    """Ask to look back."""
    what = "Leg vast wat u zag, wat u leerde en wat u meeneemt naar de volgende aanbesteding."
    if not due.subject:
        return f"Evalueer dit partnership: wat leverde het op, en wat kan beter? {what}"
    contract = contract_of(dossier, due.subject)
    ends_on = contract.ends_on or due.occasion.due_on
    if due.occasion.name.endswith("/einde"):
        return f"{ends(contract, ends_on, night)} Evalueer wat het contract opleverde. {what}"
    return f"{ends(contract, ends_on, night)} Evalueer nu, dan zijn de lessen op tijd. {what}"
