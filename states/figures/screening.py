"""Which running contracts are worth a conversation (2Ba), told point by point so that a work group can disagree."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from states.figures.duration import months, value_a_year
from states.figures.rounding import plain, two_decimals
from states.figures.schema import Figure, Screening
from states.texts import day, euros
from states.working_days import add_months


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is known of a running contract.

    ``extension_by`` is the day by which the first open option to extend must be notified, or else the contract's end.
    Where the energy is, or is not, is told in Dutch: ``welcome`` and ``doubts`` are about this contract, ``around`` is
    about its organisation.
    """

    contract: str
    value: Decimal | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    cpv: str | None = None
    wage_share: Decimal | None = None
    extension_by: date | None = None
    has_clause: bool = False
    welcome: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    around: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """The points for one aspect, and why."""

    code: str
    points: Decimal
    sentence: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """An aspect that cannot be judged, and what is missing."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Screened:
    """A candidate with its score, told point by point, and what is not known of it."""

    contract: str
    score: Decimal
    points: tuple[Point, ...]
    unknown: tuple[Unknown, ...]


Judged = tuple[Fraction, str] | str  # the share of the points with its reason, or what is not known
FULL, HALF, NONE = Fraction(1), Fraction(1, 2), Fraction(0)


def screen(candidate: Candidate, on: date, figures: Screening) -> Screened:
    """Return the score of a running contract on a date."""
    judged: dict[str, Judged] = {
        "waarde": _value(candidate, figures.value_a_year),
        "categorie": _category(candidate, figures),
        "loonaandeel": _wage_share(candidate, figures.wage_share),
        "looptijd": _remaining(candidate, on, figures.remaining_months),
        "verlenging": _extension(candidate, on, figures.extension_months),
        "bepaling": _clause(candidate),
        "energie": _energy(candidate),
    }
    points, unknown = list[Point](), list[Unknown]()
    for code, found in judged.items():
        if isinstance(found, str):
            unknown.append(Unknown(code, found))
        else:
            share, sentence = found
            worth: Decimal = getattr(figures.points, code)
            points.append(Point(code, plain(two_decimals(Fraction(worth) * share)), sentence))
    score = plain(sum((point.points for point in points), Decimal(0)))
    return Screened(candidate.contract, score, tuple(points), tuple(unknown))


def ranked(screened: Iterable[Screened]) -> list[Screened]:
    """Return the best candidates first; those with the same score by code, because nothing else tells them apart."""
    return sorted(screened, key=lambda found: (-found.score, found.contract))


def _value(candidate: Candidate, wanted: Figure) -> Judged:
    a_year = value_a_year(candidate.value, candidate.starts_on, candidate.ends_on)
    if not candidate.value:
        return "De waarde is niet bekend." if candidate.value is None else "De waarde staat op € 0."
    if a_year is None:
        return "De waarde per jaar is niet bekend: begin of einde ontbreekt."
    told = f"{euros(two_decimals(a_year))} per jaar"
    if a_year > Fraction(wanted.amount):
        return FULL, f"{told}; meer dan {euros(wanted.amount)}."
    if a_year * 2 > Fraction(wanted.amount):
        return HALF, f"{told}; meer dan de helft van {euros(wanted.amount)}."
    return NONE, f"{told}; klein naast {euros(wanted.amount)}."


def _category(candidate: Candidate, figures: Screening) -> Judged:
    if not candidate.cpv:
        return "Er is geen CPV-code, dus het soort werk is niet bekend."
    kind = figures.kind_of_work(candidate.cpv)
    if kind:
        return FULL, f"{kind.capitalize()}: werk waar veel mensen voor nodig zijn."
    return NONE, f"CPV {candidate.cpv} hoort niet bij de soorten werk die de handreiking noemt."


def _wage_share(candidate: Candidate, wanted: Figure) -> Judged:
    share = candidate.wage_share
    if share is None:
        return "Het aandeel van lonen in de waarde is niet bekend."
    told = f"{plain(share)} procent van de waarde is loon"
    return (FULL, f"{told}.") if share >= wanted.amount else (NONE, f"{told}; dat is minder dan {wanted.amount}.")


def _remaining(candidate: Candidate, on: date, wanted: Figure) -> Judged:
    if candidate.ends_on is None:
        return "Het einde is niet bekend."
    left = months(on, candidate.ends_on) if candidate.ends_on >= on else Fraction(0)
    told = f"Loopt nog tot en met {day(candidate.ends_on)}"
    if left >= Fraction(wanted.amount):
        return FULL, f"{told}; lang genoeg om samen op te bouwen."
    if left * 2 >= Fraction(wanted.amount):
        return HALF, f"{told}; dat is korter dan {wanted.amount} maanden."
    return NONE, f"{told}; neem social return mee in de volgende aanbesteding."


def _extension(candidate: Candidate, on: date, wanted: Figure) -> Judged:
    if candidate.extension_by is None:
        return NONE, "Er is geen open optie om te verlengen vastgelegd."
    if candidate.extension_by < on:
        return NONE, f"Over verlengen moest uiterlijk {day(candidate.extension_by)} worden besloten; dat is voorbij."
    told = f"Over verlengen moet uiterlijk {day(candidate.extension_by)} worden besloten"
    if candidate.extension_by <= add_months(on, int(wanted.amount)):
        return FULL, f"{told}; een moment om afspraken te maken."
    return NONE, f"{told}; dat duurt nog."


def _clause(candidate: Candidate) -> Judged:
    if candidate.has_clause:
        return FULL, "Er is al social return afgesproken."
    return NONE, "Er is geen afspraak over social return vastgelegd."


def _energy(candidate: Candidate) -> Judged:
    if candidate.doubts:
        return NONE, " ".join(candidate.doubts)
    if candidate.welcome:
        return FULL, " ".join(candidate.welcome)
    if candidate.around:
        return HALF, " ".join(candidate.around)
    return "Waar in de organisatie de energie zit is niet vastgelegd."
