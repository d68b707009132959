"""Sentences about hours and what they add up to."""

from decimal import Decimal

from groeituin.texts.signals.sentence import FEW, Question, contract_of, in_words, left_over
from states.figures.obligation import behind, reports_of
from states.figures.suppression import tellable
from states.periods import read_period
from states.texts import amount, day, euros, listed


def hours_asked(asked: Question) -> str:
    """Ask for the hours of a quarter, or ask again because they were rejected."""
    contract = contract_of(asked.dossier, asked.due.subject)
    name = asked.due.occasion.name.rsplit("/", 1)[-1]
    quarter = in_words(read_period(name))
    named = f"contract {contract.contract} ({contract.title})"
    if asked.due.occasion.name != f"{asked.due.subject}/{name}":
        told = (
            f"De urenopgave van {quarter} voor {named} is afgekeurd. Bespreek wat er niet klopt en stuur een "
            "verbeterde opgave, zonder namen."
        )
    elif asked.dossier.basis == "inspanning":
        told = f"Stuur de opgave van {quarter} voor {named}: wat u deed, zonder namen. Deed u niets? Meld dat dan ook."
    else:
        told = (
            f"Stuur de urenopgave van {quarter} voor {named}: de betaalde uren per doelgroep, zonder namen. Werkte er "
            "niemand? Meld dat dan ook."
        )
    return " ".join([told, *_missing(asked)])


def _missing(asked: Question) -> list[str]:
    """Name the earlier quarters of which hours are missing too."""
    names = list(dict.fromkeys(name.rsplit("/", 1)[-1] for name in left_over(asked)))
    periods = [in_words(read_period(name)) for name in names]
    if len(periods) > FEW:
        return [f"Ook {len(periods)} eerdere opgaven ontbreken nog, vanaf {periods[0]}."]
    if len(periods) > 1:
        return [f"Ook de opgaven van {listed(periods)} ontbreken nog."]
    return [f"Ook de opgave van {periods[0]} ontbreekt nog."] if periods else []


def backlog(asked: Question) -> str:
    """Say how much was to be realised by the end of a quarter, and how much was approved."""
    contract = contract_of(asked.dossier, asked.due.subject)
    last = read_period(asked.due.occasion.name.rsplit("/", 1)[-1]).last
    until = min(last, contract.ends_on or last)
    short = behind(contract, reports_of(asked.dossier, contract), until, asked.process.figures)
    told = f"Tot en met {day(until)} is er minder gedaan dan is afgesproken."
    if short:
        asks = f"Tot en met {day(until)} hoort er {_euros(short.due)} aan social return te zijn"
        margin = f"meer dan {amount(asked.process.figures.obligation.margin.amount)} procent minder"
        # Euros of a few people would tell who earned them.
        known = contract.contract in tellable(asked.dossier, asked.process.figures).contracts
        told = f"{asks}; goedgekeurd is {_euros(short.realised) if known else margin}."
    return (
        f"Contract {contract.contract} ({contract.title}) loopt achter. {told} Bespreek met de opdrachtnemer wat er "
        "nodig is, en leg acties vast. Ontbreekt er nog een urenopgave? Vraag die dan eerst op."
    )


def _euros(value: Decimal) -> str:
    return euros(value.quantize(Decimal(1)))
