"""What is proportional to ask in a tender (step 2Ac): advice by size, nature and duration, never a verdict."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from states.figures.duration import months
from states.figures.rounding import two_decimals
from states.figures.schema import Figures, Sourced
from states.texts import amount, euros

ASPECTS = {
    "size": "Motiveer de omvang: past wat u vraagt bij de waarde en bij het werk erin?",
    "nature": "Motiveer de aard: is er werk voor mensen met een afstand tot de arbeidsmarkt?",
    "duration": "Motiveer de duur: is er tijd genoeg om het waar te maken?",
}


@dataclass(frozen=True, slots=True)
class Tender:
    """What is known of a planned tender.

    ``motivated`` holds the aspects that were motivated; ``target_groups`` those that the partnership wants to reach.
    """

    contract: str
    nature: str
    sector: str
    value: Decimal | None = None
    wage_share: Decimal | None = None
    cpv: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    framework: str | None = None
    percentage: Decimal | None = None
    base: str | None = None
    motivated: frozenset[str] = frozenset()
    target_groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Told:
    """Something to weigh, with where it comes from."""

    code: str
    sentence: str
    source: str


@dataclass(frozen=True, slots=True)
class Advice:
    """What the figures say of a tender, what they warn for, and what is still to be motivated."""

    contract: str
    points: tuple[Told, ...]
    warnings: tuple[Told, ...]
    to_motivate: tuple[Told, ...]


def advise(tender: Tender, figures: Figures) -> Advice:
    """Return the advice on a planned tender."""
    missing = [
        _told(code, sentence, figures.proportionality.motivation)
        for code, sentence in ASPECTS.items()
        if code not in tender.motivated
    ]
    points, warnings = tuple(_points(tender, figures)), tuple(_warnings(tender, figures))
    return Advice(tender.contract, points, warnings, tuple(missing))


def _told(code: str, sentence: str, figure: Sourced) -> Told:
    return Told(code, sentence, figure.source)


def _points(tender: Tender, figures: Figures) -> Iterator[Told]:
    yield from _size(tender, figures)
    yield from _nature(tender, figures)
    yield from _duration(tender, figures)
    yield from _percentage(tender, figures)
    if tender.framework:
        sentence = f"Dit valt onder raamovereenkomst {tender.framework}; leg de verplichting daar vast, niet hier."
        yield _told("raamovereenkomst", sentence, figures.proportionality.framework)


def _size(tender: Tender, figures: Figures) -> Iterator[Told]:
    usual, rijk = figures.proportionality.value, figures.proportionality.wage_sum_rijk
    if not tender.value:
        yield _told("omvang", "De waarde is niet bekend; schat haar eerst.", usual)
    elif tender.value >= usual.amount:
        told = f"De waarde is {euros(tender.value)}"
        yield _told("omvang", f"{told}; vanaf {euros(usual.amount)} is social return gebruikelijk.", usual)
    wage_sum = _wage_sum(tender)
    if tender.sector == "rijk" and wage_sum is not None:
        told = f"De loonsom is ongeveer {euros(two_decimals(wage_sum))}"
        if wage_sum >= Fraction(rijk.amount):
            yield _told("loonsom", f"{told}; vanaf {euros(rijk.amount)} kijkt het Rijk altijd naar kansen.", rijk)
        else:
            yield _told("loonsom", f"{told}; onder {euros(rijk.amount)} hoeft het Rijk niet, maar mag het wel.", rijk)


def _nature(tender: Tender, figures: Figures) -> Iterator[Told]:
    suited = figures.proportionality.suited
    if tender.nature in suited.natures:
        yield _told(
            "aard", f"Werken en diensten lenen zich goed voor social return; dit is een {tender.nature}.", suited
        )
    kind = figures.screening.kind_of_work(tender.cpv)
    if kind:
        sentence = f"{kind.capitalize()} vraagt veel mensen; hier kunt u vaak meer vragen."
        yield _told("categorie", sentence, figures.screening.labour_intensive[kind])
    if tender.wage_share is None:
        sentence = "Het aandeel van lonen is niet bekend; vraag het de markt, want het percentage hangt ervan af."
        yield _told("loonaandeel", sentence, figures.proportionality.wage_share)


def _duration(tender: Tender, figures: Figures) -> Iterator[Told]:
    shortest = figures.proportionality.months
    lasts = _months(tender)
    if lasts is None:
        yield _told("duur", "Begin of einde is niet bekend; kies een duur waarin mensen kunnen groeien.", shortest)
    elif lasts >= Fraction(shortest.amount):
        yield _told("duur", f"De opdracht duurt {int(lasts)} maanden; dat is lang genoeg.", shortest)


def _percentage(tender: Tender, figures: Figures) -> Iterator[Told]:
    low = _is_low(tender, figures)
    found = figures.proportionality.lower_percentage if low else figures.proportionality.usual_percentage
    asked = f"{found.amount} procent van de opdrachtsom{_in_euros(tender, found.amount)}"
    if low:
        yield _told("percentage", f"Er zit weinig loon in: vraag {asked}, of een percentage van de loonsom.", found)
    else:
        yield _told("percentage", f"Gebruikelijk is {asked}.", found)


def _in_euros(tender: Tender, percentage: Decimal) -> str:
    if not tender.value:
        return ""
    return f", hier {euros(two_decimals(Fraction(tender.value) * Fraction(percentage) / 100))}"


def _warnings(tender: Tender, figures: Figures) -> Iterator[Told]:
    found = figures.proportionality
    if tender.value and tender.value < found.value.amount:
        sentence = f"Onder {euros(found.value.amount)} is een eis ongebruikelijk; een gesprek kan wel."
        yield _told("kleine_opdracht", sentence, found.value)
    if tender.nature == "levering":
        sentence = "Een levering heeft weinig werk in zich; kijk liever naar werken en diensten."
        yield _told("levering", sentence, found.suited)
    lasts = _months(tender)
    if lasts is not None and lasts < Fraction(found.months.amount):
        sentence = f"Korter dan {found.months.amount} maanden: veel overheden vragen het dan niet, het lukt zelden."
        yield _told("korte_duur", sentence, found.months)
    usual = found.lower_percentage if _is_low(tender, figures) else found.usual_percentage
    if tender.percentage and tender.base != "loonsom" and tender.percentage > usual.amount:
        sentence = f"{amount(tender.percentage)} procent is meer dan gebruikelijk is ({usual.amount} procent)."
        yield _told("hoog_percentage", sentence, usual)
    if tender.target_groups and tender.target_groups <= set(found.not_alone.target_groups):
        sentence = (
            "Schrijf niet alleen de doelgroep banenafspraak voor: dat sluit anderen uit. Een leidraad mag het wel."
        )
        yield _told("een_doelgroep", sentence, found.not_alone)


def _is_low(tender: Tender, figures: Figures) -> bool:
    return tender.wage_share is not None and tender.wage_share < figures.proportionality.wage_share.amount


def _wage_sum(tender: Tender) -> Fraction | None:
    if not tender.value or tender.wage_share is None:
        return None
    return Fraction(tender.value) * Fraction(tender.wage_share) / 100


def _months(tender: Tender) -> Fraction | None:
    if tender.starts_on is None or tender.ends_on is None:
        return None
    return months(tender.starts_on, tender.ends_on)
