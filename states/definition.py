"""The schema of a definition (the process as data) and its loader."""

from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from states.figures.schema import Figures
from states.frozen import Frozen
from states.vocabulary import Frequency, Phase, Role, RuleName, Trigger, words
from states.yaml_text import read_yaml

ROUTES = {"aanbesteding", "bestaand_contract"}
Code = Annotated[str, Field(min_length=1, max_length=64)]


class PhaseDefinition(Frozen):
    """A phase: the guide's step, and a sentence that says what it is for."""

    step: str
    sentence: str


class Requirement(Frozen):
    """Something that must be there before a trigger is allowed; the function of the same code judges it.

    ``by`` are the roles that see to it, as far as annex II of the guide gives it to one.
    """

    step: str
    what: str
    by: tuple[Role, ...] = ("projectcoordinator",)


class Advice(Frozen):
    """Something that the guide advises; its absence is told and never blocks."""

    step: str
    sentence: str


class Duty(Frozen):
    """What a role does in a phase (annex II of the guide), on one route or on both.

    ``inferred`` tells that the guide does not give this to the role in so many words: the table lost its columns in
    the text, or left the cell empty.
    """

    step: str
    sentence: str
    route: Literal["aanbesteding", "bestaand_contract"] | None = None
    inferred: bool = False


class TriggerDefinition(Frozen):
    """A step from some phases to another, with what it requires, per route where the route matters."""

    sources: tuple[Phase, ...]
    to: Phase
    requires: tuple[Code, ...] = ()
    routes: dict[str, tuple[Code, ...]] = Field(default_factory=dict)
    advises: tuple[Code, ...] = ()
    needs: tuple[Literal["reason", "lesson"], ...] = ()


# Words that stand for a role which the dossier itself tells: who owns an action, and who pays the wages.
Addressee = Role | Literal["eigenaar", "loonadministratie"]


class Rung(Frozen):
    """Who else hears of a signal that nobody answered, so many days after it was asked."""

    after_days: Annotated[int, Field(gt=0)]
    to: Annotated[tuple[Addressee, ...], Field(min_length=1)]


class Rule(Frozen):
    """When something falls due by itself, to whom, and why it stops; days are calendar days unless told."""

    phases: tuple[Phase, ...]
    while_contract_runs: tuple[Phase, ...] = ()
    subject: Literal["partnership", "contract", "action", "role", "contractor", "organisation"]
    occasion: str
    to: tuple[Addressee, ...]
    catch_up: Literal["all", "latest"]
    stops: str
    source: str
    lead_months: tuple[int, ...] = ()
    lead_days: int = 0
    target_day: int = 15
    default_frequency: Frequency = "kwartaal"
    first_months: int = 0
    repeat_months: int = 0
    repeat_days: int = 0
    norm_days: dict[str, int] = Field(default_factory=dict)
    ladder: tuple[Rung, ...] = ()

    @property
    def every_phase(self) -> tuple[Phase, ...]:
        """Return the phases in which this rule can be due, on condition or not."""
        return self.phases + self.while_contract_runs

    @field_validator("ladder")
    @classmethod
    def _climbs(cls, ladder: tuple[Rung, ...]) -> tuple[Rung, ...]:
        if any(later.after_days <= rung.after_days for rung, later in pairwise(ladder)):
            msg = "elke volgende trede van een ladder komt later dan de vorige"
            raise ValueError(msg)
        return ladder


class Holidays(Frozen):
    """Which days beside the undisputed ones count as public holidays."""

    good_friday: bool
    liberation_day: Literal["never", "lustrum", "yearly"]
    source: str


class Definition(Frozen):
    """The whole process of one authority."""

    name: Code
    version: Code
    source: str
    holidays: Holidays
    roles: tuple[Role, ...]
    work_group_roles: tuple[Role, ...]
    fallback_roles: tuple[Role, ...]
    meeting_recency: int
    phases: dict[Phase, PhaseDefinition]
    requirements: dict[Code, Requirement]
    advice: dict[Code, Advice]
    duties: dict[Role, dict[Phase, tuple[Duty, ...]]] = Field(default_factory=dict)
    triggers: dict[str, TriggerDefinition]
    rules: dict[str, Rule]
    figures: Figures

    @property
    def reference(self) -> str:
        """Return the name and version by which a partnership is pinned to this definition."""
        return f"{self.name}/{self.version}"

    @model_validator(mode="after")
    def _codes_exist(self) -> "Definition":
        unknown = [
            f"{name}: {code}"
            for name, trigger in self.triggers.items()
            for code in (*trigger.requires, *(c for codes in trigger.routes.values() for c in codes))
            if code not in self.requirements
        ]
        unknown += [
            f"{name}: {code}"
            for name, trigger in self.triggers.items()
            for code in trigger.advises
            if code not in self.advice
        ]
        unknown += [
            f"{name}: {route}" for name, t in self.triggers.items() if t.routes for route in ROUTES ^ set(t.routes)
        ]
        unknown += [f"norm_days: {phase}" for phase in self._without_norm()]
        unknown += sorted(set(words(Phase)) - set(self.phases))
        unknown += sorted(set(self.rules) - set(words(RuleName)))
        unknown += sorted(set(self.triggers) - set(words(Trigger)))
        if unknown:
            msg = f"deze codes zijn nergens beschreven: {', '.join(unknown)}"
            raise ValueError(msg)
        return self

    def _without_norm(self) -> list[str]:
        rule = self.rules.get("fase_staat_stil")
        return [phase for phase in rule.every_phase if phase not in rule.norm_days] if rule else []


def read_definition(text: str) -> Definition:
    """Read a definition from YAML text.

    Raises:
        pydantic.ValidationError: a part is missing, unknown or of the wrong kind.
        yaml.YAMLError: the text is not YAML.
    """
    return Definition.model_validate(read_yaml(text))


@cache
def handreiking() -> Definition:
    """Return the process of the guide *Partnerships voor meer banen* (BZK, October 2020)."""
    text = resources.files("states").joinpath("definitions/handreiking.yaml").read_text(encoding="utf-8")
    return read_definition(text)
