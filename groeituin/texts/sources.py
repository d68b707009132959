"""The figures of a definition as a list: what each is for, how much it is, where it comes from and since when."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from groeituin.texts.figures import ASPECTS
from groeituin.texts.words import GROUP_NAMES, counted
from states.figures.schema import ContractChanges, Figures, Proportionality, Screening, Sourced
from states.texts import day, euros, listed

NATURES = {"werk": "werken", "dienst": "diensten", "levering": "leveringen", "samenwerkingsafspraak": "samenwerking"}


@dataclass(frozen=True, slots=True)
class Listed:
    """A figure: what it is for, how much, and its source."""

    what: str
    much: str
    source: Sourced


def listed_figures(figures: Figures) -> Iterator[Listed]:
    """Yield every figure of a definition, in the order of the definition."""
    yield from _screening(figures.screening)
    yield from _proportionality(figures.proportionality)
    yield from _contract_changes(figures.contract_changes)
    agreed = figures.banenafspraak
    hours = f"{_number(agreed.hours_a_week.amount)} betaalde uren per week"
    yield Listed("Banenafspraak: zoveel is één baan", hours, agreed.hours_a_week)
    yield Listed("Banenafspraak: wie in het register staat", _groups(agreed.counts.target_groups), agreed.counts)
    yield Listed(
        "Bouwblokken: zoveel weken telt een jaar", f"{_number(figures.weeks_a_year.amount)}", figures.weeks_a_year
    )
    behind = figures.obligation
    yield Listed("Achterstand: vanaf zoveel minder dan naar rato", _percent(behind.margin.amount), behind.margin)
    yield Listed("Achterstand: zo lang na het begin nog niet", _months(behind.first_months.amount), behind.first_months)


def _screening(figures: Screening) -> Iterator[Listed]:
    yield Listed("Kansrijk contract: meer waard per jaar dan", euros(figures.value_a_year.amount), figures.value_a_year)
    share = f"{_percent(figures.wage_share.amount)} van de waarde"
    yield Listed("Kansrijk contract: aan lonen ten minste", share, figures.wage_share)
    months = figures.remaining_months
    yield Listed("Kansrijk contract: loopt nog ten minste", _months(months.amount), months)
    soon = figures.extension_months
    yield Listed("Kansrijk contract: u besluit over verlengen binnen", _months(soon.amount), soon)
    for name, group in figures.labour_intensive.items():
        codes = f"CPV-codes die beginnen met {listed(group.cpv)}"
        yield Listed(f"Werk waar veel mensen voor nodig zijn: {name.replace('_', ' ')}", codes, group)
    points = [f"{ASPECTS[name]} {_number(getattr(figures.points, name))}" for name in ASPECTS]
    yield Listed("Kansrijk contract: punten, ten hoogste", listed(points), figures.points)
    yield Listed("Kansrijke contracten: maak een top", _number(figures.candidates.amount), figures.candidates)
    yield Listed("Kansrijke contracten: richt u op ten hoogste", _number(figures.focus.amount), figures.focus)


def _proportionality(figures: Proportionality) -> Iterator[Listed]:
    yield Listed("Social return is gebruikelijk vanaf", euros(figures.value.amount), figures.value)
    rijk = f"een loonsom van {euros(figures.wage_sum_rijk.amount)}"
    yield Listed("Het Rijk kijkt er altijd naar vanaf", rijk, figures.wage_sum_rijk)
    yield Listed("Social return past niet bij een looptijd onder", _months(figures.months.amount), figures.months)
    share = f"{_percent(figures.wage_share.amount)} van de waarde"
    yield Listed("Vraag minder als de lonen lager zijn dan", share, figures.wage_share)
    yield Listed("Gebruikelijk percentage", _percent(figures.usual_percentage.amount), figures.usual_percentage)
    yield Listed(
        "Percentage waar de lonen laag zijn", _percent(figures.lower_percentage.amount), figures.lower_percentage
    )
    suited = listed([NATURES[nature] for nature in figures.suited.natures])
    yield Listed("Social return past vooral bij", suited, figures.suited)
    groups = _groups(figures.not_alone.target_groups)
    yield Listed("Schrijf in een bestek niet alleen deze groepen voor", groups, figures.not_alone)
    yield Listed("Motiveer de keuze", "op omvang, aard en duur", figures.motivation)
    yield Listed("De verplichting staat", "op de raamovereenkomst, één keer", figures.framework)


def _contract_changes(figures: ContractChanges) -> Iterator[Listed]:
    room = "Wijzigen zonder nieuwe aanbesteding: onder de drempel en minder dan"
    yield Listed(room, f"{_percent(figures.percentage.amount)} van de waarde", figures.percentage)
    works = f"{_percent(figures.percentage_works.amount)} van de waarde"
    yield Listed(f"{room}, bij werken", works, figures.percentage_works)
    used = f"{_percent(figures.warning.amount)} van die ruimte"
    yield Listed("Wijzigen: waarschuw vanaf", used, figures.warning)
    codes = f"CPV-codes die beginnen met {listed(figures.social_services.cpv)}"
    yield Listed("Sociale diensten", codes, figures.social_services)
    central = listed(figures.central_government) or "niemand"
    for found in figures.thresholds:
        much = (
            f"werken {euros(found.works)}; centrale overheid ({central}) {euros(found.central_government)}; andere "
            f"overheden {euros(found.other_authorities)}; sociale diensten {euros(found.social_services)}"
        )
        period = f"van {day(found.valid_from)} tot en met {day(found.valid_until)}"
        yield Listed(f"Europese drempels {period}", much, found)


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")


def _percent(value: Decimal) -> str:
    return f"{_number(value)} procent"


def _months(value: Decimal) -> str:
    return counted(int(value), "maand", "maanden")


def _groups(groups: tuple[str, ...]) -> str:
    return listed([GROUP_NAMES[group] for group in groups])
