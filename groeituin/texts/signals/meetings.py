"""Sentences about meetings and evaluations."""

from groeituin.texts.signals.sentence import Question, contract_of, ends, in_words
from states.periods import read_period
from states.texts import day


def progress_meeting(asked: Question) -> str:
    """Ask for the progress meeting of a period."""
    period = read_period(asked.due.occasion.name)
    if asked.due.occasion.planned_on:
        return (
            f"Het voortgangsgesprek van {in_words(period)} stond gepland op {day(asked.due.occasion.planned_on)}. "
            "Ging het door? Leg het gesprek dan vast. Zo niet, plan een nieuwe datum."
        )
    if asked.night > period.last:
        return (
            f"Er was geen voortgangsgesprek in {in_words(period)}. Plan het alsnog, of laat weten dat u het overslaat."
        )
    # Around which day it fits is said by the letter, as long as that day is to come.
    return f"Plan het voortgangsgesprek van {in_words(period)}."


def evaluation(asked: Question) -> str:
    """Ask to look back."""
    what = "Leg vast wat u zag, wat u leerde en wat u meeneemt naar de volgende aanbesteding."
    if not asked.due.subject:
        return f"Evalueer dit partnership: wat leverde het op, en wat kan beter? {what}"
    contract = contract_of(asked.dossier, asked.due.subject)
    ends_on = contract.ends_on or asked.due.occasion.due_on
    if asked.due.occasion.name.endswith("/einde"):
        return f"{ends(contract, ends_on, asked.night)} Evalueer wat het contract opleverde. {what}"
    return f"{ends(contract, ends_on, asked.night)} Evalueer nu, dan zijn de lessen op tijd. {what}"
