"""The schema of ``figures:`` in a definition: every figure that arithmetic uses is dated data with its source."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from states.figures.cpv import longest_prefix
from states.frozen import Frozen
from states.vocabulary import Nature, Sector, TargetGroup

CpvPrefix = Annotated[str, StringConstraints(pattern=r"^[0-9]{2,8}$")]


def _without_points(value: object) -> object:
    """Refuse 200.000: YAML reads that as 200, and who wrote it meant 200,000."""
    written = str(getattr(value, "written", value))
    if THOUSANDS.fullmatch(written):
        raise PydanticCustomError("punt", "schrijf {whole}, zonder punt", {"whole": written.replace(".", "")})
    return value


THOUSANDS = re.compile(r"[1-9]\d*(\.\d{3})+")
Euros = Annotated[Decimal, BeforeValidator(_without_points), Field(gt=0, le=10**12)]
Score = Annotated[Decimal, Field(ge=0, le=100)]
# YAML has dates of its own; a number or a text is a slip of the pen.
Dated = Annotated[date, Field(strict=True)]


class Sourced(Frozen):
    """Something that somebody else decided: where it stands, and from which date."""

    source: str = Field(min_length=1)
    dated_on: Dated


class Figure(Sourced):
    """One number; its name tells the unit."""

    amount: Euros


class Percentage(Figure):
    """A share of a whole."""

    amount: Annotated[Decimal, Field(gt=0, le=100)]


class Count(Figure):
    """A whole number: of months, or of contracts."""

    amount: Annotated[Decimal, BeforeValidator(_without_points), Field(gt=0, le=120, multiple_of=1)]


class Hours(Figure):
    """Hours in a week."""

    amount: Annotated[Decimal, Field(gt=0, le=60)]


class Weeks(Figure):
    """Weeks in a year."""

    amount: Annotated[Decimal, Field(gt=0, le=53)]


class CpvGroup(Sourced):
    """A kind of work, by the first digits of its CPV codes."""

    cpv: tuple[CpvPrefix, ...] = Field(min_length=1)


class Points(Sourced):
    """How many points each aspect of a candidate is worth at most; a work group may set them otherwise."""

    waarde: Score
    categorie: Score
    loonaandeel: Score
    looptijd: Score
    verlenging: Score
    bepaling: Score
    energie: Score


class Screening(Frozen):
    """Which running contracts are worth a conversation (2Ba): euros a year, shares in percent, terms in months."""

    value_a_year: Figure
    wage_share: Percentage
    remaining_months: Count
    extension_months: Count
    candidates: Count
    focus: Count
    labour_intensive: dict[str, CpvGroup]
    points: Points

    def kind_of_work(self, cpv: str | None) -> str | None:
        """Return which labour-intensive kind of work a CPV code names most exactly, or None."""
        held = {name: longest_prefix(group.cpv, cpv) for name, group in self.labour_intensive.items()}
        name = max(held, key=lambda group: held[group], default=None)
        return name if name and held[name] else None


class SuitedNatures(Sourced):
    """The natures of contract that suit social return better than the others."""

    natures: tuple[Nature, ...]


class AdvisedAgainst(Sourced):
    """Target groups that are better not prescribed as the only one in a tender."""

    target_groups: tuple[TargetGroup, ...]


class Proportionality(Frozen):
    """What is usual in a tender (2Ac): euros, percentages, months."""

    value: Figure
    wage_sum_rijk: Figure
    months: Count
    wage_share: Percentage
    usual_percentage: Percentage
    lower_percentage: Percentage
    suited: SuitedNatures
    not_alone: AdvisedAgainst
    motivation: Sourced
    framework: Sourced


class EuThresholds(Sourced):
    """The EU thresholds over ``[valid_from, valid_until]``, in euros without VAT (directive 2014/24/EU, article 4)."""

    valid_from: Dated
    valid_until: Dated
    works: Euros
    central_government: Euros
    other_authorities: Euros
    social_services: Euros


class ContractChanges(Frozen):
    """The room for changes without a new tender (article 2.163b Aanbestedingswet 2012), in percent of the value."""

    percentage: Percentage
    percentage_works: Percentage
    warning: Percentage
    central_government: tuple[Sector, ...]
    social_services: CpvGroup
    thresholds: tuple[EuThresholds, ...]

    def thresholds_on(self, on: date) -> EuThresholds | None:
        """Return the thresholds of a date, or None where they are not known."""
        return next((found for found in self.thresholds if found.valid_from <= on <= found.valid_until), None)


class RegisterGroups(Sourced):
    """The target groups whose people are in the register of the banenafspraak."""

    target_groups: tuple[TargetGroup, ...]


class Banenafspraak(Frozen):
    """What counts as one job of the banenafspraak: paid hours a week."""

    hours_a_week: Hours
    counts: RegisterGroups


class ObligationFigures(Frozen):
    """When a contract is behind on its obligation: a margin in percent, and the first months, which are free."""

    margin: Percentage
    first_months: Count


class Figures(Frozen):
    """Every figure of a definition."""

    screening: Screening
    proportionality: Proportionality
    contract_changes: ContractChanges
    banenafspraak: Banenafspraak
    weeks_a_year: Weeks
    obligation: ObligationFigures
