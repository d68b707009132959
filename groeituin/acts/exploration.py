"""Acts of the exploration: tender strategy and award, brainstorm and willingness (steps 2A and 2B)."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from groeituin.acts.act import Act, Scene, act, assign
from groeituin.acts.block_tables import fix_at_award
from groeituin.acts.contracts import checked_span
from groeituin.acts.fields import Code, Day, Money, Percentage, Text, as_word
from groeituin.errors import refusal
from models.contracts import Brainstorm, Contract, Willingness
from models.parties import Contractor
from models.partnerships import Partnership
from states.texts import day
from states.vocabulary import ApplicationForm, Base, BrainstormStatus, Instrument, Situation, Track

CLOSED = {"afgelopen", "ingetrokken"}


def _tender(scene: Scene, code: str) -> Contract:
    """Return a contract of which the tender can still be told, and tell the scene.

    Raises:
        Refused: it was closed or withdrawn; the next tender is another contract.
    """
    contract = scene.find(Contract, code)
    scene.contracts.add(code)
    if contract.stage in CLOSED and not scene.correcting:
        raise refusal(
            contract.stage,
            f"Contract {code} is {contract.stage}. Leg een nieuwe aanbesteding vast onder een eigen code; "
            "met replaces zegt u dat zij dit contract vervangt.",
            "2Aa",
        )
    return contract


def _as_awarded(scene: Scene, contract: Contract, values: dict[str, object]) -> None:
    """Refuse to write over what was decided before an award: the award fixed it."""
    if contract.stage != "gegund" or scene.correcting:
        return
    known = {name: getattr(contract, name) for name in values}
    if any(before and before != values[name] for name, before in known.items()):
        raise refusal(
            "al_gegund",
            f"Contract {contract.contract} is al gegund; wat toen gold verandert niet meer. "
            "Een latere wijziging hoort in amend-contract of set-obligation. Staat er een fout, corrigeer dan.",
            "2Ad",
        )


@act("choose-strategy", corrects=True)
class ChooseStrategy(Act):
    """Choose the track of a tender: 1 social enterprise, with an instrument, or 2 social return (2Ab)."""

    contract: Code
    track: Annotated[Track, BeforeValidator(as_word)]
    instrument: Instrument | None = None

    @model_validator(mode="after")
    def _instrument_of_track_1(self) -> "ChooseStrategy":
        if self.track == "2" and self.instrument:
            raise PydanticCustomError("instrument", "een instrument hoort bij spoor 1, niet bij spoor 2")
        return self

    def do(self, scene: Scene) -> None:
        """Write the strategy; on track 1 the instrument may follow later.

        Raises:
            Refused: the contract is closed, or was awarded under another strategy.
        """
        contract = _tender(scene, self.contract)
        values: dict[str, object] = {"track": self.track, "instrument": self.instrument}
        _as_awarded(scene, contract, values)
        assign(contract, values)


class Motivation(BaseModel):
    """Why this application is proportional (2Ac)."""

    model_config = ConfigDict(extra="forbid")
    size: Text
    nature: Text
    duration: Text


@act("decide-application", corrects=True)
class DecideApplication(Act):
    """Decide how social return is asked in a tender, with the motivation (2Ac)."""

    contract: Code
    forms: list[ApplicationForm] = Field(min_length=1)
    percentage: Percentage | None = None
    base: Base | None = None
    motivation: Motivation

    def do(self, scene: Scene) -> None:
        """Write the application.

        Raises:
            Refused: the contract is closed, was awarded under another application, or goes to a social enterprise.
        """
        contract = _tender(scene, self.contract)
        if contract.track == "1" and not scene.correcting:
            raise refusal(
                "spoor_1",
                f"Voor {self.contract} is spoor 1 gekozen: gunnen aan een sociaal ondernemer. "
                "Social return vragen hoort bij spoor 2. Kies eerst dat spoor.",
                "2Ab",
            )
        _as_awarded(scene, contract, self.given("contract"))
        assign(contract, self.given("contract"))


@act("ask-out", corrects=True)
class AskOut(Act):
    """Tell that a tender was published (2Ad)."""

    contract: Code
    published_on: Day

    def do(self, scene: Scene) -> None:
        """Write the publication; an awarded contract stays awarded.

        Raises:
            Refused: the contract is closed, the day has yet to come, or it lies after the award.
        """
        contract = _tender(scene, self.contract)
        if self.published_on > scene.on:
            raise refusal(
                "in_de_toekomst",
                "Een aanbesteding kan niet zijn uitgevraagd op een dag die nog moet komen. "
                "Wat gepland is, staat in planned_publication_on van register-contract.",
                "2Ad",
            )
        begun_on = contract.awarded_on or contract.starts_on
        if contract.stage == "gegund" and begun_on and self.published_on > begun_on:
            raise refusal(
                "al_gegund",
                f"Contract {self.contract} is al gegund of begonnen op {day(begun_on)} en kan niet daarna zijn "
                "uitgevraagd. Leg de nieuwe aanbesteding vast onder een eigen code, met replaces.",
                "2Ad",
            )
        _as_awarded(scene, contract, {"published_on": self.published_on})
        assign(contract, {"published_on": self.published_on})
        if contract.stage == "gepland":
            contract.stage = "uitgevraagd"


@act("award-contract", corrects=True, about=frozenset({"contract"}))
class AwardContract(Act):
    """Tell that a tender was awarded (2Ad)."""

    contract: Code
    contractor: Code
    awarded_on: Day
    starts_on: Day
    ends_on: Day
    value: Money | None = None
    authority: Text | None = None
    table_version: Text | None = None

    def do(self, scene: Scene) -> None:
        """Write the award, which fixes the block table that the contract is counted under.

        Raises:
            NoSuchThing: the block table that was named does not exist.
            Refused: the tender was never asked out, was closed, or was awarded otherwise before.
        """
        contract = _tender(scene, self.contract)
        scene.find(Contractor, self.contractor)
        if contract.stage == "gepland":
            raise refusal("niet_uitgevraagd", f"Contract {self.contract} is nog niet uitgevraagd.", "2Ad")
        if contract.published_on and self.awarded_on < contract.published_on:
            raise refusal(
                "gunning_voor_uitvraag",
                f"Contract {self.contract} is pas uitgevraagd op {day(contract.published_on)} "
                "en kan niet daarvoor zijn gegund.",
                "2Ad",
            )
        # Of a contract that was registered as awarded only the contractor is certain; its dates may come now.
        values = self.given("contract", "authority", "table_version")
        _as_awarded(scene, contract, values if contract.awarded_on else {"contractor": self.contractor})
        assign(contract, values)
        if contract.stage == "uitgevraagd":
            contract.stage = "gegund"
        checked_span(contract)
        fix_at_award(scene, contract, self.authority, self.table_version)
        if contract.replaces:
            scene.contracts.add(contract.replaces)


@act("record-brainstorm", corrects=True)
class RecordBrainstorm(Act):
    """Fill in the brainstorm sheet for a contract (annex III)."""

    partnership: Code
    contract: Code
    who: Text
    what: Text
    how: Text
    results: Text
    labour: Text
    status: BrainstormStatus
    willingness: Text | None = None
    possibilities: Text | None = None
    next_steps: Text | None = None
    policy_fit: Text | None = None
    situation: Situation | None = None

    def do(self, scene: Scene) -> None:
        """Write the sheet."""
        scene.find(Partnership, self.partnership)
        scene.find(Contract, self.contract)
        known = scene.session.get(Brainstorm, (self.partnership, self.contract))
        since = known.recorded_on if known else scene.recorded_on
        values = self.given("partnership", "contract")
        scene.put(Brainstorm, (self.partnership, self.contract), **values, recorded_on=since)
        scene.partnerships.add(self.partnership)

    def undo(self, scene: Scene) -> bool:
        """Remove the sheet."""
        return scene.remove(scene.session.get(Brainstorm, (self.partnership, self.contract)))


@act("record-willingness", corrects=True)
class RecordWillingness(Act):
    """Record whether a contract's contractor wants to take part (2Bb)."""

    partnership: Code
    contract: Code
    willing: bool
    reason: Text | None = None
    lesson: Text | None = None

    def do(self, scene: Scene) -> None:
        """Write what the contractor said last."""
        scene.find(Partnership, self.partnership)
        scene.find(Contract, self.contract)
        known = scene.session.get(Willingness, (self.partnership, self.contract))
        since = known.recorded_on if known and known.willing == self.willing else scene.recorded_on
        scene.put(
            Willingness, (self.partnership, self.contract),
            willing=self.willing, reason=self.reason, lesson=self.lesson, recorded_on=since,
        )  # fmt: skip
        scene.partnerships.add(self.partnership)

    def undo(self, scene: Scene) -> bool:
        """Remove what the contractor said."""
        return scene.remove(scene.session.get(Willingness, (self.partnership, self.contract)))
