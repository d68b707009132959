"""Sentences about hours and what they add up to."""

from datetime import date

from groeituin.texts.signals.sentence import contract_of, in_words
from states.dossier import Dossier
from states.periods import read_period
from states.terms import Due


def hours_asked(dossier: Dossier, due: Due, night: date) -> str:
    """Ask for the hours of a quarter, or ask again because they were rejected."""
    del night
    contract = contract_of(dossier, due.subject)
    name = due.occasion.name.rsplit("/", 1)[-1]
    quarter = in_words(read_period(name))
    if due.occasion.name != f"{due.subject}/{name}":
        return (
            f"De urenopgave van {quarter} voor contract {contract.contract} ({contract.title}) is afgekeurd. Bespreek "
            "wat er niet klopt en stuur een verbeterde opgave, zonder namen."
        )
    what = "wat u deed" if dossier.basis == "inspanning" else "de betaalde uren per doelgroep"
    return (
        f"Stuur de urenopgave van {quarter} voor contract {contract.contract} ({contract.title}): {what}, zonder "
        "namen. Werkte er niemand? Meld dat dan ook."
    )


def backlog(dossier: Dossier, due: Due, night: date) -> str:
    """Say that too little was realised for the time that has passed."""
    del night
    contract = contract_of(dossier, due.subject)
    quarter = in_words(read_period(due.occasion.name.rsplit("/", 1)[-1]))
    return (
        f"Contract {contract.contract} ({contract.title}) loopt na {quarter} meer dan 15 procent achter op wat is "
        "afgesproken. Bespreek met de opdrachtnemer wat er nodig is, en leg acties vast. Ontbreekt er nog een "
        "urenopgave? Vraag die dan eerst op."
    )
